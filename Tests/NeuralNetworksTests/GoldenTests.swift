import AlmanacTesting
import Foundation
import NeuralNetworks
import Tensors
import Testing

/// A module of one parameter, for optimisers.
struct Single: Module {
  var parameter: Tensor

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("parameter", &parameter)
  }
}

/// A tensor filled by the rule of the golden scripts.
func fill(_ ordinal: Int, _ shape: Shape, _ elementType: ElementType = .float64) -> Tensor {
  let elements = (0..<shape.elementCount).map { 0.5 * sin(Double(1 + $0 + 10 * ordinal)) }
  return Tensor(elements, shape: shape, elementType)
}

/// The golden values of `make_layers.py`.
let goldenValues: [String: [Double]] = {
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Golden/layers.json"
  )
  let decoded = try? JSONDecoder().decode([String: [Double]].self, from: Data(contentsOf: file))
  return decoded ?? [:]
}()

/// Expects the golden values of a name.
func expectGolden(
  _ name: String,
  _ tensor: Tensor,
  within bound: Double = 1e-12,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let expected = try #require(goldenValues[name], sourceLocation: sourceLocation)
  let actual = tensor.elements
  #expect(actual.count == expected.count, sourceLocation: sourceLocation)
  for (a, b) in zip(actual, expected) where !((a - b).magnitude <= bound) {
    Issue.record("\(name): \(a), expected \(b)", sourceLocation: sourceLocation)
    return
  }
}

@Suite("Layers, losses and optimisers beside PyTorch", .tags(.golden))
struct GoldenTests {
  @Test("LSTM", arguments: [(ElementType.float64, 1e-12), (.float32, 2e-6)])
  func lstm(elementType: ElementType, bound: Double) throws {
    var random = RandomStream(seed: 1)
    var layer = LSTM(inputSize: 3, unitCount: 4, using: &random)
    layer.inputWeight = fill(1, [16, 3], elementType)
    layer.recurrentWeight = fill(2, [16, 4], elementType)
    layer.bias = fill(3, [16], elementType)
    let start = LSTM.State(
      output: fill(4, [2, 4], elementType),
      cell: fill(5, [2, 4], elementType)
    )
    let x = fill(0, [2, 5, 3], elementType)
    let (output, state) = layer(x, from: start)
    try expectGolden("lstm output", output, within: bound)
    try expectGolden("lstm cell", state.cell, within: bound)
    #expect(state.output == output.selected(4, along: 1))
    let (_, gradients) = valueWithGradient(at: layer) {
      ($0(x, from: start).output * fill(6, [2, 5, 4], elementType)).sum()
    }
    let change = try #require(gradients.values[1])
    try expectGolden("lstm gradient of recurrent weight", change, within: bound)
  }

  @Test("GRU", arguments: [(ElementType.float64, 1e-12), (.float32, 2e-6)])
  func gru(elementType: ElementType, bound: Double) throws {
    var random = RandomStream(seed: 1)
    var layer = GRU(inputSize: 3, unitCount: 4, using: &random)
    layer.inputWeight = fill(1, [12, 3], elementType)
    layer.recurrentWeight = fill(2, [12, 4], elementType)
    layer.inputBias = fill(3, [12], elementType)
    layer.recurrentBias = fill(4, [12], elementType)
    let (x, start) = (fill(0, [2, 5, 3], elementType), fill(5, [2, 4], elementType))
    try expectGolden("gru output", layer(x, from: start), within: bound)
    let (_, gradients) = valueWithGradient(at: layer) {
      ($0(x, from: start) * fill(6, [2, 5, 4], elementType)).sum()
    }
    try expectGolden(
      "gru gradient of recurrent weight",
      try #require(gradients.values[1]),
      within: bound
    )
  }

