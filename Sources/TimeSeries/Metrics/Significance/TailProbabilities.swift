internal import Glibc

/// The tails of the distributions that tests are judged by.
enum TailProbabilities {
  /// The chance that a variable of Student's distribution is farther from 0 than `value`.
  ///
  /// - Source: Abramowitz and Stegun 1964, 26.7.1, by the incomplete beta function.
  static func student(_ value: Double, degrees: Double) -> Double {
    guard !value.isNaN else { return .nan }
    return incompleteBeta(degrees / (degrees + value * value), degrees / 2, 0.5)
  }

  /// The chance that a variable of the chi-square distribution is larger than `value`.
  static func chiSquare(_ value: Double, degrees: Double) -> Double {
    guard value > 0 else { return value.isNaN ? .nan : 1 }
    let (a, x) = (degrees / 2, value / 2)
    let front = exp(a * log(x) - x - lgamma(a))
    if x < a + 1 {
      // The series of the lower part.
      var (term, sum, n) = (1 / a, 1 / a, a)
      for _ in 0..<10_000 where abs(term) > abs(sum) * 1e-17 {
        n += 1
        term *= x / n
        sum += term
      }
      return max(0, 1 - front * sum)
    }
    // The continued fraction of the upper part.
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var fraction = d
    for i in 1...10_000 {
      let an = -Double(i) * (Double(i) - a)
      b += 2
      d = 1 / nonzero(an * d + b)
      c = nonzero(b + an / c)
      fraction *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return front * fraction
  }

  /// The regularised incomplete beta function.
  ///
  /// - Source: Lentz's evaluation of the continued fraction, Press et al. 2007, “Numerical recipes”,
  ///   eq. 6.4.5.
  private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    // The fraction converges fast on this side.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    var c = 1.0
    var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
    var fraction = d
    for i in 1...10_000 {
      let m = Double(i)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / nonzero(1 + even * d)
      c = nonzero(1 + even / c)
      fraction *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / nonzero(1 + odd * d)
      c = nonzero(1 + odd / c)
      fraction *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return front * fraction / a
  }

  private static func nonzero(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
}
