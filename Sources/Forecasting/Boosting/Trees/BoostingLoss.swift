internal import Glibc

/// What a model of boosted trees makes small.
public enum BoostingLoss: Hashable, Sendable {
  /// Half the squared error; the mean.
  case squared
  /// The absolute error; the median.
  case absolute
  /// The pinball loss at levels that ascend within (0, 1): one quantile, or several from one set of
  /// trees whose leaves hold a value for each.
  case quantiles([Double])
  /// The deviance of Poisson, for counts; the mean, whose logarithm is what the trees add up to.
  case poisson
  /// The deviance of Tweedie with a power within (1, 2), for demand with zeros; the mean, on a
  /// logarithmic scale.
  case tweedie(power: Double)

  /// The numbers that a row's prediction consists of.
  public var outputCount: Int {
    if case .quantiles(let levels) = self { levels.count } else { 1 }
  }

  /// The levels of the quantiles that leaves hold, where they hold quantiles; else none.
  var levels: [Double] {
    switch self {
    case .absolute: [0.5]
    case .quantiles(let levels): levels
    case .squared, .poisson, .tweedie: []
    }
  }

  /// Whether the trees add up to a logarithm.
  var isLogarithmic: Bool {
    switch self {
    case .poisson, .tweedie: true
    case .squared, .absolute, .quantiles: false
    }
  }

  /// Where boosting starts: the best constant prediction, one for each output.
  func start(_ targets: [Float], weights: [Float] = []) -> [Float] {
    switch self {
    case .absolute, .quantiles:
      var targets = targets
      return levels.map { targets.selectedQuantile($0) }
    case .squared, .poisson, .tweedie:
      let whole =
        weights.isEmpty ? Double(targets.count) : weights.reduce(0) { $0 + Double($1) }
      let sum = targets.indices.reduce(0.0) { sum, row in
        sum + Double(targets[row]) * (weights.isEmpty ? 1 : Double(weights[row]))
      }
      let mean = whole > 0 ? sum / whole : 0
      return [Float(isLogarithmic ? log(max(mean, 1e-6)) : mean)]
    }
  }

  /// The mean loss of predictions, `outputCount` a row, on the scale that the trees add up to.
  func mean(of predictions: [Float], targets: [Float], weights: [Float] = []) -> Double {
    let width = outputCount
    var (sum, whole) = (0.0, Double(targets.count))
    if !weights.isEmpty && levels.isEmpty {
      whole = weights.reduce(0) { $0 + Double($1) }
    }
    for (row, target) in targets.enumerated() {
      let (y, f) = (Double(target), Double(predictions[row * width]))
      let weight = weights.isEmpty ? 1 : Double(weights[row])
      switch self {
      case .squared: sum += weight * (y - f) * (y - f) / 2
      case .absolute: sum += abs(y - f)
      case .poisson: sum += weight * (exp(f) - y * f)
      case .tweedie(let power):
        sum +=
          weight
          * (exp((2 - power) * f) / (2 - power) - y * exp((1 - power) * f) / (1 - power))
      case .quantiles(let levels):
        for (place, level) in levels.enumerated() {
          let error = y - Double(predictions[row * width + place])
          sum += max(level * error, (level - 1) * error) / Double(levels.count)
        }
      }
    }
    return whole > 0 ? sum / whole : 0
  }
}
