extension ForecastDistribution {
  /// The distribution whose quantiles are the weighted averages of those of the given ones, step by
  /// step.
  ///
  /// Averaging quantiles keeps the shape of its members: the average of normal distributions is
  /// normal, with the mean of their means and of their standard deviations. An average of
  /// densities would be wider than any of them.
  ///
  /// - Precondition: there is a distribution, all have the same number of steps, and there is a weight
  ///   for each; the weights are not negative and add up to 1.
  /// - Source: Vincent 1912; Lichtendahl, Grushka-Cockayne and Winkler 2013, “Is it better to average
  ///   probabilities or quantiles?”.
  static func average(
    _ members: [ForecastDistribution],
    weights: [Double]
  ) -> ForecastDistribution {
    precondition(!members.isEmpty, "an average of no distributions")
    precondition(
      members.count == weights.count,
      "\(members.count) distributions but \(weights.count) weights"
    )
    let steps = members[0].mean.count
    let mean = average(members.map(\.mean), weights)
    let deviations = members.compactMap { member -> [Double]? in
      if case .normal(let deviations) = member.shape { return deviations }
      return nil
    }
    if deviations.count == members.count {
      return ForecastDistribution(
        mean: mean,
        shape: .normal(standardDeviation: average(deviations, weights))
      )
    }
    let columns = simulationLevels.map { level in
      average(members.map { $0.quantile(level) }, weights)
    }
    return ForecastDistribution(
      mean: mean,
      shape: .quantiles(
        levels: simulationLevels,
        values: (0..<steps).map { step in columns.map { $0[step] } }
      )
    )
  }

  /// The weighted average of rows; weighting before the sum keeps huge values finite.
  private static func average(_ rows: [[Double]], _ weights: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: rows[0].count)
    for (row, weight) in zip(rows, weights) where weight > 0 {
      precondition(row.count == sum.count, "\(row.count) steps beside \(sum.count)")
      for step in row.indices { sum[step] += weight * row[step] }
    }
    return sum
  }
}
