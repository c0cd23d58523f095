internal import TimeSeries

/// A series as a Theta model sees it: from the first observation to the last.
struct ThetaHistory {
  /// The values; the first and the last are not missing.
  var values: [Double]
  /// How many steps are missing after the last observation.
  var stepsMissing: Int

  /// - Throws: `ForecastError.noObservations`; `.tooShort` for fewer than 4 observations.
  init(_ series: Series) throws(ForecastError) {
    let part = try series.observedPart()
    values = Array(part[...(part.lastIndex { !$0.isNaN } ?? part.startIndex)])
    stepsMissing = part.count - values.count
    let observed = values.count { !$0.isNaN }
    guard observed > ThetaErrors.burnIn else {
      throw .tooShort(series: series.id, required: ThetaErrors.burnIn + 1, actual: observed)
    }
  }
}

/// The map to units in which the first value of a series is 0 and the others range over about 1.
///
/// The model is the same in any units; in these, sums of squares lose no digits.
struct ThetaScale {
  /// The first value.
  var origin: Double
  /// The largest distance from it; 1 for a constant series.
  var unit: Double

  /// The units with the given origin and size.
  init(origin: Double, unit: Double) {
    self.origin = origin
    self.unit = unit
  }

  /// - Precondition: the first value is not missing.
  init(_ values: [Double]) {
    let origin = values[0]
    self.origin = origin
    let reach = values.reduce(0) { $1.isNaN ? $0 : max($0, abs($1 - origin)) }
    unit = reach > 0 ? reach : 1
  }

  /// The values in these units.
  func scaled(_ values: [Double]) -> [Double] {
    values.map { ($0 - origin) / unit }
  }
}
