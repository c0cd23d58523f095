public import TimeSeries

/// Exponential smoothing of the level alone, ETS(A,N,N).
public struct SimpleExponentialSmoothing: LocalForecaster, Hashable {
  /// Always 1: there is no season.
  public var seasonalPeriod: Int? { 1 }

  /// Simple exponential smoothing.
  public init() {}

  /// The level of a series, and how fast it follows.
  ///
  /// - Throws: as `ETS` does.
  public func fitted(to series: Series) throws(ForecastError) -> ETSModel {
    try ETS(seasonalPeriod: 1, specification: ETS.Specification(ETS.Form(error: .additive)))
      .fitted(to: series)
  }
}

extension SimpleExponentialSmoothing {
  /// `ses`.
  public static let entry = CatalogueEntry(
    name: "ses",
    column: "SES",
    aliases: ["SimpleExponentialSmoothing", "SimpleExponentialSmoothingOptimized", "SESOpt"],
    summary: "Exponential smoothing of the level alone."
  )

  /// The same for any options.
  public init(options: ModelOptions) { self.init() }
}
