public import TimeSeries

/// Exponential smoothing of a level and a slope that fades, ETS(A,Ad,N), of the seasonally adjusted
/// series.
///
/// A series that passes the test of the M4 competition is adjusted by classical decomposition,
/// multiplicatively unless a value is not positive or an index below 0.01. Intervals are those of
/// what is left. Missing values are taken as forecast without error; the season is estimated from the
/// observations there are.
///
/// - Source: Gardner and McKenzie 1985, “Forecasting trends in time series”; Makridakis, Spiliotis and
///   Assimakopoulos 2020, “The M4 Competition”, table 2, for the adjustment.
public struct DampedTrend: LocalForecaster {
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?

  /// The forecaster for a seasonal period, or for that of each series.
  public init(seasonalPeriod: Int? = nil) {
    self.seasonalPeriod = seasonalPeriod
  }

  /// The level and the slope of `series` beside its season.
  ///
  /// - Throws: as `ETS` does.
  public func fitted(to series: Series) throws(ForecastError) -> SeasonallyAdjustedModel {
    try SeasonallyAdjustedModel(
      "DampedTrend",
      series,
      period: series.seasonalPeriod(asked: seasonalPeriod)
    ) { adjusted throws(ForecastError) in try Holt(isDamped: true).fitted(to: adjusted) }
  }

  /// The season and the parameters found before, run through a history that may have grown.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model, and as `ETS` does.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> SeasonallyAdjustedModel {
    try SeasonallyAdjustedModel("DampedTrend", series, keeping: estimates) {
      adjusted,
      member throws(ForecastError) in
      try Holt(isDamped: true).fitted(to: adjusted, keeping: member)
    }
  }
}

extension DampedTrend {
  /// `damped`.
  public static let entry = CatalogueEntry(
    name: "damped",
    column: "DampedTrend",
    aliases: ["damped-trend", "Damped"],
    summary: "Exponential smoothing of a level and a slope that fades, seasonally adjusted."
  )

  /// The forecaster for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
