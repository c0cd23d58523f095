/// The two polynomials of an ARMA model, multiplied out, and their derivatives.
///
/// Coefficients are in the order of a point: φ, θ, Φ, Θ. A moving average is held as the autoregression of
/// its inverse, `θ(B) = 1 − Σ bᵢ Bⁱ`, so that its angles cover exactly the invertible ones.
struct ArmaPolynomials {
  let orders: ArimaOrders
  /// φ(B) Φ(Bᵐ) = 1 − Σ φᵢ Bⁱ; that of lag 1 first, 0 up to the width.
  private(set) var autoregressive: [Double]
  /// θ(B) Θ(Bᵐ) = 1 + Σ θᵢ Bⁱ; that of lag 1 first, 0 up to the width.
  private(set) var movingAverage: [Double]
  /// The lags less 1 at which the first may differ from 0, ascending.
  let autoregressiveLags: [Int]
  /// The lags less 1 at which the second may differ from 0, ascending.
  let movingAverageLags: [Int]
  /// The size of the state: the larger of p + mP and q + mQ + 1.
  let width: Int

  /// The coefficients of φ, θ, Φ and Θ; those of θ and Θ in the form `1 + Σ θᵢ Bⁱ`.
  private(set) var coefficients: [Double]
  private var parts: [PartialAutocorrelations]
  /// Where each part starts among the coefficients.
  private let offsets: [Int]

  init(_ orders: ArimaOrders) {
    self.orders = orders
    let sizes = [
      orders.autoregressive, orders.movingAverage,
      orders.seasonalAutoregressive, orders.seasonalMovingAverage,
    ]
    width = max(orders.autoregressiveReach, orders.movingAverageReach + 1)
    autoregressive = Array(repeating: 0, count: width)
    movingAverage = autoregressive
    autoregressiveLags = Self.lags(sizes[0], sizes[2], period: orders.seasonalPeriod)
    movingAverageLags = Self.lags(sizes[1], sizes[3], period: orders.seasonalPeriod)
    coefficients = Array(repeating: 0, count: orders.coefficientCount)
    parts = sizes.map { PartialAutocorrelations(order: $0) }
    offsets = [0, sizes[0], sizes[0] + sizes[1], sizes[0] + sizes[1] + sizes[2]]
  }

  /// The polynomials with these coefficients.
  init(_ orders: ArimaOrders, coefficients: [Double]) {
    self.init(orders)
    self.coefficients = coefficients
    multiplyOut()
  }

  private static func lags(_ plain: Int, _ seasonal: Int, period: Int) -> [Int] {
    var lags: Set<Int> = []
    for j in 0...seasonal {
      for i in 0...plain where i + j > 0 { lags.insert(i + j * period - 1) }
    }
    return lags.sorted()
  }

  /// Sets the coefficients from angles.
  mutating func set(_ point: [Double]) {
    for part in parts.indices {
      let offset = offsets[part]
      parts[part].set(point, offset: offset)
      let sign = part % 2 == 0 ? 1.0 : -1
      for i in 0..<parts[part].order { coefficients[offset + i] = sign * parts[part][i] }
    }
    multiplyOut()
  }

  private mutating func multiplyOut() {
    let m = orders.seasonalPeriod
    for lag in autoregressiveLags { autoregressive[lag] = 0 }
    for lag in movingAverageLags { movingAverage[lag] = 0 }
    for i in 0..<orders.autoregressive { autoregressive[i] += coefficients[i] }
    for j in 0..<orders.seasonalAutoregressive {
      let seasonal = coefficients[offsets[2] + j]
      let place = (j + 1) * m - 1
      autoregressive[place] += seasonal
      for i in 0..<orders.autoregressive {
        autoregressive[place + 1 + i] -= seasonal * coefficients[i]
      }
    }
    for i in 0..<orders.movingAverage { movingAverage[i] += coefficients[offsets[1] + i] }
    for j in 0..<orders.seasonalMovingAverage {
      let seasonal = coefficients[offsets[3] + j]
      let place = (j + 1) * m - 1
      movingAverage[place] += seasonal
      for i in 0..<orders.movingAverage {
        movingAverage[place + 1 + i] += seasonal * coefficients[offsets[1] + i]
      }
    }
  }

  /// Writes the derivatives with respect to the angles, from those with respect to the polynomials.
  mutating func pullBack(
    autoregressive a: [Double],
    movingAverage b: [Double],
    to gradient: inout [Double]
  ) {
    let m = orders.seasonalPeriod
    for i in 0..<orders.autoregressive {
      var slope = a[i]
      for j in 0..<orders.seasonalAutoregressive {
        slope -= coefficients[offsets[2] + j] * a[(j + 1) * m + i]
      }
      gradient[i] = slope
    }
    for i in 0..<orders.movingAverage {
      var slope = b[i]
      for j in 0..<orders.seasonalMovingAverage {
        slope += coefficients[offsets[3] + j] * b[(j + 1) * m + i]
      }
      gradient[offsets[1] + i] = -slope
    }
    for j in 0..<orders.seasonalAutoregressive {
      let place = (j + 1) * m - 1
      var slope = a[place]
      for i in 0..<orders.autoregressive { slope -= coefficients[i] * a[place + 1 + i] }
      gradient[offsets[2] + j] = slope
    }
    for j in 0..<orders.seasonalMovingAverage {
      let place = (j + 1) * m - 1
      var slope = b[place]
      for i in 0..<orders.movingAverage { slope += coefficients[offsets[1] + i] * b[place + 1 + i] }
      gradient[offsets[3] + j] = -slope
    }
    for part in parts.indices { parts[part].pullBack(&gradient, offset: offsets[part]) }
  }

  /// Whether every root of φ(B) Φ(Bᵐ) and of θ(B) Θ(Bᵐ) is at least `modulus` away from 0.
  func hasRoots(beyond modulus: Double) -> Bool {
    var seasonalModulus = 1.0
    for _ in 0..<orders.seasonalPeriod { seasonalModulus *= modulus }
    return parts.indices.allSatisfy { part in
      let sign = part % 2 == 0 ? 1.0 : -1
      let own = (0..<parts[part].order).map { sign * coefficients[offsets[part] + $0] }
      return PartialAutocorrelations.hasRoots(
        of: own,
        beyond: part < 2 ? modulus : seasonalModulus
      )
    }
  }
}
