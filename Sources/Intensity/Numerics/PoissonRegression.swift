internal import Glibc
internal import Parallelism

/// Poisson numbers whose means are linear in features that are nowhere negative, with weights that are
/// not either.
///
/// `mean(Λ - N ln Λ) + ridge/2 |w|² → min`, `Λ = w · h + 1e-10`; convex, so that a projected Newton method
/// finds the minimum.
///
/// - Source: Bertsekas 1982, “Projected Newton methods for optimization problems with simple constraints”.
struct PoissonRegression {
  /// A row for each number.
  let features: [Double]
  /// The numbers.
  let counts: [Double]
  /// How many features a row has.
  let weightCount: Int
  /// The strength of the pull towards 0.
  let ridge: Double
  /// What is added to every mean to keep its logarithm finite.
  private let floor = 1e-10

  /// The weights with the least value.
  func minimizer() -> [Double] {
    let n = weightCount
    let rows = counts.count
    // Columns of unit mean square: they may differ by a factor of a million.
    var squares = [Double](repeating: 0, count: n)
    for i in features.indices { squares[i % n] += features[i] * features[i] }
    let scale = squares.map { $0 > 0 ? (Double(rows) / $0).squareRoot() : 1 }
    var means = [Double](repeating: 0, count: n)
    for i in features.indices { means[i % n] += features[i] / Double(rows) }
    let penalty = scale.map { ridge * $0 * $0 }
    let total = counts.reduce(0, +) / Double(rows)

    // Weights in the scale of the columns, all alike at first, so that the total comes out right.
    let sum = (0..<n).reduce(0) { $0 + means[$1] * scale[$1] }
    var w = [Double](repeating: sum > 0 ? total / sum : 0, count: n)
    var value = self.value(w, scale, penalty, means)
    for _ in 0..<200 {
      let (gradient, hessian) = derivatives(w, scale, penalty, means)
      // A weight at 0 that would fall is held; the others move together.
      let free = (0..<n).filter { squares[$0] > 0 && (w[$0] > 1e-12 || gradient[$0] < 0) }
      let slope = free.reduce(0) {
        max($0, abs(w[$1] > 1e-12 ? gradient[$1] * w[$1] : gradient[$1]))
      }
      guard slope > 1e-9, let step = Self.solve(hessian, gradient, free, n) else { break }
      var factor = 1.0
      var hasMoved = false
      while factor > 1e-10 {
        var trial = w
        for (place, i) in free.enumerated() { trial[i] = max(0, w[i] - factor * step[place]) }
        let trialValue = self.value(trial, scale, penalty, means)
        if trialValue < value - 1e-14 * abs(value) {
          (w, value, hasMoved) = (trial, trialValue, true)
          break
        }
        factor *= 0.5
      }
      if !hasMoved { break }
    }
    return (0..<n).map { w[$0] * scale[$0] }
  }

  /// The value at some weights.
  func value(at weights: [Double]) -> Double {
    let n = weightCount
    var means = [Double](repeating: 0, count: n)
    for i in features.indices { means[i % n] += features[i] / Double(counts.count) }
    let ones = [Double](repeating: 1, count: n)
    return value(weights, ones, ones.map { $0 * ridge }, means)
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
    _ penalty: [Double],
    _ means: [Double]
  ) -> Double {
    var value = 0.0
    for i in 0..<weightCount {
      value += means[i] * scale[i] * w[i] + 0.5 * penalty[i] * w[i] * w[i]
    }
    var logs = 0.0
    for row in counts.indices where counts[row] > 0 {
      logs += counts[row] * log(mean(row, w, scale))
    }
    return value - logs / Double(counts.count)
  }

  private func derivatives(
    _ w: [Double],
    _ scale: [Double],
    _ penalty: [Double],
    _ means: [Double]
  ) -> (gradient: [Double], hessian: [Double]) {
    let n = weightCount
    let busy = counts.indices.filter { counts[$0] > 0 }
    let size = max(256, (busy.count + 15) / 16)
    let parts = parallelMap(count: (busy.count + size - 1) / size) { part in
      var sums = [Double](repeating: 0, count: n + n * n)
      var row = [Double](repeating: 0, count: n)
      for place in busy[part * size..<min((part + 1) * size, busy.count)] {
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
    let rows = Double(counts.count)
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

  /// The Newton step of the free weights, damped just enough to be one.
  private static func solve(
    _ hessian: [Double],
    _ gradient: [Double],
    _ free: [Int],
    _ n: Int
  ) -> [Double]? {
    var matrix = hessian
    let largest = free.map { hessian[$0 * n + $0] }.max() ?? 0
    var damping = 1e-12 * largest
    while damping <= largest {
      for i in free { matrix[i * n + i] = hessian[i * n + i] + damping }
      if let step = Cholesky(matrix, of: free, size: n)?.solution(of: free.map { gradient[$0] }) {
        return step
      }
      damping *= 100
    }
    return nil
  }
}
