extension ForecastDistribution {
  /// The distribution whose quantiles are the averages of those of the given ones, step by step.
  ///
  /// Averaging quantiles keeps the shape of its members: the average of normal distributions is
  /// normal, with the mean of their means and of their standard deviations. An average of
  /// densities would be wider than any of them.
  ///
  /// - Precondition: there is a distribution, and all have the same number of steps.
  /// - Source: Vincent 1912; Lichtendahl, Grushka-Cockayne and Winkler 2013, “Is it better to average
  ///   probabilities or quantiles?”.
  static func average(_ members: [ForecastDistribution]) -> ForecastDistribution {
    precondition(!members.isEmpty, "an average of no distributions")
    let steps = members[0].mean.count
    let share = 1 / Double(members.count)
    let mean = average(members.map(\.mean), share)
    let deviations = members.compactMap { member -> [Double]? in
      if case .normal(let deviations) = member.shape { return deviations }
      return nil
    }
    if deviations.count == members.count {
      return ForecastDistribution(
        mean: mean,
        shape: .normal(standardDeviation: average(deviations, share))
      )
    }
    let columns = simulationLevels.map { level in average(members.map { $0.quantile(level) }, share)
    }
    return ForecastDistribution(
      mean: mean,
      shape: .quantiles(
        levels: simulationLevels,
        values: (0..<steps).map { step in columns.map { $0[step] } }
      )
    )
  }

  /// The average of rows, each divided before the sum so that huge values stay finite.
  private static func average(_ rows: [[Double]], _ share: Double) -> [Double] {
    rows.dropFirst().reduce(rows[0].map { $0 * share }) { sum, row in
      precondition(row.count == sum.count, "\(row.count) steps beside \(sum.count)")
      return zip(sum, row).map { $0 + $1 * share }
    }
  }
}
