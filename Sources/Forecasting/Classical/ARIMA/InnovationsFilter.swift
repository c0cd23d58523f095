internal import Glibc

/// The one-step errors of an ARMA process, exact from the first value on, and their derivatives.
///
/// With K the covariance of the state with the next value, F its variance and L what one more observation
/// adds, the filter of Morf, Sidhu and Kailath for the state of Harvey needs no matrix:
///
///     ρ = L₁/F,  A = T L,  K ← K − ρA,  L ← A − ρK,  F ← F(1 − ρ²)
///
/// where T shifts and adds φ times the first element. It starts at `L = K` with the start of a stationary
/// process. Once ρ has vanished for as many steps as the state is wide, the errors are
/// `vₜ = wₜ − Σ φᵢ wₜ₋ᵢ − Σ θⱼ vₜ₋ⱼ` with variance 1, at a cost per step of the coefficients that are not 0.
///
/// - Complexity: O(*n* · width) at most; the derivatives take about twice as long as the errors.
/// - Source: Morf, Sidhu and Kailath 1974, “Some new algorithms for recursive estimation in constant,
///   linear, discrete-time systems”; Pearlman 1980, “An algorithm for the exact likelihood of a
///   high-order autoregressive-moving average process”.
struct InnovationsFilter {
  /// The number of values.
  let count: Int
  var polynomials: ArmaPolynomials
  /// The number of steps before the errors have variance 1.
  private(set) var transient = 0
  /// F, for the steps of the transient and the one after.
  private(set) var variances: [Double]

  var start: StationaryStart
  /// The width, rounded up to whole vectors, and one vector more, so that a shifted row can be read.
  let stride: Int
  /// φ as long as a row.
  private(set) var shift: [Double]
  /// K and A = T L of each step of the transient, by rows, and the L of the last one.
  private(set) var gains: [Double]
  private(set) var shifted: [Double]
  private(set) var lastL: [Double]
  private(set) var rhos: [Double]

  typealias Lanes = SIMD4<Double>

  /// A ρ below which the filter has settled.
  private static let settled = 1e-8

  init(_ orders: ArimaOrders, count: Int) {
    self.count = count
    polynomials = ArmaPolynomials(orders)
    start = StationaryStart(polynomials)
    stride = (polynomials.width + 3) / 4 * 4 + 4
    shift = Array(repeating: 0, count: stride)
    lastL = shift
    let rows = count + 1
    gains = Array(repeating: 0, count: rows * stride)
    shifted = gains
    variances = Array(repeating: 1, count: rows)
    rhos = Array(repeating: 0, count: rows)
  }

  /// Sets the filter to a point; false where the process has no finite variance.
  mutating func set(_ point: [Double]) -> Bool {
    polynomials.set(point)
    return prepare()
  }

  /// Sets the filter to given coefficients; false where the process has no finite variance.
  mutating func set(coefficients: [Double]) -> Bool {
    polynomials = ArmaPolynomials(polynomials.orders, coefficients: coefficients)
    return prepare()
  }

  private mutating func prepare() -> Bool {
    guard start.set(polynomials) else { return false }
    for lag in polynomials.autoregressiveLags { shift[lag] = polynomials.autoregressive[lag] }
    runTransient()
    return true
  }

  /// Runs K, L and F until the filter has settled or the values end.
  private mutating func runTransient() {
    let width = polynomials.width
    for i in 0..<width { gains[i] = start.gain[i] }
    for i in 0..<width { lastL[i] = start.gain[i] }
    variances[0] = start.variance
    if polynomials.orders.movingAverageReach + polynomials.orders.autoregressiveReach == 0 {
      transient = 0
      return
    }
    let isPure = polynomials.orders.movingAverageReach == 0
    let vectors = (width + 3) / 4
    let count = count
    let stride = stride
    var quiet = 0
    var t = 0
    var F = start.variance
    // The rows t and t + 1 lie within `gains` and `shifted`, which have count + 1 of them; every row has a
    // vector beyond the width, so that a read shifted by one stays within it.
    gains.withUnsafeMutableBytes { gains in
      shifted.withUnsafeMutableBytes { shifted in
        lastL.withUnsafeMutableBytes { L in
          shift.withUnsafeBytes { phi in
            while t < count {
              if isPure ? t >= width : quiet >= width { break }
              let l = L.load(as: Double.self)
              let rho = l / F
              rhos[t] = rho
              quiet = abs(rho) < Self.settled ? quiet + 1 : 0
              let first = Lanes(repeating: l)
              let factor = Lanes(repeating: rho)
              let row = t * stride * 8
              for vector in 0..<vectors {
                let i = vector * 32
                let A =
                  L.loadUnaligned(fromByteOffset: i + 8, as: Lanes.self)
                  + phi.loadUnaligned(fromByteOffset: i, as: Lanes.self) * first
                let K = gains.loadUnaligned(fromByteOffset: row + i, as: Lanes.self)
                shifted.storeBytes(of: A, toByteOffset: row + i, as: Lanes.self)
                L.storeBytes(of: A - factor * K, toByteOffset: i, as: Lanes.self)
                gains.storeBytes(
                  of: K - factor * A,
                  toByteOffset: row + stride * 8 + i,
                  as: Lanes.self
                )
              }
              F *= 1 - rho * rho
              t += 1
              variances[t] = F
            }
          }
        }
      }
    }
    transient = t
  }

