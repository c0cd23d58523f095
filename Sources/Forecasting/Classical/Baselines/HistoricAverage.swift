public import Tensors
public import TimeSeries

/// Forecasts the average of all observations.
///
/// The variance at every step is `σ²(1 + 1/n)`, with σ² the sample variance of the `n` observations.
/// Missing values are left out. A single observation shows no spread: the intervals have no width.
///
/// - Source: Hyndman and Athanasopoulos 2021, “Forecasting: principles and practice”, table 5.2.
public struct HistoricAverage: LocalForecaster {
  /// 1: a season makes no difference.
  public var seasonalPeriod: Int? { 1 }

  /// The forecaster.
  public init() {}

  /// The average of the observations of `series`.
  ///
  /// - Throws: `ForecastError.noObservations`.
  public func fitted(to series: Series) throws(ForecastError) -> Fit {
    let moments = Moments(of: Array(try series.observedPart()))
    let deviation = moments.count > 1 ? moments.standardDeviation : 0
    return Fit(
      average: moments.mean,
      standardDeviation: deviation * (1 + 1 / Double(moments.count)).squareRoot()
    )
  }

  /// The average, and the spread of the next value around it.
  public struct Fit: LocalModel {
    /// The forecast of every step.
    public let average: Double
    /// The standard deviation of every step.
    public let standardDeviation: Double

    /// The same distribution at each of the next `horizon` steps.
    public func distribution(
      horizon: Int,
      using stream: inout RandomStream
    ) -> ForecastDistribution {
      ForecastDistribution(
        mean: Array(repeating: average, count: horizon),
        shape: .normal(standardDeviation: Array(repeating: standardDeviation, count: horizon))
      )
    }

    /// `HistoricAverage`.
    public var description: String { "HistoricAverage" }
  }
}

extension HistoricAverage {
  /// `mean`.
  public static let entry = CatalogueEntry(
    name: "mean",
    column: "HistoricAverage",
    summary: "The average of all observations."
  )

  /// The forecaster; it has no settings.
  public init(options: ModelOptions) { self.init() }
}
