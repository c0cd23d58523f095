import AlmanacTesting
import Foundation
import NeuralNetworks
import Testing

@testable import Tensors

/// Two networks and a batch in one precision. The numbers expected are those of the authors' networks
/// in exact arithmetic, printed to six decimals.
private struct Stage {
  let elementType: ElementType
  let generator: ProgressiveGenerator
  let discriminator: ProgressiveDiscriminator
  let ids: Indices = [1, 3]

  init(_ elementType: ElementType) {
    self.elementType = elementType
    generator = ProgressiveGenerator().converted(to: elementType)
    discriminator = ProgressiveDiscriminator().converted(to: elementType)
  }

  private func series(_ value: (Double, Double) -> Double) -> Tensor {
    let elements = (0..<32).map { value(Double($0 % 16), Double($0 / 16)) }
    return Tensor(elements, shape: [2, 1, 16], elementType)
  }

  var times: Tensor { series { cos(0.3 * $0 + $1) } }
  var noise: Tensor { series { sin(0.5 * $0 * ($1 + 1)) } }
  var real: Tensor { series { 0.5 + 0.5 * sin(0.4 * $0 + $1) } }

  func generate(_ model: ProgressiveGenerator, share: Double? = 1) -> Tensor {
    model(ids, times, noise, share: share)
  }

  func judge(_ x: Tensor, _ model: ProgressiveDiscriminator, share: Double = 1) -> Tensor {
    model(x, ids, times, share: share)
  }

  /// What the moments of two batches differ by.
  func momentLoss(_ a: Tensor, _ b: Tensor) -> Tensor {
    func deviation(_ x: Tensor) -> Tensor { x.variance(along: 2, correction: 1).squareRoot() }
    return abs(a.mean(along: 2) - b.mean(along: 2)).mean()
      + abs(deviation(a) - deviation(b)).mean()
  }

  func generatorLoss(_ model: ProgressiveGenerator) -> Tensor {
    let series = generate(model)
    return 0.5 * (judge(series, discriminator) - 1).squared().mean() + momentLoss(series, real)
  }

  func discriminatorLoss(_ model: ProgressiveDiscriminator) -> Tensor {
    let made = generate(generator).detached()
    return 0.5 * (judge(real, model) - 1).squared().mean()
      + 0.5 * judge(made, model).squared().mean()
  }
}

@Suite("The networks of the progressive GAN")
struct ProgressiveGoldenTests {
  /// Half a unit of the sixth decimal, and for single precision some roundings more.
  static let precisions: [(ElementType, Double)] = [(.float64, 6e-7), (.float32, 1e-5)]

  private func expect(
    _ x: Tensor,
    _ expected: [Double],
    within bound: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(x.count >= expected.count, sourceLocation: sourceLocation)
    for (a, b) in zip(x.elements, expected) {
      #expect((a - b).magnitude <= bound, "\(a) and \(b)", sourceLocation: sourceLocation)
    }
  }

  @Test("the generator", .tags(.golden), arguments: precisions)
  func generator(elementType: ElementType, bound: Double) {
    let stage = Stage(elementType)
    let model = stage.generator
    expect(
      stage.generate(model, share: nil),
      [
        0.072592, 0.148771, -0.010213, -0.010128, 0.074441, 0.089102, -0.075619, -0.222164,
        -0.090839, -0.201959, -0.191899, -0.131008, -0.600137, -0.340552, -0.066599, -0.126489,
      ],
      within: bound
    )
    expect(
      stage.generate(model),
      [
        0.129538, 0.239399, 0.237212, 0.220713, 0.161230, 0.093011, 0.043725, -0.004467,
        -0.036721, -0.059611, -0.080836, -0.085988, -0.082837, -0.067357, -0.046994, -0.001570,
        0.046164, 0.028538, -0.026890, -0.096334, -0.150464, -0.189138, -0.194925, -0.198913,
        -0.196567, -0.190602, -0.185742, -0.185399, -0.124656, -0.056737, -0.013706, 0.039242,
      ],
      within: bound
    )
    expect(
      stage.generate(model, share: 0.25),
      [-0.199647, -0.172182, -0.164000, -0.168125],
      within: bound
    )
    let singular = [model.initial.convolution, model.growth.convolution, model.head].map {
      $0.largestSingularValue
    }
    expect(.stacked(singular), [2.070990, 2.587287, 0.782504], within: bound)
  }

  @Test("the discriminator", .tags(.golden), arguments: precisions)
  func discriminator(elementType: ElementType, bound: Double) {
    let stage = Stage(elementType)
    let model = stage.discriminator
    expect(stage.judge(stage.real, model), [-0.087413, -0.055877], within: bound)
    expect(stage.judge(stage.real, model, share: 0.25), [-0.101085, 0.018305], within: bound)
    let pooled = stage.real.averagePooled(by: 2)
    expect(stage.judge(pooled, model), [-0.110504, 0.033415], within: bound)
    let made = stage.generate(stage.generator)
    expect(stage.judge(made, model), [-0.086654, -0.061872], within: bound)
    let singular = [
      model.input.largestSingularValue, model.block.convolution.largestSingularValue,
      model.last.convolution.largestSingularValue, model.score.largestSingularValue,
    ]
    expect(.stacked(singular), [1.148879, 1.989077, 2.043341, 0.923750], within: bound)
  }

