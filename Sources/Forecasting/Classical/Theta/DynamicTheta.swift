public import TimeSeries

/// The Theta method whose trend line is that of the observations so far, with θ = 2.
///
/// Season, intervals and missing values are those of `Theta`.
///
/// - Source: Fiorucci et al. 2016, “Models for optimising the theta method and their relationship to
///   state space models”.
public struct DynamicTheta: LocalForecaster {
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
    return try ThetaModel(series, period: period, variants: [.dynamic])
  }
}

extension DynamicTheta {
  /// `dynamic-standard-theta`.
  public static let entry = CatalogueEntry(
    name: "dynamic-standard-theta",
    column: "DynamicTheta",
    aliases: ["DSTM"],
    summary: "The Theta method whose trend line follows the series."
  )

  /// The forecaster for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
