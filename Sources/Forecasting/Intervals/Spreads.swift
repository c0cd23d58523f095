internal import TimeSeries

/// How far a distribution reaches to either side of its mean, in standard deviations of a normal one.
struct Spreads {
  private(set) var lower: [Double]
  private(set) var upper: [Double]

  /// What a distribution claims.
  init(_ distribution: ForecastDistribution) {
    let (low, high) = distribution.interval(0.95)
    let mean = distribution.mean
    // The 97.5 % quantile of the standard normal distribution.
    lower = mean.indices.map { max(mean[$0] - low[$0], 0) / 1.959_963_984_540_054 }
    upper = mean.indices.map { max(high[$0] - mean[$0], 0) / 1.959_963_984_540_054 }
  }

  /// On a short history without a season, no less than 1.4 times what the history moved in as many steps.
  ///
  /// A model of a dozen values that claims to know more of the next than how far these were apart
  /// has mostly taken chance for a trend. Where covariates explain how the history moved, nothing is changed.
  func raised(toMovesOf series: Series, seasonalPeriod: Int) -> Spreads {
    let values = series.values
    guard seasonalPeriod == 1, series.covariates.isEmpty,
      values.count(where: { !$0.isNaN }) <= RollingScores.longestAnew
    else { return self }
    let single = Self.move(values, over: 1)
    var raised = self
    for step in lower.indices {
      let walked = single * Double(step + 1).squareRoot()
      // Of fewer than three moves nothing is learnt.
      let moved = step + 4 <= values.count ? Self.move(values, over: step + 1) : .infinity
      let least = Self.shareOfMoves * min(walked, moved)
      raised.lower[step] = max(lower[step], least)
      raised.upper[step] = max(upper[step], least)
    }
    return raised
  }

  private static let shareOfMoves = 1.4

  /// The root of the mean square of what values change by in so many steps; 0 where none is known.
  private static func move(_ values: [Double], over steps: Int) -> Double {
    var (squares, count) = (0.0, 0)
    for (earlier, later) in zip(values, values.dropFirst(steps)) {
      let square = (later - earlier) * (later - earlier)
      guard square.isFinite else { continue }
      squares += square
      count += 1
    }
    return count > 0 ? (squares / Double(count)).squareRoot() : 0
  }
}
