internal import Glibc

/// A power transformation: `(yλ − 1)/λ`, the logarithm where λ is 0.
///
/// - Source: Box and Cox 1964, “An analysis of transformations”.
struct BoxCox: Hashable {
  /// The power, λ, within 0…1.
  let power: Double

  /// A given power.
  init(power: Double) { self.power = power }

  /// The power of the largest likelihood of positive values being normal; 1 for fewer than ten.
  init(_ values: [Double]) {
    guard values.count >= 10 else {
      power = 1
      return
    }
    let logarithms = values.map { log($0) }
    let sum = logarithms.reduce(0, +)
    let count = Double(values.count)
    // −2 log-likelihood, up to a constant.
    func deviance(_ power: Double) -> Double {
      let transformed = logarithms.map { power == 0 ? $0 : expm1(power * $0) / power }
      let mean = transformed.reduce(0) { $0 + $1 / count }
      let squares = transformed.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return count * log(squares / count) - 2 * (power - 1) * sum
    }
    // Golden section: the likelihood has one hill.
    let ratio = (5.0.squareRoot() - 1) / 2
    var (lower, upper) = (0.0, 1.0)
    var (left, right) = (1 - ratio, ratio)
    var (leftValue, rightValue) = (deviance(left), deviance(right))
    for _ in 0..<20 {
      if leftValue < rightValue {
        (upper, right, rightValue) = (right, left, leftValue)
        left = upper - ratio * (upper - lower)
        leftValue = deviance(left)
      } else {
        (lower, left, leftValue) = (left, right, rightValue)
        right = lower + ratio * (upper - lower)
        rightValue = deviance(right)
      }
    }
    let inner = (left + right) / 2
    let choices = [inner, 0, 1].map { (power: $0, deviance: deviance($0)) }
    power = choices.min { $0.deviance < $1.deviance }?.power ?? 1
  }

  /// The transformed value; those that are not positive are taken for tiny.
  func callAsFunction(_ value: Double) -> Double {
    let logarithm = log(max(value, 1e-8))
    return power == 0 ? logarithm : expm1(power * logarithm) / power
  }

  /// The value that has this transform, held within e^±30.
  func inverse(_ transformed: Double) -> Double {
    let logarithm =
      power == 0 ? transformed : log(max(1 + power * transformed, 1e-10)) / power
    return exp(min(max(logarithm, -30), 30))
  }
}
