public import TimeSeries

/// Forecasts the distribution of the last observations.
///
/// Mean and quantiles of every step are those of the last observations. On intermittent demand this
/// beats most models in the weighted quantile loss. Missing values are left out.
///
/// - Source: the quantiles are those of Hyndman and Fan 1996, “Sample quantiles in statistical
///   packages”, definition 7.
public struct EmpiricalQuantiles: LocalForecaster {
  /// The number of observations that are counted.
  public var window: Int
  /// 1: a season makes no difference.
  public var seasonalPeriod: Int? { 1 }

  /// The forecaster for a window.
  ///
  /// - Precondition: `window` is at least 1.
  public init(window: Int = 18) {
    precondition(window >= 1, "a window needs at least 1 observation")
    self.window = window
  }

  /// The distribution at the end of `series`.
  ///
  /// - Throws: `ForecastError.noObservations`.
  public func fitted(to series: Series) throws(ForecastError) -> DemandModel {
    let recent = Array(try Demand(of: series).values.suffix(window))
    return DemandModel(
      "EmpiricalQuantiles(\(window))",
      mean: recent.reduce(0) { $0 + $1 / Double(recent.count) },
      quantiles: recent.quantiles(at: ForecastDistribution.simulationLevels)
    )
  }
}

extension EmpiricalQuantiles {
  /// `empirical-quantiles`.
  public static let entry = CatalogueEntry(
    name: "empirical-quantiles",
    column: "EmpiricalQuantiles",
    summary: "Mean and quantiles of the last 18 observations.",
    intervals: .model
  )

  /// The forecaster for its default window.
  public init(options: ModelOptions) { self.init() }
}
