internal import Glibc
internal import TimeSeries

/// The share of each phase in a cycle, smoothed exponentially over the cycles, and how cycles deviated from it.
///
/// How fast the past is forgotten is what foretold the last cycles well: a shape that stays the same is
/// averaged over many cycles, one that wanders is that of the last ones.
struct CycleShape {
  /// The share of each phase; their sum is 1.
  let shares: [Double]
  /// The relative deviations of the last cycles from their level times the shape.
  let deviations: [[Double]]

  /// The shape of a matrix of positive values.
  init(_ matrix: CycleMatrix) {
    let sums = matrix.sums
    let cycles = (0..<matrix.count).map { cycle in
      (0..<matrix.period).map { matrix.value($0, cycle) / sums[cycle] }
    }
    let recent = max(0, cycles.count - Self.recentCount)..<cycles.count
    // One cycle alone foretells too little to be judged by.
    let judged = min(max(2, recent.lowerBound), cycles.count)..<cycles.count
    let candidates = Self.weights.map { Self.smoothed(cycles, weight: $0, judged: judged) }
    // Each counts by its likelihood, with a variance of its own. A cycle is one observation: what its phases
    // have too much or too little goes together.
    let least = max(candidates.map(\.squares).min() ?? 0, .leastNormalMagnitude)
    var shares = [Double](repeating: 0, count: matrix.period)
    for (squares, candidate) in candidates {
      let likelihood = pow(least / max(squares, least), Double(judged.count) / 2)
      for phase in shares.indices { shares[phase] += likelihood * candidate[phase] }
    }
    let sum = shares.reduce(0, +)
    shares = shares.map { $0 / sum }
    self.shares = shares
    deviations = Self.deviations(matrix, sums: sums, shape: shares, cycles: Array(recent))
  }

  /// The smoothed shape behind the last cycle, and the squares of what it foretold wrongly of the judged cycles.
  ///
  /// It begins with the average of the first two cycles, and is no average of fewer cycles later on than
  /// at the start: the weight of the newest is at least one over their number.
  private static func smoothed(
    _ cycles: [[Double]],
    weight: Double,
    judged: Range<Int>
  ) -> (squares: Double, shares: [Double]) {
    var shares = cycles[0]
    var squares = 0.0
    for place in cycles.indices.dropFirst() {
      let own = max(weight, 1 / Double(place + 1))
      for phase in shares.indices {
        let error = cycles[place][phase] - shares[phase]
        if judged.contains(place) { squares += error * error }
        shares[phase] += own * error
      }
    }
    return (squares, shares)
  }

  /// The last cycles, from which shape and deviations are judged.
  static let recentCount = 50
  /// The weights of the newest cycle: with the first about the last two count, with the last fifty.
  private static let weights = [0.5, 0.35, 0.25, 0.18, 0.12, 0.08, 0.05, 0.03, 0.02]

  /// The relative deviations of some cycles from level times shape, less their mean in each phase: where
  /// the shape wandered, the mean leads back to what it was.
  private static func deviations(
    _ matrix: CycleMatrix,
    sums: [Double],
    shape: [Double],
    cycles: [Int]
  ) -> [[Double]] {
    let sizes = cycles.flatMap { cycle in shape.map { $0 * sums[cycle] } }
    let floor = max(0.1 * sizes.quantile(at: 0.5), 1e-8)
    var rows = cycles.map { cycle in
      shape.indices.map { phase in
        let fitted = shape[phase] * sums[cycle]
        return (matrix.value(phase, cycle) - fitted) / max(fitted, floor)
      }
    }
    guard rows.count >= 4 else { return rows }
    let count = Double(rows.count)
    for phase in shape.indices {
      let mean = rows.reduce(0) { $0 + $1[phase] } / count
      for row in rows.indices { rows[row][phase] -= mean }
    }
    return rows
  }
}
