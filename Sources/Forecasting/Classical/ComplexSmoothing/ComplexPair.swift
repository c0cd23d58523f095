/// A complex state: the level and what is carried beside it, with their derivatives by the smoothing
/// parameters.
///
/// `ℓ' = ℓ − (1 − α₁)c + (α₀ − α₁)e`, `c' = ℓ + (1 − α₀)c + (α₀ + α₁)e`.
///
/// - Source: Svetunkov, Kourentzes and Ord 2022, “Complex exponential smoothing”, eq. 14.
struct ComplexPair<Slope: SIMD> where Slope.Scalar == Double {
  /// The level, ℓ.
  var real: Double
  /// What is carried beside it, c.
  var imaginary: Double
  /// The derivatives of the level.
  var realSlope = Slope()
  /// The derivatives of what is carried beside it.
  var imaginarySlope = Slope()

  /// A state where a search begins: it depends on no parameter.
  init(level: Double) {
    real = level
    imaginary = level / 1.1
  }

  /// The given states.
  init(real: Double, imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }

  /// One step without an error.
  @inline(__always)
  mutating func advance(_ weight: ComplexWeight<Slope>) {
    let (a, b) = (1 - weight.imaginary, 1 - weight.real)
    let (level, beside) = (real, imaginary)
    real = level - a * beside
    imaginary = level + b * beside
    let slope = realSlope
    realSlope = slope - imaginarySlope * a + weight.imaginaryUnit * beside
    imaginarySlope = slope + imaginarySlope * b - weight.realUnit * beside
  }

  /// One step with an error and its derivatives.
  @inline(__always)
  mutating func advance(_ weight: ComplexWeight<Slope>, error: Double, slope: Slope) {
    advance(weight)
    let (difference, sum) = (weight.real - weight.imaginary, weight.real + weight.imaginary)
    real += difference * error
    imaginary += sum * error
    realSlope += slope * difference + (weight.realUnit - weight.imaginaryUnit) * error
    imaginarySlope += slope * sum + (weight.realUnit + weight.imaginaryUnit) * error
  }
}

extension ComplexPair: Sendable where Slope: Sendable {}

/// A complex smoothing parameter, and the places of its parts among all parameters.
struct ComplexWeight<Slope: SIMD> where Slope.Scalar == Double {
  /// α₀
  let real: Double
  /// α₁
  let imaginary: Double
  /// 1 at the place of the real part.
  let realUnit: Slope
  /// 1 at the place of the imaginary part.
  let imaginaryUnit: Slope

  /// The parameter whose parts stand at `place` and after it.
  ///
  /// Where the derivatives have no such places, there are none.
  init(_ weights: SIMD4<Double>, at place: Int) {
    (real, imaginary) = (weights[place], weights[place + 1])
    var (realUnit, imaginaryUnit) = (Slope(), Slope())
    if place + 1 < Slope.scalarCount {
      realUnit[place] = 1
      imaginaryUnit[place + 1] = 1
    }
    (self.realUnit, self.imaginaryUnit) = (realUnit, imaginaryUnit)
  }
}
