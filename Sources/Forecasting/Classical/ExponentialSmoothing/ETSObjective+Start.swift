extension ETSObjective {
  /// The weights from which the search may begin: α, β/α and γ/(1 − α), in groups of which each
  /// gives one start. The likelihood of seasonal forms often has two hills, one with a season that
  /// hardly changes and one with a season that follows fast.
  private static let starts: [[(level: Double, slope: Double, season: Double)]] = [
    [
      (0.1, 0.05, 0.05), (0.1, 0.5, 0.05), (0.4, 0.05, 0.05), (0.4, 0.3, 0.1), (0.8, 0.05, 0.1),
      (0.8, 0.4, 0.1),
    ],
    [(0.1, 0.05, 0.5), (0.4, 0.05, 0.4), (0.4, 0.05, 0.9), (0.8, 0.3, 0.7)],
  ]

  /// Minimisers of this form at the best of a few starts; none where none is feasible.
  mutating func minimizers(from start: SmoothingStart) -> [BoxMinimizer] {
    let groups = form.season == .none ? 1 : 2
    for candidate in [start.state(for: form), start.flatState(for: form)] {
      state = candidate
      let points = Self.starts.prefix(groups).compactMap { bestPoint(among: $0) }
      if points.isEmpty { continue }
      return points.map { point in
        _ = value(at: point)
        return BoxMinimizer(
          start: point,
          in: box,
          curvature: curvatureGuess(),
          memory: min(24, 2 * dimension + 2),
          of: &self
        )
      }
    }
    return []
  }

  /// The coordinates of the best of some weights, with the states as they are set.
  private mutating func bestPoint(
    among starts: [(level: Double, slope: Double, season: Double)]
  ) -> [Double]? {
    var best: (value: Double, point: [Double])?
    for start in starts {
      weights = SmoothingWeights(level: start.level)
      if form.trend != .none { weights.slope = start.slope * start.level }
      if form.season != .none { weights.season = start.season * (1 - start.level) }
      if form.isDamped { weights.damping = 0.95 }
      let value = valueAsSet()
      if value < best?.value ?? .infinity { best = (value, coordinates) }
    }
    return best?.point
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
    if form.season != .none && optimizesSeason {
      let periods = min(max(n / Double(period), 1), 1 / (gamma * (2 - gamma)))
      for _ in 0..<period { curvature.append(precision * periods) }
    }
    return curvature
  }
}
