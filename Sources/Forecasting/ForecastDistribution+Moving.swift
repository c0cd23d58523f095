extension ForecastDistribution {
  /// The same spread around other means.
  ///
  /// - Precondition: there is a mean for each step.
  public func moved(to means: [Double]) -> ForecastDistribution {
    precondition(means.count == horizon, "\(horizon) steps but \(means.count) means")
    var result = self
    if case .quantiles(let levels, let values) = shape {
      result.shape = .quantiles(
        levels: levels,
        values: values.indices.map { step in
          values[step].map { $0 + means[step] - centers[step] }
        }
      )
    }
    result.centers = means
    return result
  }
}
