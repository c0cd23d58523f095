internal import CKernels

infix operator .== : ComparisonPrecedence
infix operator .!= : ComparisonPrecedence
infix operator .< : ComparisonPrecedence
infix operator .<= : ComparisonPrecedence
infix operator .> : ComparisonPrecedence
infix operator .>= : ComparisonPrecedence

// A comparison gives a mask: 1 where it holds, else 0. Masks are constants to a gradient.
extension Tensor {
  /// 1 where two elements are equal.
  public static func .== (a: Tensor, b: Tensor) -> Tensor { combining(almanac_equal, a, b) }

  /// 1 where two elements differ.
  public static func .!= (a: Tensor, b: Tensor) -> Tensor { 1 - combining(almanac_equal, a, b) }

  /// 1 where the left element is less.
  public static func .< (a: Tensor, b: Tensor) -> Tensor { combining(almanac_less, a, b) }

  /// 1 where the left element is less or equal.
  public static func .<= (a: Tensor, b: Tensor) -> Tensor { combining(almanac_less_or_equal, a, b) }

  /// 1 where the left element is greater.
  public static func .> (a: Tensor, b: Tensor) -> Tensor { combining(almanac_less, b, a) }

  /// 1 where the left element is greater or equal.
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { combining(almanac_less_or_equal, b, a) }

  /// 1 where an element equals a number.
  public static func .== (a: Tensor, b: Double) -> Tensor { combining(almanac_equal, a, b) }

  /// 1 where an element differs from a number.
  public static func .!= (a: Tensor, b: Double) -> Tensor { 1 - combining(almanac_equal, a, b) }

  /// 1 where an element is less than a number.
  public static func .< (a: Tensor, b: Double) -> Tensor { combining(almanac_less, a, b) }

  /// 1 where an element is at most a number.
  public static func .<= (a: Tensor, b: Double) -> Tensor { combining(almanac_less_or_equal, a, b) }

  /// 1 where an element is greater than a number.
  public static func .> (a: Tensor, b: Double) -> Tensor { combining(almanac_less, b, a) }

  /// 1 where an element is at least a number.
  public static func .>= (a: Tensor, b: Double) -> Tensor { combining(almanac_less_or_equal, b, a) }

  /// 1 where an element is not a number.
  public var isNotANumber: Tensor { applying(almanac_is_nan) }

  /// This tensor's elements, or a number where the mask is not 0.
  ///
  /// No derivative passes the replaced places, not even when they are not numbers.
  public func replaced(with value: Double, where mask: Tensor) -> Tensor {
    select(mask, Tensor(value, elementType), self)
  }
}

/// Elements of `a` where the mask is not 0, else of `b`, all stretched to one shape.
public func select(_ mask: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
  let y = Tensor.selecting(mask, a, b)
  guard let tape = Tape.following(a, b) else { return y }
  let mask = mask.detached()
  let (shapeA, shapeB) = (a.shape, b.shape)
  return tape.record(
    y,
    a,
    { select(mask, $0, Tensor(0, $0.elementType)).collapsed(to: shapeA) },
    b,
    { select(mask, Tensor(0, $0.elementType), $0).collapsed(to: shapeB) }
  )
}
