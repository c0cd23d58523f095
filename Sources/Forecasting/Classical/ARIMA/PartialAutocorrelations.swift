internal import Glibc

/// The coefficients of a stationary autoregression as a function of angles.
///
/// The k-th partial autocorrelation is the sine of the k-th angle, and the coefficients follow by the
/// recursion of Durbin. Every stationary autoregression has exactly one set of angles within ±π/2; and
/// the information of n observations about an angle is about n wherever it is, so that a quasi-Newton
/// method needs no scaling.
///
/// - Source: Barndorff-Nielsen and Schou 1973, “On the parametrization of autoregressive models by
///   partial autocorrelations”.
struct PartialAutocorrelations {
  /// The coefficients of the orders 1, 2, … one after another; the last ones are those of the model.
  private var levels: [Double]
  private var partials: [Double]
  private var slopes: [Double]
  private var work: [Double]
  let order: Int

  init(order: Int) {
    self.order = order
    levels = Array(repeating: 0, count: order * (order + 1) / 2)
    partials = Array(repeating: 0, count: order)
    slopes = partials
    work = partials
  }

  /// The coefficient of lag `i + 1`.
  subscript(i: Int) -> Double { levels[order * (order - 1) / 2 + i] }

  /// Sets the angles to those at `offset` of a point.
  mutating func set(_ point: [Double], offset: Int) {
    for k in 0..<order {
      let r = sin(point[offset + k])
      partials[k] = r
      slopes[k] = cos(point[offset + k])
      let start = k * (k + 1) / 2
      let before = k * (k - 1) / 2
      for i in 0..<k {
        levels[start + i] = levels[before + i] - r * levels[before + k - 1 - i]
      }
      levels[start + k] = r
    }
  }

  /// Turns the derivatives with respect to the coefficients, at `offset`, into those with respect to
  /// the angles.
  mutating func pullBack(_ gradient: inout [Double], offset: Int) {
    for k in stride(from: order - 1, through: 0, by: -1) {
      let before = k * (k - 1) / 2
      let r = partials[k]
      var slope = gradient[offset + k]
      for i in 0..<k {
        slope -= gradient[offset + i] * levels[before + k - 1 - i]
        work[i] = gradient[offset + i] - r * gradient[offset + k - 1 - i]
      }
      for i in 0..<k { gradient[offset + i] = work[i] }
      gradient[offset + k] = slope * slopes[k]
    }
  }

  /// The angles of given coefficients; nil when they are not stationary.
  static func angles(of coefficients: [Double]) -> [Double]? {
    var rest = coefficients
    var angles = coefficients
    for k in stride(from: coefficients.count - 1, through: 0, by: -1) {
      let r = rest[k]
      guard abs(r) < 1 else { return nil }
      angles[k] = asin(r)
      let scale = 1 / (1 - r * r)
      let before = rest
      for i in 0..<k { rest[i] = (before[i] + r * before[k - 1 - i]) * scale }
    }
    return angles
  }

  /// Whether every root of `1 − Σ aᵢ zⁱ` is at least `modulus` away from 0.
  static func hasRoots(of coefficients: [Double], beyond modulus: Double) -> Bool {
    var power = 1.0
    let scaled = coefficients.map { coefficient in
      power *= modulus
      return coefficient * power
    }
    return angles(of: scaled) != nil
  }
}
