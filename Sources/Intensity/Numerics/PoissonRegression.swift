internal import Glibc
internal import Parallelism

/// Poisson numbers whose means are linear in features that are nowhere negative, with weights that are
/// not either.
///
/// `mean(Λ - N ln Λ) + ridge/2 |w|² → min`, `Λ = w · h + 1e-10`; convex, so that Newton's method finds the
/// minimum, each step of which is a quadratic over weights that are nowhere negative.
struct PoissonRegression {
  /// A row for each number that is not 0.
  private let features: [Double]
  /// The numbers that are not 0.
  private let counts: [Double]
  /// The means of the features over all rows.
  private let means: [Double]
  /// The number of all rows.
  private let rowCount: Int
  /// The strength of the pull towards 0.
  private let ridge: Double
  /// What is added to every mean to keep its logarithm finite.
  private let floor = 1e-10

  /// How many features a row has.
  private var weightCount: Int { means.count }

  /// A regression of which only the rows that count anything are at hand; of the others the means of
  /// the features say enough.
  init(
    features: [Double],
    counts: [Double],
    means: [Double],
    rowCount: Int,
    ridge: Double
  ) {
    (self.features, self.counts, self.means) = (features, counts, means)
    (self.rowCount, self.ridge) = (rowCount, ridge)
  }

  /// A regression with all its rows.
  init(features: [Double], counts: [Double], weightCount n: Int, ridge: Double) {
    var means = [Double](repeating: 0, count: n)
    for i in features.indices { means[i % n] += features[i] / Double(counts.count) }
    let busy = counts.indices.filter { counts[$0] > 0 }
    self.init(
      features: busy.flatMap { features[$0 * n..<($0 + 1) * n] },
      counts: busy.map { counts[$0] },
      means: means,
      rowCount: counts.count,
      ridge: ridge
    )
  }

  /// The weights with the least value.
  func minimizer() -> [Double] {
    let n = weightCount
    // Columns of unit mean: they may differ by a factor of a million.
    let scale = means.map { $0 > 0 ? 1 / $0 : 0 }
    let penalty = scale.map { ridge * $0 * $0 }
    let total = counts.reduce(0, +) / Double(rowCount)

    // All alike at first, so that the total comes out right.
    let used = means.count { $0 > 0 }
    var w = scale.map { $0 > 0 ? total / Double(used) : 0 }
    var value = self.value(w, scale, penalty)
    for _ in 0..<100 {
      // The quadratic that touches the function here, minimised over the same orthant.
      let (gradient, curvature) = derivatives(w, scale, penalty)
      var hessian = curvature
      let largest = (0..<n).reduce(0) { max($0, hessian[$1 * n + $1]) }
      var target = [Double](repeating: 0, count: n)
      for i in 0..<n {
        hessian[i * n + i] += 1e-9 * largest
        for j in 0..<n { target[i] += hessian[i * n + j] * w[j] }
        target[i] -= gradient[i]
      }
      let minimum = NonNegativeQuadratic(matrix: hessian, vector: target).minimizer()
      let direction = (0..<n).map { scale[$0] > 0 ? minimum[$0] - w[$0] : 0 }
      let slope = (0..<n).reduce(0) { $0 + gradient[$1] * direction[$1] }
      guard slope < -1e-12 * max(1, abs(value)) else { break }
      var factor = 1.0
      var hasMoved = false
      while factor > 1e-8, !hasMoved {
        let trial = (0..<n).map { max(0, w[$0] + factor * direction[$0]) }
        let trialValue = self.value(trial, scale, penalty)
        if trialValue <= value + 1e-4 * factor * slope {
          (w, value, hasMoved) = (trial, trialValue, true)
        }
        factor *= 0.5
      }
      if !hasMoved { break }
    }
    return (0..<n).map { w[$0] * scale[$0] }
  }

  /// The value at some weights.
  func value(at weights: [Double]) -> Double {
    let ones = [Double](repeating: 1, count: weightCount)
    return value(weights, ones, ones.map { $0 * ridge })
  }

  private func mean(_ row: Int, _ w: [Double], _ scale: [Double]) -> Double {
    var sum = floor
    let start = row * weightCount
    for i in 0..<weightCount { sum += features[start + i] * scale[i] * w[i] }
    return sum
  }

  private func value(
    _ w: [Double],
    _ scale: [Double],
    _ penalty: [Double]
  ) -> Double {
    var value = 0.0
    for i in 0..<weightCount {
      value += means[i] * scale[i] * w[i] + 0.5 * penalty[i] * w[i] * w[i]
    }
    var logs = 0.0
    for row in counts.indices where counts[row] > 0 {
      logs += counts[row] * log(mean(row, w, scale))
    }
    return value - logs / Double(rowCount)
  }

  private func derivatives(
    _ w: [Double],
    _ scale: [Double],
    _ penalty: [Double]
  ) -> (gradient: [Double], hessian: [Double]) {
    let n = weightCount
    let size = max(256, (counts.count + 15) / 16)
    let parts = parallelMap(count: (counts.count + size - 1) / size) { part in
      var sums = [Double](repeating: 0, count: n + n * n)
      var row = [Double](repeating: 0, count: n)
      for place in part * size..<min((part + 1) * size, counts.count) {
        let mean = self.mean(place, w, scale)
        let ratio = counts[place] / mean
        for i in 0..<n { row[i] = features[place * n + i] * scale[i] }
        for i in 0..<n where row[i] != 0 {
          sums[i] += ratio * row[i]
          let factor = ratio / mean * row[i]
          for j in 0...i { sums[n + i * n + j] += factor * row[j] }
        }
      }
      return sums
    }
    let rows = Double(rowCount)
    var gradient = (0..<n).map { means[$0] * scale[$0] + penalty[$0] * w[$0] }
    var hessian = [Double](repeating: 0, count: n * n)
    for part in parts {
      for i in 0..<n {
        gradient[i] -= part[i] / rows
        for j in 0...i { hessian[i * n + j] += part[n + i * n + j] / rows }
      }
    }
    for i in 0..<n {
      hessian[i * n + i] += penalty[i]
      for j in 0..<i { hessian[j * n + i] = hessian[i * n + j] }
    }
    return (gradient, hessian)
  }
}
