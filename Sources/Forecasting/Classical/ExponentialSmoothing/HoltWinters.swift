public import TimeSeries

/// Exponential smoothing of a level, a slope and a season: ETS(A,A,A), or ETS(M,A,M) with a season
/// that multiplies.
public struct HoltWinters: LocalForecaster, Hashable {
  /// The seasonal period that was asked for, 1 for none; nil takes that of each series' frequency.
  public var seasonalPeriod: Int?
  /// Whether season and error multiply the level.
  public var isMultiplicative: Bool
  /// Whether the slope fades with the horizon.
  public var isDamped: Bool

  /// The method of Holt and Winters.
  ///
  /// - Precondition: `seasonalPeriod` is at least 1.
  public init(seasonalPeriod: Int? = nil, isMultiplicative: Bool = false, isDamped: Bool = false) {
    precondition(seasonalPeriod ?? 1 >= 1, "a seasonal period of \(seasonalPeriod ?? 1)")
    self.seasonalPeriod = seasonalPeriod
    self.isMultiplicative = isMultiplicative
    self.isDamped = isDamped
  }

  /// The level, the slope and the season of a series, and how fast they follow.
  ///
  /// - Throws: as `ETS` does.
  public func fitted(to series: Series) throws(ForecastError) -> ETSModel {
    let form = ETS.Form(
      error: isMultiplicative ? .multiplicative : .additive,
      trend: .additive,
      isDamped: isDamped,
      season: isMultiplicative ? .multiplicative : .additive
    )
    return try ETS(seasonalPeriod: seasonalPeriod, specification: ETS.Specification(form))
      .fitted(to: series)
  }

  /// That there is no season, where the series is too short for one.
  public func caveats(of model: ETSModel, for series: Series) -> [Caveat] {
    let period = series.seasonalPeriod(asked: seasonalPeriod)
    return period > 1 && model.form.season == .none ? [.noSeason(period: period)] : []
  }
}

extension HoltWinters {
  /// `holt-winters`.
  public static let entry = CatalogueEntry(
    name: "holt-winters",
    column: "HoltWinters",
    summary: "Exponential smoothing of a level, a slope and an additive season."
  )

  /// The additive season, with the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
