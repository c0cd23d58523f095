internal import Glibc
internal import Parallelism

/// What histories say about the weights of a Hawkes process, as a quadratic.
///
/// `J(θ) = (1/N) Σ [∫ λ² - 2 Σ λ(t)] + |θ|² / 2C = θ'(G/N + 1/2C)θ - 2 (q/N)'θ`
///
/// The integrals need no sum over pairs: between jumps `h h'` falls by `β + β'` times itself, so the
/// integral is what the jumps add less what is left at the end.
///
/// - Source: Bacry and others 2017, “Tick”, the least-squares goodness of fit; Ma, Liu and Deoras 2022,
///   “Bridging recommendation and marketing via recurrent intensity modeling”.
public struct HawkesObjective: Sendable {
  /// The kernel whose weights are asked for.
  public let kernel: HawkesKernel
  /// The weight of the penalty is half its inverse.
  public var penalty = 1000.0

  private var ages = 0.0
  private var births = 0.0
  private var points = 0.0
  private var squaredJumps = 0.0
  /// Sums over visits of the state before them, without the 1.
  private var before: [Double]
  /// Sums over visits at one moment, each moment once for each of its visits.
  private var atEnd: [Double]
  private var atEndSquared: [Double]

  /// No histories yet.
  public init(_ kernel: HawkesKernel) {
    self.kernel = kernel
    let n = 2 * kernel.rates.count
    before = Array(repeating: 0, count: n)
    atEnd = before
    atEndSquared = Array(repeating: 0, count: n * n)
  }

  /// The number of points, where a history counts two of its own: birth and end.
  public var count: Double { points + 2 * births }

  /// Adds a history.
  public mutating func add(_ history: VisitHistory) {
    let rates = kernel.rates
    let d = rates.count
    ages += history.age
    births += 1
    var end = [Double](repeating: 0, count: 2 * d)
    kernel.walk(history) { excitation, time, visits in
      let birth = kernel.birth(at: time)
      if visits == 0 {
        for i in 0..<d { (end[i], end[d + i]) = (excitation[i], birth[i]) }
        return
      }
      let m = Double(visits)
      points += m
      squaredJumps += m * m
      for i in 0..<d {
        before[i] += m * excitation[i]
        before[d + i] += m * birth[i]
      }
    }
    for i in 0..<2 * d { atEnd[i] += end[i] }
    for i in 0..<2 * d where end[i] != 0 {
      let factor = end[i]
      for j in 0...i { atEndSquared[i * 2 * d + j] += factor * end[j] }
    }
  }

  /// Adds what others say.
  mutating func add(_ other: HawkesObjective) {
    ages += other.ages
    births += other.births
    points += other.points
    squaredJumps += other.squaredJumps
    for i in before.indices {
      before[i] += other.before[i]
      atEnd[i] += other.atEnd[i]
    }
    for i in atEndSquared.indices { atEndSquared[i] += other.atEndSquared[i] }
  }

  /// `q`, in the order of the weights.
  public var vector: [Double] { [points] + before }

  /// `G` in rows, in the order of the weights.
  public var matrix: [Double] {
    let rates = kernel.rates
    let d = rates.count
    let n = 2 * d + 1
    var matrix = [Double](repeating: 0, count: n * n)
    matrix[0] = ages
    for i in 0..<2 * d {
      let jumps = i < d ? points : births
      let integral = jumps - atEnd[i] / rates[i % d]
      matrix[i + 1] = integral
      matrix[(i + 1) * n] = integral
      for j in 0...i {
        let (a, b) = (rates[i % d], rates[j % d])
        // What jumps add to the product of two excitations: visits raise the first half, births the
        // second, and these happen first.
        let added: Double =
          if i < d {
            a * before[j] + b * before[i] + a * b * squaredJumps
          } else if j < d {
            b * before[i]
          } else {
            a * b * births
          }
        let product = (added - atEndSquared[i * 2 * d + j]) / (a + b)
        matrix[(i + 1) * n + j + 1] = product
        matrix[(j + 1) * n + i + 1] = product
      }
    }
    return matrix
  }

  /// The quadratic to be made small.
  var quadratic: NonNegativeQuadratic {
    let n = kernel.weightCount
    var a = matrix.map { $0 / count }
    for i in 0..<n { a[i * n + i] += 0.5 / penalty }
    return NonNegativeQuadratic(matrix: a, vector: vector.map { $0 / count })
  }

  /// The value for some weights.
  public func value(at weights: [Double]) -> Double { quadratic.value(at: weights) }

  /// The weights that are best and nowhere negative.
  public func minimizer() -> [Double] { quadratic.minimizer() }
}
