import AlmanacTesting
import Parallelism
import Testing

@testable import Tensors

@Suite("valueWithGradient", .tags(.gradient))
struct TapeTests {
  @Test("the gradient goes through control flow")
  func controlFlow() {
    func f(_ x: Tensor) -> Tensor {
      var y = x
      for _ in 0..<5 { y = y.scalar > 10 ? y / 3 : y * y }
      return y
    }
    // 2 → 4 → 16 → 16/3 → (16/3)² → (16/3)²/3: x⁸/27.
    let (value, slope) = valueWithGradient(at: Tensor(2, .float64), of: f)
    #expect((value.scalar - 256.0 / 27).magnitude < 1e-12)
    #expect((slope.scalar - 8 * 128.0 / 27).magnitude < 1e-12)
  }

  @Test("what does not touch the value has gradient zero")
  func untouched() {
    let (_, gradients) = valueWithGradient(at: [Tensor([1, 2]), Tensor(3)]) { $0[1] * 2 }
    #expect(gradients == [Tensor([0, 0]), Tensor(2)])
    #expect(gradient(at: Tensor([1, 2])) { _ in Tensor(1) } == Tensor([0, 0]))
    #expect(gradient(at: Tensor([1, 2])) { x in x.detached().sum() } == Tensor([0, 0]))
    #expect(gradient(at: Tensor([1, 2])) { x in withoutGradient { x.sum() } } == Tensor([0, 0]))
  }

  @Test("derivatives nest to any order")
  func higherOrder() {
    // d⁴/dx⁴ of x⁵ is 120 x.
    func derivative(_ order: Int, _ x: Tensor) -> Tensor {
      order == 0 ? power(x, 5) : gradient(at: x) { derivative(order - 1, $0) }
    }
    #expect((derivative(4, Tensor(2, .float64)).scalar - 240).magnitude < 1e-9)
  }

  @Test("an inner gradient sees its own variable only")
  func nestedVariables() {
    // d/dx [ x · d/dy (x y²) ] at y = x, where the inner derivative holds x constant: 2 x · 3 x.
    let slope = gradient(at: Tensor(3, .float64)) { x in
      x * gradient(at: x) { y in x * y * y }
    }
    #expect(slope.scalar == 54)
  }

  @Test("a gradient penalty reaches the weights")
  func gradientPenalty() {
    var random = RandomStream(seed: 1)
    let x = Tensor.normal([4, 3], .float64, using: &random)
    let weights = [
      Tensor.normal([3, 5], .float64, using: &random),
      Tensor.normal([5, 1], .float64, using: &random),
    ]
    expectGradients(at: weights, secondOrder: false) { weights in
      let slopes = gradient(at: x) { x in
        matmul(tanh(matmul(x, weights[0])), weights[1]).sum()
      }
      return (slopes.squared().sum(along: 1).squareRoot() - 1).squared().mean()
    }
  }

  @Test("a tensor of a finished gradient is a constant")
  func finished() {
    var kept = Tensor(0)
    _ = valueWithGradient(at: Tensor(2)) { x in
      kept = x * x
      return kept
    }
    #expect(gradient(at: Tensor(3)) { x in x * kept }.scalar == 4)
  }

  @Test(
    "slopes of factors that were multiplied transposed lie in memory as the factors do",
    arguments: [true, false]
  )
  func order(isBatch: Bool) {
    let (x, w) = (Tensor.ones(isBatch ? [4, 5, 3] : [5, 3]), Tensor.ones([2, 3]))
    let (_, slopes) = valueWithGradient(at: [w, x]) {
      matmul($0[1], $0[0].transposed()).sumOfSquares()
    }
    #expect(slopes.map(\.strides) == [w.strides, x.strides])
    let (_, turned) = valueWithGradient(at: [w, x]) {
      matmul($0[0], $0[1].transposed()).sumOfSquares()
    }
    #expect(turned.map(\.strides) == [w.strides, x.strides])
  }

  @Test("threads take gradients independently")
  func threads() {
    let slopes = parallelMap(count: 64, threads: 4) { k in
      gradient(at: Tensor(Double(k), .float64)) { x in
        (0..<100).reduce(x) { y, _ in y + x * x }
      }.scalar
    }
    #expect(slopes == (0..<64).map { 1 + 200 * Double($0) })
  }

  @Test("a chain of 200,000 steps neither overflows the stack nor leaks")
  func longChain() {
    func run() -> Double {
      gradient(at: Tensor(0.5, .float64)) { x in
        var y = x
        for _ in 0..<200_000 { y = y * 0.99999 + x }
        return y
      }.scalar
    }
    let live = { MemoryPool.liveBytes }
    _ = run()
    let before = live()
    #expect((run() - (1 - wholePower(0.99999, 200_001)) / 1e-5).magnitude < 1e-6)
    for _ in 0..<5 { _ = run() }
    // Other tests run beside this one, with large tensors: 12 MB for each chain, a leak of which would be 25 MB.
    #expect(live() - before < 6 * 12_000_000)
  }

  private func wholePower(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  @Test("a warm step takes no memory from the system")
  func warmSteps() {
    var random = RandomStream(seed: 2)
    // An extent that no other test uses, so that no other test takes these blocks.
    var weights = Tensor.normal([1031, 1031], standardDeviation: 0.01, using: &random)
    let x = Tensor.normal([3, 1031], using: &random)
    func step() {
      weights -= gradient(at: weights) { tanh(matmul(x, $0)).squared().mean() } * 0.1
    }
    for _ in 0..<3 { step() }
    let drawn = MemoryPool.drawnBytes
    for _ in 0..<20 { step() }
    #expect(MemoryPool.drawnBytes - drawn < 20 * 4 * 1031 * 1031 / 2)
  }

  @Test("a checkpoint gives the same gradient")
  func checkpoints() {
    var random = RandomStream(seed: 3)
    let w = Tensor.normal([4, 4], .float64, using: &random)
    let x = Tensor.normal([2, 4], .float64, using: &random)
    func run(_ checkpointing: Bool) -> [Tensor] {
      valueWithGradient(at: [w, x]) { variables in
        let w = variables[0]
        var h = variables[1]
        for _ in 0..<4 {
          func piece(_ v: [Tensor]) -> Tensor { tanh(matmul(v[1], v[0])) }
          h = checkpointing ? checkpointed(at: [w, h], of: piece) : piece([w, h])
        }
        return h.sum()
      }.gradients
    }
    #expect(run(true) == run(false))
  }

  @Test("the gradient test notices a wrong gradient")
  func wrongGradient() {
    withKnownIssue {
      expectGradients(at: [Tensor([1, 2], .float64)]) { $0[0] * $0[0].detached() }
    }
  }
}
