internal import Glibc

/// Student's distribution, with mean 0 and scale 1.
public struct StudentDistribution: Hashable, Sendable {
  /// The degrees of freedom: 1, or 2 and more.
  public let freedom: Double

  /// - Precondition: `freedom` is 1, or at least 2.
  public init(freedom: Double) {
    precondition(freedom == 1 || freedom >= 2, "\(freedom) degrees of freedom")
    self.freedom = freedom
  }

  /// The value that is not exceeded with probability `level`.
  ///
  /// It is exact for one and two degrees of freedom. Else it is some 0.1 % off just above two, and the more
  /// degrees, the nearer: 4 parts in 10,000 at 2.2, 2 in 100,000 at 3, 2 in 100 million at 10.
  ///
  /// - Precondition: `level` lies between 0 and 1.
  /// - Source: Hill 1970, “Algorithm 396: Student's t-quantiles”.
  public func quantile(at level: Double) -> Double {
    precondition(level > 0 && level < 1, "a quantile level of \(level)")
    if level == 0.5 { return 0 }
    let tails = 2 * min(level, 1 - level)
    let sign: Double = level < 0.5 ? -1 : 1
    if freedom == 1 { return sign / tan(tails * Double.pi / 2) }
    if abs(freedom - 2) < 1e-9 { return sign * (2 / (tails * (2 - tails)) - 2).squareRoot() }
    let a = 1 / (freedom - 0.5)
    let b = 48 / (a * a)
    var c = ((20_700 * a / b - 98) * a - 16) * a + 96.36
    let d = ((94.5 / (b + c) - 3) / b + 1) * (a * Double.pi / 2).squareRoot() * freedom
    var y = pow(d * tails, 2 / freedom)
    if y > 0.05 + a {
      let x = NormalDistribution.standard.quantile(at: tails / 2)
      y = x * x
      if freedom < 5 { c += 0.3 * (freedom - 4.5) * (x + 0.6) }
      c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c
      y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
      y = expm1(a * y * y)
    } else {
      let first = 1 / (((freedom + 6) / (freedom * y) - 0.089 * d - 0.822) * (freedom + 2) * 3)
      y = ((first + 0.5 / (freedom + 4)) * y - 1) * (freedom + 1) / (freedom + 2) + 1 / y
    }
    return sign * (freedom * y).squareRoot()
  }
}
