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
      var residuals = [Float](repeating: 0, count: range.count)
      return levels.enumerated().map { output, level in
        for place in range {
          let row = Int(rows[place])
          residuals[place - range.lowerBound] = targets[row] - predictions[row * width + output]
        }
        return residuals.selectedQuantile(level)
      }
    }.flatMap { $0 }
  }
}

extension [Float] {
  /// The element at the place `⌊level · count⌋` of the sorted array, 0 of an empty one; the order of the
  /// elements changes.
  ///
  /// - Complexity: O(count) on average.
  /// - Source: Hoare 1961, “Algorithm 65: find”.
  mutating func selectedQuantile(_ level: Double) -> Float {
    guard !isEmpty else { return 0 }
    let wanted = Swift.min(Int(level * Double(count)), count - 1)
    var (low, high) = (0, count - 1)
    while low < high {
      // The median of three keeps sorted and constant input fast.
      let (a, b, c) = (self[low], self[(low + high) / 2], self[high])
      let pivot = Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
      var (i, j) = (low, high)
      while i <= j {
        while self[i] < pivot { i += 1 }
        while self[j] > pivot { j -= 1 }
        if i <= j {
          swapAt(i, j)
          i += 1
          j -= 1
        }
      }
      if wanted <= j { high = j } else if wanted >= i { low = i } else { break }
    }
    return self[wanted]
  }
}
