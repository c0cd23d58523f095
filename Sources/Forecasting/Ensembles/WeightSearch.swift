/// The weights of an average that held-back windows speak for.
///
/// Members are added one after the other, each time the one that lessens the loss of the average most;
/// how often a member was added is its weight. One window of a panel is but one draw of what comes, with
/// shocks that all series share: what was believed before is left only as far as the loss falls by
/// clearly more than a twentieth. Where there are several windows, that is the loss on each of them by the weights
/// that the others speak for.
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
    /// The number of the window, 0 for the last one.
    var window = 0
  }

  private static let rounds = 20
  /// The gain from which on the search is trusted, and that at which it is trusted most.
  private static let (least, enough) = (0.1, 0.25)
  private static let mostTrust = 0.9

  /// The weights, which add up to 1.
  let weights: [Double]

  /// - Parameter prior: the weights that are believed in beforehand, which add up to 1.
  init(_ examples: [Examples], prior: [Double]) {
    let sample = Sample(examples, memberCount: prior.count)
    let windows = Set(sample.windows).sorted()
    let (found, believed) = (sample.search(rounds: Self.rounds), sample.loss(of: prior))
    let remaining =
      windows.count > 1
      ? windows.reduce(0) { sum, window in
        let weights = sample.part { $0 != window }.search(rounds: Self.rounds)
        return sum + sample.part { $0 == window }.loss(of: weights)
      } : sample.loss(of: found)
    let gain = believed > 0 ? 1 - remaining / believed : 0
    let trust = Self.mostTrust * min(max((gain - Self.least) / (Self.enough - Self.least), 0), 1)
    weights = zip(prior, found).map { (1 - trust) * $0 + trust * $1 }
  }

  /// The values of which every member said something.
  private struct Sample {
    private(set) var windows: [Int] = []
    private var levels: [Double] = []
    private var actual: [Double] = []
    private var forecasts: [[Double]]

    init(_ examples: [Examples], memberCount: Int) {
      forecasts = [[Double]](repeating: [], count: memberCount)
      for example in examples {
        for place in example.actual.indices {
          let row = example.forecasts.map { $0[place] }
          guard example.actual[place].isFinite, row.allSatisfy(\.isFinite) else { continue }
          windows.append(example.window)
          levels.append(example.levels[place])
          actual.append(example.actual[place])
          for (member, value) in row.enumerated() { forecasts[member].append(value) }
        }
      }
    }

    /// The values of some windows.
    func part(_ isIncluded: (_ window: Int) -> Bool) -> Sample {
      let places = windows.indices.filter { isIncluded(windows[$0]) }
      var part = self
      part.windows = places.map { windows[$0] }
      part.levels = places.map { levels[$0] }
      part.actual = places.map { actual[$0] }
      part.forecasts = forecasts.map { own in places.map { own[$0] } }
      return part
    }

    /// The loss of an average by weights that add up to 1.
    func loss(of weights: [Double]) -> Double {
      loss { place in
        zip(weights, forecasts).reduce(0) { $0 + $1.0 * $1.1[place] }
      }
    }

    private func loss(_ average: (Int) -> Double) -> Double {
      var sum = 0.0
      for place in actual.indices {
        let error = actual[place] - average(place)
        // One series that went astray does not decide.
        sum += min(max(levels[place] * error, (levels[place] - 1) * error), 50)
      }
      return sum
    }

    /// The weights with which the greedy search ends.
    func search(rounds: Int) -> [Double] {
      var counts = [Double](repeating: 0, count: forecasts.count)
      var sum = [Double](repeating: 0, count: actual.count)
      for round in 0..<rounds {
        let losses = forecasts.map { own in
          loss { (sum[$0] + own[$0]) / Double(round + 1) }
        }
        guard let best = losses.indices.min(by: { losses[$0] < losses[$1] }) else { break }
        counts[best] += 1 / Double(rounds)
        for place in sum.indices { sum[place] += forecasts[best][place] }
      }
      return counts
    }
  }
}
