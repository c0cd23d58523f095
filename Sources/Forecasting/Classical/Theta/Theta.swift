public import TimeSeries

/// The standard Theta method: exponential smoothing of the level with half the slope of the trend
/// line.
///
/// A series that passes the autocorrelation test is first adjusted by classical decomposition,
/// multiplicatively unless a value is not positive or an index below 0.01, and the season is put
/// back. Level, α and, in the optimised members of the family, θ minimise the squared one-step errors
/// from the fourth step on; the level at the start does not take part in the choice of the region of
/// α, and θ is pulled slightly to 2, since both keep noise out of the forecasts. Intervals are normal
/// with the exact variances of the model. Missing values: the level moves on with an error of 0, the
/// trend line is drawn through the observations there are, and the season is estimated from them.
///
/// - Source: Assimakopoulos and Nikolopoulos 2000, “The theta model: a decomposition approach to
///   forecasting”.
public struct Theta: LocalForecaster {
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
    return try ThetaModel(series, period: period, variants: [.standard])
  }
}

extension Theta {
  /// `theta`.
  public static let entry = CatalogueEntry(
    name: "theta",
    column: "Theta",
    aliases: ["STM"],
    summary: "The standard Theta method."
  )

  /// The forecaster for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
