internal import Glibc

extension [Double] {
  /// The entropy of the patterns of order among consecutive values, relative to that of patterns that
  /// are all as frequent: 1 for noise, 0 for a series that only rises; NaN where no pattern is
  /// whole.
  ///
  /// Ties count as rising; windows with a missing value (NaN) are left out.
  ///
  /// - Parameter order: the values of a pattern, 2 to 6.
  /// - Source: Bandt and Pompe 2002, “Permutation entropy: a natural complexity measure for time
  ///   series”.
  func permutationEntropy(order: Int) -> Double {
    let patterns = (1...order).reduce(1, *)
    var counts = [Int](repeating: 0, count: patterns)
    var total = 0
    for start in stride(from: 0, through: count - order, by: 1) {
      // The number of a pattern in the factorial system: for each value, how many later are smaller.
      var number = 0
      var isWhole = !self[start + order - 1].isNaN
      for i in 0..<order - 1 {
        var smaller = 0
        for j in i + 1..<order where self[start + j] < self[start + i] { smaller += 1 }
        number = number * (order - i) + smaller
        isWhole = isWhole && !self[start + i].isNaN
      }
      guard isWhole else { continue }
      counts[number] += 1
      total += 1
    }
    guard total > 0 else { return .nan }
    var entropy = 0.0
    for count in counts where count > 0 {
      let share = Double(count) / Double(total)
      entropy -= share * log(share)
    }
    return entropy / log(Double(patterns))
  }

  /// The place of each value in ascending order, from 1; the mean place for equal values, NaN for
  /// missing ones.
  var ranks: [Double] {
    let order = indices.filter { !self[$0].isNaN }.sorted { self[$0] < self[$1] }
    var ranks = [Double](repeating: .nan, count: count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count && self[order[end]] == self[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }
}

/// How level and spread move from one stretch of a series to the next.
///
/// - Source: Hyndman, Wang and Laptev 2015, “Large-scale unusual time series detection”.
struct TileSpread {
  /// The variance of the means of the stretches, of values with variance 1; NaN for fewer than two.
  let stability: Double
  /// The variance of their variances; NaN likewise.
  let lumpiness: Double

  /// The measures over stretches of a length that do not overlap; the last, if shorter, is left out.
  init(_ values: [Double], moments: Moments, length: Int) {
    var means: [Double] = []
    var variances: [Double] = []
    for start in stride(from: 0, through: values.count - length, by: length) {
      let tile = Moments(
        of: values[start..<start + length].map { ($0 - moments.mean) / moments.standardDeviation }
      )
      if tile.count > 0 { means.append(tile.mean) }
      if tile.count > 1 { variances.append(tile.variance) }
    }
    stability = Moments(of: means).variance
    lumpiness = Moments(of: variances).variance
  }
}
