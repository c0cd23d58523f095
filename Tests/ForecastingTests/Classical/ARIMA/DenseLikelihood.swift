internal import Foundation

@testable import Forecasting

/// The likelihood of an ARIMA model from the covariance matrix of what was observed, with no recursion: the
/// plain reference of the fast filter, O(*n*³).
///
/// The values before the series are free, as differencing takes them.
struct DenseLikelihood {
  /// −2 log-likelihood without constants, at the best variance.
  let deviance: Double

  /// - Parameters:
  ///   - values: the series, NaN where missing; its regression is already taken off.
  ///   - phi: φ(B) Φ(Bᵐ) = 1 − Σ φᵢ Bⁱ.
  ///   - theta: θ(B) Θ(Bᵐ) = 1 + Σ θᵢ Bⁱ.
  init(_ values: [Double], orders: ArimaOrders, phi: [Double], theta: [Double]) {
    // Every contrast of the observed values that does not depend on the free ones: w = D y, less the part
    // that a missing value enters.
    let n = values.count
    let lost = orders.stepsLost
    let psi = Self.responses(phi, theta, count: 6000)
    let covariances = (0..<n).map { lag in
      (0..<(psi.count - lag)).reduce(0) { $0 + psi[$1] * psi[$1 + lag] }
    }
    let size = n - lost
    var covariance = (0..<size).map { i in (0..<size).map { covariances[abs(i - $0)] } }
    var w = orders.differenced(values.map { $0.isNaN ? 0 : $0 })
    var logDeterminant = 0.0
    // Each missing value adds to w a multiple of a known vector; with a variance without bound along it.
    let missing = values.indices.filter { values[$0].isNaN }
    if !missing.isEmpty {
      let pulses = missing.map { step in
        orders.differenced((0..<n).map { $0 == step ? 1.0 : 0 })
      }
      // An orthonormal basis of what is left: Gram and Schmidt over the pulses and the axes.
      var basis: [[Double]] = []
      var kept: [[Double]] = []
      for (place, vector)
        in (pulses
        + (0..<size).map { axis in
          (0..<size).map { $0 == axis ? 1.0 : 0 }
        }).enumerated()
      {
        var rest = vector
        for _ in 0..<2 {
          for direction in basis {
            let along = zip(rest, direction).reduce(0) { $0 + $1.0 * $1.1 }
            for i in 0..<size { rest[i] -= along * direction[i] }
          }
        }
        let length = rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 1e-8 else { continue }
        if place < pulses.count {
          // The volume of the pulses themselves belongs to the likelihood of what was observed.
          logDeterminant += 2 * log(length)
        }
        let direction = rest.map { $0 / length }
        basis.append(direction)
        if place >= pulses.count { kept.append(direction) }
      }
      let before = covariance
      let source = w
      w = kept.map { direction in zip(direction, source).reduce(0) { $0 + $1.0 * $1.1 } }
      covariance = kept.map { a in
        let product = (0..<size).map { j in (0..<size).reduce(0) { $0 + a[$1] * before[$1][j] } }
        return kept.map { b in zip(product, b).reduce(0) { $0 + $1.0 * $1.1 } }
      }
    }
    var squares = 0.0
    var factor = covariance
    var errors = w
    for i in w.indices {
      for j in 0...i {
        var sum = covariance[i][j]
        for k in 0..<j { sum -= factor[i][k] * factor[j][k] }
        factor[i][j] = i == j ? sum.squareRoot() : sum / factor[j][j]
      }
      for k in 0..<i { errors[i] -= factor[i][k] * errors[k] }
      errors[i] /= factor[i][i]
      squares += errors[i] * errors[i]
      logDeterminant += 2 * log(factor[i][i])
    }
    let count = Double(w.count)
    deviance = count * log(squares / count) + logDeterminant
  }

  /// The responses to an error: θ(B)/φ(B).
  private static func responses(_ phi: [Double], _ theta: [Double], count: Int) -> [Double] {
    var psi = [Double](repeating: 0, count: count)
    psi[0] = 1
    for k in 1..<count {
      if k <= theta.count { psi[k] = theta[k - 1] }
      for i in 0..<min(phi.count, k) { psi[k] += phi[i] * psi[k - 1 - i] }
    }
    return psi
  }
}
