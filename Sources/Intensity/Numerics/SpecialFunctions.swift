internal import Glibc

/// `ln Γ(x)` for positive `x`, on any thread.
///
/// The C library's `lgamma` writes the sign to a variable that all threads share; this one does not.
func logGamma(_ x: Double) -> Double {
  var sign: Int32 = 0
  return lgamma_r(x, &sign)
}

/// Gauss's hypergeometric function `₂F₁(a, b; c; z)` for `0 ≤ z < 1`, by its series.
func hypergeometric(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
  var (term, sum) = (1.0, 1.0)
  for k in 0..<200_000 {
    let j = Double(k)
    term *= (a + j) * (b + j) / ((c + j) * (j + 1)) * z
    sum += term
    if abs(term) < 1e-15 * abs(sum) { break }
  }
  return sum
}

/// `ln(exp(x) + exp(y))`
func logSumOfExponentials(_ x: Double, _ y: Double) -> Double {
  let (low, high) = (min(x, y), max(x, y))
  return high == -.infinity ? high : high + log1p(exp(low - high))
}
