internal import Glibc

/// An autoregression fitted to a series, and its spectrum.
///
/// Burg's recursion chooses each reflection to minimise the forward and backward errors together;
/// Akaike's criterion chooses the order, of at most 10 log₁₀ n. Where values are missing, the sums
/// run over the errors that need none of them.
///
/// - Source: Burg 1968, “A new analysis technique for time series data”; the choices are those of R's
///   `spec.ar(method = "burg")`.
struct AutoregressiveSpectrum {
  /// The coefficients of the past values, the most recent first.
  let coefficients: [Double]
  /// The variance of what the past does not tell, as a share of the whole, within 0…1.
  ///
  /// It is the flatness of the spectrum: its geometric by its arithmetic mean.
  ///
  /// - Source: Kolmogorov 1941 and Szegő 1920, for the variance of the best linear forecast.
  let innovationShare: Double

  /// The fit; nil for fewer than three observations and for a constant.
  init?(_ values: [Double]) {
    let moments = Moments(of: values)
    guard moments.count >= 3, !moments.isConstant else { return nil }
    let count = Double(moments.count)
    let scale = moments.standardDeviation
    let deviations = values.map { ($0 - moments.mean) / scale }
    let limit = min(moments.count - 1, Int(10 * log10(count)))

    var forward = deviations
    var backward = deviations
    var fitted: [Double] = []
    var variance = (count - 1) / count
    var best = fitted
    let whole = variance
    var bestVariance = whole
    var bestCriterion = count * log(variance)
    for order in stride(from: 1, through: limit, by: 1) {
      guard let reflection = Self.reflection(&forward, &backward, order: order) else { break }
      let previous = fitted
      for k in previous.indices {
        fitted[k] -= reflection * previous[previous.count - 1 - k]
      }
      fitted.append(reflection)
      variance *= 1 - reflection * reflection
      // What is below rounding is predicted perfectly; nothing is left to fit.
      let criterion = count * log(max(variance, 1e-28)) + 2 * Double(order)
      if criterion < bestCriterion {
        (best, bestVariance, bestCriterion) = (fitted, variance, criterion)
      }
      if variance <= 1e-28 { break }
    }
    coefficients = best
    innovationShare = max(0, min(1, bestVariance / whole))
  }

  /// The share of the variance that the past tells of the next steps, within 0…1, on average over
  /// the steps 1 to `horizon`: the most that a linear forecast can reach.
  ///
  /// `1 − v Σ_{i<k} ψ_i²` at step k, with the weights ψ of the moving average and the share v of the
  /// innovations.
  ///
  /// - Complexity: O(`horizon` · order).
  func ceiling(through horizon: Int) -> Double {
    var weights: [Double] = []
    var squares = 0.0
    var sum = 0.0
    for step in 0..<horizon {
      var weight = step == 0 ? 1.0 : 0
      for (lag, coefficient) in coefficients.prefix(step).enumerated() {
        weight += coefficient * weights[step - 1 - lag]
      }
      weights.append(weight)
      squares += weight * weight
      sum += max(0, 1 - innovationShare * squares)
    }
    return sum / Double(horizon)
  }

  /// The next reflection coefficient, and the errors it leaves; nil when no error is left to judge by.
  private static func reflection(
    _ forward: inout [Double],
    _ backward: inout [Double],
    order: Int
  ) -> Double? {
    var products = 0.0
    var squares = 0.0
    for t in order..<forward.count {
      let (f, b) = (forward[t], backward[t - 1])
      if !f.isNaN && !b.isNaN {
        products += f * b
        squares += f * f + b * b
      }
    }
    guard squares > 0 else { return nil }
    let reflection = 2 * products / squares
    for t in stride(from: forward.count - 1, through: order, by: -1) {
      let (f, b) = (forward[t], backward[t - 1])
      forward[t] = f - reflection * b
      backward[t] = b - reflection * f
    }
    return reflection
  }

  /// The spectral density at a frequency in cycles per step, up to a constant factor.
  func density(at frequency: Double) -> Double {
    let angle = -2 * Double.pi * frequency
    let (c, s) = (cos(angle), sin(angle))
    // 1 − Σ φ_k z^k at z = c + i s, by Horner's rule.
    var real = 0.0
    var imaginary = 0.0
    for coefficient in coefficients.reversed() {
      let r = real + coefficient
      (real, imaginary) = (r * c - imaginary * s, r * s + imaginary * c)
    }
    // A pole on the frequency itself stays finite.
    return 1 / max((1 - real) * (1 - real) + imaginary * imaginary, 1e-30)
  }

  /// The entropy of the normalised spectrum, relative to that of a flat one: 1 for noise, towards 0
  /// for what a few frequencies explain.
  ///
  /// `−Σ p log p / log n` over n or so frequencies, both signs counted.
  func entropy(frequencies count: Int) -> Double {
    let half = (count + 1) / 2
    var sum = 0.0
    var weighted = 0.0
    for k in 0...half {
      let density = density(at: 0.5 * Double(k) / Double(half))
      let weight = k == 0 ? 1.0 : 2
      sum += weight * density
      weighted += weight * density * log(density)
    }
    return max(0, min(1, (log(sum) - weighted / sum) / log(Double(count))))
  }
}
