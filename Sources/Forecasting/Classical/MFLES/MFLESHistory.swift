internal import TimeSeries

/// What MFLES sees of a series: what lies between its first and its last observation, without gaps.
struct MFLESHistory {
  /// The values, interpolated where they are missing.
  let values: [Double]
  /// The season that gaps were bridged with; 1 for none.
  let period: Int
  /// The number of observations.
  let observations: Int
  /// Whether all observations are equal.
  let isConstant: Bool
  /// How many steps are missing after the last observation.
  let stepsMissing: Int

  /// - Throws: `ForecastError.noObservations`; `.diverged` where a value is infinite.
  init(_ series: Series, period: Int) throws(ForecastError) {
    let part = try series.observedPart()
    let observed = Array(part[...(part.lastIndex { !$0.isNaN } ?? part.startIndex)])
    let moments = Moments(of: observed)
    guard moments.largestMagnitude.isFinite else { throw .diverged(series: series.id) }
    self.period = period
    observations = moments.count
    isConstant = moments.isConstant
    stepsMissing = part.count - observed.count
    let isPositive = moments.minimum > 0
    // A line between positive values is positive, but a season need not leave it so.
    values = observed.interpolated(period: period)
      .map { isPositive ? max($0, moments.minimum) : $0 }
  }
}
