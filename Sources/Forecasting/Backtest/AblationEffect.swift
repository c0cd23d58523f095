/// What covariates earn for a model: its errors with them beside those without, on the same windows of the
/// same series.
public struct AblationEffect: Sendable {
  /// The position of the model in the result.
  public let model: Int
  /// The position of the same model without the covariates.
  public let ablated: Int
  /// The metric with them, over the series where it is defined for both.
  public let value: Double
  /// The metric without them.
  public let ablatedValue: Double
  /// One less the ratio of the two: 0.2 where a fifth of the error without them is saved; negative where
  /// they do harm.
  public let gain: Double
  /// The 95 % interval of the gain over series; nil for too few of them.
  public let interval: ClosedRange<Double>?
  /// The share of series on which the model is better with them; ties count half.
  public let winRate: Double
  /// The series on which it is better with them by more than chance.
  public let better: Int
  /// The series on which it is worse with them by more than chance.
  public let worse: Int
  /// The series that were tested one by one.
  public let tested: Int

  /// The effect between two models of a result.
  ///
  /// - Parameter seed: that of the draws of series.
  /// - Precondition: the metric is a loss, and the models are two.
  public init(
    _ result: BacktestResult,
    of model: Int,
    without ablated: Int,
    metric: BacktestMetric,
    seed: UInt64 = 0
  ) {
    let (own, other) = Judgement.pair(result, model, beside: ablated, metric: metric, seed: seed)
    (self.model, self.ablated) = (model, ablated)
    (value, ablatedValue) = (own.value, other.value)
    (gain, interval) = (own.skill, own.skillInterval)
    winRate = own.winRate
    better = result.duels.wins(of: model, over: ablated)
    worse = result.duels.wins(of: ablated, over: model)
    tested = result.duels.tests(of: model, and: ablated)
  }

  /// Whether the covariates lower the error by more than chance.
  public var isGain: Bool { (interval?.lowerBound ?? 0) > 0 }
  /// Whether the covariates raise the error by more than chance.
  public var isLoss: Bool { (interval?.upperBound ?? 0) < 0 }
}
