extension InnovationsFilter {
  /// Series that went through the filter, and the derivatives of a function with respect to their errors.
  struct Slopes {
    /// The steps of each series outside of which its errors, or their derivatives, are 0.
    private(set) var ranges: [Range<Int>] = []
    /// Where the range of each series begins in what follows.
    private(set) var offsets: [Int] = []
    /// The values that were filtered, their errors, and the derivatives with respect to these before
    /// they are divided by anything, one range after another.
    private(set) var values: [Double] = []
    private(set) var errors: [Double] = []
    var errorSlopes: [Double] = []
    /// The derivatives with respect to the variance at each step of the transient.
    var varianceSlopes: [Double]

    init(count: Int) { varianceSlopes = Array(repeating: 0, count: count) }

    /// Takes one more series.
    mutating func append(
      _ range: Range<Int>,
      values: some Sequence<Double>,
      errors: some Sequence<Double>,
      errorSlopes: some Sequence<Double>
    ) {
      ranges.append(range)
      offsets.append(self.values.count)
      self.values += values
      self.errors += errors
      self.errorSlopes += errorSlopes
    }

    /// Forgets the series.
    mutating func removeAll() {
      ranges.removeAll(keepingCapacity: true)
      offsets.removeAll(keepingCapacity: true)
      values.removeAll(keepingCapacity: true)
      errors.removeAll(keepingCapacity: true)
      errorSlopes.removeAll(keepingCapacity: true)
    }
  }

  /// Writes the derivatives of a function with respect to the angles that the filter was set to: the
  /// filter, run backwards.
  mutating func pullBack(_ slopes: inout Slopes, to gradient: inout [Double]) {
    let width = polynomials.width
    var phiSlopes = [Double](repeating: 0, count: width)
    var thetaSlopes = phiSlopes
    for s in slopes.ranges.indices { pullBackSettled(&slopes, s, &phiSlopes, &thetaSlopes) }
    if transient > 0 {
      let (varianceSlope, gainSlopes) = pullBackTransient(slopes, &phiSlopes)
      start.pullBack(
        variance: varianceSlope,
        gain: gainSlopes,
        polynomials,
        autoregressive: &phiSlopes,
        movingAverage: &thetaSlopes
      )
    }
    polynomials.pullBack(autoregressive: phiSlopes, movingAverage: thetaSlopes, to: &gradient)
  }

  /// The steps after the transient: derivatives move to earlier errors and to the coefficients.
  private func pullBackSettled(
    _ slopes: inout Slopes,
    _ series: Int,
    _ phiSlopes: inout [Double],
    _ thetaSlopes: inout [Double]
  ) {
    let theta = polynomials.movingAverage
    let phiLags = polynomials.autoregressiveLags
    let thetaLags = polynomials.movingAverageLags
    let range = slopes.ranges[series]
    // The place of step 0, were it within the range.
    let origin = slopes.offsets[series] - range.lowerBound
    var t = range.upperBound - 1
    while t >= max(transient, range.lowerBound) {
      let slope = slopes.errorSlopes[origin + t]
      let reach = t - range.lowerBound
      for lag in phiLags where lag < reach {
        phiSlopes[lag] -= slope * slopes.values[origin + t - 1 - lag]
      }
      for lag in thetaLags where lag < reach {
        let place = origin + t - 1 - lag
        thetaSlopes[lag] -= slope * slopes.errors[place]
        slopes.errorSlopes[place] -= slope * theta[lag]
      }
      t -= 1
    }
  }

