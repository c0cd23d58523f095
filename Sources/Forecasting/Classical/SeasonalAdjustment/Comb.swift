public import TimeSeries

/// The mean of simple, linear and damped exponential smoothing of the seasonally adjusted series.
///
/// Season and missing values are those of `DampedTrend`; the quantiles of the three are averaged.
///
/// - Source: Makridakis, Spiliotis and Assimakopoulos 2020, “The M4 Competition”, table 2.
public struct Comb: LocalForecaster {
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?

  /// The forecaster for a seasonal period, or for that of each series.
  public init(seasonalPeriod: Int? = nil) {
    self.seasonalPeriod = seasonalPeriod
  }

  /// The three models of `series` beside its season.
  ///
  /// - Throws: as `ETS` does.
  public func fitted(to series: Series) throws(ForecastError) -> SeasonallyAdjustedModel {
    try SeasonallyAdjustedModel(
      "Comb",
      series,
      period: series.seasonalPeriod(asked: seasonalPeriod)
    ) { adjusted throws(ForecastError) in try Self.members.fitted(to: adjusted) }
  }

  /// The season and the parameters found before, run through a history that may have grown.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model, and as `ETS` does.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> SeasonallyAdjustedModel {
    try SeasonallyAdjustedModel("Comb", series, keeping: estimates) {
      adjusted,
      member throws(ForecastError) in
      try Self.members.fitted(to: adjusted, keeping: member)
    }
  }

  private static let members = Ensemble(
    members: [SimpleExponentialSmoothing(), Holt(), DampedTrend(seasonalPeriod: 1)]
  )
}

extension Comb {
  /// `comb`.
  public static let entry = CatalogueEntry(
    name: "comb",
    column: "Comb",
    summary: "The mean of ses, holt and damped, seasonally adjusted."
  )

  /// The forecaster for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
