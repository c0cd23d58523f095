public import Tensors
public import TimeSeries

/// Forecasts along the line from the first to the last observation.
///
/// The model is a random walk with drift: the variance is `σ²k(1 + k/(n−1))` after `k` steps, with σ² the
/// mean square of the changes around the drift. Missing values are left out: a change over a gap of
/// `g` steps counts with `g` times the drift and the variance, `n − 1` is the number of steps from
/// the first observation to the last, and steps ahead are counted from the last.
///
/// - Source: Hyndman and Athanasopoulos 2021, “Forecasting: principles and practice”, table 5.2.
public struct Drift: LocalForecaster {
  /// 1: a season makes no difference.
  public var seasonalPeriod: Int? { 1 }

  /// The forecaster.
  public init() {}

  /// The random walk with drift that `series` followed.
  ///
  /// - Throws: `ForecastError.noObservations`; `.tooShort` for a single observation.
  public func fitted(to series: Series) throws(ForecastError) -> Fit {
    let values = try series.observedPart()
    var last = values.startIndex
    for place in values.indices where !values[place].isNaN { last = place }
    let span = last - values.startIndex
    guard span > 0 else { throw .tooShort(series: series.id, required: 2, actual: 1) }
    let slope = values[last] / Double(span) - values[values.startIndex] / Double(span)

    var squares = 0.0
    var changes = 0
    var previous = values.startIndex
    for place in values.indices.dropFirst() where !values[place].isNaN {
      let gap = Double(place - previous)
      let change = values[place] - values[previous] - slope * gap
      squares += change * change / gap
      changes += 1
      previous = place
    }
    return Fit(
      lastValue: values[last],
      slope: slope,
      variance: squares / Double(changes),
      span: span,
      stepsMissing: values.endIndex - 1 - last
    )
  }

  /// A random walk with drift.
  public struct Fit: LocalModel {
    /// The last observation.
    public let lastValue: Double
    /// The mean change per step.
    public let slope: Double
    /// The variance of a change around the drift.
    public let variance: Double
    /// The steps from the first observation to the last.
    let span: Int
    /// The steps that are missing after the last observation.
    let stepsMissing: Int

    /// The line from the last observation on, less certain with each step.
    public func distribution(
      horizon: Int,
      using stream: inout RandomStream
    ) -> ForecastDistribution {
      let steps = (1...max(horizon, 1)).prefix(horizon).map { Double(stepsMissing + $0) }
      return ForecastDistribution(
        mean: steps.map { lastValue + $0 * slope },
        shape: .normal(
          standardDeviation: steps.map { (variance * $0 * (1 + $0 / Double(span))).squareRoot() }
        )
      )
    }

    /// `RandomWalkWithDrift`.
    public var description: String { "RandomWalkWithDrift" }
  }
}

extension Drift {
  /// `drift`.
  public static let entry = CatalogueEntry(
    name: "drift",
    column: "RWD",
    aliases: ["RandomWalkWithDrift"],
    summary: "The line from the first to the last observation."
  )

  /// The forecaster; it has no settings.
  public init(options: ModelOptions) { self.init() }
}
