import AlmanacTesting
import Foundation
import NeuralNetworks
import Tensors
import Testing

@Suite("SpectralNorm, WeightNorm and Residual")
struct ReparametrizationTests {
  private func linear(_ elementType: ElementType = .float64) -> Linear {
    var random = RandomStream(seed: 1)
    var linear = Linear(inputSize: 3, outputSize: 4, using: &random)
    (linear.weight, linear.bias) = (fill(1, [4, 3], elementType), fill(2, [4], elementType))
    return linear
  }

  @Test("spectral norm is PyTorch’s, pass by pass", .tags(.golden))
  func spectralGolden() throws {
    var random = RandomStream(seed: 1)
    var layer = SpectralNorm(linear(), using: &random)
    let start = fill(3, [4])
    layer.setState([start / start.squared().sum().squareRoot()])
    let x = fill(0, [5, 3])
    try expectGolden("spectral norm, first pass", layer(x))
    let (_, gradients) = valueWithGradient(at: layer) { ($0(x) * fill(4, [5, 4])).sum() }
    try expectGolden("spectral norm, gradient", try #require(gradients.values[0]))
    layer.advanceState()
    try expectGolden("spectral norm, second pass", layer(x))
    layer.advanceState()
    try expectGolden("spectral norm, direction", layer.direction)
  }

  /// The largest singular values of the progressive network's golden configuration.
  static let singularValues: [(ordinal: Int, shape: Shape, value: Double)] = [
    (1, [4, 4, 3], 2.070990), (11, [4, 7, 3], 2.587287), (23, [1, 4, 1], 0.782504),
  ]

  @Test("many passes find the largest singular value", .tags(.golden), arguments: singularValues)
  func convergence(ordinal: Int, shape: Shape, value: Double) {
    var random = RandomStream(seed: 2)
    var conv = Conv1D(
      inputSize: shape[1],
      outputSize: shape[0],
      width: shape[2],
      using: &random
    )
    conv.weight = fill(ordinal, shape)
    var layer = SpectralNorm(conv, using: &random)
    for _ in 0..<500 { layer.advanceState() }
    #expect((layer.largestSingularValue.scalar - value).magnitude < 1e-6)
  }

  @Test("the gradient of a converged spectral norm is that of W/σ", .tags(.gradient))
  func spectralGradient() {
    var random = RandomStream(seed: 3)
    var start = SpectralNorm(linear(), using: &random)
    for _ in 0..<1000 { start.advanceState() }
    let layer = start
    let x = fill(0, [5, 3])
    expectGradients(at: [x] + layer.parameters, secondOrder: false) { variables in
      var layer = layer
      layer.setParameters(Array(variables.dropFirst()))
      return layer(variables[0])
    }
  }

  @Test("weight norm is PyTorch’s", .tags(.golden))
  func weightGolden() throws {
    var random = RandomStream(seed: 1)
    var conv = Conv1D(inputSize: 3, outputSize: 4, width: 3, using: &random)
    (conv.weight, conv.bias) = (fill(1, [4, 3, 3]), fill(2, [4]))
    var layer = WeightNorm(conv)
    let x = fill(0, [2, 3, 7])
    #expect((layer(x) - conv(x)).elements.allSatisfy { $0.magnitude < 1e-14 })
    layer.gain = 1 + fill(3, [4, 1, 1])
    try expectGolden("weight norm", layer(x))
    let (_, gradients) = valueWithGradient(at: layer) { ($0(x) * fill(4, [2, 4, 7])).sum() }
    try expectGolden("weight norm, gradient of direction", try #require(gradients.values[0]))
    try expectGolden("weight norm, gradient of gain", try #require(gradients.values[2]))
  }

  @Test("what is kept but not learned goes into files and comes back")
  func files() throws {
    var random = RandomStream(seed: 4)
    var layer = Residual(
      SpectralNorm(linear(.float32), using: &random),
      shortcut: Linear(inputSize: 3, outputSize: 4, hasBias: false, using: &random)
    )
    #expect(layer.namedParameters.map(\.name) == ["body.weight", "body.bias", "shortcut.weight"])
    #expect(layer.namedState.map(\.name) == ["body.direction"])
    #expect(layer.parameterCount == 28)
    let file = WeightsFile(layer)
    let before = layer
    layer.advanceState()
    #expect(layer.body.direction != before.body.direction)
    #expect(layer.parameters == before.parameters)
    try layer.load(WeightsFile(bytes: file.encoded()))
    #expect(layer.body.direction == before.body.direction)
    #expect(layer.converted(to: .float64).body.direction.elementType == .float64)
    let bare = WeightsFile(file.entries.filter { $0.name != "body.direction" })
    #expect(throws: WeightsError.missing(name: "body.direction")) { try layer.load(bare) }
  }

  @Test("a residual adds to its input, or to the shortcut")
  func residual() {
    var random = RandomStream(seed: 5)
    let square = Linear(inputSize: 3, outputSize: 3, using: &random)
    let x = Tensor.normal([2, 3], using: &random)
    #expect(Residual(square)(x) == x + square(x))
    let wide = linear(.float32)
    #expect(Residual(wide, shortcut: wide)(x) == wide(x) + wide(x))
  }
}
