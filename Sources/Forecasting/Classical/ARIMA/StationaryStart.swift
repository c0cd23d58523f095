/// What an ARMA process says of its first two values: the variance of the first, and what the first says of
/// those that follow, in units of the variance of its errors.
///
/// With γ the autocovariances and ψ the responses to an error, `F = γ₀` and
/// `Kᵢ = Σ_{j ≥ i} φⱼ γⱼ₋ᵢ + Σ_{j ≥ i} θⱼ ψⱼ₋ᵢ`. The autocovariances solve `γₖ − Σ φᵢ γ|ₖ₋ᵢ| = Σ_{j ≥ k} θⱼ ψⱼ₋ₖ`.
///
/// - Source: Brockwell and Davis 1991, *Time Series: Theory and Methods*, section 3.3.
struct StationaryStart {
  /// F, the variance of a value.
  private(set) var variance = 1.0
  /// K₁, K₂, …, as many as the width.
  private(set) var gain: [Double]

  private let size: Int
  private var responses: [Double]
  /// `Σ_{j ≥ k} θⱼ ψⱼ₋ₖ` at k.
  private var momentSums: [Double]
  private var covariances: [Double]
  /// The triangular factors of the system, by rows, and the rows' order.
  private var factors: [Double]
  private var rowOrder: [Int]

  private var sumSlopes: [Double]
  private var responseSlopes: [Double]
  private var work: [Double]

  init(_ polynomials: ArmaPolynomials) {
    let width = polynomials.width
    size = polynomials.orders.autoregressiveReach + 1
    gain = Array(repeating: 0, count: width)
    responses = Array(repeating: 0, count: polynomials.orders.movingAverageReach + 1)
    momentSums = Array(repeating: 0, count: max(size, width + 1))
    covariances = Array(repeating: 0, count: size)
    factors = Array(repeating: 0, count: size * size)
    rowOrder = Array(0..<size)
    sumSlopes = momentSums
    responseSlopes = responses
    work = covariances
  }

  /// Sets the start to that of the polynomials; false where the process has no finite variance.
  mutating func set(_ polynomials: borrowing ArmaPolynomials) -> Bool {
    let phi = polynomials.autoregressive
    let theta = polynomials.movingAverage
    let phiLags = polynomials.autoregressiveLags
    let thetaLags = polynomials.movingAverageLags
    let reach = responses.count - 1

    responses[0] = 1
    for k in stride(from: 1, through: reach, by: 1) {
      var sum = theta[k - 1]
      for lag in phiLags where lag < k { sum += phi[lag] * responses[k - 1 - lag] }
      responses[k] = sum
    }
    for k in momentSums.indices { momentSums[k] = 0 }
    momentSums[0] = 1
    for lag in thetaLags {
      for k in 0...(lag + 1) { momentSums[k] += theta[lag] * responses[lag + 1 - k] }
    }
    guard solve(phi, phiLags) else { return false }
    variance = covariances[0]
    for i in gain.indices { gain[i] = momentSums[i + 1] }
    for lag in phiLags {
      for i in 0...lag { gain[i] += phi[lag] * covariances[lag - i] }
    }
    return variance.isFinite && variance > 0
  }

