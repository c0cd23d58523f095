extension InnovationsFilter {
  /// What the filter expects after the last of the values: element i of the state is the forecast of step
  /// i + 1 as far as past values and errors make it.
  func endState(values: Span<Double>, errors: Span<Double>) -> [Double] {
    let width = polynomials.width
    let phi = polynomials.autoregressive
    let theta = polynomials.movingAverage
    var state = [Double](repeating: 0, count: width)
    for age in 0..<min(width, count) {
      let t = count - 1 - age
      let isSettled = t >= transient || isConditional
      for i in 0..<(width - age) {
        let lag = i + age
        state[i] +=
          isSettled
          ? phi[lag] * values[t] + theta[lag] * errors[t]
          : phi[lag] * (values[t] - errors[t]) + gains[t * stride + lag] * errors[t] / variances[t]
      }
    }
    return state
  }

  /// The covariance of the state after the last value about what is expected, less that of a settled
  /// filter, by rows, in units of the variance of the errors; nil for a settled filter.
  ///
  /// It is `Σ L L'/F` over all steps to come.
  func excessCovariance() -> [Double]? {
    let width = polynomials.width
    guard !isConditional, transient == count, transient > 0 else { return nil }
    let lags = polynomials.autoregressiveLags
    var K = Array(gains[(transient * stride)..<(transient * stride + width)])
    var L = Array(lastL[..<width])
    var F = variances[transient]
    var covariance = [Double](repeating: 0, count: width * width)
    var quiet = 0
    // A moving average on the unit circle settles so slowly that its sum must end somewhere.
    for _ in 0..<(40 * width + 1000) where quiet < width {
      for i in 0..<width where L[i] != 0 {
        let weight = L[i] / F
        for j in 0...i { covariance[i * width + j] += weight * L[j] }
      }
      let l = L[0]
      let rho = l / F
      quiet = abs(rho) < 1e-5 ? quiet + 1 : 0
      L.removeFirst()
      L.append(0)
      for lag in lags { L[lag] += shift[lag] * l }
      for i in 0..<width { (K[i], L[i]) = (K[i] - rho * L[i], L[i] - rho * K[i]) }
      F *= 1 - rho * rho
    }
    for i in 0..<width {
      for j in 0..<i { covariance[j * width + i] = covariance[i * width + j] }
    }
    return covariance
  }
}
