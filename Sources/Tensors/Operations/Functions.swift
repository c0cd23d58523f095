internal import CKernels
internal import Glibc

// Functions of one argument, element by element. Errors are at most 2 units in the last place, in both precisions.

/// The exponential.
public func exp(_ x: Tensor) -> Tensor {
  let value = x.applying(almanac_exponential)
  guard let tape = Tape.following(x) else { return value }
  let y = tape.next(value)
  return tape.record(y, x) { $0 * y }
}

/// The natural logarithm; minus infinity at 0, not a number below.
public func log(_ x: Tensor) -> Tensor {
  let y = x.applying(almanac_logarithm)
  guard let tape = Tape.following(x) else { return y }
  return tape.record(y, x) { $0 / x }
}

/// `exp(x) - 1`, exact for small `x`.
public func expm1(_ x: Tensor) -> Tensor {
  let value = x.applying(almanac_exponential_minus_1)
  guard let tape = Tape.following(x) else { return value }
  let y = tape.next(value)
  return tape.record(y, x) { $0 * (y + 1) }
}

/// `log(1 + x)`, exact for small `x`.
public func log1p(_ x: Tensor) -> Tensor {
  let y = x.applying(almanac_logarithm_of_1_plus)
  guard let tape = Tape.following(x) else { return y }
  return tape.record(y, x) { $0 / (x + 1) }
}

/// The sine of an angle in radians.
public func sin(_ x: Tensor) -> Tensor {
  let y = x.applying(almanac_sine)
  guard let tape = Tape.following(x) else { return y }
  return tape.record(y, x) { $0 * cos(x) }
}

/// The cosine of an angle in radians.
public func cos(_ x: Tensor) -> Tensor {
  let y = x.applying(almanac_cosine)
  guard let tape = Tape.following(x) else { return y }
  return tape.record(y, x) { -$0 * sin(x) }
}

/// The error function, `2/√π ∫₀ˣ exp(-t²) dt`.
public func erf(_ x: Tensor) -> Tensor {
  let y = x.applying(almanac_error_function)
  guard let tape = Tape.following(x) else { return y }
  return tape.record(y, x) { $0 * (2 / Double.pi.squareRoot() * exp(-x.squared())) }
}

/// The hyperbolic tangent.
public func tanh(_ x: Tensor) -> Tensor {
  let value = x.applying(almanac_tanh)
  guard let tape = Tape.following(x) else { return value }
  let y = tape.next(value)
  return tape.record(y, x) { change in
    Tensor.pullingBack(almanac_tanh_pullback, change, at: y) { change * (1 - y.squared()) }
  }
}

/// `1 / (1 + exp(-x))`.
public func sigmoid(_ x: Tensor) -> Tensor {
  let value = x.applying(almanac_sigmoid)
  guard let tape = Tape.following(x) else { return value }
  let y = tape.next(value)
  return tape.record(y, x) { change in
    Tensor.pullingBack(almanac_sigmoid_pullback, change, at: y) { change * (y - y.squared()) }
  }
}

/// `log(1 + exp(x))`.
public func softplus(_ x: Tensor) -> Tensor {
  let y = x.applying(almanac_softplus)
  guard let tape = Tape.following(x) else { return y }
  return tape.record(y, x) { change in
    Tensor.pullingBack(almanac_softplus_pullback, change, at: x) { change * sigmoid(x) }
  }
}

/// `x Φ(x)`, where `Φ` is the standard normal distribution function.
///
/// - Source: Hendrycks and Gimpel 2016, “Gaussian Error Linear Units”, the exact form.
public func gelu(_ x: Tensor) -> Tensor {
  let y = x.applying(almanac_gelu)
  guard let tape = Tape.following(x) else { return y }
  return tape.record(y, x) { change in
    Tensor.pullingBack(almanac_gelu_pullback, change, at: x) {
      let distribution = 0.5 * erf(x / 2.squareRoot()) + 0.5
      let density = exp(-0.5 * x.squared()) / (2 * Double.pi).squareRoot()
      return change * (distribution + x * density)
    }
  }
}