  /// Solves for the autocovariances.
  private mutating func solve(_ phi: [Double], _ lags: [Int]) -> Bool {
    if size == 1 {
      covariances[0] = momentSums[0]
      return true
    }
    let n = size
    for i in factors.indices { factors[i] = 0 }
    for k in 0..<n {
      factors[k * n + k] += 1
      for lag in lags { factors[k * n + abs(k - lag - 1)] -= phi[lag] }
      rowOrder[k] = k
    }
    for column in 0..<n {
      var pivot = column
      for row in (column + 1)..<max(n, column + 1)
      where abs(factors[rowOrder[row] * n + column]) > abs(factors[rowOrder[pivot] * n + column]) {
        pivot = row
      }
      rowOrder.swapAt(column, pivot)
      let top = rowOrder[column] * n
      guard abs(factors[top + column]) > 1e-14 else { return false }
      let inverse = 1 / factors[top + column]
      for row in (column + 1)..<max(n, column + 1) {
        let place = rowOrder[row] * n
        guard factors[place + column] != 0 else { continue }
        let factor = factors[place + column] * inverse
        factors[place + column] = factor
        for k in (column + 1)..<n { factors[place + k] -= factor * factors[top + k] }
      }
    }
    for row in 0..<n {
      let place = rowOrder[row] * n
      var sum = momentSums[rowOrder[row]]
      for k in 0..<row { sum -= factors[place + k] * covariances[k] }
      covariances[row] = sum
    }
    for row in stride(from: n - 1, through: 0, by: -1) {
      let place = rowOrder[row] * n
      var sum = covariances[row]
      for k in (row + 1)..<max(n, row + 1) { sum -= factors[place + k] * covariances[k] }
      covariances[row] = sum / factors[place + row]
    }
    return true
  }

  /// Solves the transposed system in place: derivatives with respect to the autocovariances become those
  /// with respect to the right-hand side.
  private mutating func solveTransposed(_ slopes: inout [Double]) {
    let n = size
    guard n > 1 else { return }
    for k in 0..<n {
      var sum = slopes[k]
      for i in 0..<k { sum -= factors[rowOrder[i] * n + k] * work[i] }
      work[k] = sum / factors[rowOrder[k] * n + k]
    }
    for k in stride(from: n - 1, through: 0, by: -1) {
      var sum = work[k]
      for i in (k + 1)..<max(n, k + 1) { sum -= factors[rowOrder[i] * n + k] * work[i] }
      work[k] = sum
    }
    for k in 0..<n { slopes[rowOrder[k]] = work[k] }
  }

  /// Adds the derivatives with respect to the polynomials, from those with respect to F and K.
  mutating func pullBack(
    variance varianceSlope: Double,
    gain slopes: [Double],
    _ polynomials: borrowing ArmaPolynomials,
    autoregressive phiSlopes: inout [Double],
    movingAverage thetaSlopes: inout [Double]
  ) {
    let phi = polynomials.autoregressive
    let theta = polynomials.movingAverage
    var covarianceSlopes = [Double](repeating: 0, count: size)
    covarianceSlopes[0] = varianceSlope
    for lag in polynomials.autoregressiveLags {
      for i in 0...lag {
        covarianceSlopes[lag - i] += slopes[i] * phi[lag]
        phiSlopes[lag] += slopes[i] * covariances[lag - i]
      }
    }
    solveTransposed(&covarianceSlopes)
    for lag in polynomials.autoregressiveLags {
      for k in 0..<size {
        phiSlopes[lag] += covarianceSlopes[k] * covariances[abs(k - lag - 1)]
      }
    }
    for k in sumSlopes.indices { sumSlopes[k] = 0 }
    for i in gain.indices { sumSlopes[i + 1] = slopes[i] }
    for k in 0..<size { sumSlopes[k] += covarianceSlopes[k] }
    for k in responseSlopes.indices { responseSlopes[k] = 0 }
    for lag in polynomials.movingAverageLags {
      for k in 0...(lag + 1) {
        thetaSlopes[lag] += sumSlopes[k] * responses[lag + 1 - k]
        responseSlopes[lag + 1 - k] += sumSlopes[k] * theta[lag]
      }
    }
    for k in stride(from: responses.count - 1, through: 1, by: -1) {
      thetaSlopes[k - 1] += responseSlopes[k]
      for lag in polynomials.autoregressiveLags where lag < k {
        phiSlopes[lag] += responseSlopes[k] * responses[k - 1 - lag]
        responseSlopes[k - 1 - lag] += responseSlopes[k] * phi[lag]
      }
    }
  }
}
