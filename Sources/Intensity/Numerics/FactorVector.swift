/// The factors of one user or item.
typealias FactorVector = SIMD32<Float>

extension SIMD32<Float> {
  /// The sum of the elements, by halves: the standard one looks at them one by one.
  @inline(__always)
  var total: Float {
    let sixteen = lowHalf + highHalf
    let eight = sixteen.lowHalf + sixteen.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  /// The elements in eight groups of four, whose members can be had without going through memory.
  @inline(__always)
  func forEachFour(_ body: (Int, SIMD4<Float>) -> Void) {
    let (a, b) = (lowHalf, highHalf)
    body(0, a.lowHalf.lowHalf)
    body(4, a.lowHalf.highHalf)
    body(8, a.highHalf.lowHalf)
    body(12, a.highHalf.highHalf)
    body(16, b.lowHalf.lowHalf)
    body(20, b.lowHalf.highHalf)
    body(24, b.highHalf.lowHalf)
    body(28, b.highHalf.highHalf)
  }
}
