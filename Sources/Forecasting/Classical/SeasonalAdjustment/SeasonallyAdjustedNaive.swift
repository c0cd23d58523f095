public import TimeSeries

/// Forecasts the last observation, seasonally adjusted where the series is seasonal: the benchmark of
/// the M competitions.
///
/// A series that passes the test of the M4 competition is adjusted by classical decomposition,
/// multiplicatively unless a value is not positive or an index below 0.01. Intervals are those of a
/// random walk. Missing values: the season is estimated from the observations there are, and changes
/// over gaps count as `Naive` says.
///
/// - Source: Makridakis, Spiliotis and Assimakopoulos 2020, “The M4 Competition”, table 2.
public struct SeasonallyAdjustedNaive: LocalForecaster {
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?

  /// The forecaster for a seasonal period, or for that of each series.
  public init(seasonalPeriod: Int? = nil) {
    self.seasonalPeriod = seasonalPeriod
  }

  /// The random walk that `series` followed beside its season.
  ///
  /// - Throws: `ForecastError.noObservations`.
  public func fitted(to series: Series) throws(ForecastError) -> SeasonallyAdjustedModel {
    try SeasonallyAdjustedModel(
      "Naive2",
      series,
      period: series.seasonalPeriod(asked: seasonalPeriod)
    ) { adjusted throws(ForecastError) in try Naive().fitted(to: adjusted) }
  }

  /// The season found before, and the random walk of a history that may have grown.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model; `.noObservations`.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> SeasonallyAdjustedModel {
    try SeasonallyAdjustedModel("Naive2", series, keeping: estimates) {
      adjusted,
      member throws(ForecastError) in
      try Naive().fitted(to: adjusted, keeping: member)
    }
  }
}

extension SeasonallyAdjustedNaive {
  /// `naive2`.
  public static let entry = CatalogueEntry(
    name: "naive2",
    column: "Naive2",
    summary: "The last observation, seasonally adjusted where the series is seasonal."
  )

  /// The forecaster for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
