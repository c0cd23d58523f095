internal import TimeSeries

extension ForecastDistribution {
  /// The quantile of each step at a level, such as the median at 0.5.
  ///
  /// - Precondition: `level` is within (0, 1).
  public func quantile(_ level: Double) -> [Double] {
    precondition(level > 0 && level < 1, "a quantile needs a level within (0, 1), got \(level)")
    switch shape {
    case .normal(let deviations):
      let score = NormalDistribution.standard.quantile(at: level)
      return clipped(zip(centers, deviations).map { $0 + $1 * score })
    case .quantiles(let levels, let values):
      let place = Self.place(of: level, in: levels)
      return clipped(
        values.map { row in
          let (lower, upper) = (row[place.index], row[min(place.index + 1, row.count - 1)])
          if lower == upper || place.fraction == 0 { return lower }
          // Between huge values of both signs the distance is beyond the largest double.
          let width = upper - lower
          return width.isFinite
            ? lower + width * place.fraction
            : lower * (1 - place.fraction) + upper * place.fraction
        }
      )
    }
  }

  /// The central interval of each step that holds `coverage` of its probability.
  ///
  /// - Precondition: `coverage` is within (0, 1).
  public func interval(_ coverage: Double) -> (lower: [Double], upper: [Double]) {
    precondition(
      coverage > 0 && coverage < 1,
      "an interval needs a coverage within (0, 1), got \(coverage)"
    )
    return (quantile((1 - coverage) / 2), quantile((1 + coverage) / 2))
  }

  /// Where a level lies among ascending ones: the position before it and the fraction of the way
  /// to the next, held at both ends.
  private static func place(
    of level: Double,
    in levels: [Double]
  ) -> (index: Int, fraction: Double) {
    guard let next = levels.firstIndex(where: { $0 > level }) else { return (levels.count - 1, 0) }
    guard next > 0 else { return (0, 0) }
    return (next - 1, (level - levels[next - 1]) / (levels[next] - levels[next - 1]))
  }
}
