public import TimeSeries

/// Forecasts the observation one season ago.
///
/// The model is a random walk for each phase of the season: the variance is `σ²(⌊(k−1)/m⌋ + 1)`, with
/// `m` the period and σ² the mean square of the changes from season to season. Missing values: each
/// phase takes its own latest observation, a change over `g` seasons counts with variance `σ²g`, and
/// seasons are counted from that observation; a phase that was never observed takes the forecast of
/// the nearest earlier phase that was.
///
/// - Source: Hyndman and Athanasopoulos 2021, “Forecasting: principles and practice”, table 5.2.
public struct SeasonalNaive: LocalForecaster {
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?

  /// The forecaster for a seasonal period, or for that of each series.
  public init(seasonalPeriod: Int? = nil) {
    self.seasonalPeriod = seasonalPeriod
  }

  /// The random walks that the phases of `series` followed.
  ///
  /// - Throws: `ForecastError.noObservations`; `.tooShort` when there is not one step more than a
  ///   season has.
  public func fitted(to series: Series) throws(ForecastError) -> SeasonalMovingAverage {
    let period = series.seasonalPeriod(asked: seasonalPeriod)
    let values = try series.observedPart(longerThanSeasonOf: period)
    return SeasonalMovingAverage(values: values, period: period, window: 1)
  }
}

extension SeasonalNaive {
  /// `seasonal-naive`.
  public static let entry = CatalogueEntry(
    name: "seasonal-naive",
    column: "SeasonalNaive",
    aliases: ["snaive"],
    summary: "The observation one season ago."
  )

  /// The forecaster for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
