public import TimeSeries

/// Forecasts the average of the last observations.
///
/// The variance after `k` steps is `σ²(1 + (k−1)α²)` with `α = 2/(w+1)`, that of the exponential
/// smoothing whose data are on average as old as those of a window of `w`; it is that of the naive
/// forecast for a window of 1, and constant for a long one. σ² is the mean square of the one-step
/// errors, where the first observations are forecast from as many as there are before them.
/// Missing values are left out: the window holds the last `w` observations, however old.
///
/// - Source: Brown 1963, “Smoothing, forecasting and prediction of discrete time series”, on the
///   average age of the data.
public struct WindowAverage: LocalForecaster {
  /// The number of observations that are averaged; nil for one season, or 3 where there is none.
  public var window: Int?
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?

  /// The forecaster for a window, or for one season of each series.
  ///
  /// - Precondition: `window` is at least 1.
  public init(window: Int? = nil, seasonalPeriod: Int? = nil) {
    precondition(window ?? 1 >= 1, "a window needs at least 1 observation")
    self.window = window
    self.seasonalPeriod = seasonalPeriod
  }

  /// The average of the last observations of `series`, of all if there are fewer than asked for.
  ///
  /// - Throws: `ForecastError.noObservations`.
  public func fitted(to series: Series) throws(ForecastError) -> SeasonalMovingAverage {
    let period = series.seasonalPeriod(asked: seasonalPeriod)
    return SeasonalMovingAverage(
      values: try series.observedPart(),
      period: 1,
      window: window ?? (period > 1 ? period : 3)
    )
  }
}

extension WindowAverage {
  /// `window-average`.
  public static let entry = CatalogueEntry(
    name: "window-average",
    column: "WindowAverage",
    summary: "The average of the last season, or of the last 3 observations."
  )

  /// The forecaster for one season of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
