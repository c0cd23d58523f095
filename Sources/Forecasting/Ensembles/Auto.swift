public import Tensors
public import TimeSeries

/// The default: the equally weighted average of exponential smoothing and of the dynamic optimised
/// Theta method, each with the form that suits the series.
///
/// A member that a series is too short for is left out; if none takes it, the series falls back like
/// any other. Missing values are treated as the members say.
///
/// - Source: Petropoulos and Svetunkov 2020, “A simple combination of univariate models”, for the
///   idea; the page `Documentation/Decisions/auto.md` for the choice of members.
public struct Auto: LocalForecaster {
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?

  /// The forecaster for a seasonal period, or for that of each series.
  public init(seasonalPeriod: Int? = nil) {
    self.seasonalPeriod = seasonalPeriod
  }

  /// The members, fitted to `series`.
  ///
  /// - Throws: what the first member throws, when none takes the series.
  public func fitted(to series: Series) throws(ForecastError) -> Combination {
    var models: [any LocalModel] = []
    var failure: ForecastError?
    let members: [any LocalForecaster] = [
      ETS(seasonalPeriod: seasonalPeriod),
      DynamicOptimizedTheta(seasonalPeriod: seasonalPeriod),
    ]
    for member in members {
      do throws(ForecastError) {
        models.append(try member.anyFitted(to: series))
      } catch {
        failure = failure ?? error
      }
    }
    if models.isEmpty, let failure { throw failure }
    return Combination(models: models)
  }
}

extension LocalForecaster {
  /// The fitted model without its type.
  fileprivate func anyFitted(to series: Series) throws(ForecastError) -> any LocalModel {
    try fitted(to: series)
  }
}

extension Auto {
  /// `auto`.
  public static let entry = CatalogueEntry(
    name: "auto",
    column: "Auto",
    summary: "The default: the average of ets and dynamic-theta."
  )

  /// The forecaster for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}

/// Several models of one series, whose quantiles are averaged.
public struct Combination: LocalModel {
  /// The members; at least one.
  public let models: [any LocalModel]

  /// The members' descriptions, joined with plus signs.
  public var description: String { models.map(\.description).joined(separator: " + ") }

  /// The average of the members' quantiles.
  public func distribution(horizon: Int, using stream: inout RandomStream) -> ForecastDistribution {
    var distributions: [ForecastDistribution] = []
    for model in models {
      distributions.append(model.distribution(horizon: horizon, using: &stream))
    }
    return .average(distributions)
  }
}
