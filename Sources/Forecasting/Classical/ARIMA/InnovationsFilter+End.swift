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
      for i in 0..<(width - age) {
        let lag = i + age
        state[i] +=
          t >= transient
          ? phi[lag] * values[t] + theta[lag] * errors[t]
          : phi[lag] * (values[t] - errors[t]) + gains[t * stride + lag] * errors[t] / variances[t]
      }
    }
    return state
  }

  /// The covariance of the state after the last value about what is expected, less that of a settled
  /// filter, by rows, in units of the variance of the errors; nil for a settled filter.
  ///
  /// The covariance of a stationary state, less `L L'/F` for each step that was observed.
  func excessCovariance() -> [Double]? {
    let width = polynomials.width
    guard transient == count, transient > 0 else { return nil }
    var covariance = stationaryExcess()
    var L = Array(gains[..<width])
    for t in 0..<count {
      for i in 0..<width where L[i] != 0 {
        let weight = L[i] / variances[t]
        for j in 0...i { covariance[i * width + j] -= weight * L[j] }
      }
      let row = t * stride
      for i in 0..<width { L[i] = shifted[row + i] - rhos[t] * gains[row + i] }
    }
    for i in 0..<width {
      for j in 0..<i { covariance[j * width + i] = covariance[i * width + j] }
    }
    return covariance
  }

  /// The covariance of a stationary state less that of a settled filter; on and below the diagonal, by
  /// rows.
  ///
  /// `P = T P T' + R R'` gives each element from the one below it to the right and from the first row,
  /// which the start knows.
  private func stationaryExcess() -> [Double] {
    let width = polynomials.width
    // A row and a column of zeros stand for what is beyond the state.
    let size = width + 1
    var P = [Double](repeating: 0, count: size * size)
    let phi = polynomials.autoregressive
    let load = [1] + polynomials.movingAverage
    let variance = start.variance
    // K = T P Z', so that the first column of P is K less φ γ₀, shifted.
    let first = [variance] + (0..<width).map { start.gain[$0] - phi[$0] * variance }
    for i in (0..<width).reversed() {
      for j in (0...i).reversed() {
        let below = P[max(i + 1, j + 1) * size + min(i + 1, j + 1)]
        P[i * size + j] =
          below + phi[i] * first[j + 1] + phi[j] * first[i + 1] + phi[i] * phi[j] * variance
          + load[i] * load[j]
      }
    }
    return (0..<(width * width)).map { place in
      let (i, j) = (place / width, place % width)
      return i >= j ? P[i * size + j] - load[i] * load[j] : 0
    }
  }
}
