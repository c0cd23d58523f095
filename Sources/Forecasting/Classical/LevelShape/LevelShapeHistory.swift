internal import TimeSeries

/// What the level-times-shape model sees of a series: positive values without gaps.
struct LevelShapeHistory {
  /// The values from the first observation to the last, in units of which their mean magnitude is 10,000,
  /// moved up so that the least is at least 1.
  let values: [Double]
  /// The season that gaps were bridged with; 1 for none.
  let fillingPeriod: Int
  /// The unit.
  let unit: Double
  /// How far the values were moved up.
  let shift: Double
  /// How many steps are missing after the last observation.
  let stepsMissing: Int
  /// The least observation.
  let minimum: Double
  /// The observations, missing ones as they are.
  let observed: [Double]
  /// Whether every observation is a whole number.
  let isWhole: Bool

  /// - Parameter known: unit and shift, where they are not to be found.
  /// - Throws: `ForecastError.noObservations`; `.tooShort`; `.diverged` where a value is infinite.
  init(
    _ series: Series,
    period: Int,
    known: (unit: Double, shift: Double)? = nil
  ) throws(ForecastError) {
    let part = try series.observedPart()
    observed = Array(part[...(part.lastIndex { !$0.isNaN } ?? part.startIndex)])
    stepsMissing = part.count - observed.count
    let moments = Moments(of: observed)
    guard moments.largestMagnitude.isFinite else { throw .diverged(series: series.id) }
    guard moments.count >= Self.leastCount || moments.isConstant else {
      throw .tooShort(series: series.id, required: Self.leastCount, actual: moments.count)
    }
    minimum = moments.minimum
    isWhole = observed.allSatisfy { $0.isNaN || $0 == $0.rounded() }
    var mean = 0.0
    for value in observed where !value.isNaN { mean += abs(value) / Double(moments.count) }
    let unit = known?.unit ?? max(mean / 10_000, .leastNormalMagnitude)
    let shift = known?.shift ?? max(1 - moments.minimum / unit, 1)
    fillingPeriod = max(period, 1)
    values = observed.interpolated(period: fillingPeriod).map { max($0 / unit + shift, 1e-8) }
    (self.unit, self.shift) = (unit, shift)
  }

  /// Enough for a regression on three columns.
  private static let leastCount = 10
}