  @Test("linear, convolution and norms")
  func simpleLayers() throws {
    var random = RandomStream(seed: 1)
    let x = fill(0, [2, 5, 3])
    var linear = Linear(inputSize: 3, outputSize: 4, using: &random)
    (linear.weight, linear.bias) = (fill(1, [4, 3]), fill(2, [4]))
    try expectGolden("linear", linear(x))

    var conv = Conv1D(inputSize: 3, outputSize: 4, width: 3, using: &random)
    (conv.weight, conv.bias) = (fill(1, [4, 3, 3]), fill(2, [4]))
    let s = fill(0, [2, 3, 7])
    try expectGolden("conv same", conv(s))
    conv.geometry = .causal(width: 3, dilation: 2)
    try expectGolden("conv causal dilated", conv(s))
    conv.geometry = ConvolutionGeometry(stride: 2, before: 1, after: 1)
    try expectGolden("conv strided", conv(s))

    var norm = LayerNorm(size: 3)
    (norm.gain, norm.shift) = (1 + fill(1, [3]), fill(2, [3]))
    try expectGolden("layer norm", norm(x))
    var rootMeanSquare = RootMeanSquareNorm(size: 3)
    rootMeanSquare.gain = 1 + fill(1, [3])
    try expectGolden("rms norm", rootMeanSquare(x))
  }

  @Test("attention")
  func attentions() throws {
    let (q, k, v) = (fill(0, [2, 3, 5, 4]), fill(1, [2, 3, 6, 4]), fill(2, [2, 3, 6, 4]))
    try expectGolden("attention", attention(query: q, key: k, value: v))
    let (ck, cv) = (fill(1, [2, 3, 5, 4]), fill(2, [2, 3, 5, 4]))
    try expectGolden("causal attention", attention(query: q, key: ck, value: cv, isCausal: true))
    var random = RandomStream(seed: 1)
    var layer = MultiHeadAttention(size: 4, headCount: 2, using: &random)
    (layer.projection.weight, layer.projection.bias) = (fill(1, [12, 4]), fill(2, [12]))
    (layer.output.weight, layer.output.bias) = (fill(3, [4, 4]), fill(4, [4]))
    try expectGolden("multi-head attention", layer(fill(0, [2, 5, 4])))
  }

  @Test("losses")
  func losses() throws {
    let (a, b) = (3 * fill(0, [4, 5]), 3 * fill(1, [4, 5]))
    try expectGolden("mean squared error", meanSquaredError(a, b))
    try expectGolden("mean absolute error", meanAbsoluteError(a, b))
    try expectGolden("huber", huberLoss(a, b, width: 0.7))
    try expectGolden("cross entropy", crossEntropy(a, [0, 4, 2, 1]))
    try expectGolden("binary cross entropy", binaryCrossEntropy(a, b .> 0))
    try expectGolden("gaussian", gaussianLoss(mean: a, deviation: 1 + fill(2, [4, 5]), b))
  }

  @Test("optimisers", arguments: [(ElementType.float64, 1e-14), (.float32, 1e-6)])
  func optimizers(elementType: ElementType, bound: Double) throws {
    let optimizers: [String: any Optimizer] = [
      "adam": Adam(learningRate: 0.1),
      "adam with penalty": Adam(learningRate: 0.1, decay: .penalty(0.2)),
      "adamw": Adam(learningRate: 0.1, decay: .decoupled(0.2)),
      "descent": GradientDescent(learningRate: 0.1),
      "descent with momentum": GradientDescent(learningRate: 0.1, momentum: 0.9, penalty: 0.2),
      "descent with nesterov": GradientDescent(learningRate: 0.1, momentum: 0.9, isNesterov: true),
      "adagrad": Adagrad(learningRate: 0.1),
    ]
    for (name, start) in optimizers {
      var optimizer = start
      var model = Single(parameter: fill(0, [5], elementType))
      for step in 0..<4 {
        optimizer.update(&model, along: Gradients([nil]))
        optimizer.update(&model, along: Gradients([fill(1 + step, [5], elementType)]))
      }
      #expect(optimizer.memory[0].steps == 4)
      try expectGolden(name, model.parameter, within: bound)
    }
  }
}
