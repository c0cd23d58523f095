extension [Double] {
  /// The empirical quantile at a level: linear between order statistics, of which the first is at
  /// level 0 and the last at level 1 (type 7, the usual default); NaN when no value is observed.
  ///
  /// - Precondition: `level` lies in 0…1.
  /// - Complexity: O(*n* log *n*).
  /// - Source: Hyndman and Fan 1996, “Sample quantiles in statistical packages”, definition 7.
  public func quantile(at level: Double) -> Double {
    quantiles(at: [level])[0]
  }

  /// The empirical quantiles at several levels; see `quantile(at:)`.
  ///
  /// - Precondition: the levels lie in 0…1.
  public func quantiles(at levels: [Double]) -> [Double] {
    let sorted = filter { !$0.isNaN }.sorted()
    return levels.map { sorted.span.sortedQuantile(at: $0) }
  }
}

extension Span<Double> {
  /// The type 7 quantile of ascending values.
  public func sortedQuantile(at level: Double) -> Double {
    precondition(level >= 0 && level <= 1, "a quantile level of \(level)")
    guard !isEmpty else { return .nan }
    let place = level * Double(count - 1)
    let below = Int(place)
    let fraction = place - Double(below)
    // A weight of 0 must not turn an infinite neighbour into NaN.
    guard fraction > 0, below + 1 < count else { return self[below] }
    return self[below] + fraction * (self[below + 1] - self[below])
  }
}
