public import TimeSeries

/// The forecast of one series: a distribution for each of its next steps.
public struct Forecast: Identifiable, Sendable {
  /// The id of the series.
  public var id: String
  /// The stamps of the steps.
  public var index: TimeIndex
  /// The distribution of each step.
  public var distribution: ForecastDistribution
  /// The model that made it, such as `ETS(A,N,A)`.
  public var model: String
  /// Why another model than the one asked for was used; nil when none was.
  public var fallback: Fallback?
}
