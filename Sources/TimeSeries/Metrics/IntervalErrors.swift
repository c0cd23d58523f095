/// Sums over prediction intervals, from which the metrics of a series, or of many series pooled, are
/// read.
///
/// Steps without an actual value (NaN) are left out and counted.
public struct IntervalErrors: Hashable, Sendable {
  /// The share of values that the intervals are meant to hold, such as 0.95.
  public let level: Double
  /// The number of steps with an actual value.
  public private(set) var count = 0
  /// The number of steps left out because the actual value is missing.
  public private(set) var missing = 0
  /// The number of actual values within their interval, ends included.
  public private(set) var covered = 0

  private var widthSum = 0.0
  private var penaltySum = 0.0

  /// No intervals yet.
  ///
  /// - Precondition: `level` lies between 0 and 1.
  public init(level: Double) {
    precondition(level > 0 && level < 1, "an interval level of \(level)")
    self.level = level
  }

  /// The intervals of one series.
  ///
  /// - Precondition: as many bounds of each kind as actual values.
  public init(actual: [Double], lower: [Double], upper: [Double], level: Double) {
    self.init(level: level)
    precondition(
      actual.count == lower.count && actual.count == upper.count,
      "\(actual.count) actual values but \(lower.count) and \(upper.count) bounds"
    )
    for step in actual.indices {
      let (a, low, high) = (actual[step], lower[step], upper[step])
      guard !a.isNaN else {
        missing += 1
        continue
      }
      count += 1
      if a >= low && a <= high { covered += 1 }
      widthSum += high - low
      penaltySum += max(0, low - a, a - high)
    }
  }

  /// Pools two sets of intervals.
  ///
  /// - Precondition: both are of the same level.
  public static func += (a: inout IntervalErrors, b: IntervalErrors) {
    precondition(a.level == b.level, "the levels \(a.level) and \(b.level)")
    a.count += b.count
    a.missing += b.missing
    a.covered += b.covered
    a.widthSum += b.widthSum
    a.penaltySum += b.penaltySum
  }

  /// The share of actual values within their interval; NaN over no steps.
  public var coverage: Double { Double(covered) / Double(count) }

  /// Absolute coverage difference, `|coverage − level|`.
  public var acd: Double { abs(coverage - level) }

  /// The mean width of the intervals.
  public var width: Double { widthSum / Double(count) }

  /// The Winkler score: the mean width plus `2/α` times the mean distance of the actual values from
  /// their interval, with α = 1 − level.
  public var winkler: Double { (widthSum + 2 / (1 - level) * penaltySum) / Double(count) }

  /// Mean scaled interval score of M4, the Winkler score over `mean |y_t − y_{t−m}|`; nil where the
  /// scale is 0 or unknown.
  public func msis(_ scale: ErrorScale) -> Double? {
    scale.absolute > 0 ? winkler / scale.absolute : nil
  }
}
