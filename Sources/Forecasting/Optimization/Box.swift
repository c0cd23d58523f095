/// The points whose every coordinate lies between a lower and an upper bound.
struct Box: Sendable {
  /// The smallest value of each coordinate; −∞ for none.
  var lower: [Double]
  /// The largest value of each coordinate; +∞ for none.
  var upper: [Double]

  /// The number of coordinates.
  var dimension: Int { lower.count }

  /// A box without bounds.
  init(unboundedOf dimension: Int) {
    lower = Array(repeating: -.infinity, count: dimension)
    upper = Array(repeating: .infinity, count: dimension)
  }

  /// The number nearest to `value` that coordinate `i` may take.
  func clamped(_ value: Double, _ i: Int) -> Double {
    min(max(value, lower[i]), upper[i])
  }
}
