public import NeuralNetworks
public import Tensors

/// The two networks that are trained against one another.
public struct ProgressiveNetworks: Module {
  /// The network that makes windows.
  public var generator: ProgressiveGenerator
  /// The network that tells made windows from real ones.
  public var discriminator: ProgressiveDiscriminator

  /// Networks with parameters drawn at random.
  public init(_ shape: ProgressiveShape, using random: inout RandomStream) {
    generator = ProgressiveGenerator(shape, using: &random)
    discriminator = ProgressiveDiscriminator(shape, using: &random)
  }

  /// Shows both.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("generator", &generator)
    visitor.visit("discriminator", &discriminator)
  }

  /// The loss of the generator for windows that are made for the conditions of real ones.
  ///
  /// The discriminator's parameters count as constants.
  public func generatorLoss(
    _ batch: WindowBatch,
    noise: Tensor,
    growth: Growth,
    momentWeight: Double = 1,
    matchesDistributions: Bool = false,
    rangeWeight: Double = 0
  ) -> Tensor {
    let real = batch.values.averagePooled(by: generator.shape.length >> (growth.depth + 3))
    let made = generator(batch.conditions, noise: noise, growth: growth)
    let scores = discriminator.constant(made, batch.conditions, share: growth.share)
    var loss = leastSquaresGeneratorLoss(made: scores)
    if momentWeight > 0 {
      let moments = matchesDistributions ? momentDistance(made, real) : momentLoss(made, real)
      loss = loss + momentWeight * moments
    }
    if rangeWeight > 0 { loss = loss + rangeWeight * rangeLoss(made) }
    return loss
  }

  /// The loss of the discriminator on real windows and on windows made for the same conditions, which
  /// count as constants.
  public func discriminatorLoss(_ batch: WindowBatch, noise: Tensor, growth: Growth) -> Tensor {
    let count = batch.values.shape[0]
    let real = batch.values.averagePooled(by: generator.shape.length >> (growth.depth + 3))
    let made = withoutGradient { generator(batch.conditions, noise: noise, growth: growth) }
    // One pass over both is faster than two.
    let conditions = batch.conditions.doubled
    let scores = discriminator(.concatenated([made, real]), conditions, share: growth.share)
    return leastSquaresDiscriminatorLoss(real: scores[count..<2 * count], made: scores[0..<count])
  }
}

extension ProgressiveDiscriminator {
  /// The scores, with the parameters as constants.
  fileprivate func constant(
    _ windows: Tensor,
    _ conditions: WindowConditions,
    share: Double
  ) -> Tensor {
    var copy = self
    copy.setParameters(parameters.map { $0.detached() })
    return copy(windows, conditions, share: share)
  }
}

extension WindowConditions {
  /// The conditions twice, one after the other.
  fileprivate var doubled: WindowConditions {
    var both = WindowConditions(
      series: Indices(series.values + series.values, shape: [2 * series.values.count]),
      times: .concatenated([times, times]),
      context: context.map { .concatenated([$0, $0]) }
    )
    both.attributes = attributes.map { .concatenated([$0, $0]) }
    both.own = own.map { .concatenated([$0, $0]) }
    return both
  }
}
