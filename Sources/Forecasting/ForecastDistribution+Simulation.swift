internal import TimeSeries

extension ForecastDistribution {
  /// The levels that are kept of simulated paths: each twentieth, and the tails.
  public static let simulationLevels: [Double] =
    [0.005, 0.01, 0.025] + (1...19).map { Double($0) / 20 } + [0.975, 0.99, 0.995]

  /// The distribution that simulated futures show.
  ///
  /// Of the paths only the quantiles at `simulationLevels` are kept. A value that is not finite is
  /// left out of its step; a step without any finite value is missing (NaN).
  ///
  /// - Parameters:
  ///   - paths: the futures, one after the other: `[path, step]`.
  ///   - horizon: the number of steps of each path.
  ///   - mean: the point forecasts; by default the averages of the paths.
  /// - Precondition: `paths` holds whole paths, and `mean` a value for each step.
  /// - Complexity: O(n log n) in the number of values.
  public init(paths: [Double], horizon: Int, mean: [Double]? = nil) {
    precondition(horizon > 0, "paths need a horizon of at least 1, got \(horizon)")
    precondition(
      paths.count % horizon == 0,
      "\(paths.count) values are no whole number of paths of \(horizon) steps"
    )
    var averages: [Double] = []
    var values: [[Double]] = []
    var sample: [Double] = []
    sample.reserveCapacity(paths.count / horizon)
    for step in 0..<horizon {
      sample.removeAll(keepingCapacity: true)
      for place in stride(from: step, to: paths.count, by: horizon) where paths[place].isFinite {
        sample.append(paths[place])
      }
      sample.sort()
      values.append(Self.simulationLevels.map { sample.span.sortedQuantile(at: $0) })
      // Dividing first keeps the sum of huge values finite.
      let count = Double(sample.count)
      averages.append(sample.isEmpty ? .nan : sample.reduce(0) { $0 + $1 / count })
    }
    self.init(
      mean: mean ?? averages,
      shape: .quantiles(levels: Self.simulationLevels, values: values)
    )
  }
}
