import AlmanacTesting
import Testing

@testable import Forecasting

@Suite("BoxMinimizer", .tags(.property))
struct BoxMinimizerTests {
  /// Rosenbrock's valley in any even number of dimensions; its minimum 0 lies at (1, …, 1).
  struct Valley: DifferentiableObjective {
    func value(at x: [Double]) -> Double {
      var sum = 0.0
      for i in stride(from: 0, to: x.count, by: 2) {
        let bend = x[i + 1] - x[i] * x[i]
        sum += 100 * bend * bend + (1 - x[i]) * (1 - x[i])
      }
      return sum
    }

    func writeGradient(at x: [Double], to gradient: inout [Double]) {
      for i in stride(from: 0, to: x.count, by: 2) {
        let bend = x[i + 1] - x[i] * x[i]
        gradient[i] = -400 * x[i] * bend - 2 * (1 - x[i])
        gradient[i + 1] = 200 * bend
      }
    }
  }

  /// −log x − log(1 − x) + x, defined within (0, 1) only.
  struct Barrier: DifferentiableObjective {
    func value(at x: [Double]) -> Double {
      let x = x[0]
      guard x > 0, x < 1 else { return .infinity }
      return 1 / x + 1 / (1 - x) + x
    }

    func writeGradient(at x: [Double], to gradient: inout [Double]) {
      let x = x[0]
      gradient[0] = -1 / (x * x) + 1 / ((1 - x) * (1 - x)) + 1
    }
  }

  private func minimized(
    _ objective: some DifferentiableObjective,
    from start: [Double],
    in box: Box,
    tolerance: Double = 1e-14
  ) -> BoxMinimizer {
    var objective = objective
    var minimizer = BoxMinimizer(
      start: start,
      in: box,
      curvature: Array(repeating: 1, count: start.count),
      memory: 10,
      of: &objective
    )
    minimizer.advance(&objective, tolerance: tolerance, evaluationLimit: 2000)
    return minimizer
  }

  @Test("it follows a bent valley to its end", arguments: [2, 4, 10, 50])
  func valley(dimension: Int) {
    let start = (0..<dimension).map { $0 % 2 == 0 ? -1.2 : 1 }
    let result = minimized(Valley(), from: start, in: Box(unboundedOf: dimension))
    #expect(result.value < 1e-12)
    #expect(result.evaluations < 200)
  }

  @Test("a minimum outside the box is found on its side")
  func bound() {
    var box = Box(unboundedOf: 2)
    box.upper[0] = 0.5
    let result = minimized(Valley(), from: [-1, -1], in: box)
    // On the side x = ½ the best y is ¼, where the value is (1 − ½)².
    #expect(result.point[0] == 0.5)
    #expect(abs(result.point[1] - 0.25) < 1e-6)
    #expect(abs(result.value - 0.25) < 1e-10)
  }

  @Test("a bound that held at first is left again")
  func release() {
    var box = Box(unboundedOf: 2)
    box.lower = [-1, -1]
    let result = minimized(Valley(), from: [-1, -1], in: box)
    #expect(result.value < 1e-12)
  }

  @Test("infinite values are stepped back from")
  func barrier() {
    let result = minimized(Barrier(), from: [0.999], in: Box(unboundedOf: 1))
    var gradient = [0.0]
    Barrier().writeGradient(at: result.point, to: &gradient)
    #expect(abs(gradient[0]) < 1e-5)
  }

  @Test("a start without a value is reported as stuck")
  func infeasibleStart() {
    let result = minimized(Barrier(), from: [2], in: Box(unboundedOf: 1))
    #expect(result.isStuck)
    #expect(result.value == .infinity)
  }

  @Test("stopping and going on gives what going through gives")
  func resumed() {
    var objective = Valley()
    var minimizer = BoxMinimizer(
      start: [-1.2, 1],
      in: Box(unboundedOf: 2),
      curvature: [1, 1],
      memory: 10,
      of: &objective
    )
    for limit in stride(from: 2, through: 400, by: 7) {
      minimizer.advance(&objective, tolerance: 1e-14, evaluationLimit: limit)
    }
    #expect(minimizer.value < 1e-12)
  }
}
