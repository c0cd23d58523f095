public import TimeSeries

/// Exponential smoothing of a level and a slope, ETS(A,A,N) or, damped, ETS(A,Ad,N).
public struct Holt: LocalForecaster, Hashable {
  /// Whether the slope fades with the horizon.
  public var isDamped: Bool
  /// How the error enters.
  public var error: ETS.Form.ErrorKind
  /// Always 1: there is no season.
  public var seasonalPeriod: Int? { 1 }

  /// Holt's linear trend.
  public init(isDamped: Bool = false, error: ETS.Form.ErrorKind = .additive) {
    self.isDamped = isDamped
    self.error = error
  }

  /// The level and the slope of a series, and how fast they follow.
  ///
  /// - Throws: as `ETS` does.
  public func fitted(to series: Series) throws(ForecastError) -> ETSModel {
    let form = ETS.Form(error: error, trend: .additive, isDamped: isDamped)
    return try ETS(seasonalPeriod: 1, specification: ETS.Specification(form)).fitted(to: series)
  }
}

extension Holt {
  /// `holt`.
  public static let entry = CatalogueEntry(
    name: "holt",
    column: "Holt",
    summary: "Exponential smoothing of a level and a slope."
  )

  /// The undamped trend.
  public init(options: ModelOptions) { self.init() }
}
