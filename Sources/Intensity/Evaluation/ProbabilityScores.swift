internal import Glibc

/// How good probabilities are, given what happened.
public struct ProbabilityScores: Hashable, Sendable {
  /// A tenth of the cases, by their probabilities.
  public struct Decile: Hashable, Sendable {
    /// The number of cases.
    public let count: Int
    /// The mean probability.
    public let expected: Double
    /// The share that happened.
    public let actual: Double
  }

  /// The best cases.
  public struct Top: Hashable, Sendable {
    /// How many of all they are.
    public let share: Double
    /// The share of them that happened.
    public let precision: Double
  }

  /// The number of cases.
  public let count: Int
  /// The share that happened.
  public let rate: Double
  /// The mean probability.
  public let mean: Double
  /// The mean of `-ln` of the probability of what happened.
  public let logLoss: Double
  /// The mean squared difference.
  public let brier: Double
  /// The probability that a case which happened has the higher one of two.
  public let areaUnderCurve: Double
  /// The shares that happened among the best percent, five percent and fifth.
  public let topPrecisions: [Top]
  /// Tenths of the cases, the most probable first.
  public let deciles: [Decile]

  /// The scores of some probabilities.
  ///
  /// - Precondition: there are as many outcomes.
  public init(_ probabilities: [Double], outcomes: [Bool]) {
    precondition(probabilities.count == outcomes.count, "\(outcomes.count) outcomes")
    let n = outcomes.count
    let order = probabilities.indices.sorted {
      (probabilities[$1], $0) < (probabilities[$0], $1)
    }
    let happened = outcomes.count { $0 }
    count = n
    rate = Double(happened) / Double(max(n, 1))
    mean = probabilities.reduce(0, +) / Double(max(n, 1))
    var (loss, square) = (0.0, 0.0)
    for i in 0..<n {
      let p = min(max(probabilities[i], 1e-12), 1 - 1e-12)
      loss -= log(outcomes[i] ? p : 1 - p)
      square +=
        (probabilities[i] - (outcomes[i] ? 1 : 0)) * (probabilities[i] - (outcomes[i] ? 1 : 0))
    }
    logLoss = loss / Double(max(n, 1))
    brier = square / Double(max(n, 1))
    // Pairs in the right order; those with equal probabilities count half.
    var (pairs, above, i) = (0.0, 0.0, 0)
    while i < n {
      var j = i
      var (yes, no) = (0.0, 0.0)
      while j < n, probabilities[order[j]] == probabilities[order[i]] {
        if outcomes[order[j]] { yes += 1 } else { no += 1 }
        j += 1
      }
      pairs += no * (above + 0.5 * yes)
      above += yes
      i = j
    }
    let possible = Double(happened) * Double(n - happened)
    areaUnderCurve = possible > 0 ? pairs / possible : 0.5
    topPrecisions = [0.01, 0.05, 0.2].map { share in
      let size = max(1, Int((share * Double(n)).rounded(.up)))
      let hits = order.prefix(size).count { outcomes[$0] }
      return Top(share: share, precision: Double(hits) / Double(min(size, max(n, 1))))
    }
    deciles = (0..<10).compactMap { tenth in
      let part = order[tenth * n / 10..<(tenth + 1) * n / 10]
      if part.isEmpty { return nil }
      return Decile(
        count: part.count,
        expected: part.reduce(0) { $0 + probabilities[$1] } / Double(part.count),
        actual: Double(part.count { outcomes[$0] }) / Double(part.count)
      )
    }
  }
}
