internal import CKernels

// Operators stretch their operands to one shape: axes are matched from the last one, and an extent
// of 1 is repeated. Each rule states how a change `g` of the result reaches the operand.
extension Tensor {
  /// The sum, element by element.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    let y = combining(almanac_add, a, b)
    guard let tape = Tape.following(a, b) else { return y }
    let (shapeA, shapeB) = (a.shape, b.shape)
    return tape.record(y, a, { $0.collapsed(to: shapeA) }, b, { $0.collapsed(to: shapeB) })
  }

  /// The difference, element by element.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    let y = combining(almanac_subtract, a, b)
    guard let tape = Tape.following(a, b) else { return y }
    let (shapeA, shapeB) = (a.shape, b.shape)
    return tape.record(y, a, { $0.collapsed(to: shapeA) }, b, { (-$0).collapsed(to: shapeB) })
  }

  /// The product, element by element.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    let y = combining(almanac_multiply, a, b)
    guard let tape = Tape.following(a, b) else { return y }
    let (shapeA, shapeB) = (a.shape, b.shape)
    return tape.record(
      y,
      a,
      { ($0 * b).collapsed(to: shapeA) },
      b,
      { ($0 * a).collapsed(to: shapeB) }
    )
  }

  /// The quotient, element by element.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    let value = combining(almanac_divide, a, b)
    guard let tape = Tape.following(a, b) else { return value }
    let y = tape.next(value)
    let (shapeA, shapeB) = (a.shape, b.shape)
    return tape.record(
      y,
      a,
      { ($0 / b).collapsed(to: shapeA) },
      b,
      { (-$0 * y / b).collapsed(to: shapeB) }
    )
  }

  /// The negative of each element.
  public static prefix func - (x: Tensor) -> Tensor {
    let y = x.applying(almanac_negate)
    guard let tape = Tape.following(x) else { return y }
    return tape.record(y, x) { -$0 }
  }

  /// Each element plus a number.
  public static func + (a: Tensor, b: Double) -> Tensor {
    let y = combining(almanac_add, a, b)
    guard let tape = Tape.following(a) else { return y }
    return tape.record(y, a) { $0 }
  }

  /// A number plus each element.
  public static func + (a: Double, b: Tensor) -> Tensor { b + a }

  /// Each element minus a number.
  public static func - (a: Tensor, b: Double) -> Tensor { a + -b }

  /// A number minus each element.
  public static func - (a: Double, b: Tensor) -> Tensor {
    let y = combining(almanac_subtract, a, b)
    guard let tape = Tape.following(b) else { return y }
    return tape.record(y, b) { -$0 }
  }

  /// Each element times a number.
  public static func * (a: Tensor, b: Double) -> Tensor {
    let y = combining(almanac_multiply, a, b)
    guard let tape = Tape.following(a) else { return y }
    return tape.record(y, a) { $0 * b }
  }

  /// A number times each element.
  public static func * (a: Double, b: Tensor) -> Tensor { b * a }

  /// Each element divided by a number.
  public static func / (a: Tensor, b: Double) -> Tensor {
    let y = combining(almanac_divide, a, b)
    guard let tape = Tape.following(a) else { return y }
    return tape.record(y, a) { $0 / b }
  }

  /// A number divided by each element.
  public static func / (a: Double, b: Tensor) -> Tensor {
    let value = combining(almanac_divide, a, b)
    guard let tape = Tape.following(b) else { return value }
    let y = tape.next(value)
    return tape.record(y, b) { -$0 * y / b }
  }

  /// Adds another tensor.
  public static func += (a: inout Tensor, b: Tensor) { a = a + b }

  /// Subtracts another tensor.
  public static func -= (a: inout Tensor, b: Tensor) { a = a - b }

  /// Multiplies with another tensor.
  public static func *= (a: inout Tensor, b: Tensor) { a = a * b }

  /// Divides by another tensor.
  public static func /= (a: inout Tensor, b: Tensor) { a = a / b }

  /// Sums over the axes along which a tensor of shape `target` was repeated to give this one's shape:
  /// the pullback of stretching.
  func collapsed(to target: Shape) -> Tensor {
    if shape == target { return self }
    let lead = rank - target.count
    let axes = (0..<rank).filter { $0 < lead || (target[$0 - lead] == 1 && shape[$0] != 1) }
    return sum(along: axes, keepingRank: true).reshaped(to: target)
  }
}

/// Each element of `base` to the power of the element of `exponent`, within 2 units in the last place.
///
/// Where a base is not positive, the derivative with respect to the exponent is taken as 0.
public func power(_ base: Tensor, _ exponent: Tensor) -> Tensor {
  let value = Tensor.combining(almanac_power, base, exponent)
  guard let tape = Tape.following(base, exponent) else { return value }
  let y = tape.next(value)
  let (shapeA, shapeB) = (base.shape, exponent.shape)
  return tape.record(
    y,
    base,
    { ($0 * exponent * power(base, exponent - 1)).collapsed(to: shapeA) },
    exponent,
    {
      let isPositive = base .> 0
      let safe = base.replaced(with: 1, where: 1 - isPositive)
      return ($0 * y * log(safe) * isPositive).collapsed(to: shapeB)
    }
  )
}

/// Each element to the power of a number.
public func power(_ base: Tensor, _ exponent: Double) -> Tensor {
  if exponent == 1 { return base }
  let y = Tensor.combining(almanac_power, base, exponent)
  guard let tape = Tape.following(base) else { return y }
  return tape.record(y, base) { $0 * (exponent * power(base, exponent - 1)) }
}

/// The larger of two elements; where they are equal each gets half of the derivative.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
  extremum(almanac_maximum, a, b)
}

/// The smaller of two elements; where they are equal each gets half of the derivative.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
  extremum(almanac_minimum, a, b)
}

private func extremum(_ operation: almanac_binary_operation, _ a: Tensor, _ b: Tensor) -> Tensor {
  let y = Tensor.combining(operation, a, b)
  guard let tape = Tape.following(a, b) else { return y }
  let (shapeA, shapeB) = (a.shape, b.shape)
  let (isA, isB) = (a.detached() .== y, b.detached() .== y)
  let shares = isA + isB
  return tape.record(
    y,
    a,
    { ($0 * (isA / shares)).collapsed(to: shapeA) },
    b,
    { ($0 * (isB / shares)).collapsed(to: shapeB) }
  )
}
