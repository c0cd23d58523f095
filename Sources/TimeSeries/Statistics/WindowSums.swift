extension Span<Double> {
  /// The sums over every window of this many neighbours, `count − length + 1` of them.
  ///
  /// Sums over long windows run on from window to window; they are begun afresh every so often, so
  /// that rounding does not pile up and a single huge value is soon forgotten.
  ///
  /// - Precondition: `length` is positive and no larger than the count.
  /// - Complexity: O(*n*) for any length.
  func windowSums(_ length: Int) -> [Double] {
    precondition(length >= 1 && length <= count, "a window of \(length) over \(count) values")
    let refresh = length <= 16 ? 1 : 16
    return [Double](unsafeUninitializedCapacity: count - length + 1) { sums, initialized in
      var sum = 0.0
      for first in 0...(count - length) {
        if first % refresh == 0 {
          sum = 0
          for i in first..<(first + length) { sum += self[i] }
        } else {
          sum += self[first + length - 1] - self[first - 1]
        }
        sums[first] = sum
      }
      initialized = count - length + 1
    }
  }
}
