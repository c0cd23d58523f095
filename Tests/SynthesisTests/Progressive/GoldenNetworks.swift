import Foundation
import NeuralNetworks
import Synthesis
import Tensors

// The networks with one stage of growth, as small as the golden values want them. Every weight is
// filled by the rule of `fill`, with the ordinals of the specification.

extension AttendingBlock {
  fileprivate mutating func fill(convolution: Int, attention ordinal: Int) {
    self.convolution.layer.fill(convolution)
    guard var part = attention else { return }
    let rows = [0, 2, 4].map {
      SynthesisTests.fill(ordinal + $0, [1, part.output.weight.shape[0], 1])
    }
    part.projection.weight = .concatenated(rows)
    part.projection.bias = .concatenated([1, 3, 5].map { SynthesisTests.fill(ordinal + $0, [1]) })
    part.output.fill(ordinal + 6)
    part.gate = Tensor(0.5, .float64)
    attention = part
  }
}

extension Module {
  /// The module in an element type, with its spectral norms at their exact values.
  fileprivate func settled(_ elementType: ElementType) -> Self {
    var copy = converted(to: .float64)
    for _ in 0..<3000 { copy.advanceState() }
    return copy.converted(to: elementType)
  }
}

/// Two networks and a batch in one precision.
struct GoldenNetworks {
  let elementType: ElementType
  let generator: ProgressiveGenerator
  let discriminator: ProgressiveDiscriminator

  init(_ elementType: ElementType) {
    self.elementType = elementType
    var shape = ProgressiveShape(seriesCount: 5, featureCount: 1, length: 16)
    (shape.width, shape.embeddingSize) = (4, 2)
    var random = RandomStream(seed: 1)

    var generator = ProgressiveGenerator(shape, using: &random)
    generator.embedding.weight = fill(0, [5, 2])
    generator.initial.fill(convolution: 1, attention: 3)
    generator.stages[0].block.fill(convolution: 11, attention: 13)
    generator.stages[0].skip.fill(21)
    generator.head.layer.fill(23)
    self.generator = generator.settled(elementType)

    var discriminator = ProgressiveDiscriminator(shape, using: &random)
    discriminator.embedding.weight = fill(0, [5, 2])
    discriminator.input.layer.fill(1)
    discriminator.stages[0].fill(convolution: 3, attention: 5)
    discriminator.last.fill(convolution: 13, attention: 15)
    discriminator.narrowing.layer.fill(23)
    discriminator.narrowing.layer.bias = Tensor([0.5], .float64)
    discriminator.score.layer.weight = fill(25, [1, 8])
    discriminator.score.layer.bias = fill(26, [1])
    self.discriminator = discriminator.settled(elementType)
  }

  private func series(_ value: (Double, Double) -> Double) -> Tensor {
    let elements = (0..<32).map { value(Double($0 % 16), Double($0 / 16)) }
    return Tensor(elements, shape: [2, 1, 16], elementType)
  }

  var noise: Tensor { series { sin(0.5 * $0 * ($1 + 1)) } }
  var real: Tensor { series { 0.5 + 0.5 * sin(0.4 * $0 + $1) } }
  var conditions: WindowConditions {
    WindowConditions(series: [1, 3], times: series { cos(0.3 * $0 + $1) })
  }

  func made(
    by model: ProgressiveGenerator,
    _ growth: Growth = Growth(depth: 1)
  ) -> Tensor {
    model(conditions, noise: noise, growth: growth)
  }

  func generatorLoss(_ model: ProgressiveGenerator) -> Tensor {
    let made = made(by: model)
    return leastSquaresGeneratorLoss(made: discriminator(made, conditions))
      + momentLoss(made, real)
  }

  func discriminatorLoss(_ model: ProgressiveDiscriminator) -> Tensor {
    let made = made(by: generator)
    return leastSquaresDiscriminatorLoss(
      real: model(real, conditions),
      made: model(made, conditions)
    )
  }
}
