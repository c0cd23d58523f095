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
    let count = paths.count / horizon
    self.init(
      samples: (0..<horizon).map { step in (0..<count).map { paths[$0 * horizon + step] } },
      mean: mean
    )
  }

  /// The distribution that the simulated values of each step show, as above.
  ///
  /// - Precondition: there is a step.
  init(samples: [[Double]], mean: [Double]? = nil) {
    var averages: [Double] = []
    var values: [[Double]] = []
    for step in samples {
      let sample = step.filter { $0.isFinite }.sorted()
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
