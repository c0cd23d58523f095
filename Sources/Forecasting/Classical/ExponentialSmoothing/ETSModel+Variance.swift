// The variances of forecasts, form by form. The effect of an error on the step `j` later is
// c_j = α + β (φ + … + φʲ) + γ [j is a multiple of the period], relative to the forecast if the error
// is multiplicative.

extension ETSModel {
  /// The variances with an additive error, `σ² (1 + Σ c_j²)`, the sum over j < k.
  ///
  /// - Source: Hyndman, Koehler, Ord and Snyder 2008, section 6.1.
  func additiveErrorVariances(horizon: Int) -> [Double] {
    var variances: [Double] = []
    variances.reserveCapacity(horizon)
    var squares = 1.0
    var growth = 0.0
    for step in stride(from: 1, through: horizon, by: 1) {
      variances.append(variance * squares)
      growth = weights.damping * (1 + growth)
      var effect = weights.level + weights.slope * growth
      if form.season != .none && step % seasonalPeriod == 0 { effect += weights.season }
      squares += effect * effect
    }
    return variances
  }

  /// The variances with a multiplicative error and an additive season.
  ///
  /// With θ_k the second moment of the one-step forecast, `θ_k = μ_k² + σ² Σ c_j² θ_{k−j}` over
  /// j < k, and the variance is `(1 + σ²) θ_k − μ_k²`. The sum is carried from step to step: its part
  /// from level and slope as a covariance, its part from the season as two sums per phase.
  ///
  /// - Complexity: O(*horizon*).
  /// - Source: Hyndman, Koehler, Ord and Snyder 2008, section 6.2.
  func multiplicativeErrorVariances(means: [Double]) -> [Double] {
    let (alpha, beta, gamma) = (weights.level, weights.slope, weights.season)
    let phi = form.trend == .none ? 0 : weights.damping
    let m = seasonalPeriod
    // φ + … + φᵐ and φᵐ: how a seasonal sum ages by a period.
    var growth = 0.0
    var decay = 1.0
    for _ in 0..<m {
      growth = phi * (1 + growth)
      decay *= phi
    }
    var covariance = LevelCovariance()
    var moments: [Double] = []
    var plain = [Double](repeating: 0, count: m)
    var grown = plain
    var variances: [Double] = []
    variances.reserveCapacity(means.count)
    moments.reserveCapacity(means.count)
    for (step, mean) in means.enumerated() {
      let phase = step % m
      if step >= m {
        plain[phase] += moments[step - m]
        grown[phase] = decay * grown[phase] + growth * plain[phase]
      }
      let seasonal =
        gamma * (gamma * plain[phase] + 2 * (alpha * plain[phase] + beta * grown[phase]))
      let excess = variance * (covariance.ofNextLevel(damping: phi) + seasonal)
      let moment = mean * mean + excess
      moments.append(moment)
      variances.append(excess + variance * moment)
      covariance = covariance.advanced(damping: phi)
      covariance.add(alpha, beta, times: moment)
    }
    return variances
  }

  /// The variances with a multiplicative error and a multiplicative season, or none.
  ///
  /// The errors that moved the level on its way to a step also moved the season of that step, one
  /// period, two periods … before. For each phase the first two moments of level and slope are
  /// therefore carried with the season of that phase as a factor. Exact for normal errors.
  ///
  /// - Complexity: O(*horizon* · min(*period*, *horizon*)).
  func productVariances(horizon: Int) -> [Double] {
    var variances = [Double](repeating: 0, count: horizon)
    let phases = form.season == .none ? 1 : min(seasonalPeriod, horizon)
    for phase in 0..<phases {
      let season = form.season == .none ? 1 : finalState.season[phase]
      var moments = ProductMoments(level: finalState.level, slope: finalState.slope)
      for step in 0..<horizon {
        let isOwn = step % seasonalPeriod == phase || form.season == .none
        if isOwn { variances[step] = season * season * moments.varianceOfNext(variance, weights) }
        moments.advance(
          variance,
          weights,
          sharing: isOwn && form.season != .none ? weights.season : 0
        )
      }
    }
    return variances
  }
}

/// A symmetric matrix over level and slope.
private struct LevelCovariance {
  var level = 0.0
  var cross = 0.0
  var slope = 0.0

  /// The variance of the level one step ahead, ℓ + φb.
  func ofNextLevel(damping phi: Double) -> Double {
    level + 2 * phi * cross + phi * phi * slope
  }

  /// The matrix after a step without error, ℓ ← ℓ + φb, b ← φb.
  func advanced(damping phi: Double) -> LevelCovariance {
    LevelCovariance(
      level: ofNextLevel(damping: phi),
      cross: phi * (cross + phi * slope),
      slope: phi * phi * slope
    )
  }

  /// Adds a multiple of the product of a vector with itself.
  mutating func add(_ level: Double, _ slope: Double, times factor: Double) {
    self.level += factor * level * level
    cross += factor * level * slope
    self.slope += factor * slope * slope
  }
}

/// The mean and the covariance of level and slope, each times the season of one phase.
private struct ProductMoments {
  private var level: Double
  private var slope: Double
  private var covariance = LevelCovariance()

  /// Certain states.
  init(level: Double, slope: Double) {
    self.level = level
    self.slope = slope
  }

  /// The variance of the next observation over the square of the season's first value.
  func varianceOfNext(_ variance: Double, _ weights: SmoothingWeights) -> Double {
    let q = level + weights.damping * slope
    let spread = covariance.ofNextLevel(damping: weights.damping)
    return spread + variance * (spread + q * q)
  }

  /// Goes on by a step with an error `e` of the given variance: ℓ ← q (1 + αe), b ← φb + βqe, both
  /// times 1 + `sharing` · e, where q = ℓ + φb.
  mutating func advance(
    _ variance: Double,
    _ weights: SmoothingWeights,
    sharing gamma: Double
  ) {
    let (alpha, beta, phi) = (weights.level, weights.slope, weights.damping)
    let q = level + phi * slope
    let fading = phi * slope
    // The raw second moments after a step without error, and their products with q.
    let spread = covariance.ofNextLevel(damping: phi)
    let second = spread + q * q
    var next = covariance.advanced(damping: phi)
    let crossSlope = next.cross
    next.add(alpha, beta, times: variance * second)
    if gamma != 0 {
      // E(1 + γe)² = 1 + γ²σ², E e(1 + γe)² = 2γσ², E e²(1 + γe)² = σ² + 3γ²σ⁴.
      let (own, fourth) = (gamma * gamma * variance, 3 * gamma * gamma * variance * variance)
      let raw = LevelCovariance(
        level: second,
        cross: crossSlope + q * fading,
        slope: phi * phi * covariance.slope + fading * fading
      )
      // The shift of the mean takes γσ²q(α, β), whose products leave the raw moments.
      let lift = 2 * gamma * variance
      let shift = gamma * variance * q
      next.level += own * raw.level + 2 * lift * alpha * raw.level
      next.cross += own * raw.cross + lift * (alpha * raw.cross + beta * raw.level)
      next.slope += own * raw.slope + 2 * lift * beta * raw.cross
      next.add(alpha, beta, times: fourth * second)
      next.level -= 2 * shift * alpha * q + shift * shift * alpha * alpha
      next.cross -= shift * (alpha * fading + beta * q) + shift * shift * alpha * beta
      next.slope -= 2 * shift * beta * fading + shift * shift * beta * beta
      level = q + shift * alpha
      slope = fading + shift * beta
    } else {
      level = q
      slope = fading
    }
    covariance = next
  }
}