/// `x sigmoid(x)`.
///
/// - Source: Elfwing, Uchibe and Doya 2018, “Sigmoid-weighted linear units”.
public func silu(_ x: Tensor) -> Tensor {
  let value = x.applying(almanac_silu)
  guard let tape = Tape.following(x) else { return value }
  let y = tape.next(value)
  return tape.record(y, x) { change in
    Tensor.pullingBack(almanac_silu_pullback, change, at: x) {
      let s = sigmoid(x)
      return change * (s + y * (1 - s))
    }
  }
}

/// `max(x, 0)`; the derivative at 0 is taken as 1.
public func relu(_ x: Tensor) -> Tensor {
  let y = x.applying(almanac_relu)
  guard let tape = Tape.following(x) else { return y }
  return tape.record(y, x) { leakyReLUChange($0, at: x, slope: 0) }
}

/// `x`, or `slope` times `x` below zero; the derivative at 0 is taken as 1.
public func leakyReLU(_ x: Tensor, slope: Double = 0.01) -> Tensor {
  let y = x.applying(almanac_leaky_relu, parameter: slope)
  guard let tape = Tape.following(x) else { return y }
  return tape.record(y, x) { leakyReLUChange($0, at: x, slope: slope) }
}

/// The change of `x` for a change of `leakyReLU(x)`; it does not depend on `x` but for the sign.
private func leakyReLUChange(_ change: Tensor, at x: Tensor, slope: Double) -> Tensor {
  let x = x.detached()
  return Tensor.pullingBack(almanac_leaky_relu_pullback, change, at: x, parameter: slope) {
    change * ((x .>= 0) * (1 - slope) + slope)
  }
}

/// The distance of each element from zero; the derivative at 0 is taken as 0.
public func abs(_ x: Tensor) -> Tensor {
  let y = x.applying(almanac_absolute)
  guard let tape = Tape.following(x) else { return y }
  let sign = x.detached().sign()
  return tape.record(y, x) { $0 * sign }
}

extension Tensor {
  /// The square of each element.
  public func squared() -> Tensor {
    let y = applying(almanac_square)
    guard let tape = Tape.following(self) else { return y }
    return tape.record(y, self) { change in
      Tensor.pullingBack(almanac_scaled_product, change, at: self, parameter: 2) {
        change * (2 * self)
      }
    }
  }

  /// The square root of each element.
  public func squareRoot() -> Tensor {
    let value = applying(almanac_square_root)
    guard let tape = Tape.following(self) else { return value }
    let y = tape.next(value)
    return tape.record(y, self) { $0 / (2 * y) }
  }

  /// One over each element.
  public func reciprocal() -> Tensor {
    let value = applying(almanac_reciprocal)
    guard let tape = Tape.following(self) else { return value }
    let y = tape.next(value)
    return tape.record(y, self) { -$0 * y.squared() }
  }

  /// -1, 0 or 1 by the sign of each element; constant to a gradient.
  public func sign() -> Tensor { applying(almanac_sign) }

  /// The largest whole number not above each element; constant to a gradient.
  public func floor() -> Tensor { applying(almanac_floor) }

  /// The nearest whole number, ties to even; constant to a gradient.
  public func rounded() -> Tensor { applying(almanac_round) }

  /// Each element moved into `lowest...highest`; outside there is no derivative.
  public func clamped(to range: ClosedRange<Double>) -> Tensor {
    let low = Tensor(range.lowerBound, elementType)
    let high = Tensor(range.upperBound, elementType)
    let isInside = (detached() .>= low) * (detached() .<= high)
    let y = Tensor.combining(
      almanac_minimum,
      Tensor.combining(almanac_maximum, self, low),
      high
    )
    guard let tape = Tape.following(self) else { return y }
    return tape.record(y, self) { $0 * isInside }
  }
}
