internal import Glibc

/// The negative binomial distribution of a count, by its mean and its dispersion.
///
/// The variance is the mean times the dispersion; a dispersion of 1 makes it Poisson's distribution.
public struct NegativeBinomialDistribution: Hashable, Sendable {
  /// The average count.
  public var mean: Double
  /// The ratio of the variance to the mean.
  public var dispersion: Double

  /// - Precondition: `mean` is not negative and `dispersion` at least 1; both are finite.
  public init(mean: Double, dispersion: Double = 1) {
    precondition(mean >= 0 && mean.isFinite, "a mean of \(mean)")
    precondition(dispersion >= 1 && dispersion.isFinite, "a dispersion of \(dispersion)")
    self.mean = mean
    self.dispersion = dispersion
  }

  /// The smallest counts that are not exceeded with at least the probabilities `levels`.
  ///
  /// Exact where a count of zero has a probability above e⁻³⁰⁰ and a thousand counts suffice. Where zero
  /// is less likely, the distribution is close to normal and the quantiles follow from its first three
  /// moments; where more counts are needed, a step of the sum stands for several of them.
  ///
  /// - Precondition: the levels ascend within (0, 1).
  /// - Source: Cornish and Fisher 1938, “Moments and cumulants in the specification of
  ///   distributions”, to the skewness.
  public func quantiles(at levels: [Double]) -> [Double] {
    precondition(levels.allSatisfy { $0 > 0 && $0 < 1 }, "a level is not within (0, 1)")
    precondition(zip(levels, levels.dropFirst()).allSatisfy(<), "levels do not ascend")
    if mean == 0 { return Array(repeating: 0, count: levels.count) }
    guard -logZero < 300 else { return expanded(at: levels) }
    let spread = mean + (mean * dispersion).squareRoot()
    let unit = max(1, (spread / 500).rounded(.up))
    // In larger units the counts that a step stands for vary together.
    let coarse = NegativeBinomialDistribution(
      mean: mean / unit,
      dispersion: max(1, dispersion / unit)
    )
    return coarse.summed(at: levels).map { $0 * unit }
  }

  /// The logarithm of the probability of a count of zero.
  private var logZero: Double {
    let excess = dispersion - 1
    return excess < 1e-9 ? -mean : -mean / excess * log1p(excess)
  }

  /// The quantiles by adding up probabilities from zero on.
  private func summed(at levels: [Double]) -> [Double] {
    let excess = dispersion - 1
    var probability = exp(logZero)
    var sum = probability
    var count = 0.0
    return levels.map { level in
      // Rounding may keep the sum below a level close to 1: terms that no longer count end it.
      while sum < level && (count < mean || probability > 1e-17) {
        // p(k + 1) / p(k) = (m + k(d − 1)) / (d (k + 1)).
        probability *= (mean + count * excess) / (dispersion * (count + 1))
        count += 1
        sum += probability
      }
      return count
    }
  }

  /// The quantiles by the expansion around the normal distribution.
  private func expanded(at levels: [Double]) -> [Double] {
    let deviation = (mean * dispersion).squareRoot()
    let skewness = (2 * dispersion - 1) / deviation
    var least = 0.0
    return levels.map { level in
      let z = NormalDistribution.standard.quantile(at: level)
      let value = mean + deviation * (z + (z * z - 1) * skewness / 6)
      least = max(least, value.rounded())
      return least
    }
  }
}
