public import TimeSeries

/// A series as a level for each cycle times one shape of the cycle: a matrix of rank one.
///
/// The cycle is the season, or the longer one that goes with it, whichever describes the series more
/// briefly; none if neither does. The level is the sum of each cycle, with the noise of the matrix taken
/// out; a Box-Cox transform of its changes follows a regression on trend, level and, for the longer
/// cycle, the level one such cycle ago, averaged over penalties. The shape is smoothed
/// exponentially over the cycles, by weights that foretold the last ones. The distribution comes from simulated paths: the level draws errors of the regression, the
/// shape deviations that a whole cycle had; the point forecast is the median. Forecasts stay above the
/// least observation and within a range of the recent ones above the greatest; those of whole numbers
/// are whole numbers. Missing values are interpolated.
///
/// - Source: Honda 2025, FLAIR, “Factored level and interleaved ridge”; there the shape is that of the last two
///   cycles.
public struct LevelShape: LocalForecaster {
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?

  /// The forecaster for a seasonal period, or for that of each series.
  public init(seasonalPeriod: Int? = nil) {
    self.seasonalPeriod = seasonalPeriod
  }

  /// The model of `series`.
  ///
  /// - Throws: `ForecastError.noObservations`; `.tooShort` for fewer than 10 observations; `.diverged`
  ///   where there is no finite fit.
  public func fitted(to series: Series) throws(ForecastError) -> LevelShapeModel {
    try LevelShapeModel(series, periods: series.seasonalPeriods(asked: seasonalPeriod))
  }

  /// The cycle and the transformation found before, with level, shape and regression of a history that may have grown.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model, and as `fitted(to:)`.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> LevelShapeModel {
    try LevelShapeModel(series, keeping: estimates)
  }

  /// The fewest cycles that a shape can be told from.
  static let leastCycleCount = 3
  /// The most cycles that are looked at.
  static let largestCycleCount = 500
}

extension LevelShape {
  /// `flair`.
  public static let entry = CatalogueEntry(
    name: "flair",
    column: "FLAIR",
    aliases: ["level-shape", "rank-one"],
    summary: "A level for each cycle times one shape; for long and double seasons."
  )

  /// The forecaster for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
