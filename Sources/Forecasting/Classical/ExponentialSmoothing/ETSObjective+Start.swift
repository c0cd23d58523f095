extension ETSObjective {
  /// Weights from which the search may begin: α, β/α and γ/(1 − α).
  private static let starts: [(level: Double, slope: Double, season: Double)] = [
    (0.1, 0.05, 0.05), (0.1, 0.5, 0.3), (0.4, 0.05, 0.05), (0.4, 0.3, 0.4), (0.8, 0.05, 0.5),
    (0.8, 0.4, 0.1),
  ]
  /// More of them, near hills of the likelihood where level, slope or season follow fast.
  private static let fastStarts: [(level: Double, slope: Double, season: Double)] = [
    (0.1, 0.05, 0.5), (0.4, 0.05, 0.9), (0.8, 0.8, 0.7), (0.95, 0.02, 0.05), (0.03, 0.9, 0.1),
  ]

  /// Minimisers of this form at its starts; none where none is feasible.
  ///
  /// - Parameter everyHill: whether to climb from every start, with the slope that was found in the series, from the
  ///   first value without one, and from the states that suit its weights best, not only from the best of the usual
  ///   ones: the likelihood often has several hills.
  mutating func minimizers(from start: SmoothingStart, everyHill: Bool) -> [BoxMinimizer] {
    var minimizers: [BoxMinimizer] = []
    for candidate in [start.state(for: form), start.flatState(for: form)] {
      state = candidate
      if let waves { self.start(with: waves) }
      var points = Self.starts.compactMap { point(at: $0, damping: 0.95) }
      if everyHill {
        points += Self.fastStarts.compactMap { point(at: $0, damping: 0.95) }
        if form.isDamped {
          points += (Self.starts + Self.fastStarts).compactMap { point(at: $0, damping: 0.83) }
        }
        // Where weights and states climb together they pass hills that weights with the states that suit
        // them best lead up to, and the other way round.
        points += points.map { settled($0.coordinates) }
      } else if let best = points.min(by: { $0.value < $1.value }) {
        points = [best]
      }
      minimizers += points.map { minimizer(at: $0.coordinates, in: box) }
      // What waves leave of a season is that of one state.
      if !minimizers.isEmpty && (!everyHill || waves != nil) { break }
    }
    return minimizers
  }

  /// A start with the states as they are set; nil where it is not feasible.
  private mutating func point(
    at start: (level: Double, slope: Double, season: Double),
    damping: Double
  ) -> (value: Double, coordinates: [Double])? {
    weights = SmoothingWeights(level: start.level)
    if form.trend != .none { weights.slope = start.slope * start.level }
    if form.season != .none { weights.season = start.season * (1 - start.level) }
    if form.isDamped { weights.damping = damping }
    let value = valueAsSet()
    return value.isFinite ? (value, coordinates) : nil
  }

  /// A start with the initial states that suit its weights best.
  private mutating func settled(_ point: [Double]) -> (value: Double, coordinates: [Double]) {
    var box = box
    for i in 0..<form.smoothingParameterCount {
      (box.lower[i], box.upper[i]) = (point[i], point[i])
    }
    var minimizer = minimizer(at: point, in: box)
    minimizer.advance(&self, tolerance: 0.01, evaluationLimit: 100)
    return (value(at: minimizer.point), minimizer.point)
  }

  private mutating func minimizer(at point: [Double], in box: Box) -> BoxMinimizer {
    _ = value(at: point)
    return BoxMinimizer(
      start: point,
      in: box,
      curvature: curvatureGuess(),
      memory: min(24, 2 * dimension + 2),
      of: &self
    )
  }

  /// A guess of the second derivatives, from what a white error would give.
  private func curvatureGuess() -> [Double] {
    let n = Double(observations)
    let (alpha, beta) = (weights.level, weights.slope)
    let gamma = weights.season
    var curvature = [2 * n / (alpha * (2 - alpha))]
    curvature.reserveCapacity(dimension)
    if form.trend != .none { curvature.append(2 * n * alpha / max(beta, 0.02)) }
    if form.season != .none {
      curvature.append(2 * n * (1 - alpha) * (1 - alpha) / (gamma * (2 - gamma)))
    }
    if form.isDamped { curvature.append(2 * n / 0.01) }
    // What is left of a change of a state after t steps, squared and summed.
    let precision = 2 * n / ((moments?.squares ?? 0) + n * 1e-30)
    let level = min(n, 1 / (alpha * (2 - alpha)))
    curvature.append(precision * level)
    if form.trend != .none { curvature.append(precision * level * level * level / 3) }
    if form.season != .none {
      let periods = min(max(n / Double(period), 1), 1 / (gamma * (2 - gamma)))
      // The squares of a wave add up to half the period.
      let each = precision * periods * (waves == nil ? 1 : Double(period) / 2)
      for _ in 0..<(waves?.count ?? period) { curvature.append(each) }
    }
    return curvature
  }
}
