public import TimeSeries

/// The average of several models, each with the same weight.
///
/// By default these are the standard Theta method, its dynamic optimised form, exponential smoothing
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
    var fitted: [(name: String, model: any LocalModel)] = []
    var failure: ForecastError?
    for member in members {
      do throws(ForecastError) {
        fitted.append((type(of: member).entry.name, try member.model(of: series)))
      } catch {
        failure = failure ?? error
      }
    }
    if fitted.isEmpty, let failure { throw failure }
    let weight = 1 / Double(fitted.count)
    return Combination(
      members: fitted.map { .init(name: $0.name, model: $0.model, weight: weight) }
    )
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
