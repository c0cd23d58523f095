extension Span<Double> {
  /// The sums over every window of this many neighbours, `count − length + 1` of them.
  ///
  /// Sums over long windows run on from window to window; every so often they are begun afresh, so
  /// that rounding does not pile up and a single huge value is soon forgotten.
  ///
  /// - Precondition: `length` is positive and no larger than the count.
  /// - Complexity: O(*n* · `length` / 16) beyond the running sums.
  func windowSums(_ length: Int) -> [Double] {
    precondition(length >= 1 && length <= count, "a window of \(length) over \(count) values")
    let refresh = length <= 16 ? 1 : 16
    var sums = [Double](repeating: 0, count: count - length + 1)
    var sum = 0.0
    for first in sums.indices {
      if first % refresh == 0 {
        sum = 0
        for i in first..<(first + length) { sum += self[i] }
      } else {
        sum += self[first + length - 1] - self[first - 1]
      }
      sums[first] = sum
    }
    return sums
  }
}
