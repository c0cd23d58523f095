public import Tensors
internal import TimeSeries

/// Several models of one series, whose quantiles are averaged with weights.
public struct Combination: LocalModel {
  /// A model and its share of the average.
  public struct Member: Sendable {
    /// The name that the catalogue has for what fitted it.
    public let name: String
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

  /// The members' names, their weights, and what was estimated for each of them.
  public var estimates: Estimates {
    Estimates(
      form: members.map(\.name).joined(separator: "+"),
      numbers: members.map(\.weight),
      members: members.map(\.model.estimates)
    )
  }

  /// The members, given their models and weights.
  init(members: [Member]) {
    self.members = members
  }

  /// The combination with the weights and the members' parameters that were estimated before.
  ///
  /// - Parameter forecasters: what fits the members, each of another name.
  /// - Throws: `ForecastError.unsuitable` where the estimates are not of these forecasters; what a
  ///   member throws.
  init(
    _ series: Series,
    keeping estimates: Estimates,
    forecasters: [any LocalForecaster]
  ) throws(ForecastError) {
    let names = estimates.form.split(separator: "+")
    guard
      !names.isEmpty, estimates.numbers.count == names.count,
      estimates.members.count == names.count,
      abs(estimates.numbers.reduce(-1, +)) < 1e-9, estimates.numbers.allSatisfy({ $0 >= 0 })
    else { throw .unsuitable(series: series.id) }
    var members: [Member] = []
    for (place, name) in names.enumerated() {
      guard let forecaster = forecasters.first(where: { type(of: $0).entry.name == name }) else {
        throw .unsuitable(series: series.id)
      }
      members.append(
        Member(
          name: String(name),
          model: try forecaster.model(of: series, keeping: estimates.members[place]),
          weight: estimates.numbers[place]
        )
      )
    }
    self.members = members
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

extension LocalForecaster {
  /// The fitted model without its type; with estimates, the model that keeps them.
  func model(
    of series: Series,
    keeping estimates: Estimates? = nil
  ) throws(ForecastError) -> any LocalModel {
    if let estimates { return try fitted(to: series, keeping: estimates) }
    return try fitted(to: series)
  }
}
