public import TimeSeries

/// The average of several models, by default each with the same weight.
///
/// By default the members are the standard Theta method, its dynamic optimised form, exponential smoothing
/// and complex exponential smoothing, whose errors differ enough that their average is more accurate
/// than the best of them. Quantiles are averaged. A member that a series is too short for is left out;
/// missing values are treated as the members say.
///
/// - Source: Petropoulos and Svetunkov 2020, “A simple combination of univariate models”.
public struct Ensemble: LocalForecaster {
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?
  /// The models that are averaged; each has its own settings.
  public var members: [any LocalForecaster]
  /// How much each member counts.
  var weighting = Weighting.equal

  /// How much the members of an ensemble count.
  enum Weighting: Sendable {
    /// All the same.
    case equal
    /// As much as these numbers say, one for each member.
    case fixed([Double])
    /// As much as a test on the end of the series says; see `EndTest`.
    case tested
  }

  /// The average of the four default members, for a seasonal period or that of each series.
  public init(seasonalPeriod: Int? = nil) {
    self.seasonalPeriod = seasonalPeriod
    members = [
      Theta(seasonalPeriod: seasonalPeriod),
      DynamicOptimizedTheta(seasonalPeriod: seasonalPeriod),
      ETS(seasonalPeriod: seasonalPeriod),
      CES(seasonalPeriod: seasonalPeriod),
    ]
  }

  /// The average of the given members.
  ///
  /// - Precondition: there is a member, and each is of another name in the catalogue.
  public init(members: [any LocalForecaster]) {
    precondition(!members.isEmpty, "an ensemble without members")
    self.members = members
    seasonalPeriod = members[0].seasonalPeriod
  }

  /// The members, fitted to `series`.
  ///
  /// - Throws: what the first member throws, when none takes the series.
  public func fitted(to series: Series) throws(ForecastError) -> Combination {
    var fitted: [Combination.Member] = []
    var failure: ForecastError?
    for (member, weight) in zip(members, weights(for: series)) where weight > 0 {
      do throws(ForecastError) {
        let model = try member.model(of: series)
        fitted.append(.init(name: type(of: member).entry.name, model: model, weight: weight))
      } catch {
        failure = failure ?? error
      }
    }
    if fitted.isEmpty { throw failure ?? .noObservations(series: series.id) }
    let sum = fitted.reduce(0) { $0 + $1.weight }
    return Combination(
      members: fitted.map { .init(name: $0.name, model: $0.model, weight: $0.weight / sum) }
    )
  }

  /// The names of the members.
  public func memberNames(for series: Series) -> [String] {
    members.map { type(of: $0).entry.name }
  }

  private func weights(for series: Series) -> [Double] {
    switch weighting {
    case .equal: members.map { _ in 1 }
    case .fixed(let weights): weights
    case .tested:
      EndTest(series, period: series.seasonalPeriod(asked: seasonalPeriod))?
        .weights(of: members) ?? members.map { _ in 1 }
    }
  }

  /// The members that were fitted before, with what was found for them.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of other members, and what a member
  ///   throws.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> Combination {
    try Combination(series, keeping: estimates, forecasters: members)
  }
}

extension Ensemble {
  /// `ensemble`.
  public static let entry = CatalogueEntry(
    name: "ensemble",
    column: "Ensemble",
    aliases: ["mean-of-four"],
    summary: "The mean of theta, dynamic-theta, ets and ces."
  )

  /// The four default members, for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
