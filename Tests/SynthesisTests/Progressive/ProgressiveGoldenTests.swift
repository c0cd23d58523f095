import AlmanacTesting
import NeuralNetworks
import Tensors
import Testing

@testable import Synthesis

/// The numbers expected are those of the authors' networks in exact arithmetic, printed to six decimals.
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
    let stage = GoldenNetworks(elementType)
    let model = stage.generator
    expect(
      stage.made(by: model, Growth(depth: 0)),
      [
        0.072592, 0.148771, -0.010213, -0.010128, 0.074441, 0.089102, -0.075619, -0.222164,
        -0.090839, -0.201959, -0.191899, -0.131008, -0.600137, -0.340552, -0.066599, -0.126489,
      ],
      within: bound
    )
    expect(
      stage.made(by: model),
      [
        0.129538, 0.239399, 0.237212, 0.220713, 0.161230, 0.093011, 0.043725, -0.004467,
        -0.036721, -0.059611, -0.080836, -0.085988, -0.082837, -0.067357, -0.046994, -0.001570,
        0.046164, 0.028538, -0.026890, -0.096334, -0.150464, -0.189138, -0.194925, -0.198913,
        -0.196567, -0.190602, -0.185742, -0.185399, -0.124656, -0.056737, -0.013706, 0.039242,
      ],
      within: bound
    )
    expect(
      stage.made(by: model, Growth(depth: 1, share: 0.25)),
      [-0.199647, -0.172182, -0.164000, -0.168125],
      within: bound
    )
    let singular = [
      model.initial.convolution.largestSingularValue,
      model.stages[0].block.convolution.largestSingularValue, model.head.largestSingularValue,
    ]
    expect(.stacked(singular), [2.070990, 2.587287, 0.782504], within: bound)
  }

  @Test("the discriminator", .tags(.golden), arguments: precisions)
  func discriminator(elementType: ElementType, bound: Double) {
    let stage = GoldenNetworks(elementType)
    let (model, conditions) = (stage.discriminator, stage.conditions)
    expect(model(stage.real, conditions), [-0.087413, -0.055877], within: bound)
    expect(model(stage.real, conditions, share: 0.25), [-0.101085, 0.018305], within: bound)
    expect(
      model(stage.real.averagePooled(by: 2), conditions),
      [-0.110504, 0.033415],
      within: bound
    )
    expect(
      model(stage.made(by: stage.generator), conditions),
      [-0.086654, -0.061872],
      within: bound
    )
    let singular = [
      model.input.largestSingularValue, model.stages[0].convolution.largestSingularValue,
      model.last.convolution.largestSingularValue, model.score.largestSingularValue,
    ]
    expect(.stacked(singular), [1.148879, 1.989077, 2.043341, 0.923750], within: bound)
  }

  @Test("losses and gradients", .tags(.golden), arguments: precisions)
  func gradients(elementType: ElementType, bound: Double) throws {
    let stage = GoldenNetworks(elementType)
    expect(momentLoss(stage.made(by: stage.generator), stage.real), [0.791117], within: bound)
    let (loss, gradients) = valueWithGradient(at: stage.generator, of: stage.generatorLoss)
    expect(loss, [1.368214], within: bound)
    try expect(
      gradients,
      of: stage.generator,
      [
        ("initial.attention.gate", 0, 0.045451), ("stages.0.block.attention.gate", 0, -0.146806),
        ("embedding.weight", 2, -0.077054), ("initial.convolution.weight", 0, 0.013250),
        ("stages.0.block.convolution.weight", 0, 0.051298),
        ("stages.0.block.convolution.weight", 83, 0.001110),
        ("head.weight", 0, -0.299459), ("head.bias", 0, -0.994764),
        ("stages.0.block.attention.projection.weight", 0, -0.000179),
      ],
      within: bound
    )
    let (other, slopes) = valueWithGradient(at: stage.discriminator, of: stage.discriminatorLoss)
    expect(other, [0.577170], within: bound)
    try expect(
      slopes,
      of: stage.discriminator,
      [
        ("stages.0.attention.gate", 0, -0.023131), ("last.attention.gate", 0, 0.019782),
        ("embedding.weight", 7, 0.002846), ("input.weight", 0, -0.018448),
        ("stages.0.convolution.weight", 0, -0.035035), ("score.weight", 0, -0.033129),
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
      let position = try #require(model.namedParameters.firstIndex { $0.name == name }, "\(name)")
      let gradient = try #require(gradients.values[position])
      #expect((gradient.elements[place] - value).magnitude <= bound, "\(name)[\(place)]")
    }
  }

  private func expectSame(
    _ x: Tensor,
    _ y: Tensor,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(x.shape == y.shape, sourceLocation: sourceLocation)
    let distance = zip(x.elements, y.elements).map { ($0 - $1).magnitude }.max() ?? 0
    #expect(distance < 1e-9, sourceLocation: sourceLocation)
  }

  private func expectSame(_ x: Gradients, _ y: Gradients, as model: some Module) {
    #expect(x.values.count == y.values.count)
    for (parameter, (a, b)) in zip(model.parameters, zip(x.values, y.values)) {
      let nothing = parameter.filled(with: 0)
      expectSame(a ?? nothing, b ?? nothing)
    }
  }

  /// Windows, scores, losses and all gradients of both networks.
  @Test("kernels give what plain operations in double precision give", .tags(.property))
  func plainOperations() {
    let stage = GoldenNetworks(.float64)
    let (generator, discriminator) = (stage.generator, stage.discriminator)
    let made = stage.made(by: generator)
    expectSame(made, stage.plainlyMade(by: generator))
    for windows in [made, stage.real] {
      expectSame(
        discriminator(windows, stage.conditions),
        stage.plainlyJudged(windows, by: discriminator)
      )
    }
    let (ours, slopes) = valueWithGradient(at: generator, of: stage.generatorLoss)
    let (plain, plainSlopes) = valueWithGradient(at: generator, of: stage.plainGeneratorLoss)
    expectSame(ours, plain)
    expectSame(slopes, plainSlopes, as: generator)
    let (other, changes) = valueWithGradient(at: discriminator, of: stage.discriminatorLoss)
    let (plainOther, plainChanges) = valueWithGradient(
      at: discriminator,
      of: stage.plainDiscriminatorLoss
    )
    expectSame(other, plainOther)
    expectSame(changes, plainChanges, as: discriminator)
  }

  /// Inside an outer gradient the way back takes the plain operations.
  @Test("gradients inside of a gradient are those outside", .tags(.property))
  func nestedGradients() {
    let stage = GoldenNetworks(.float64)
    func compare<Model: Module>(_ model: Model, _ loss: (Model) -> Tensor) {
      let fused = valueWithGradient(at: model, of: loss).gradients
      let parameters = model.parameters
      var plain: [Tensor] = []
      _ = gradient(at: Tensor(0, .float64)) { outer in
        plain =
          valueWithGradient(at: parameters) { variables in
            var model = model
            model.setParameters(variables.map { $0 + outer })
            return loss(model)
          }.gradients
        return outer
      }
      #expect(plain.count == fused.values.count)
      for (a, b) in zip(fused.values, plain) { expectSame(a ?? b.filled(with: 0), b) }
    }
    compare(stage.generator, stage.generatorLoss)
    compare(stage.discriminator, stage.discriminatorLoss)
  }

  @Test("the parameters are as many as in the authors' networks", .tags(.golden))
  func parameterCounts() {
    let expected = [(16, 7529, 7122), (32, 13293, 10390), (64, 19057, 13658), (256, 30585, 20194)]
    for (length, generator, discriminator) in expected {
      let shape = ProgressiveShape(seriesCount: 7, featureCount: 5, length: length)
      var random = RandomStream(seed: 1)
      #expect(ProgressiveGenerator(shape, using: &random).parameterCount == generator + 70)
      #expect(ProgressiveDiscriminator(shape, using: &random).parameterCount == discriminator + 70)
    }
    for (length, count) in [(64, 43_921), (256, 72_025)] {
      var shape = ProgressiveShape(seriesCount: 7, featureCount: 5, length: length)
      shape.contextLength = 64
      var random = RandomStream(seed: 1)
      #expect(ProgressiveGenerator(shape, using: &random).parameterCount == count + 70)
    }
  }

  @Test("with no share a new stage is the one before, doubled, through the skip", .tags(.property))
  func noShare() {
    let stage = GoldenNetworks(.float64)
    let model = stage.generator
    let faded = stage.made(by: model, Growth(depth: 1, share: 0)).elements
    var plain = model
    plain.stages[0].block.convolution.layer.weight = fill(77, [4, 7, 3])
    #expect(stage.made(by: plain, Growth(depth: 1, share: 0)).elements == faded)
  }

  @Test("doubling on straight lines keeps a straight line", .tags(.property))
  func linear() {
    var shape = ProgressiveShape(seriesCount: 1, featureCount: 0, length: 16)
    shape.upsampling = .linear
    let line = Tensor((0..<8).map(Double.init), shape: [1, 1, 8], .float64)
    let doubled = shape.doubled(line).elements
    #expect(doubled.dropFirst().dropLast() == (1..<15).map { 0.5 * Double($0) - 0.25 }[...])
    #expect(doubled.first == 0 && doubled.last == 7)
  }
}
