internal import Glibc

/// The ranks of several models over many series, and what differences of mean ranks are more than
/// chance.
///
/// - Source: Friedman 1937; Demšar 2006, “Statistical comparisons of classifiers over multiple data
///   sets”, for the critical difference of Nemenyi.
public struct RankComparison: Hashable, Sendable {
  /// The mean rank of each model: 1 for one that is always best; equal losses share their ranks.
  public let meanRanks: [Double]
  /// The number of series.
  public let count: Int
  /// Friedman's statistic, corrected for ties; 0 where there is nothing to compare.
  public let statistic: Double
  /// The chance of ranks at least as different, were all models equally good.
  public let pValue: Double

  /// The ranks of losses.
  ///
  /// - Parameter losses: for each series the loss of each model; none is NaN.
  /// - Precondition: there is a model, and each series has a loss for each.
  public init(losses: [[Double]], models: Int) {
    precondition(models >= 1, "a comparison of no models")
    var sums = [Double](repeating: 0, count: models)
    var ties = 0.0
    for row in losses {
      precondition(row.count == models, "\(row.count) losses of \(models) models")
      let order = row.indices.sorted { row[$0] < row[$1] }
      var place = 0
      while place < models {
        var end = place + 1
        while end < models, row[order[end]] == row[order[place]] { end += 1 }
        for model in order[place..<end] { sums[model] += Double(place + 1 + end) / 2 }
        let equal = Double(end - place)
        ties += equal * equal * equal - equal
        place = end
      }
    }
    count = losses.count
    let (n, k) = (Double(losses.count), Double(models))
    meanRanks = sums.map { $0 / n }
    let spread = sums.reduce(0) { $0 + ($1 - n * (k + 1) / 2) * ($1 - n * (k + 1) / 2) }
    let scale = n * k * (k + 1) / 12 - ties / (12 * (k - 1))
    statistic = scale > 0 && models > 1 ? spread / scale : 0
    pValue = models > 1 ? TailProbabilities.chiSquare(statistic, degrees: k - 1) : 1
  }

  /// The difference of two mean ranks that is exceeded by chance in so few of the comparisons of as many
  /// equally good models (Nemenyi's test).
  ///
  /// - Precondition: `significance` lies between 0 and 1.
  public func criticalDifference(significance: Double = 0.05) -> Double {
    let k = meanRanks.count
    let q = Self.rangeQuantile(of: k, at: 1 - significance) / 2.0.squareRoot()
    return q * (Double(k * (k + 1)) / (6 * Double(count))).squareRoot()
  }

  /// The quantile of the range of so many independent standard normal variables: the studentised range
  /// with infinitely many degrees of freedom.
  static func rangeQuantile(of count: Int, at level: Double) -> Double {
    precondition(level > 0 && level < 1, "a quantile level of \(level)")
    guard count > 1 else { return 0 }
    var (low, high) = (0.0, 20.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if rangeProbability(middle, of: count) < level { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// `k ∫ φ(x) (Φ(x) − Φ(x − r))^(k−1) dx`, by Simpson's rule.
  private static func rangeProbability(_ range: Double, of count: Int) -> Double {
    let normal = NormalDistribution.standard
    let (steps, width) = (400, 0.05)
    var sum = 0.0
    for step in 0...steps {
      let x = -8 + Double(step) * width
      let inner = normal.cumulativeProbability(at: x) - normal.cumulativeProbability(at: x - range)
      let value = normal.density(at: x) * pow(max(inner, 0), Double(count - 1))
      sum += (step == 0 || step == steps ? 1 : step % 2 == 1 ? 4 : 2) * value
    }
    return min(1, Double(count) * sum * width / 3)
  }
}