  /// The variance of the error at a step.
  func variance(at t: Int) -> Double { t < transient ? variances[t] : 1 }

  /// Writes the errors of values, before they are divided by their standard deviations, from a place on;
  /// returns the step from which on all are 0.
  ///
  /// - Parameter support: the steps outside of which the values are 0; after it the errors fade, and are
  ///   taken for 0 once they are below the rounding of the first.
  @discardableResult
  func writeErrors(
    of values: Span<Double>,
    support: Range<Int>,
    to target: inout [Double],
    at place: Int = 0
  ) -> Int {
    var errors = target.mutableSpan
    for t in 0..<support.lowerBound { errors[place + t] = 0 }
    var fading = Fading(support: support, width: polynomials.width)
    var t = support.lowerBound
    if t < transient { t = runState(values, to: &errors, at: place, &fading, from: t) }
    let phi = polynomials.autoregressive
    let theta = polynomials.movingAverage
    while t < count && !fading.isOver {
      var error = values[t]
      for lag in polynomials.autoregressiveLags where lag < t {
        error -= phi[lag] * values[t - 1 - lag]
      }
      for lag in polynomials.movingAverageLags where lag < t {
        error -= theta[lag] * errors[place + t - 1 - lag]
      }
      errors[place + t] = error
      fading.pass(error, at: t)
      t += 1
    }
    for rest in t..<max(count, t) { errors[place + rest] = 0 }
    return t
  }

  /// Whether errors have faded since the values ended.
  private struct Fading {
    let end: Int
    let width: Int
    private var peak = 0.0
    private var quiet = 0

    init(support: Range<Int>, width: Int) {
      end = support.upperBound
      self.width = width
    }

    /// Nothing within the reach of the filter was more than rounding.
    var isOver: Bool { quiet >= width }

    mutating func pass(_ error: Double, at t: Int) {
      let size = abs(error)
      peak = max(peak, size)
      quiet = t >= end && size <= 1e-17 * peak ? quiet + 1 : 0
    }
  }

  /// Runs the state through the transient, writing the errors; returns the step after.
  private func runState(
    _ values: Span<Double>,
    to errors: inout MutableSpan<Double>,
    at place: Int,
    _ fading: inout Fading,
    from first: Int
  ) -> Int {
    let vectors = (polynomials.width + 3) / 4
    let lags = polynomials.autoregressiveLags
    var pending = [Double](repeating: 0, count: transient + stride + 1)
    var t = first
    // Element t + i of `pending` is element i of the state at t; it reaches a row beyond the transient.
    pending.withUnsafeMutableBytes { pending in
      gains.withUnsafeBytes { gains in
        while t < transient && !fading.isOver {
          let expected = pending.load(fromByteOffset: 8 * t, as: Double.self)
          let error = values[t] - expected
          errors[place + t] = error
          fading.pass(error, at: t)
          let next = 8 * (t + 1)
          let scaled = Lanes(repeating: error / variances[t])
          let row = t * stride * 8
          for vector in 0..<vectors {
            let i = vector * 32
            let sum =
              pending.loadUnaligned(fromByteOffset: next + i, as: Lanes.self)
              + gains.loadUnaligned(fromByteOffset: row + i, as: Lanes.self) * scaled
            pending.storeBytes(of: sum, toByteOffset: next + i, as: Lanes.self)
          }
          for lag in lags {
            let element = next + 8 * lag
            let sum = pending.load(fromByteOffset: element, as: Double.self) + shift[lag] * expected
            pending.storeBytes(of: sum, toByteOffset: element, as: Double.self)
          }
          t += 1
        }
      }
    }
    return t
  }
}
