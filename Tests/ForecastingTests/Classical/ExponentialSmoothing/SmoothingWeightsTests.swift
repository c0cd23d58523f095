import AlmanacTesting
import Tensors
import Testing

@testable import Forecasting

@Suite("SmoothingWeights", .tags(.property))
struct SmoothingWeightsTests {
  /// The coefficients, highest power first, of the polynomial with these pairs of conjugate roots.
  private func polynomial(roots: [(radius: Double, angle: Double)]) -> [Double] {
    roots.reduce([1]) { product, root in
      let factor = [1, -2 * root.radius * root.angle.cosine, root.radius * root.radius]
      var result = [Double](repeating: 0, count: product.count + 2)
      for (i, a) in product.enumerated() {
        for (j, b) in factor.enumerated() { result[i + j] += a * b }
      }
      return result
    }
  }

  @Test("roots within the unit circle are told from roots without", arguments: 1...20)
  func roots(seed: UInt64) {
    var stream = RandomStream(seed: seed)
    var roots = (0..<8).map { _ in (radius: 0.98 * stream.uniform(), angle: 3 * stream.uniform()) }
    #expect(SmoothingWeights.hasRootsInUnitDisc(polynomial(roots: roots)))
    roots[3].radius = 1.001
    #expect(!SmoothingWeights.hasRootsInUnitDisc(polynomial(roots: roots)))
  }

  @Test("roots on the circle itself pass")
  func rootsOnCircle() {
    #expect(SmoothingWeights.hasRootsInUnitDisc([1, 0, 0, 0, -1]))
    #expect(SmoothingWeights.hasRootsInUnitDisc([1, 1]))
    #expect(!SmoothingWeights.hasRootsInUnitDisc([1, 1.001]))
  }

  @Test("the admissible region is where the recursion forgets its start", arguments: 1...60)
  func admissibility(seed: UInt64) {
    var stream = RandomStream(seed: seed)
    let form = ETS.Form(error: .additive, trend: .additive, isDamped: true, season: .additive)
    let weights = SmoothingWeights(
      level: 1.2 * stream.uniform(),
      slope: 0.8 * stream.uniform(),
      season: 0.8 * stream.uniform(),
      damping: 0.9
    )
    // A change of the initial level, driven by the same observations, dies out or grows.
    var objective = ETSObjective(
      series: Array(repeating: 0, count: 2000),
      observations: 2000,
      period: 4
    )
    objective.form = form
    objective.weights = weights
    objective.state.level = 1e-6
    objective.state.season = [1e-6, -2e-6, 3e-6, -1e-6]
    _ = objective.valueAsSet()
    let tail = objective.oneStepForecasts().suffix(100).map(abs).max() ?? 0
    if tail < 1e-8 || tail > 1e-3 {
      #expect(weights.isAdmissible(for: form, period: 4) == (tail < 1e-8), "seed \(seed)")
    }
  }
}

extension Double {
  /// The cosine by its series, so that the test needs no library.
  fileprivate var cosine: Double {
    var (term, sum) = (1.0, 1.0)
    for k in 1...20 {
      term *= -self * self / Double((2 * k - 1) * 2 * k)
      sum += term
    }
    return sum
  }
}
