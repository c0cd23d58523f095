public import Tensors

/// Several models of one series, whose quantiles are averaged with weights.
public struct Combination: LocalModel {
  /// A model and its share of the average.
  public struct Member: Sendable {
    /// The model.
    public let model: any LocalModel
    /// Its weight; those of all members add up to 1.
    public let weight: Double
  }

  /// The members; at least one.
  public let members: [Member]

  /// The members with their weights in per cent: `60 % ETS(A,N,N) + 40 % Naive`.
  public var description: String {
    if members.count == 1 { return members[0].model.description }
    return members.map { "\(Int(($0.weight * 100).rounded())) % \($0.model)" }
      .joined(separator: " + ")
  }

  /// The weighted average of the members' quantiles.
  public func distribution(horizon: Int, using stream: inout RandomStream) -> ForecastDistribution {
    var distributions: [ForecastDistribution] = []
    for member in members {
      distributions.append(member.model.distribution(horizon: horizon, using: &stream))
    }
    return .average(distributions, weights: members.map(\.weight))
  }
}
