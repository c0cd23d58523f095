/// What it gains to combine models: the error of a combination beside that of the best of its members.
///
/// Which member is the best is known afterwards only, so who chooses one beforehand gains no less on average.
public struct CombinationGain: Sendable {
  /// The position of the combination in the result.
  public let model: Int
  /// The position of the member with the least error by itself.
  public let member: Int
  /// The metric of the combination, over the series where it is defined for both.
  public let value: Double
  /// The metric of the member.
  public let memberValue: Double
  /// One less the ratio of the two: 0.1 where a tenth of the member's error is saved.
  public let gain: Double
  /// The 95 % interval of the gain over series; nil for too few of them.
  public let interval: ClosedRange<Double>?

  /// The gain of one model of a result over the best of others.
  ///
  /// - Parameters:
  ///   - members: the positions of the others.
  ///   - seed: that of the draws of series.
  /// - Precondition: the metric is a loss; there is a member, and the combination is none.
  public init(
    _ result: BacktestResult,
    of model: Int,
    over members: [Int],
    metric: BacktestMetric,
    seed: UInt64 = 0
  ) {
    precondition(!members.contains(model), "model \(model) beside itself")
    let all = Judgement(result, of: members, metric: metric, baseline: members[0], seed: seed)
    member = all.standings[0].model
    let pair = Judgement(
      result,
      of: [model, member],
      metric: metric,
      baseline: member,
      seed: seed
    ).standings.sorted { $0.model == model && $1.model != model }
    self.model = model
    (value, memberValue) = (pair[0].value, pair[1].value)
    (gain, interval) = (pair[0].skill, pair[0].skillInterval)
  }
}
