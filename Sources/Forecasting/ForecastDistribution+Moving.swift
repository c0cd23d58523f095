extension ForecastDistribution {
  /// The same shape around other means.
  ///
  /// - Parameter stretch: how much wider it is there.
  /// - Precondition: there is a mean for each step, and the stretch is not negative.
  public func moved(to means: [Double], stretchedBy stretch: Double = 1) -> ForecastDistribution {
    precondition(means.count == horizon, "\(horizon) steps but \(means.count) means")
    precondition(stretch >= 0, "a stretch of \(stretch)")
    var result = self
    switch shape {
    case .normal(let deviations):
      result.shape = .normal(standardDeviation: deviations.map { $0 * stretch })
    case .quantiles(let levels, let values):
      result.shape = .quantiles(
        levels: levels,
        values: values.indices.map { step in
          values[step].map { means[step] + ($0 - centers[step]) * stretch }
        }
      )
    }
    result.centers = means
    return result
  }
}
