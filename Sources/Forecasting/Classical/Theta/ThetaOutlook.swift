/// The future of a Theta model: its means, and their deviations, step by step.
///
/// Beyond the end of the series the model takes its forecasts for observations. It is linear in
/// them, so the covariance of its state follows exactly from the variance of an error; nothing needs
/// to be simulated. With a fixed line the variance after `k` steps is that of simple smoothing,
/// `σ²(1 + (k−1)α²)`.
struct ThetaOutlook {
  private let smoothing: Double
  private let weight: Double
  private let isDynamic: Bool
  /// The steps taken.
  private var step: Double
  /// (1 − α)^step
  private var power: Double
  /// The level, the mean of the line over all steps so far, and its slope.
  private var state: SIMD3<Double>
  /// The covariance of the state in units of the variance of an error; symmetric.
  private var covariance = (SIMD3<Double>(), SIMD3<Double>(), SIMD3<Double>())

  /// The outlook after `steps` values.
  init(_ parameters: ThetaParameters, trend: ThetaTrend, isDynamic: Bool, steps: Int) {
    smoothing = parameters.smoothing
    weight = parameters.weight
    self.isDynamic = isDynamic
    step = Double(steps)
    power = (0..<steps).reduce(1) { power, _ in power * (1 - parameters.smoothing) }
    state = SIMD3(parameters.finalLevel, trend.finalMean, trend.finalSlope)
  }

  /// Moves on by one step.
  ///
  /// - Returns: the mean of the step, and its variance in units of that of an error.
  mutating func next() -> (mean: Double, variance: Double) {
    step += 1
    let nextPower = power * (1 - smoothing)
    // The forecast is this vector times the state; the line is given by its mean and its slope.
    let forecast = SIMD3(
      1,
      weight * power,
      weight * ((1 - nextPower) / smoothing - power * step / 2)
    )
    let gain = isDynamic ? SIMD3(smoothing, 1 / step, 6 / (step * (step + 1))) : [smoothing, 0, 0]
    let (smoothing, step, isDynamic) = (smoothing, step, isDynamic)
    /// The state after the step, or its part that comes from a part of the state before.
    func advanced(_ state: SIMD3<Double>) -> SIMD3<Double> {
      var next = state
      next[0] = (1 - smoothing) * state[0]
      if isDynamic {
        next[1] = state[1] - state[1] / step
        next[2] = ((step - 2) * state[2] - 6 * state[1] / step) / (step + 1)
      }
      return next + gain * (forecast * state).sum()
    }

    let mean = (forecast * state).sum()
    let products = SIMD3(
      (forecast * covariance.0).sum(),
      (forecast * covariance.1).sum(),
      (forecast * covariance.2).sum()
    )
    let variance = 1 + (forecast * products).sum()

    state = advanced(state)
    // The mean of a fixed line moves by half its slope, as the middle of the steps does.
    if !isDynamic { state[1] += state[2] / 2 }
    let (a, b, c) = (advanced(covariance.0), advanced(covariance.1), advanced(covariance.2))
    covariance = (
      advanced(SIMD3(a[0], b[0], c[0])) + gain * gain[0],
      advanced(SIMD3(a[1], b[1], c[1])) + gain * gain[1],
      advanced(SIMD3(a[2], b[2], c[2])) + gain * gain[2]
    )
    power = nextPower
    return (mean, variance)
  }
}
