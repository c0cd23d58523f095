internal import TimeSeries

/// How the values of a series are brought to `0...1` and back.
public struct SeriesScale: Sendable, Hashable {
  /// The smallest value.
  public var minimum: Double
  /// The largest value less the smallest; 1 for a constant series.
  public var range: Double
  /// Whether all values are whole numbers.
  public var isWhole: Bool

  /// The scale of values; missing ones (NaN) are passed over.
  ///
  /// - Returns: nil where nothing is observed.
  public init?(of values: [Double]) {
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    var isWhole = true
    for value in values where !value.isNaN {
      (lowest, highest) = (min(lowest, value), max(highest, value))
      if isWhole && value != value.rounded() { isWhole = false }
    }
    guard lowest <= highest else { return nil }
    minimum = lowest
    // Of the two ends of the range of a double the difference is infinite; half of it is near enough.
    range = highest == lowest ? 1 : min(highest - lowest, Double.greatestFiniteMagnitude / 2)
    self.isWhole = isWhole
  }

  private static let largest = Double.greatestFiniteMagnitude

  /// A scale.
  public init(minimum: Double, range: Double, isWhole: Bool) {
    (self.minimum, self.range, self.isWhole) = (minimum, range, isWhole)
  }

  /// A value as the networks see it.
  public func scaled(_ value: Double) -> Double {
    let distance = value - minimum
    return distance.isInfinite ? value / range - minimum / range : distance / range
  }

  /// A scaled value in the units of the series, as it is written.
  public func restored(_ scaled: Double) -> Double { written(scaled * range + minimum) }

  /// A value as it is written: a whole number if all values were, not below zero if none was, and the
  /// largest number there is for what is beyond it.
  public func written(_ value: Double) -> Double {
    let finite = value.isInfinite ? value.sign == .minus ? -Self.largest : Self.largest : value
    let bounded = minimum >= 0 ? max(0, finite) : finite
    return isWhole ? bounded.rounded() : bounded
  }
}

extension SeriesScale {
  /// The scales of the variables of series.
  ///
  /// - Throws: `noSeries`; `tooShort` for a variable without any observation.
  static func scales(of groups: [[Series]]) throws(SynthesisError) -> [[SeriesScale]] {
    if groups.isEmpty { throw .noSeries }
    var all: [[SeriesScale]] = []
    for group in groups {
      var scales: [SeriesScale] = []
      for series in group {
        guard let scale = SeriesScale(of: series.values) else {
          throw .tooShort(required: 1, longest: 0, series: series.id)
        }
        scales.append(scale)
      }
      all.append(scales)
    }
    return all
  }

  /// The scale of what this one is of and of further values.
  func widened(to values: [Double]) -> SeriesScale {
    guard let other = SeriesScale(of: values) else { return self }
    let isConstant = values.allSatisfy { $0.isNaN || $0 == other.minimum }
    let highest = max(minimum + range, other.minimum + (isConstant ? 0 : other.range))
    let lowest = min(minimum, other.minimum)
    return SeriesScale(
      minimum: lowest,
      range: min(highest - lowest, Double.greatestFiniteMagnitude / 2),
      isWhole: isWhole && other.isWhole
    )
  }
}
