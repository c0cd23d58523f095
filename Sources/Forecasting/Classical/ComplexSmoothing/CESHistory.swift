internal import TimeSeries

/// What complex exponential smoothing sees of a series: what lies between its first and its last
/// observation.
struct CESHistory {
  /// The values from the first observation to the last.
  let values: [Double]
  /// How many steps are missing after the last observation.
  let stepsMissing: Int
  /// Count and extremes of the observations.
  let moments: Moments

  /// - Throws: `ForecastError.noObservations`; `.diverged` where a value is infinite.
  init(_ series: Series) throws(ForecastError) {
    let part = try series.observedPart()
    values = Array(part[...(part.lastIndex { !$0.isNaN } ?? part.startIndex)])
    stepsMissing = part.count - values.count
    moments = Moments(of: values)
    guard moments.largestMagnitude.isFinite else { throw .diverged(series: series.id) }
  }

  /// The mean magnitude of the observations.
  var scale: Double {
    let largest = moments.largestMagnitude
    // Dividing first keeps the sum of huge values finite.
    var share = 0.0
    for value in values where !value.isNaN { share += abs(value / largest) }
    return max(largest * (share / Double(moments.count)), .leastNormalMagnitude)
  }
}
