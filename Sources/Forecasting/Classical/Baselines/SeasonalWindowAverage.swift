public import TimeSeries

/// Forecasts the average of the same phase in the last seasons.
///
/// The variance is that of `WindowAverage`, with seasons in place of steps. Missing values are left
/// out: the window of a phase holds its last observations, however old; a phase that was never
/// observed takes the forecast of the nearest earlier phase that was.
public struct SeasonalWindowAverage: LocalForecaster {
  /// The number of seasons that are averaged.
  public var window: Int
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?

  /// The forecaster for a window of seasons.
  ///
  /// - Precondition: `window` is at least 1.
  public init(window: Int = 3, seasonalPeriod: Int? = nil) {
    precondition(window >= 1, "a window needs at least 1 season")
    self.window = window
    self.seasonalPeriod = seasonalPeriod
  }

  /// The averages of the phases of `series`, over all seasons if there are fewer than asked for.
  ///
  /// - Throws: `ForecastError.noObservations`; `.tooShort` when there is not one step more than a
  ///   season has.
  public func fitted(to series: Series) throws(ForecastError) -> SeasonalMovingAverage {
    let period = series.seasonalPeriod(asked: seasonalPeriod)
    let values = try series.observedPart(longerThanSeasonOf: period)
    return SeasonalMovingAverage(values: values, period: period, window: window)
  }
}

extension SeasonalWindowAverage {
  /// `seasonal-window-average`.
  public static let entry = CatalogueEntry(
    name: "seasonal-window-average",
    column: "SeasWA",
    aliases: ["SeasonalWindowAverage"],
    summary: "The average of the same phase in the last 3 seasons."
  )

  /// The forecaster for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
