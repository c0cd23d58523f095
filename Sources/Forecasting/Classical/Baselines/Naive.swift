public import TimeSeries

/// Forecasts the last observation.
///
/// The model is a random walk: the variance is `σ²k` after `k` steps, with σ² the mean square of the
/// changes. Missing values are left out: a change over a gap of `g` steps counts with variance
/// `σ²g`, and steps are counted from the last observation. A single observation shows no change:
/// the intervals have no width.
///
/// - Source: Hyndman and Athanasopoulos 2021, “Forecasting: principles and practice”, table 5.2.
public struct Naive: LocalForecaster {
  /// 1: a season makes no difference.
  public var seasonalPeriod: Int? { 1 }

  /// The forecaster.
  public init() {}

  /// The random walk that `series` followed.
  ///
  /// - Throws: `ForecastError.noObservations`.
  public func fitted(to series: Series) throws(ForecastError) -> SeasonalMovingAverage {
    SeasonalMovingAverage(values: try series.observedPart(), period: 1, window: 1)
  }
}

extension Naive {
  /// `naive`.
  public static let entry = CatalogueEntry(
    name: "naive",
    column: "Naive",
    aliases: ["RandomWalk"],
    summary: "The last observation."
  )

  /// The forecaster; it has no settings.
  public init(options: ModelOptions) { self.init() }
}
