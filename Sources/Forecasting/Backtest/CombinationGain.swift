/// What it gains to combine models: the error of a combination beside that of one of its members by itself.
public struct CombinationGain: Sendable {
  /// The position of the combination in the result.
  public let model: Int
  /// The position of the member.
  public let member: Int
  /// The metric of the combination, over the series where it is defined for both.
  public let value: Double
  /// The metric of the member.
  public let memberValue: Double
  /// One less the ratio of the two: 0.1 where a tenth of the member's error is saved.
  public let gain: Double
  /// The 95 % interval of the gain over series; nil for too few of them.
  public let interval: ClosedRange<Double>?

  /// The gain of one model of a result over another.
  ///
  /// - Parameter seed: that of the draws of series.
  /// - Precondition: the metric is a loss, and the models are two.
  public init(
    _ result: BacktestResult,
    of model: Int,
    over member: Int,
    metric: BacktestMetric,
    seed: UInt64 = 0
  ) {
    let (own, other) = Judgement.pair(result, model, beside: member, metric: metric, seed: seed)
    (self.model, self.member) = (model, member)
    (value, memberValue) = (own.value, other.value)
    (gain, interval) = (own.skill, own.skillInterval)
  }

  /// Whether combining lowers the error by more than chance.
  public var isGain: Bool { (interval?.lowerBound ?? 0) > 0 }
  /// Whether combining raises the error by more than chance.
  public var isLoss: Bool { (interval?.upperBound ?? 0) < 0 }
}
