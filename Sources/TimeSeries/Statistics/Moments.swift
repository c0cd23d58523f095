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
  /// The root of the sum of squared deviations from the mean, divided by the count less one; NaN
  /// below two values, exactly 0 when all are equal.
  public let standardDeviation: Double

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
      (minimum, maximum, mean, standardDeviation) = (.nan, .nan, .nan, .nan)
      return
    }
    (minimum, maximum) = (low, high)
    guard low < high else {
      (mean, standardDeviation) = (low, count > 1 ? 0 : .nan)
      return
    }
    // A power of two near the range keeps the squares of huge and of tiny deviations in bounds.
    let exponent = max((high / 2 - low / 2).exponent, Double.leastNormalMagnitude.exponent)
    let unit = Double(sign: .plus, exponent: exponent, significand: 1)
    // The middle of the range is near enough where the sum of huge values is infinite.
    let center = sum.isFinite ? sum / Double(count) : low / 2 + high / 2
    var squares = 0.0
    var rest = 0.0
    for value in values where !value.isNaN {
      let deviation = value / unit - center / unit
      squares += deviation * deviation
      rest += deviation
    }
    rest /= Double(count)
    mean = center + rest * unit
    let variance = max(0, squares - rest * rest * Double(count)) / Double(count - 1)
    standardDeviation = variance.squareRoot() * unit
  }

  /// The square of the standard deviation.
  public var variance: Double { standardDeviation * standardDeviation }

  /// The largest absolute value; NaN when there is none.
  public var largestMagnitude: Double { max(abs(minimum), abs(maximum)) }

  /// Whether there are values and all are equal.
  public var isConstant: Bool { minimum == maximum }
}
