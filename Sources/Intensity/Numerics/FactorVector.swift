/// The factors of one user or item: 32 numbers.
///
/// Four vectors of eight, because the compiler keeps these in registers; `SIMD32` goes through memory element
/// by element and takes eighty times as long.
struct FactorVector: Sendable {
  private var a, b, c, d: SIMD8<Float>

  /// How many numbers there are.
  static let count = 32

  init(repeating value: Float = 0) {
    a = SIMD8(repeating: value)
    (b, c, d) = (a, a, a)
  }

  private init(_ a: SIMD8<Float>, _ b: SIMD8<Float>, _ c: SIMD8<Float>, _ d: SIMD8<Float>) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  /// Numbers from a function that is asked for them in order.
  init(_ next: () -> Float) {
    self.init()
    for i in 0..<8 { a[i] = next() }
    for i in 0..<8 { b[i] = next() }
    for i in 0..<8 { c[i] = next() }
    for i in 0..<8 { d[i] = next() }
  }

  /// The product of two vectors: the sum over products of their numbers.
  @inline(__always)
  func dot(_ other: FactorVector) -> Float {
    let eight = (a * other.a + b * other.b) + (c * other.c + d * other.d)
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  /// Adds so many times another vector.
  @inline(__always)
  mutating func add(_ factor: Float, times other: FactorVector) {
    a += factor * other.a
    b += factor * other.b
    c += factor * other.c
    d += factor * other.d
  }

  /// Adds to one number.
  mutating func add(_ term: Float, at position: Int) {
    switch position / 8 {
    case 0: a[position % 8] += term
    case 1: b[position % 8] += term
    case 2: c[position % 8] += term
    default: d[position % 8] += term
    }
  }

  @inline(__always)
  static func * (factor: Float, x: FactorVector) -> FactorVector {
    FactorVector(factor * x.a, factor * x.b, factor * x.c, factor * x.d)
  }

  @inline(__always)
  static func + (x: FactorVector, y: FactorVector) -> FactorVector {
    FactorVector(x.a + y.a, x.b + y.b, x.c + y.c, x.d + y.d)
  }

  @inline(__always)
  static func - (x: FactorVector, y: FactorVector) -> FactorVector {
    FactorVector(x.a - y.a, x.b - y.b, x.c - y.c, x.d - y.d)
  }

  /// The squares of the numbers.
  @inline(__always)
  var squares: FactorVector { FactorVector(a * a, b * b, c * c, d * d) }

  /// The numbers divided by the roots of others.
  @inline(__always)
  func divided(byRootOf other: FactorVector) -> FactorVector {
    FactorVector(
      a / other.a.squareRoot(),
      b / other.b.squareRoot(),
      c / other.c.squareRoot(),
      d / other.d.squareRoot()
    )
  }

  /// Shows the numbers with their positions.
  @inline(__always)
  func forEach(_ body: (Int, Float) -> Void) {
    for i in 0..<8 { body(i, a[i]) }
    for i in 0..<8 { body(8 + i, b[i]) }
    for i in 0..<8 { body(16 + i, c[i]) }
    for i in 0..<8 { body(24 + i, d[i]) }
  }
}
