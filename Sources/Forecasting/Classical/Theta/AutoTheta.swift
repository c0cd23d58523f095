public import TimeSeries

/// The member of the Theta family with the smallest one-step errors.
///
/// Season, intervals and missing values are those of `Theta`.
public struct AutoTheta: LocalForecaster {
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?

  /// The forecaster for a seasonal period, or for that of each series.
  public init(seasonalPeriod: Int? = nil) {
    self.seasonalPeriod = seasonalPeriod
  }

  /// The model of `series`.
  ///
  /// - Throws: `ForecastError.noObservations`; `.tooShort` for fewer than 4 observations.
  public func fitted(to series: Series) throws(ForecastError) -> ThetaModel {
    let period = series.seasonalPeriod(asked: seasonalPeriod)
    return try ThetaModel(series, period: period, variants: ThetaVariant.allCases)
  }
}

extension AutoTheta {
  /// `auto-theta`.
  public static let entry = CatalogueEntry(
    name: "auto-theta",
    column: "AutoTheta",
    summary: "The member of the Theta family with the smallest errors."
  )

  /// The forecaster for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
