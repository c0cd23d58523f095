internal import Glibc
public import Tensors

extension ETSModel: LocalModel {
  /// The distribution of each of the next `horizon` steps.
  ///
  /// Normal with the exact variance where trend and season are added to the level or the season
  /// multiplies a level with multiplicative errors; from simulated paths for the other forms.
  public func distribution(
    horizon: Int,
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    let means = pointForecasts(horizon: horizon)
    guard let variances = variances(horizon: horizon, means: means) else {
      return simulatedDistribution(means: means, using: &stream)
    }
    let deviations = variances.map { min($0, .greatestFiniteMagnitude).squareRoot() }
    return ForecastDistribution(mean: means, shape: .normal(standardDeviation: deviations))
  }

  /// The point forecasts of the next steps: the recursion without errors.
  func pointForecasts(horizon: Int) -> [Double] {
    var (level, slope) = (finalState.level, finalState.slope)
    var means: [Double] = []
    means.reserveCapacity(horizon)
    var phase = 0
    for _ in 0..<horizon {
      switch form.trend {
      case .none: break
      case .additive:
        slope *= weights.damping
        level += slope
      case .multiplicative:
        slope = pow(slope, weights.damping)
        level *= slope
      }
      let value =
        switch form.season {
        case .none: level
        case .additive: level + finalState.season[phase]
        case .multiplicative: level * finalState.season[phase]
        }
      means.append(min(max(value, -.greatestFiniteMagnitude), .greatestFiniteMagnitude))
      phase = phase + 1 == seasonalPeriod ? 0 : phase + 1
    }
    return means
  }

  /// The variance of each step; nil for the forms that have no closed form.
  func variances(horizon: Int, means: [Double]) -> [Double]? {
    guard variance > 0 else { return Array(repeating: 0, count: horizon) }
    return switch (form.error, form.trend, form.season) {
    case (_, .multiplicative, _), (.additive, _, .multiplicative): nil
    case (.additive, _, _): additiveErrorVariances(horizon: horizon)
    case (.multiplicative, _, .none), (.multiplicative, _, .multiplicative):
      productVariances(horizon: horizon)
    case (.multiplicative, _, .additive):
      multiplicativeErrorVariances(means: means)
    }
  }
}

extension ETSModel: CustomStringConvertible {
  /// The form, such as `ETS(M,Ad,M)`.
  public var description: String { form.description }
}
