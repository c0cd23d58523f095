extension ForecastDistribution {
  /// The same forecasts with nothing below `floor`: the means and every quantile are raised to it.
  public func clipped(below floor: Double) -> ForecastDistribution {
    var result = self
    result.floors =
      floors.isEmpty ? Array(repeating: floor, count: horizon) : floors.map { max($0, floor) }
    return result
  }

  /// The same forecasts, each step moved by its offset.
  ///
  /// - Precondition: there is an offset for each step.
  public func shifted(by offsets: [Double]) -> ForecastDistribution {
    precondition(offsets.count == horizon, "\(horizon) steps but \(offsets.count) offsets")
    return mapped(
      value: { step, value in value + offsets[step] },
      deviation: { _, deviation in deviation }
    )
  }

  /// The same forecasts, each step multiplied by its factor.
  ///
  /// - Precondition: there is a factor for each step, and none is negative.
  public func scaled(by factors: [Double]) -> ForecastDistribution {
    precondition(factors.count == horizon, "\(horizon) steps but \(factors.count) factors")
    precondition(!factors.contains { $0 < 0 }, "a factor is negative")
    return mapped(
      value: { step, value in value * factors[step] },
      deviation: { step, deviation in deviation * factors[step] }
    )
  }

  /// The same forecasts, moved by `offset` at every step.
  public func shifted(by offset: Double) -> ForecastDistribution {
    shifted(by: Array(repeating: offset, count: horizon))
  }

  /// The same forecasts, multiplied by `factor` at every step.
  ///
  /// - Precondition: `factor` is not negative.
  public func scaled(by factor: Double) -> ForecastDistribution {
    scaled(by: Array(repeating: factor, count: horizon))
  }

  /// The forecasts after an increasing linear map of each step.
  private func mapped(
    value: (Int, Double) -> Double,
    deviation: (Int, Double) -> Double
  ) -> ForecastDistribution {
    func mapped(_ steps: [Double], _ map: (Int, Double) -> Double) -> [Double] {
      steps.indices.map { map($0, steps[$0]) }
    }
    var result = self
    result.centers = mapped(centers, value)
    result.floors = mapped(floors, value)
    switch shape {
    case .normal(let deviations):
      result.shape = .normal(standardDeviation: mapped(deviations, deviation))
    case .quantiles(let levels, let values):
      result.shape = .quantiles(
        levels: levels,
        values: values.indices.map { step in values[step].map { value(step, $0) } }
      )
    }
    return result
  }
}
