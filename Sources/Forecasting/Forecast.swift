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
  /// What else a user should know of it.
  public var caveats: [Caveat]

  /// A forecast of the series `id`.
  ///
  /// - Precondition: there is a stamp for each step.
  public init(
    id: String,
    index: TimeIndex,
    distribution: ForecastDistribution,
    model: String,
    fallback: Fallback? = nil,
    caveats: [Caveat] = []
  ) {
    precondition(
      index.count == distribution.horizon,
      "forecast of \(id) has \(index.count) stamps but \(distribution.horizon) steps"
    )
    self.id = id
    self.index = index
    self.distribution = distribution
    self.model = model
    self.fallback = fallback
    self.caveats = caveats
  }

  /// The point forecast of each step.
  public var mean: [Double] { distribution.mean }

  /// The quantile of each step at a level, such as the median at 0.5.
  ///
  /// - Precondition: `level` is within (0, 1).
  public func quantile(_ level: Double) -> [Double] { distribution.quantile(level) }

  /// The central interval of each step that holds `coverage` of its probability.
  ///
  /// - Precondition: `coverage` is within (0, 1).
  public func interval(_ coverage: Double) -> (lower: [Double], upper: [Double]) {
    distribution.interval(coverage)
  }
}