  @Test("losses and gradients", .tags(.golden), arguments: precisions)
  func gradients(elementType: ElementType, bound: Double) throws {
    let stage = Stage(elementType)
    let made = stage.generate(stage.generator)
    expect(stage.momentLoss(made, stage.real), [0.791117], within: bound)
    let (loss, gradients) = valueWithGradient(at: stage.generator, of: stage.generatorLoss)
    expect(loss, [1.368214], within: bound)
    try expect(
      gradients,
      of: stage.generator,
      [
        ("initial.share", 0, 0.045451), ("growth.share", 0, -0.146806),
        ("embedding.weight", 2, -0.077054), ("initial.convolution.weight", 0, 0.013250),
        ("growth.convolution.weight", 0, 0.051298), ("growth.convolution.weight", 83, 0.001110),
        ("head.weight", 0, -0.299459), ("head.bias", 0, -0.994764),
        ("growth.query.weight", 0, -0.000179),
      ],
      within: bound
    )
    let (other, slopes) = valueWithGradient(at: stage.discriminator, of: stage.discriminatorLoss)
    expect(other, [0.577170], within: bound)
    try expect(
      slopes,
      of: stage.discriminator,
      [
        ("block.share", 0, -0.023131), ("last.share", 0, 0.019782),
        ("embedding.weight", 7, 0.002846), ("input.weight", 0, -0.018448),
        ("block.convolution.weight", 0, -0.035035), ("score.weight", 0, -0.033129),
        ("score.bias", 0, -1.145908),
      ],
      within: bound
    )
  }

  private func expect(
    _ gradients: Gradients,
    of model: some Module,
    _ expected: [(name: String, place: Int, value: Double)],
    within bound: Double
  ) throws {
    for (name, place, value) in expected {
      let position = try #require(model.namedParameters.firstIndex { $0.name == name })
      let gradient = try #require(gradients.values[position])
      #expect((gradient.elements[place] - value).magnitude <= bound, "\(name)[\(place)]")
    }
  }

  @Test("kernels give what plain operations in double precision give", .tags(.property))
  func plainOperations() throws {
    let stage = Stage(.float64)
    let fused = valueWithGradient(at: stage.generator, of: stage.generatorLoss)
    // Inside an outer gradient the way back takes the plain operations.
    let parameters = stage.generator.parameters
    var plain: [Tensor] = []
    _ = gradient(at: Tensor(0, .float64)) { outer in
      plain =
        valueWithGradient(at: parameters) { variables in
          var model = stage.generator
          model.setParameters(variables.map { $0 + outer })
          return stage.generatorLoss(model)
        }.gradients
      return outer
    }
    #expect(plain.count == fused.gradients.values.count)
    for (a, b) in zip(fused.gradients.values, plain) {
      let distance = ((a ?? b.filled(with: 0)) - b).elements.map(\.magnitude).max() ?? 0
      #expect(distance < 1e-9)
    }
  }

  @Test("the encoder of causal convolutions with normed weights", .tags(.golden))
  func encoder() {
    var ordinal = 0
    func next(_ shape: Shape) -> Tensor {
      defer { ordinal += 1 }
      return fill(ordinal, shape)
    }
    func normedConvolution(_ inputs: Int, _ outputs: Int, dilation: Int) -> WeightNorm<Conv1D> {
      var random = RandomStream(seed: 1)
      var layer = Conv1D(
        inputSize: inputs,
        outputSize: outputs,
        width: 3,
        geometry: .causal(width: 3, dilation: dilation),
        using: &random
      )
      layer.bias = next([outputs])
      let gain = abs(next([outputs, 1, 1])) + 0.5
      layer.weight = next([outputs, inputs, 3])
      var norm = WeightNorm(layer)
      norm.gain = gain
      return norm
    }
    let blocks = [(1, 2, 1), (2, 2, 2), (2, 3, 4)].map { inputs, outputs, dilation in
      let first = normedConvolution(inputs, outputs, dilation: dilation)
      let second = normedConvolution(outputs, outputs, dilation: dilation)
      let shortcut = inputs == outputs ? nil : (next([outputs, inputs, 1]), next([outputs]))
      return { (x: Tensor) in
        leakyReLU(second(leakyReLU(first(x))))
          + (shortcut.map { convolution(x, $0.0, bias: $0.1) } ?? x)
      }
    }
    let (weight, bias) = (next([2, 3]), next([2]))
    func encode(_ x: Tensor) -> Tensor {
      let features = blocks.reduce(x) { $1($0) }.maximum(along: 2)
      return matmul(features, weight.transposed()) + bias
    }
    let x = Stage(.float64).real
    expect(encode(x), [-0.176868, -0.526815, -0.191694, -0.514925], within: 6e-7)
    let short = x.sliced(0..<5, along: 2)
    expect(encode(short), [-0.439794, -0.269492, -0.374189, -0.329717], within: 6e-7)
  }
}
