internal import TimeSeries

/// The least-squares lines of a Theta model: that which is known before each step.
///
/// Steps are counted from 1; the line is `intercept + slope · step`.
struct ThetaTrend {
  /// The intercept of the line known before each step.
  private(set) var intercepts: [Double]
  /// The slope of the line known before each step.
  private(set) var slopes: [Double]
  /// The average that the line has over all steps so far, after the last of them.
  private(set) var finalMean = 0.0
  /// The slope after the last step.
  private(set) var finalSlope = 0.0

  /// The lines of a variant; where a value is missing (NaN) the line so far is kept.
  init(_ values: [Double], isDynamic: Bool) {
    self.init(LinearTrend(values), count: values.count)
    if isDynamic { follow(values) }
  }

  /// A line that is known before the first of `count` steps.
  init(_ line: LinearTrend, count: Int) {
    intercepts = Array(repeating: line.intercept - line.slope, count: count)
    slopes = Array(repeating: line.slope, count: count)
    finalSlope = line.slope
    finalMean = line.intercept + line.slope * Double(count - 1) / 2
  }

  /// Updates the line with each value.
  ///
  /// - Source: Fiorucci et al. 2016, the dynamic optimised theta model: recursions for the mean and
  ///   the slope.
  private mutating func follow(_ values: [Double]) {
    var mean = values.first ?? 0
    var slope = 0.0
    // Nothing is known before the first step.
    if !values.isEmpty { (intercepts[0], slopes[0]) = (0, 0) }
    for position in values.indices.dropFirst() {
      let step = Double(position + 1)
      intercepts[position] = mean - slope * step / 2
      slopes[position] = slope
      if values[position].isNaN {
        // A value on the line leaves it where it is; only the middle of the steps moves.
        mean += slope / 2
      } else {
        let surprise = values[position] - mean
        mean += surprise / step
        slope = ((step - 2) * slope + 6 * surprise / step) / (step + 1)
      }
    }
    finalMean = mean
    finalSlope = slope
  }
}
