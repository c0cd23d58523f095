internal import Glibc

/// The normal distribution.
///
/// A standard deviation of 0 makes it the certain value `mean`.
public struct NormalDistribution: Hashable, Sendable {
  /// The centre.
  public var mean: Double
  /// The spread; not negative.
  public var standardDeviation: Double

  /// The normal distribution with mean 0 and standard deviation 1.
  public static let standard = NormalDistribution()

  /// - Precondition: `standardDeviation` is not negative.
  public init(mean: Double = 0, standardDeviation: Double = 1) {
    precondition(!(standardDeviation < 0), "a standard deviation of \(standardDeviation)")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// The density at a point; infinite at the mean of a certain value.
  public func density(at x: Double) -> Double {
    guard standardDeviation > 0 else { return x == mean ? .infinity : 0 }
    let z = (x - mean) / standardDeviation
    return exp(-0.5 * z * z) / (standardDeviation * (2 * .pi).squareRoot())
  }

  /// The probability of a value of at most `x`.
  ///
  /// The relative error stays within a few units in the last place far into the lower tail.
  public func cumulativeProbability(at x: Double) -> Double {
    guard standardDeviation > 0 else { return x >= mean ? 1 : 0 }
    return Self.standardCumulativeProbability((x - mean) / standardDeviation)
  }

  /// The value that is not exceeded with probability `level`.
  ///
  /// Infinite at the levels 0 and 1, unless the standard deviation is 0.
  ///
  /// - Precondition: `level` lies in 0…1.
  /// - Source: Wichura 1988, “The percentage points of the normal distribution”, algorithm AS 241,
  ///   routine PPND16; one Newton step refines its tails.
  public func quantile(at level: Double) -> Double {
    precondition(level >= 0 && level <= 1, "a quantile level of \(level)")
    guard standardDeviation > 0 else { return mean }
    return mean + standardDeviation * Self.standardQuantile(level)
  }

  /// Φ(z) = erfc(−z/√2) / 2.
  ///
  /// In the tail the relative error of erfc is 2z² times that of its argument, so the rounding of
  /// z/√2 is carried along and taken off to first order.
  private static func standardCumulativeProbability(_ z: Double) -> Double {
    let root = 0x1.6a09e667f3bcdp-1  // √½
    let rootError = -0x1.bdd3413b26456p-55  // √½ − root
    let x = -z * root
    let probability = 0.5 * erfc(x)
    guard x > 1, probability > 0 else { return probability }
    let excess = fma(-z, root, -x) - z * rootError
    return probability - exp(-x * x) * excess / Double.pi.squareRoot()
  }

  private static func standardQuantile(_ level: Double) -> Double {
    let q = level - 0.5
    if abs(q) <= 0.425 {
      return q * ratio(centralNumerator, centralDenominator, 0.180625 - q * q)
    }
    let tail = q < 0 ? level : 1 - level
    guard tail > 0 else { return q < 0 ? -.infinity : .infinity }
    let r = (-log(tail)).squareRoot()
    var z =
      r <= 5
      ? ratio(middleNumerator, middleDenominator, r - 1.6)
      : ratio(farNumerator, farDenominator, r - 5)
    // The lower tail, where the distribution function is exact to a relative error.
    let density = exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
    if density > 0 { z += (standardCumulativeProbability(-z) - tail) / density }
    return q < 0 ? -z : z
  }

  /// The quotient of two polynomials of degree 7, coefficients in descending order.
  private static func ratio(
    _ numerator: SIMD8<Double>,
    _ denominator: SIMD8<Double>,
    _ x: Double
  ) -> Double {
    var sums = SIMD2<Double>()
    for k in 0..<8 { sums = sums * x + SIMD2(numerator[k], denominator[k]) }
    return sums[0] / sums[1]
  }

  private static let centralNumerator = SIMD8(
    2.5090809287301226727e+3,
    3.3430575583588128105e+4,
    6.7265770927008700853e+4,
    4.5921953931549871457e+4,
    1.3731693765509461125e+4,
    1.9715909503065514427e+3,
    1.3314166789178437745e+2,
    3.3871328727963666080
  )
  private static let centralDenominator = SIMD8(
    5.2264952788528545610e+3,
    2.8729085735721942674e+4,
    3.9307895800092710610e+4,
    2.1213794301586595867e+4,
    5.3941960214247511077e+3,
    6.8718700749205790830e+2,
    4.2313330701600911252e+1,
    1
  )
  private static let middleNumerator = SIMD8(
    7.74545014278341407640e-4,
    2.27238449892691845833e-2,
    2.41780725177450611770e-1,
    1.27045825245236838258,
    3.64784832476320460504,
    5.76949722146069140550,
    4.63033784615654529590,
    1.42343711074968357734
  )
  private static let middleDenominator = SIMD8(
    1.05075007164441684324e-9,
    5.47593808499534494600e-4,
    1.51986665636164571966e-2,
    1.48103976427480074590e-1,
    6.89767334985100004550e-1,
    1.67638483018380384940,
    2.05319162663775882187,
    1
  )
  private static let farNumerator = SIMD8(
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    1.24266094738807843860e-3,
    2.65321895265761230930e-2,
    2.96560571828504891230e-1,
    1.78482653991729133580,
    5.46378491116411436990,
    6.65790464350110377720
  )
  private static let farDenominator = SIMD8(
    2.04426310338993978564e-15,
    1.42151175831644588870e-7,
    1.84631831751005468180e-5,
    7.86869131145613259100e-4,
    1.48753612908506148525e-2,
    1.36929880922735805310e-1,
    5.99832206555887937690e-1,
    1
  )
}
