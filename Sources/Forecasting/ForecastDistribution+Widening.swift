internal import TimeSeries

extension ForecastDistribution {
  /// The same forecasts with more spread around their means: at each step so much is added to the
  /// variance.
  ///
  /// Quantiles move away from the mean by a common factor; their variance is told from the two that
  /// are nearest to the tenth and the ninetieth.
  ///
  /// - Precondition: there is a variance for each step, and none is negative.
  func widened(by variances: [Double]) -> ForecastDistribution {
    precondition(variances.count == horizon, "\(horizon) steps but \(variances.count) variances")
    var result = self
    switch shape {
    case .normal(let deviations):
      let wider = zip(deviations, variances).map { ($0 * $0 + $1).squareRoot() }
      result.shape = .normal(standardDeviation: wider)
    case .quantiles(let levels, let values):
      func nearest(_ level: Double) -> Int {
        levels.indices.min { abs(levels[$0] - level) < abs(levels[$1] - level) } ?? 0
      }
      let (low, high) = (nearest(0.1), nearest(0.9))
      let scores = [low, high].map { NormalDistribution.standard.quantile(at: levels[$0]) }
      result.shape = .quantiles(
        levels: levels,
        values: values.indices.map { step in
          let spread = (values[step][high] - values[step][low]) / (scores[1] - scores[0])
          guard spread > 0, variances[step] > 0 else { return values[step] }
          let factor = (1 + variances[step] / (spread * spread)).squareRoot()
          return values[step].map { centers[step] + ($0 - centers[step]) * factor }
        }
      )
    }
    return result
  }
}