  /// The steps of the transient; returns the derivatives with respect to F and K of the first.
  private func pullBackTransient(
    _ slopes: Slopes,
    _ phiSlopes: inout [Double]
  ) -> (variance: Double, gain: [Double]) {
    let vectors = (polynomials.width + 3) / 4
    let lags = polynomials.autoregressiveLags
    let length = transient + stride + 1
    let series = slopes.ranges.count
    // Elements t + i belong to element i of L, or of a state, at step t.
    var lSlopes = [Double](repeating: 0, count: length)
    var stateSlopes = [Double](repeating: 0, count: length * series)
    var gainSlopes = [Double](repeating: 0, count: stride)
    var varianceSlope = 0.0

    // Rows are read as in the forward run, and t + 1 + stride is at most `length`.
    gains.withUnsafeBytes { gains in
      shifted.withUnsafeBytes { shifted in
        lSlopes.withUnsafeMutableBytes { lSlopes in
          stateSlopes.withUnsafeMutableBytes { states in
            gainSlopes.withUnsafeMutableBytes { gainSlopes in
              for t in (0..<transient).reversed() {
                let F = variances[t]
                let rho = rhos[t]
                let row = 8 * t * stride
                let next = 8 * (t + 1)
                let factor = Lanes(repeating: rho)
                var sums = Lanes.zero
                for vector in 0..<vectors {
                  let i = 32 * vector
                  let lSlope = lSlopes.loadUnaligned(fromByteOffset: next + i, as: Lanes.self)
                  let kSlope = gainSlopes.loadUnaligned(fromByteOffset: i, as: Lanes.self)
                  let A = shifted.loadUnaligned(fromByteOffset: row + i, as: Lanes.self)
                  let K = gains.loadUnaligned(fromByteOffset: row + i, as: Lanes.self)
                  sums += A * kSlope + K * lSlope
                  lSlopes.storeBytes(
                    of: lSlope - factor * kSlope,
                    toByteOffset: next + i,
                    as: Lanes.self
                  )
                  gainSlopes.storeBytes(
                    of: kSlope - factor * lSlope,
                    toByteOffset: i,
                    as: Lanes.self
                  )
                }
                let rhoSlope = -sums.sum() - 2 * rho * F * varianceSlope
                var lSlope = rhoSlope / F
                for lag in lags {
                  let slope = lSlopes.load(fromByteOffset: next + 8 * lag, as: Double.self)
                  phiSlopes[lag] += slope * (rho * F)
                  lSlope += shift[lag] * slope
                }
                lSlopes.storeBytes(of: lSlope, toByteOffset: 8 * t, as: Double.self)
                varianceSlope *= 1 - rho * rho
                varianceSlope += slopes.varianceSlopes[t] - rhoSlope * rho / F

                for s in 0..<series where slopes.ranges[s].contains(t) {
                  let place = slopes.offsets[s] + t - slopes.ranges[s].lowerBound
                  let here = 8 * s * length
                  let error = slopes.errors[place]
                  let scaled = Lanes(repeating: error / F)
                  var dot = Lanes.zero
                  for vector in 0..<vectors {
                    let i = 32 * vector
                    let slope = states.loadUnaligned(
                      fromByteOffset: here + next + i,
                      as: Lanes.self
                    )
                    let K = gains.loadUnaligned(fromByteOffset: row + i, as: Lanes.self)
                    dot += slope * K
                    let kSlope = gainSlopes.loadUnaligned(fromByteOffset: i, as: Lanes.self)
                    gainSlopes.storeBytes(
                      of: kSlope + slope * scaled,
                      toByteOffset: i,
                      as: Lanes.self
                    )
                  }
                  let along = dot.sum()
                  varianceSlope -= error / (F * F) * along
                  let expected = slopes.values[place] - error
                  var expectedSlope = -(slopes.errorSlopes[place] + along / F)
                  for lag in lags {
                    let slope = states.load(
                      fromByteOffset: here + next + 8 * lag,
                      as: Double.self
                    )
                    phiSlopes[lag] += slope * expected
                    expectedSlope += shift[lag] * slope
                  }
                  states.storeBytes(of: expectedSlope, toByteOffset: here + 8 * t, as: Double.self)
                }
              }
            }
          }
        }
      }
    }
    // L starts as K.
    return (
      varianceSlope,
      (0..<polynomials.width).map { gainSlopes[$0] + lSlopes[$0] }
    )
  }
}
