internal import Glibc

/// Finds the parameters of a form of complex exponential smoothing with the smallest sum of squared
/// errors, or of a steady fit with the smallest −2 log-likelihood and penalty.
struct CESSearch<Slope: SIMD> where Slope.Scalar == Double {
  /// The filter, set to the best parameters.
  private(set) var filter: CESFilter<Slope>
  /// The best parameters.
  private(set) var weights: SIMD4<Double>

  /// Searches as the estimation says; from one start alone where parameters of a similar history are known.
  init(
    _ filter: CESFilter<Slope>,
    observations: Int,
    estimation: CES.Estimation,
    near start: SIMD4<Double>? = nil
  ) {
    let penalty = estimation == .steady ? GrowthPenalty.steady : .none
    func search(_ start: SIMD4<Double>, _ radius: Double, isNear: Bool = false) -> Self {
      Self(
        filter,
        observations: observations,
        start: start,
        radius: radius,
        penalty: penalty,
        isNear: isNear
      )
    }
    if let start {
      // Short steps keep to the hill of a start that is far from its top; this one is near.
      self = search(start, 0.1, isNear: true)
      return
    }
    self = search(filter.form.start, 0.02)
    guard estimation == .likelihood else { return }
    let others = filter.form.otherStarts.map { ($0, 0.05) } + [(filter.form.start, 0.2)]
    for (start, radius) in others {
      let other = search(start, radius)
      if other.filter.normal.squares < self.filter.normal.squares { self = other }
    }
  }

  /// Searches from a start.
  ///
  /// Gauss-Newton steps within a region of trust, cut at the bounds, until −2 log-likelihood with the penalty cannot be
  /// expected to fall by more than 1e-5, or 1e-2 from a start that is near. The region is small at first, in units of the parameters at
  /// the start: the sum of squares has many hills, and the one where the usual search begins forecasts
  /// better than others that may fit better.
  ///
  /// - Source: Moré 1978, “The Levenberg-Marquardt algorithm: implementation and theory”.
  private init(
    _ filter: CESFilter<Slope>,
    observations: Int,
    start: SIMD4<Double>,
    radius: Double,
    penalty: GrowthPenalty,
    isNear: Bool
  ) {
    self.filter = filter
    let form = filter.form
    let count = Double(observations)
    let (lower, upper) = (form.lowerBounds, form.upperBounds)
    weights = start
    var radius = radius
    var units = Slope(repeating: 1)
    let usual = isNear ? form.start : start
    for place in 0..<Slope.scalarCount where usual[place] > 0 { units[place] = usual[place] }
    self.filter.run(weights)
    guard self.filter.normal.squares.isFinite else { return }
    var normal = penalty.added(
      to: self.filter.normal,
      at: weights,
      of: form,
      observations: observations
    )
    var value = count * log(normal.squares) + penalty.value(at: weights, of: form)

    var isBest = true
    let tolerance = isNear ? 1e-2 : 1e-5
    for _ in 0..<Self.trialLimit {
      var isFree = Slope()
      for place in 0..<Slope.scalarCount {
        let isHeld =
          (weights[place] <= lower[place] && normal.gradient[place] > 0)
          || (weights[place] >= upper[place] && normal.gradient[place] < 0)
        isFree[place] = isHeld || lower[place] == upper[place] ? 0 : 1
      }
      let (step, decrease) = normal.step(within: radius, units: units, isFree: isFree)
      guard decrease * count > tolerance * normal.squares, radius > 1e-9 else { break }
      var trial = weights
      for place in 0..<Slope.scalarCount {
        trial[place] = min(max(weights[place] + step[place], lower[place]), upper[place])
      }
      self.filter.run(trial)
      let trialValue = count * log(self.filter.normal.squares) + penalty.value(at: trial, of: form)
      let gain = (value - trialValue) * normal.squares / (decrease * count)
      isBest = gain > 0
      if isBest {
        (weights, value) = (trial, trialValue)
        normal = penalty.added(
          to: self.filter.normal,
          at: trial,
          of: form,
          observations: observations
        )
      }
      // A gain that is not a number is none.
      if gain > 0.75 { radius *= 1.25 } else if !(gain > 0.25) { radius *= 0.25 }
    }
    if !isBest { self.filter.run(weights) }
  }

  private static var trialLimit: Int { 100 }
}
