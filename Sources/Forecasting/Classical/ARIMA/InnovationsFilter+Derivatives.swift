extension InnovationsFilter {
  /// Series that went through the filter, and the derivatives of a function with respect to their errors;
  /// one series after another.
  struct Slopes {
    /// The values that were filtered.
    var values: [Double]
    /// Their errors.
    var errors: [Double]
    /// The derivatives with respect to the errors, before they are divided by anything.
    var errorSlopes: [Double]
    /// The derivatives with respect to the variance at each step of the transient.
    var varianceSlopes: [Double]
  }

  /// Writes the derivatives of a function with respect to the angles that the filter was set to: the
  /// filter, run backwards.
  mutating func pullBack(_ slopes: inout Slopes, to gradient: inout [Double]) {
    let width = polynomials.width
    var phiSlopes = [Double](repeating: 0, count: width)
    var thetaSlopes = phiSlopes
    let series = slopes.values.count / max(count, 1)
    for s in 0..<series { pullBackSettled(&slopes, offset: s * count, &phiSlopes, &thetaSlopes) }
    if transient > 0 {
      let (varianceSlope, gainSlopes) = pullBackTransient(slopes, series: series, &phiSlopes)
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
    offset: Int,
    _ phiSlopes: inout [Double],
    _ thetaSlopes: inout [Double]
  ) {
    let theta = polynomials.movingAverage
    let phiLags = polynomials.autoregressiveLags
    let thetaLags = polynomials.movingAverageLags
    var t = count - 1
    while t >= transient {
      let slope = slopes.errorSlopes[offset + t]
      for lag in phiLags where lag < t {
        phiSlopes[lag] -= slope * slopes.values[offset + t - 1 - lag]
      }
      for lag in thetaLags where lag < t {
        let place = offset + t - 1 - lag
        thetaSlopes[lag] -= slope * slopes.errors[place]
        slopes.errorSlopes[place] -= slope * theta[lag]
      }
      t -= 1
    }
  }

  /// The steps of the transient; returns the derivatives with respect to F and K of the first.
  private func pullBackTransient(
    _ slopes: Slopes,
    series: Int,
    _ phiSlopes: inout [Double]
  ) -> (variance: Double, gain: [Double]) {
    let vectors = (polynomials.width + 3) / 4
    let lags = polynomials.autoregressiveLags
    let length = transient + stride + 1
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

                for s in 0..<series {
                  let here = 8 * s * length
                  let error = slopes.errors[s * count + t]
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
                  let expected = slopes.values[s * count + t] - error
                  var expectedSlope = -(slopes.errorSlopes[s * count + t] + along / F)
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
