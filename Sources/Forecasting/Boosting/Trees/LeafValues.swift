internal import Parallelism

extension BoostingLoss {
  /// What each leaf adds to the outputs of its rows, before the learning rate: a step of Newton's for
  /// smooth losses, the quantile of what is left for others.
  ///
  /// - Parameters:
  ///   - leaves: the places of each leaf's rows in `rows`.
  ///   - gradients: the derivatives of each row; only smooth losses need them.
  func leafValues(
    _ leaves: [Range<Int>],
    rows: [UInt32],
    predictions: [Float],
    targets: [Float],
    gradients: [SIMD2<Float>],
    shrinkage: Double
  ) -> [Float] {
    let (levels, width) = (levels, outputCount)
    return parallelMap(count: leaves.count) { leaf -> [Float] in
      let range = leaves[leaf]
      if levels.isEmpty {
        var sum = SIMD2<Double>()
        for place in range { sum += gradients[Int(rows[place])].widened }
        let curvature = sum[1] + shrinkage
        guard curvature > 0 else { return [0] }
        let step = -sum[0] / curvature
        // A logarithm that moves by more than this has left what the second derivative knows.
        return [Float(isLogarithmic ? min(max(step, -3), 3) : step)]
      }
      // Each row is looked up once, for all levels.
      let count = range.count
      var residuals = [Float](unsafeUninitializedCapacity: levels.count * count) {
        residuals,
        made in
        for (place, row) in rows[range].enumerated() {
          let (target, first) = (targets[Int(row)], Int(row) * width)
          for output in 0..<width {
            residuals.initializeElement(
              at: output * count + place,
              to: target - predictions[first + output]
            )
          }
        }
        made = levels.count * count
      }
      return levels.enumerated().map { output, level in
        residuals.selectedQuantile(level, of: output * count..<(output + 1) * count)
      }
    }.flatMap { $0 }
  }
}

extension [Float] {
  /// The element at the place `⌊level · count⌋` of the sorted array, 0 of an empty one; the order of the
  /// elements changes.
  mutating func selectedQuantile(_ level: Double) -> Float {
    selectedQuantile(level, of: indices)
  }

  /// The same of a part of the array, whose other elements stay where they are.
  ///
  /// - Complexity: O(count) on average.
  /// - Source: Hoare 1961, “Algorithm 65: find”.
  mutating func selectedQuantile(_ level: Double, of range: Range<Int>) -> Float {
    guard !range.isEmpty else { return 0 }
    var own = mutableSpan
    let wanted = range.lowerBound + Swift.min(Int(level * Double(range.count)), range.count - 1)
    var (low, high) = (range.lowerBound, range.upperBound - 1)
    while low < high {
      // The median of three keeps sorted and constant input fast.
      let (a, b, c) = (own[low], own[(low + high) / 2], own[high])
      let pivot = Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
      var (i, j) = (low, high)
      while i <= j {
        // The pivot is among the elements, so both ways end at it or at one that was swapped.
        while own[unchecked: i] < pivot { i += 1 }
        while own[unchecked: j] > pivot { j -= 1 }
        if i <= j {
          let element = own[unchecked: i]
          own[unchecked: i] = own[unchecked: j]
          own[unchecked: j] = element
          i += 1
          j -= 1
        }
      }
      if wanted <= j { high = j } else if wanted >= i { low = i } else { break }
    }
    return own[wanted]
  }
}
