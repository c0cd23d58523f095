/// Count, extremes, mean and spread of the observed values of a series; NaN is missing.
public struct Moments: Hashable, Sendable {
  /// The number of observed values.
  public let count: Int
  /// The smallest value; NaN when there is none.
  public let minimum: Double
  /// The largest value; NaN when there is none.
  public let maximum: Double
  /// The mean; NaN when there is no value.
  public let mean: Double
  /// The sum of squared deviations from the mean, divided by the count less one; NaN below two
  /// values, exactly 0 when all are equal.
  public let variance: Double

  /// The moments of the values that are not NaN.
  ///
  /// Two passes, the second over deviations, so that a mean far from zero does no harm.
  ///
  /// - Complexity: O(*n*).
  public init(of values: [Double]) {
    var count = 0
    var low = Double.infinity
    var high = -Double.infinity
    var sum = 0.0
    for value in values where !value.isNaN {
      count += 1
      low = min(low, value)
      high = max(high, value)
      sum += value
    }
    self.count = count
    guard count > 0 else {
      (minimum, maximum, mean, variance) = (.nan, .nan, .nan, .nan)
      return
    }
    (minimum, maximum) = (low, high)
    guard low < high else {
      (mean, variance) = (low, count > 1 ? 0 : .nan)
      return
    }
    let center = sum / Double(count)
    var squares = 0.0
    var rest = 0.0
    for value in values where !value.isNaN {
      let deviation = value - center
      squares += deviation * deviation
      rest += deviation
    }
    mean = center + rest / Double(count)
    variance = max(0, squares - rest * rest / Double(count)) / Double(count - 1)
  }

  /// The square root of the variance.
  public var standardDeviation: Double { variance.squareRoot() }

  /// The largest absolute value; NaN when there is none.
  public var largestMagnitude: Double { max(abs(minimum), abs(maximum)) }

  /// Whether there are values and all are equal.
  public var isConstant: Bool { minimum == maximum }
}
