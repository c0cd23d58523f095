/// What a steady fit of complex exponential smoothing adds to −2 log-likelihood: `strength · (α₁ − center)²`, and as much
/// for β₁ where the season has one.
///
/// A level that errs no more goes on as a power of about `1 + (α₁ − 1)/α₀` per step: it fades to nothing below 1, and runs
/// away above. A short history tells α₁ to a few tenths, which over some steps decides the forecast; a long one
/// outweighs the penalty.
struct GrowthPenalty {
  /// None.
  static let none = GrowthPenalty(strength: 0)
  /// As much as if α₁ had been seen before, to a tenth.
  ///
  /// Chosen at the ends of the training parts of M4 and M1 (`Documentation/Decisions/ces-fitting.md`).
  static let steady = GrowthPenalty(strength: 100)

  private static let center = 1.1

  private let strength: Double

  private init(strength: Double) { self.strength = strength }

  /// What is added for the parameters of a form.
  func value(at weights: SIMD4<Double>, of form: CES.Form) -> Double {
    Self.places(of: form).reduce(0) { sum, place in
      let distance = weights[place] - Self.center
      return sum + strength * distance * distance
    }
  }

  /// Normal equations with what is added, in units of the variance of the errors.
  func added<Slope: SIMD>(
    to normal: NormalEquations<Slope>,
    at weights: SIMD4<Double>,
    of form: CES.Form,
    observations: Int
  ) -> NormalEquations<Slope> where Slope.Scalar == Double {
    var sum = normal
    let scaled = strength * normal.squares / Double(observations)
    for place in Self.places(of: form) {
      sum.add(scaled, distance: weights[place] - Self.center, at: place)
    }
    return sum
  }

  /// Where the imaginary parts stand among the parameters of a form.
  private static func places(of form: CES.Form) -> StrideTo<Int> {
    stride(from: 1, to: form == .full ? 4 : 2, by: 2)
  }
}
