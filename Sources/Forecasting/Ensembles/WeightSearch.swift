/// The weights of an average that held-back windows speak for.
///
/// Members are added one after the other, each time the one that lessens the loss of the average most;
/// how often a member was added is its weight. One window of a panel is but one draw of what comes, with
/// shocks that all series share: what was believed before is left only as far as the loss falls by
/// clearly more than a twentieth.
///
/// - Source: Caruana, Niculescu-Mizil, Crew and Ksikes 2004, “Ensemble selection from libraries of
///   models”.
struct WeightSearch {
  /// Values that came, and what each member said of them.
  struct Examples: Sendable {
    /// The level of each value; 0.5 for the absolute error.
    let levels: [Double]
    let actual: [Double]
    /// For each member, as many as there are values.
    let forecasts: [[Double]]
  }

  private static let rounds = 20
  /// The gain from which on the search is trusted, and that at which it is trusted most.
  private static let (least, enough) = (0.1, 0.25)
  private static let mostTrust = 0.9

  /// The weights, which add up to 1.
  let weights: [Double]

  /// - Parameter prior: the weights that are believed in beforehand, which add up to 1.
  init(_ examples: [Examples], prior: [Double]) {
    var levels: [Double] = []
    var actual: [Double] = []
    var forecasts = [[Double]](repeating: [], count: prior.count)
    for example in examples {
      for place in example.actual.indices {
        let row = example.forecasts.map { $0[place] }
        guard example.actual[place].isFinite, row.allSatisfy(\.isFinite) else { continue }
        levels.append(example.levels[place])
        actual.append(example.actual[place])
        for (member, value) in row.enumerated() { forecasts[member].append(value) }
      }
    }
    func loss(_ average: (Int) -> Double) -> Double {
      var sum = 0.0
      for place in actual.indices {
        let error = actual[place] - average(place)
        // One series that went astray does not decide.
        sum += min(max(levels[place] * error, (levels[place] - 1) * error), 50)
      }
      return sum
    }
    var counts = [Double](repeating: 0, count: prior.count)
    var sum = [Double](repeating: 0, count: actual.count)
    for round in 0..<Self.rounds {
      let losses = forecasts.map { own in
        loss { (sum[$0] + own[$0]) / Double(round + 1) }
      }
      guard let best = losses.indices.min(by: { losses[$0] < losses[$1] }) else { break }
      counts[best] += 1 / Double(Self.rounds)
      for place in sum.indices { sum[place] += forecasts[best][place] }
    }
    let believed = loss { place in
      zip(prior, forecasts).reduce(0) { $0 + $1.0 * $1.1[place] }
    }
    let found = loss { sum[$0] / Double(Self.rounds) }
    let gain = believed > 0 ? 1 - found / believed : 0
    let trust = Self.mostTrust * min(max((gain - Self.least) / (Self.enough - Self.least), 0), 1)
    weights = zip(prior, counts).map { (1 - trust) * $0 + trust * $1 }
  }
}
