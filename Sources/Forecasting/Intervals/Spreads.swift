internal import TimeSeries

/// How far a distribution reaches to either side of its mean, in standard deviations of a normal one.
struct Spreads {
  private(set) var lower: [Double]
  private(set) var upper: [Double]

  /// What a distribution claims by its interval of some coverage.
  init(_ distribution: ForecastDistribution, coverage: Double = 0.95) {
    let (low, high) = distribution.interval(coverage)
    let mean = distribution.mean
    // Of the usual one it is needed at every origin of every series.
    let score =
      coverage == 0.95
      ? 1.959_963_984_540_054 : NormalDistribution.standard.quantile(at: (1 + coverage) / 2)
    lower = mean.indices.map { max(mean[$0] - low[$0], 0) / score }
    upper = mean.indices.map { max(high[$0] - mean[$0], 0) / score }
  }

  /// Whether there is little to learn on a series but how far it moved: it is short, and neither a season nor
  /// covariates explain its moves.
  ///
  /// The season is that of the series, whatever a forecaster like the naive one makes of it, unless
  /// another was asked for.
  static func areMeasuredByMoves(of series: Series, seasonalPeriod asked: Int?) -> Bool {
    series.seasonalPeriod(asked: nil) == 1 && series.seasonalPeriod(asked: asked) == 1
      && series.covariates.isEmpty
      && series.values.count(where: { !$0.isNaN }) <= RollingScores.longestAnew
  }

  /// No less than 1.4 times what the values moved in as many steps or fewer, but at most three times as much as it was.
  ///
  /// A model of a dozen values that claims to know more of the next than how far these were apart
  /// has mostly taken chance for a trend. One that claims to know much more has seen a trend that is one.
  func raised(toMovesOf values: [Double]) -> Spreads {
    let single = Self.move(values, over: 1, atLeast: 1)
    var raised = self
    var least = 0.0
    for step in lower.indices {
      let walked = single.map { $0 * Double(step + 1).squareRoot() }
      // Of fewer than three moves nothing is learnt.
      let moved = Self.move(values, over: step + 1, atLeast: 3)
      let known = [walked, moved].compactMap { $0 }
      least = max(least, Self.shareOfMoves * (known.min() ?? 0))
      raised.lower[step] = min(max(lower[step], least), Self.mostRaised * lower[step])
      raised.upper[step] = min(max(upper[step], least), Self.mostRaised * upper[step])
    }
    return raised
  }

  private static let shareOfMoves = 1.4
  private static let mostRaised = 3.0

  /// The root of the mean square of what values change by in so many steps; nil where fewer are known.
  private static func move(_ values: [Double], over steps: Int, atLeast least: Int) -> Double? {
    var (squares, count) = (0.0, 0)
    for (earlier, later) in zip(values, values.dropFirst(steps)) {
      let square = (later - earlier) * (later - earlier)
      guard square.isFinite else { continue }
      squares += square
      count += 1
    }
    return count >= least ? (squares / Double(count)).squareRoot() : nil
  }
}
