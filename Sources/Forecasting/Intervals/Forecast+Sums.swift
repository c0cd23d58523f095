internal import Tensors
internal import TimeSeries

extension Forecast {
  /// The paths that sums are told from.
  private static let pathCount = 1000

  /// Quantiles of the sum of all steps up to each step: the stock that lasts for a lead time of so many
  /// steps with this probability.
  ///
  /// Quantiles do not add up: demand that is high in one step need not be so in the next. Paths are drawn
  /// with the forecast's distribution at each step. How errors go together from step to step follows from how
  /// fast they grow: an error that grows lasts. With `v_k` the variance at step k, the innovations of
  /// a local level whose smoothing parameter is `α = √((v_k / v_1 − 1) / (k − 1))` have that growth, and all
  /// paths follow it.
  ///
  /// - Parameters:
  ///   - levels: the probabilities, within (0, 1).
  ///   - seed: of the paths; each series draws from a stream of its own.
  /// - Returns: a row for each level, with a value for each step; missing (NaN) where the forecast is.
  /// - Complexity: O(steps · paths · log paths).
  /// - Source: Hyndman, Koehler, Ord and Snyder 2008, “Forecasting with exponential smoothing”, section
  ///   6.6, for demand over a lead time.
  public func sumQuantiles(at levels: [Double], seed: UInt64 = 0) -> [[Double]] {
    let horizon = distribution.horizon
    let scores = (0...Self.scoreSteps).map { place in
      Self.leastScore + Double(place) * Self.scoreWidth
    }
    let columns = scores.map {
      distribution.quantile(NormalDistribution.standard.cumulativeProbability(at: $0))
    }
    let persistence = self.persistence
    var stream = RandomStream(seed: seed, name: "sums of \(id)")
    var sums = [Double](repeating: 0, count: Self.pathCount)
    var levelOfPath = [Double](repeating: 0, count: Self.pathCount)
    var result = levels.map { _ in [Double]() }
    for step in 0..<horizon {
      let deviation = (1 + Double(step) * persistence * persistence).squareRoot()
      for path in sums.indices {
        let innovation = stream.normal()
        let score = (innovation + levelOfPath[path]) / deviation
        levelOfPath[path] += persistence * innovation
        let place = min(
          max((score - Self.leastScore) / Self.scoreWidth, 0),
          Double(Self.scoreSteps) - 1e-9
        )
        let (low, high) = (columns[Int(place)][step], columns[Int(place) + 1][step])
        sums[path] += low + (high - low) * (place - place.rounded(.down))
      }
      let sorted = sums.sorted()
      for (row, level) in levels.enumerated() {
        let isMissing = distribution.mean[step].isNaN || (sums.first?.isNaN ?? true)
        result[row].append(isMissing ? .nan : sorted.span.sortedQuantile(at: level))
      }
    }
    return result
  }

  private static let (leastScore, scoreWidth, scoreSteps) = (-3.5, 0.25, 28)

  /// How much of an error stays in the next steps: 0 for none, 1 for all of it.
  private var persistence: Double {
    let (lower, upper) = distribution.interval(0.8)
    let last = distribution.horizon - 1
    let (first, grown) = (upper[0] - lower[0], upper[last] - lower[last])
    guard last > 0, first > 0, grown > first else { return 0 }
    let growth = (grown / first) * (grown / first) - 1
    return min((growth / Double(last)).squareRoot(), 1)
  }
}
