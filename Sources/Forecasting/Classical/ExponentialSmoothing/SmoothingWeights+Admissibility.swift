extension SmoothingWeights {
  /// Whether old observations lose their weight: the recursion, driven by observations, forgets its
  /// start.
  ///
  /// Within the bounds of the search a form without season always does.
  ///
  /// - Complexity: O(*period*²).
  /// - Source: Hyndman, Akram and Archibald 2008, “The admissible parameter space for exponential
  ///   smoothing models”.
  func isAdmissible(for form: ETS.Form, period: Int) -> Bool {
    guard form.season != .none else { return true }
    let (alpha, gamma, phi) = (level, season, damping)
    // The slope enters the level after it has faded by φ.
    let beta = phi * slope
    // The characteristic polynomial, from the highest power to the constant.
    var coefficients = [Double](repeating: alpha + beta - alpha * phi, count: period + 2)
    coefficients[0] = 1
    coefficients[1] = alpha + beta - phi
    coefficients[period] += gamma - 1
    coefficients[period + 1] = phi * (1 - alpha - gamma)
    return Self.hasRootsInUnitDisc(coefficients)
  }

  /// Whether no root of a polynomial, highest power first, lies outside the unit circle.
  ///
  /// The recursion of Schur and Cohn on the polynomial with its roots drawn in by a hair, so that
  /// roots on the circle itself pass.
  static func hasRootsInUnitDisc(_ polynomial: [Double]) -> Bool {
    var scale = 1.0
    var a = polynomial.map { coefficient in
      defer { scale *= 1 - 1e-8 }
      return coefficient * scale
    }
    while a.count > 1 {
      let last = a[a.count - 1]
      guard abs(last) < abs(a[0]) else { return false }
      let reflection = last / a[0]
      let reversed = Array(a.reversed())
      for i in a.indices { a[i] -= reflection * reversed[i] }
      a.removeLast()
    }
    return true
  }
}
