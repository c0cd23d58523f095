import AlmanacTesting
import Foundation
import Testing

@testable import Tensors

@Suite("Student's distribution")
struct StudentTests {
  private func inputs(_ count: Int, _ type: ElementType) -> (parameters: Tensor, target: Tensor) {
    var random = RandomStream(seed: 21)
    return (
      Tensor.uniform([count, 3], in: -6...6, type, using: &random),
      Tensor.uniform([count], in: -9...9, type, using: &random)
    )
  }

  @Test(
    "the loss in one pass is the plain one",
    .tags(.property),
    arguments: [0, 1, 3, 31, 64, 65]
  )
  func loss(count: Int) {
    for (type, bound) in [(ElementType.float64, 1e-11), (.float32, 1e-4)] {
      let (parameters, target) = inputs(count, type)
      let weights = target + 10
      func both(_ loss: (Tensor, Tensor) -> Tensor) -> (value: Tensor, gradients: [Tensor]) {
        valueWithGradient(at: [parameters, target]) { (loss($0[0], $0[1]) * weights).sum() }
      }
      let one = both { studentLoss($0, target: $1, leastDeviation: 1e-2) }
      let other = both { plainStudentLoss($0, target: $1, leastDeviation: 1e-2) }
      for (x, y) in zip([one.value] + one.gradients, [other.value] + other.gradients) {
        #expect(x.shape == y.shape)
        #expect(
          zip(x.elements, y.elements).allSatisfy { abs($0 - $1) <= bound * (1 + abs($1)) },
          "\(type)"
        )
      }
    }
  }

  @Test("quotients of the gamma function are exact to rounding", .tags(.golden))
  func gammaQuotients() {
    let x = [1, 1.5, 10, 1e6]
    for (ratio, x) in zip(logGammaRatio(Tensor(x, .float64)).elements, x) {
      #expect(abs(ratio - (lgamma(x + 0.5) - lgamma(x))) < 2e-8)
    }
  }

  @Test("the loss has the gradient that differences show", .tags(.gradient))
  func gradient() {
    let (parameters, target) = inputs(17, .float64)
    expectGradients(at: [parameters * 0.3, target * 0.3]) { variables in
      studentLoss(variables[0], target: variables[1], leastDeviation: 1e-3)
    }
  }

  @Test("the farthest target that windows hold has a loss and slopes")
  func outlier() {
    let far = Tensor([1e10, -1e10], .float32)
    let (value, slopes) = valueWithGradient(at: Tensor([[0, -40, 0], [0, 0, 30]], .float32)) {
      studentLoss($0, target: far, leastDeviation: 1e-5).sum()
    }
    #expect(value.scalar.isFinite && slopes.elements.allSatisfy(\.isFinite))
  }

  @Test(
    "numbers that are drawn go on where others end",
    .tags(.property),
    arguments: [0, 1, 31, 32, 33, 100]
  )
  func drawing(count: Int) {
    for type in [ElementType.float32, .float64] {
      let (parameters, _) = inputs(100, type)
      var (stream, other) = (RandomStream(seed: 4), RandomStream(seed: 4))
      let all = Tensor.students(parameters, leastDeviation: 0, using: &stream)
      let some = Tensor.students(
        parameters.sliced(0..<count),
        leastDeviation: 0,
        using: &other
      )
      #expect(some.elements == Array(all.elements.prefix(count)))
      let next = Tensor.students(parameters, leastDeviation: 0, using: &stream)
      #expect(Set(next.elements).isDisjoint(with: all.elements))
      // Whatever stands beside the parameters.
      var third = RandomStream(seed: 4)
      let wide = Tensor.concatenated([parameters, parameters], along: 1)
      #expect(Tensor.students(wide, leastDeviation: 0, using: &third) == all)
    }
  }

  @Test("many degrees of freedom make normal numbers", .tags(.property))
  func moments() {
    let count = 200_000
    var stream = RandomStream(seed: 6)
    // A deviation of log 2, and 1000 degrees of freedom.
    let parameters = Tensor([[5, 0, 998]], .float32).broadcast(to: [count, 3])
    let drawn = Tensor.students(parameters, leastDeviation: 0, using: &stream).elements
      .map { ($0 - 5) / 0.6931471805599453 }
    for (power, wanted, variance) in [(1, 0.0, 1.0), (2, 1, 2), (3, 0, 15), (4, 3, 96)] {
      let moment = drawn.reduce(0) { sum, x in sum + (0..<power).reduce(1) { y, _ in y * x } }
      let mean = moment / Double(count)
      // Four standard errors, and what 1000 degrees of freedom are from normal.
      #expect(
        abs(mean - wanted) < 4 * (variance / Double(count)).squareRoot() + 0.006 * wanted
          * Double(power)
      )
    }
  }
}
