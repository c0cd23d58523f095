internal import TimeSeries

/// The distribution of the demand of one period, around a mean that a method gives.
///
/// Counts follow a negative binomial distribution whose ratio of variance to mean is that of the
/// one-step errors of simple smoothing, and at least that of a Poisson distribution. Other demand
/// happens with a smoothed probability, and then with the sizes of the last demands, stretched so that
/// the mean is the one given.
///
/// - Source: Snyder, Ord and Beaumont 2012, “Forecasting the intermittent demand for slow-moving
///   inventories: a modelling approach”, on distributions of counts around a smoothed mean.
enum DemandOutlook {
  /// The weight of the newest observation in the smoothing that measures the spread.
  static let weight = 0.1
  /// The demands whose sizes are drawn from where they are no counts.
  private static let recent = 36

  /// The quantiles of one period at ascending levels.
  static func quantiles(at levels: [Double], mean: Double, of demand: Demand) -> [Double] {
    if demand.isZero { return Array(repeating: 0, count: levels.count) }
    if demand.isCount {
      let path = SmoothedPath(of: demand.values, weight: weight)
      return NegativeBinomialDistribution(mean: mean, dispersion: path.dispersion)
        .quantiles(at: levels)
    }
    return occasional(at: levels, mean: mean, of: demand)
  }

  /// The quantiles of the mixture of no demand and of recent sizes.
  private static func occasional(
    at levels: [Double],
    mean: Double,
    of demand: Demand
  ) -> [Double] {
    let share = SmoothedLevel.share(of: demand.values, weight: weight)
    let sizes = demand.sizes.suffix(recent).sorted()
    let average = sizes.reduce(0) { $0 + $1 / Double(sizes.count) }
    let stretch = mean / (share * average)
    // Sizes of both signs may cancel out: then they stay as they are.
    let factor = stretch > 0 && stretch.isFinite ? stretch : 1
    let below = share * Double(sizes.count { $0 < 0 }) / Double(sizes.count)
    return levels.map { level in
      if level < below { return factor * sizes.span.sortedQuantile(at: min(level / share, 1)) }
      let above = (level - (1 - share)) / share
      if level <= below + 1 - share { return 0 }
      return factor * sizes.span.sortedQuantile(at: min(max(above, 0), 1))
    }
  }
}

/// What simple smoothing of a whole history leaves: the level at its end and the spread around it.
struct SmoothedPath {
  /// The level after the last value.
  let level: Double
  /// The ratio of the squared one-step errors to the levels they were made at; at least 1.
  let dispersion: Double

  /// Smooths from the average of the first eighth of the values, of four at least.
  ///
  /// - Precondition: there is a value, and none is negative.
  init(of values: [Double], weight: Double) {
    let head = values.prefix(max(4, values.count / 8))
    var level = head.reduce(0, +) / Double(head.count)
    let rest = 1 - weight
    var (squares, levels) = (0.0, 0.0)
    for value in values {
      let error = value - level
      squares += error * error
      levels += level
      level = rest * level + weight * value
    }
    self.level = level
    dispersion = levels > 0 ? max(1, squares / levels) : 1
  }
}
