/// The value of a metric over a panel, and what it was made of.
public struct MetricValue: Hashable, Sendable {
  /// What a metric averages over.
  public enum Unit: Hashable, Sendable {
    /// Each series counts the same.
    case series
    /// All steps of all series are pooled.
    case points
  }

  /// The value; NaN where nothing counted.
  public var value: Double
  /// What was averaged over.
  public var unit: Unit
  /// The number of units that counted.
  public var count: Int
  /// The number of units left out: series that the metric is not defined for (a scale of 0, no
  /// actual value), or points without an actual value.
  public var leftOut: Int
}

/// A mean over series that counts those it cannot use.
struct SeriesMean: Hashable, Sendable {
  private var sum = 0.0
  private var count = 0
  private var leftOut = 0

  /// Adds the value of a series; nil leaves it out.
  mutating func add(_ value: Double?) {
    if let value {
      sum += value
      count += 1
    } else {
      leftOut += 1
    }
  }

  static func += (a: inout SeriesMean, b: SeriesMean) {
    a.sum += b.sum
    a.count += b.count
    a.leftOut += b.leftOut
  }

  var result: MetricValue {
    MetricValue(value: sum / Double(count), unit: .series, count: count, leftOut: leftOut)
  }
}
