import AlmanacTesting
import Foundation
import Testing

@testable import Intensity

@Suite("Hawkes")
struct HawkesTests {
  /// A history of visits at some times; the birth is no visit of the process.
  private func history(_ times: [Double], age: Double) -> VisitHistory {
    VisitHistory(times: [0] + times, age: age)
  }

  @Test("the quadratic of one user is that worked out by hand", .tags(.golden))
  func gram() {
    var objective = HawkesObjective(HawkesKernel(rates: [1, 10]))
    objective.add(history([0.5, 0.8, 1.6], age: 2))
    #expect(objective.count == 5)
    let upper = [
      [2, 1.805356, 2.981678, 0.864665, 1.000000], [2.309431, 4.137517, 0.548039, 0.006430],
      [15.499714, 1.141160, 0.035368], [0.490842, 0.909091], [5.000000],
    ]
    let matrix = objective.matrix
    for (i, row) in upper.enumerated() {
      for (place, expected) in row.enumerated() {
        // Six decimals are known.
        #expect(abs(matrix[i * 5 + i + place] - expected) < 6e-7, "row \(i), column \(i + place)")
        #expect(matrix[i * 5 + i + place] == matrix[(i + place) * 5 + i])
      }
    }
    for (actual, expected) in zip(objective.vector, [3, 1.523018, 0.501392, 1.257756, 0.070735]) {
      #expect(abs(actual - expected) < 6e-7)
    }
    let weights = [0.4, 0.2, 0.3, 0.1, 0.05]
    #expect(abs(objective.value(at: weights) - -0.0064689) < 6e-8)
    var bare = objective
    bare.penalty = .infinity
    #expect(abs(bare.value(at: weights) - -0.0066202) < 6e-8)
    let best = objective.minimizer()
    #expect(abs(best[0] - 1.498127) < 6e-7)
    #expect(best.dropFirst().allSatisfy { $0 == 0 })
    #expect(abs(objective.value(at: best) - -0.8988764) < 6e-8)
  }

  @Test("the state and the intensity are those worked out by hand", .tags(.golden))
  func state() {
    let kernel = HawkesKernel(rates: [1, 10])
    let known = history([0.5, 0.8, 1.6], age: 2)
    let expected = [1, 1.194644, 0.183221, 0.135335, 2.06e-8]
    for (actual, expected) in zip(kernel.state(of: known), expected) {
      #expect(abs(actual - expected) < 6e-7)
    }
    let model = Hawkes(kernel, weights: [0.4, 0.2, 0.3, 0.1, 0.05])
    #expect(abs(model.intensity(after: known) - 0.7074287) < 6e-8)
  }

  private let window = Hawkes(
    HawkesKernel(rates: [20, 2, 0.1]),
    weights: [0.7, 0.3, 0.25, 0.1, 0.2, 0.5, 1]
  )

  @Test("the moments of a window are those worked out by hand", .tags(.golden))
  func moments() {
    let outlook = window.outlook(of: history([0.3, 0.31, 0.9, 1.4], age: 1.6))
    #expect(abs(outlook.probability - (1 - 0.343086)) < 6e-7)
    // The reference value has been integrated in 128 steps.
    #expect(abs(outlook.visits - 1.881105) < 3e-6)
  }

  @Test("a simulated process has the moments of the formulas", .tags(.property))
  func simulation() {
    let kernel = window.kernel
    let past = history([0.3, 0.31, 0.9, 1.4], age: 1.6)
    let state = kernel.state(of: past)
    let outlook = window.outlook(of: past)
    var random = SplitMix(state: 3)
    var (visits, any) = (0.0, 0.0)
    let count = 40_000
    for _ in 0..<count {
      // Thinning: the intensity only falls between visits.
      var excitations = Array(state.dropFirst())
      var (now, own) = (0.0, 0.0)
      while true {
        func intensity() -> Double {
          zip(window.weights, [1] + excitations).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let bound = intensity()
        let gap = -log(random.uniform()) / bound
        now += gap
        if now > 1 { break }
        for i in excitations.indices { excitations[i] *= exp(-kernel.rates[i % 3] * gap) }
        if random.uniform() * bound < intensity() {
          own += 1
          for d in 0..<3 { excitations[d] += kernel.rates[d] }
        }
      }
      visits += own
      any += own > 0 ? 1 : 0
    }
    let n = Double(count)
    // Four standard errors.
    #expect(abs(any / n - outlook.probability) < 4 * 0.48 / n.squareRoot())
    #expect(abs(visits / n - outlook.visits) < 4 * 2.2 / n.squareRoot())
  }

  @Test(
    "the minimum over non-negative weights satisfies its conditions",
    .tags(.property),
    arguments: 0..<8
  )
  func conditions(seed: UInt64) {
    var random = SplitMix(state: seed)
    var objective = HawkesObjective(.standard)
    for _ in 0..<40 {
      let times = (0..<Int.random(in: 0...12, using: &random)).map { _ in 3 * random.uniform() }
      objective.add(history(times.sorted(), age: 3))
    }
    let quadratic = objective.quadratic
    let best = objective.minimizer()
    let n = best.count
    for i in 0..<n {
      var slope = -quadratic.vector[i]
      var scale = abs(quadratic.vector[i])
      for j in 0..<n {
        let term = quadratic.matrix[i * n + j] * best[j]
        slope += term
        scale += abs(term)
      }
      #expect(best[i] >= 0)
      // The slope vanishes where a weight is positive, and is not negative elsewhere, to the digits of
      // a matrix whose neighbouring columns hardly differ.
      if best[i] > 0 { #expect(abs(slope) < 1e-6 * scale) } else { #expect(slope > -1e-6 * scale) }
    }
  }

  @Test("a regression on windows beats its neighbours", .tags(.property))
  func regression() {
    var random = SplitMix(state: 5)
    let n = 6
    let scales = [1, 1e3, 1e-2, 10, 1e5, 1]
    let features = (0..<200 * n).map { scales[$0 % n] * random.uniform() }
    let counts = (0..<200).map { row in
      Double(Int(3 * random.uniform() * features[row * n] + 1e-3 * features[row * n + 1]))
    }
    let regression = PoissonRegression(
      features: features,
      counts: counts,
      weightCount: n,
      ridge: 1e-3
    )
    let best = regression.minimizer()
    let value = regression.value(at: best)
    for i in 0..<n {
      for factor in [0.99, 1.01] {
        var other = best
        other[i] = other[i] * factor + 1e-6 / scales[i]
        #expect(regression.value(at: other) >= value - 1e-12)
      }
    }
  }
}
