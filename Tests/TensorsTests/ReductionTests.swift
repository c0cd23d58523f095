import AlmanacTesting
import Parallelism
import Tensors
import Testing

@Suite("Reductions and products")
struct ReductionTests {
  @Test("every way to sum agrees with a plain loop", .tags(.property), arguments: awkwardSizes)
  func sums(size: Int) {
    var random = RandomStream(seed: 4)
    let x = Tensor.normal([3, size, 2], .float64, using: &random)
    let elements = x.elements
    var middle = [Double](repeating: 0, count: 6)
    for (place, element) in elements.enumerated() {
      middle[place / (2 * size) * 2 + place % 2] += element
    }
    for (a, b) in zip(x.sum(along: 1).elements, middle) { #expect((a - b).magnitude < 1e-12) }
    #expect((x.sum().scalar - elements.reduce(0, +)).magnitude < 1e-11)
    #expect(x.sum(along: 0, 2).shape == [size])
    #expect(x.sum(along: 0, 2, keepingRank: true).shape == [1, size, 1])
    #expect((x.sum(along: 0, 2).sum().scalar - x.sum().scalar).magnitude < 1e-11)
    for axes in [[], [0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]] {
      let (squares, plain) = (x.sumOfSquares(along: axes), x.squared().sum(along: axes))
      #expect(squares.shape == plain.shape)
      for (a, b) in zip(squares.elements, plain.elements) { #expect((a - b).magnitude < 1e-11) }
    }
  }

  @Test("a sum in single precision keeps its digits over a million elements")
  func longSum() {
    let x = Tensor(repeating: 0.1, shape: [1_000_000])
    #expect((x.sum().scalar / (1_000_000 * Double(Float(0.1))) - 1).magnitude < 1e-6)
    let square = Double(Float(0.1)) * Double(Float(0.1))
    #expect((x.sumOfSquares().scalar / (1_000_000 * square) - 1).magnitude < 1e-6)
  }

  @Test("sums of columns in single precision keep their digits over a hundred thousand rows")
  func longColumns() {
    let (tenth, wide) = (Double(Float(0.1)), Tensor(repeating: 0.1, shape: [100_000, 300]))
    for sum in wide.sum(along: 0).elements {
      #expect((sum / (100_000 * tenth) - 1).magnitude < 1e-6)
    }
    for sum in wide.sumOfSquares(along: 0).elements {
      #expect((sum / (100_000 * tenth * tenth) - 1).magnitude < 1e-6)
    }
  }

  @Test("the empty sum is 0, the empty maximum minus infinity")
  func empty() {
    let x = Tensor.zeros([2, 0])
    #expect(x.sum(along: 1).elements == [0, 0])
    #expect(x.sumOfSquares(along: 1).elements == [0, 0])
    #expect(x.product(along: 1).elements == [1, 1])
    #expect(x.maximum(along: 1).elements == [-.infinity, -.infinity])
    #expect(x.minimum(along: 1).elements == [.infinity, .infinity])
    #expect(x.mean().scalar.isNaN)
    #expect(matmul(Tensor.zeros([2, 0]), Tensor.zeros([0, 3])) == Tensor.zeros([2, 3]))
  }

  @Test("what is not a number is not lost")
  func notANumber() {
    for place in 0..<40 {
      var elements = (0..<40).map { Double($0) }
      elements[place] = .nan
      let x = Tensor(elements)
      #expect(x.maximum(along: 0).scalar.isNaN)
      #expect(x.minimum(along: 0).scalar.isNaN)
      #expect(x.positionOfMaximum(along: 0).values == [Int32(place)])
      #expect(x.sorted().elements[39].isNaN)
    }
  }

  @Test("positions are those of the first extreme element")
  func positions() {
    let x = Tensor([[3, 1, 3], [0, 0, -1]])
    #expect(x.positionOfMaximum(along: 1).values == [0, 0])
    #expect(x.positionOfMinimum(along: 1).values == [1, 2])
    #expect(x.positionOfMaximum(along: 0).values == [0, 0, 0])
  }

  @Test("sorting is stable, and the largest come first")
  func sorting() {
    let x = Tensor([[2, 9, 2, 5], [1, 1, 0, 3]])
    #expect(x.sortedPositions().values == [0, 2, 3, 1, 2, 0, 1, 3])
    #expect(x.sorted(along: 0).elements == [1, 1, 0, 3, 2, 9, 2, 5])
    #expect(x.sorted(descending: true)[0].elements == [9, 5, 2, 2])
    let (elements, positions) = x.largest(2)
    #expect(elements == Tensor([[9, 5], [3, 1]]))
    #expect(positions.values == [1, 3, 3, 0])
  }

  @Test("running sums go both ways")
  func runningSums() {
    let x = Tensor([[1, 2, 3], [4, 5, 6]])
    #expect(x.cumulativeSum(along: 1).elements == [1, 3, 6, 4, 9, 15])
    #expect(x.cumulativeSum(along: 1, reversed: true).elements == [6, 5, 3, 15, 11, 6])
    #expect(x.cumulativeSum(along: 0).elements == [1, 2, 3, 5, 7, 9])
  }

  @Test(
    "softmax holds for large and for missing scores",
    .tags(.property),
    arguments: [1, 3, 17, 65]
  )
  func softmax(size: Int) {
    var random = RandomStream(seed: 5)
    let x = Tensor.normal([4, size], standardDeviation: 100, using: &random)
    for sum in x.softmax().sum(along: 1).elements { #expect((sum - 1).magnitude < 1e-6) }
    for (a, b) in zip(exp(x.logSoftmax()).elements, x.softmax().elements) {
      #expect((a - b).magnitude < 1e-5)
    }
    let masked = Tensor.concatenated([x, x.filled(with: -.infinity)], along: 1)
    #expect(masked.softmax().sliced(0..<size, along: 1) == x.softmax())
    #expect(Tensor([-.infinity, 0]).logSumExp(along: 0).scalar == 0)
  }

  @Test("matrix products agree with a plain loop", .tags(.property), arguments: awkwardSizes)
  func matrixProducts(size: Int) {
    var random = RandomStream(seed: 6)
    for (m, n) in [(1, 1), (3, 2), (5, 17)] {
      let a = Tensor.normal([m, size], .float64, using: &random)
      let b = Tensor.normal([n, size], .float64, using: &random)
      let expected = (a.expanded(at: 1) * b.expanded(at: 0)).sum(along: 2)
      let views = [
        matmul(a, b.transposed()),
        matmul(b, a.transposed()).transposed(),
        matmul(a.reversed(along: 1), b.reversed(along: 1).transposed()),
        matmul(
          Tensor.concatenated([a, a], along: 1).sliced(size..<2 * size, along: 1),
          b.transposed()
        ),
      ]
      for product in views {
        for (x, y) in zip(product.elements, expected.elements) {
          #expect((x - y).magnitude < 1e-12)
        }
      }
    }
  }

  @Test("the number of threads does not change elementwise results and reductions")
  func threads() {
    var random = RandomStream(seed: 7)
    let x = Tensor.normal([300, 1000], using: &random)
    func work() -> [Tensor] {
      [tanh(x) * x[0], x.sum(along: 1), x.sum(along: 0), x.softmax(), x.transposed() + 1]
    }
    let alone = work()
    let together = withThreads(3) { work() }
    #expect(alone == together)
  }

  @Test("a product that threads share is the same", arguments: [15, 40, 300, 700])
  func sharedProducts(rows: Int) {
    var random = RandomStream(seed: 8)
    let x = Tensor.normal([rows, 1000], using: &random)
    let y = Tensor.normal([1000, 300], using: &random)
    let shared = withThreads(3) { matmul(x, y) }
    #expect(abs(matmul(x, y) - shared).flattened().maximum(along: 0).scalar < 1e-3)
  }
}
