/// The level at the end of a sequence by exponential smoothing that starts at its first value.
enum SmoothedLevel {
  /// The share of values other than 0 at the end, for a weight of the newest.
  ///
  /// - Precondition: there is a value.
  static func share(of values: [Double], weight: Double) -> Double {
    level(of: values, weight: weight) { $0.replacing(with: 1, where: $0 .!= 0) }
  }

  /// The level for a weight of the newest value.
  ///
  /// - Precondition: there is a value.
  static func level(of values: [Double], weight: Double) -> Double {
    level(of: values, weight: weight) { $0 }
  }

  /// The level of what `transform` makes of the values.
  ///
  /// Eight levels, each of every eighth value, are carried along, and joined at the end: a single one
  /// would have to wait for the one before at each value.
  @inline(__always)
  private static func level(
    of values: [Double],
    weight: Double,
    _ transform: (SIMD8<Double>) -> SIMD8<Double>
  ) -> Double {
    let rest = 1 - weight
    var level = transform(SIMD8(repeating: values[0]))[0]
    var place = 1
    while (values.count - place) % 8 != 0 {
      level = rest * level + weight * transform(SIMD8(repeating: values[place]))[0]
      place += 1
    }
    // What is left of a value after 7, 6, … 0 further ones.
    var decays = SIMD8<Double>(repeating: 1)
    for lane in (0..<7).reversed() { decays[lane] = decays[lane + 1] * rest }
    let decay = decays[0] * rest
    var lanes = SIMD8<Double>(repeating: 0)
    while place < values.count {
      var block = SIMD8<Double>()
      for lane in 0..<8 { block[lane] = values[place + lane] }
      lanes = lanes * decay + transform(block)
      level *= decay
      place += 8
    }
    return level + weight * (lanes * decays).sum()
  }

  /// The level for the weight within `range` that gives the least sum of squared one-step errors, or for
  /// the middle of the range where all give the same.
  ///
  /// Eight weights are tried in one pass, then eight around the vertex of the parabola through the
  /// best of them; the vertex there is the weight.
  ///
  /// - Precondition: there is a value.
  /// - Complexity: O(*n*); usually three passes over the values.
  static func bestLevel(
    of values: [Double],
    within range: ClosedRange<Double> = 0.1...0.3
  ) -> Double {
    let lanes = SIMD8<Double>(0, 1, 2, 3, 4, 5, 6, 7)
    var spacing = (range.upperBound - range.lowerBound) / 7
    var start = range.lowerBound
    var weight = start
    var isNarrow = false
    for _ in 0..<8 {
      let errors = squaredErrors(of: values, weights: start + lanes * spacing)
      if errors.max() - errors.min() <= 1e-12 * errors.max() {
        // As where the last value is the first to differ: nothing tells the weights apart.
        if !isNarrow { weight = 0.5 * (range.lowerBound + range.upperBound) }
        break
      }
      var best = 0
      for lane in 1..<8 where errors[lane] < errors[best] { best = lane }
      let middle = min(max(best, 1), 6)
      let (before, after) = (errors[middle - 1], errors[middle + 1])
      let bend = before - 2 * errors[middle] + after
      let vertex = bend > 0 ? Double(middle) + 0.5 * (before - after) / bend : Double(best)
      weight = min(max(start + vertex * spacing, range.lowerBound), range.upperBound)
      let isAtEnd = weight == range.lowerBound || weight == range.upperBound
      if isNarrow && (best == middle || isAtEnd) { break }
      // The vertex lay beyond a narrow window: it moves, as wide as it is.
      if !isNarrow { spacing /= 12 }
      isNarrow = true
      start = min(max(weight - 3.5 * spacing, range.lowerBound), range.upperBound - 7 * spacing)
    }
    return level(of: values, weight: weight)
  }

  /// The sums of squared one-step errors for eight weights.
  private static func squaredErrors(
    of values: [Double],
    weights: SIMD8<Double>
  ) -> SIMD8<Double> {
    let rests = 1 - weights
    var level = SIMD8<Double>(repeating: values[0])
    var sum = SIMD8<Double>(repeating: 0)
    for value in values.dropFirst() {
      let error = value - level
      sum += error * error
      level = rests * level + weights * value
    }
    return sum
  }
}
