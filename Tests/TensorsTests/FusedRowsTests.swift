import AlmanacTesting
import Parallelism
import Testing

@testable import Tensors

/// The extents of an attention.
struct AttentionExtents: Sendable, CustomTestStringConvertible {
  var (items, queries, keys): (Int, Int, Int)
  var (channels, width): (Int, Int)
  var testDescription: String { "\(items) × \(queries) × \(keys), \(channels) and \(width)" }

  init(_ items: Int, _ queries: Int, _ keys: Int, _ channels: Int, _ width: Int) {
    (self.items, self.queries, self.keys) = (items, queries, keys)
    (self.channels, self.width) = (channels, width)
  }

  var shapes: [Shape] {
    [[2, items, queries, channels], [2, items, keys, channels], [2, items, keys, width]]
  }

  static let awkward = [
    AttentionExtents(1, 3, 4, 2, 3), AttentionExtents(2, 17, 17, 3, 5),
    AttentionExtents(1, 65, 64, 4, 4), AttentionExtents(1, 1, 1, 1, 2),
    AttentionExtents(3, 1, 17, 1, 1), AttentionExtents(1, 65, 65, 1, 1),
    AttentionExtents(2, 64, 3, 1, 1), AttentionExtents(0, 3, 3, 2, 2),
    AttentionExtents(1, 64, 128, 1, 1), AttentionExtents(2, 72, 64, 1, 1),
    AttentionExtents(1, 0, 3, 2, 2), AttentionExtents(1, 130, 1030, 2, 2),
  ]
}

@Suite("Fused operations on rows")
struct FusedRowsTests {
  private func draw(_ shapes: [Shape], _ elementType: ElementType = .float64) -> [Tensor] {
    var random = RandomStream(seed: 12)
    return shapes.map { Tensor.uniform($0, in: -1.5...1.5, elementType, using: &random) }
  }

  /// Expects one value and one gradient of a fused operation and of the plain one, in both precisions
  /// and with several threads.
  private func expectSame(
    _ shapes: [Shape],
    _ comment: Comment,
    fused: @Sendable ([Tensor]) -> Tensor,
    plain: ([Tensor]) -> Tensor,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    // A few hundred roundings at values near 1.
    for (type, bound) in [(ElementType.float64, 1e-12), (.float32, 2e-5)] {
      let operands = draw(shapes, type)
      let weights = draw([plain(operands).shape], type)[0]
      let one = valueWithGradient(at: operands) { (fused($0) * weights).sum() }
      let many = withThreads(3) {
        valueWithGradient(at: operands) { (fused($0) * weights).sum() }
      }
      let other = valueWithGradient(at: operands) { (plain($0) * weights).sum() }
      for (pair, name) in [((one, other), "plain"), ((one, many), "three threads")] {
        let (a, b) = pair
        #expect((fused(operands) - plain(operands)).largestDistance <= bound, comment)
        for (x, y) in zip(a.gradients, b.gradients) {
          #expect(x.shape == y.shape, comment, sourceLocation: sourceLocation)
          #expect(
            (x - y).largestDistance <= bound * (1 + x.largestDistance),
            "\(comment), \(type), \(name)",
            sourceLocation: sourceLocation
          )
        }
      }
    }
  }

  @Test(
    "attention is the product with the softmax that defines it",
    .tags(.property),
    arguments: AttentionExtents.awkward,
    [false, true]
  )
  func attentionValues(_ extents: AttentionExtents, isCausal: Bool) {
    expectSame(extents.shapes, "\(extents.testDescription)") {
      attention(query: $0[0], key: $0[1], value: $0[2], isCausal: isCausal)
    } plain: {
      plainAttention($0, isCausal: isCausal)
    }
  }

  @Test(
    "attention has gradients",
    .tags(.gradient),
    arguments: AttentionExtents.awkward.filter { $0.keys < 1000 },
    [false, true]
  )
  func attentionGradients(_ extents: AttentionExtents, isCausal: Bool) {
    expectGradients(at: draw(extents.shapes), samples: 4) {
      attention(query: $0[0], key: $0[1], value: $0[2], isCausal: isCausal)
    }
  }

  @Test(
    "attention of one channel, packed, is that of its parts",
    .tags(.gradient),
    arguments: awkwardSizes
  )
  func packedAttention(steps: Int) {
    expectSame([[3, 3, steps]], "\(steps) steps") {
      rankOneAttention($0[0])
    } plain: { operands in
      let rows = (0..<3).map { operands[0].sliced($0..<$0 + 1, along: 1).transposed() }
      return plainAttention(rows, isCausal: false).transposed()
    }
    expectGradients(at: draw([[3, 3, steps]]), samples: 6) { rankOneAttention($0[0]) }
  }

  @Test(
    "long attention of one channel keeps its digits however far scores reach",
    .tags(.property),
    arguments: [0.01, 1, 3.4, 3.7, 10, 1e4]
  )
  func longAttention(scale: Double) {
    let operands = draw([[1, 128, 1], [1, 64, 1], [1, 64, 1]])
    func attended(_ type: ElementType) -> (value: Tensor, gradients: [Tensor]) {
      let operands = operands.map { $0.converted(to: type) }
      return valueWithGradient(at: operands) {
        attention(query: scale * $0[0] + 2 * scale, key: $0[1] - 1, value: $0[2]).squared().sum()
      }
    }
    let (single, double) = (attended(.float32), attended(.float64))
    for (a, b) in zip([single.value] + single.gradients, [double.value] + double.gradients) {
      let largest = b.elements.map(\.magnitude).max() ?? 0
      let distance = (a.converted(to: .float64) - b).elements.map(\.magnitude).max() ?? 0
      #expect(distance <= 1e-4 * max(1, scale) * max(1, largest))
    }
  }

  @Test("attention reads heads that are views, and stretches outer axes")
  func attentionViews() {
    let parts = draw([[2, 5, 3, 4, 8]])[0].permuted(2, 0, 3, 1, 4)
    let operands = [parts[0], parts[1], parts[2]]
    let views = attention(query: operands[0], key: operands[1], value: operands[2])
    #expect((views - plainAttention(operands, isCausal: false)).largestDistance < 1e-13)
    let shared = [parts[0], parts[1][0], parts[2][0]]
    let stretched = attention(query: shared[0], key: shared[1], value: shared[2])
    #expect((stretched - plainAttention(shared, isCausal: false)).largestDistance < 1e-13)
  }

  /// Outer axes of queries, keys and values that are repeated.
  static let stretched: [[[Int]]] = [
    [[2, 3], [1, 3], [1, 3]], [[2, 3], [3], []], [[], [2], [2]], [[3, 1], [1, 2], [2]],
    [[1], [2, 1], [1, 2]], [[0], [1], [1]],
  ]

  @Test(
    "attention with stretched outer axes is the definition of it",
    .tags(.gradient),
    arguments: stretched,
    [false, true]
  )
  func stretchedAttention(_ outer: [[Int]], isCausal: Bool) {
    for (channels, width) in [(4, 3), (1, 1)] {
      let shapes = zip(outer, [[5, channels], [6, channels], [6, width]]).map { Shape($0 + $1) }
      @Sendable func attended(_ v: [Tensor]) -> Tensor {
        attention(query: v[0], key: v[1], value: v[2], isCausal: isCausal)
      }
      expectSame(shapes, "\(shapes)", fused: attended) {
        plainAttention($0, isCausal: isCausal)
      }
      expectGradients(at: draw(shapes), samples: 4, "\(shapes)", of: attended)
    }
  }

  @Test("attention takes no memory that grows with the square of the steps")
  func attentionMemory() async {
    await #expect(processExitsWith: .success) {
      func peak(_ steps: Int, isStretched: Bool) -> Int {
        var random = RandomStream(seed: 1)
        let x = Tensor.uniform([1, 2, steps, 8], in: -1...1, .float32, using: &random)
        MemoryPool.resetPeak()
        let live = MemoryPool.liveBytes
        _ = gradient(at: x) { x in
          let keys = isStretched ? x[0][0] : x
          return attention(query: x, key: keys, value: keys).squared().sum()
        }
        return MemoryPool.peakBytes - live
      }
      for isStretched in [false, true] {
        #expect(peak(2048, isStretched: isStretched) < 4 * peak(1024, isStretched: isStretched))
        #expect(peak(2048, isStretched: isStretched) < 2 * 2048 * 2048)
      }
    }
  }

  @Test("large scores overflow nothing")
  func largeScores() {
    for channels in [1, 2] {
      let q = Tensor(repeating: -40, shape: [1, 3, channels])
      let k = Tensor(
        [Double](repeating: 30, count: 2 * channels) + [Double](repeating: -30, count: channels),
        shape: [1, 3, channels]
      )
      let v = Tensor([[[1.0], [2], [3]]].flatMap { $0.flatMap { $0 } }, shape: [1, 3, 1])
      #expect(attention(query: q, key: k, value: v).elements == [3, 3, 3])
    }
  }

  @Test(
    "norms of rows are the compositions that define them",
    .tags(.property),
    arguments: awkwardSizes
  )
  func normValues(size: Int) {
    expectSame([[3, 5, size], [size], [size]], "layer norm of \(size)") {
      layerNorm($0[0], gain: $0[1], shift: $0[2], epsilon: 1e-2)
    } plain: { operands in
      let centred = operands[0] - operands[0].mean(along: -1, keepingRank: true)
      let variance = centred.squared().mean(along: -1, keepingRank: true)
      return operands[1] * (centred / (variance + 1e-2).squareRoot()) + operands[2]
    }
    expectSame([[15, size], [size]], "root mean square norm of \(size)") {
      rootMeanSquareNorm($0[0], gain: $0[1], epsilon: 1e-2)
    } plain: { operands in
      let square = operands[0].squared().mean(along: -1, keepingRank: true)
      return operands[1] * operands[0] / (square + 1e-2).squareRoot()
    }
  }

  @Test("norms of rows have gradients", .tags(.gradient), arguments: awkwardSizes)
  func normGradients(size: Int) {
    expectGradients(at: draw([[3, size], [size], [size]]), samples: 5) {
      layerNorm($0[0], gain: $0[1], shift: $0[2], epsilon: 0.1)
    }
    expectGradients(at: draw([[3, size], [size]]), samples: 5) {
      rootMeanSquareNorm($0[0], gain: $0[1], epsilon: 0.1)
    }
  }

  @Test(
    "cross entropy is the logarithm of the softmax",
    .tags(.property),
    arguments: [1, 3, 17, 64, 65, 1030]
  )
  func crossEntropies(size: Int) {
    let classes = Indices((0..<6).map { ($0 * 7 + 3) % size }).reshaped(to: [2, 3])
    expectSame([[2, 3, size]], "\(size) classes") {
      softmaxCrossEntropy($0[0], classes)
    } plain: {
      -$0[0].logSoftmax().taken(at: classes.reshaped(to: [2, 3, 1]), along: -1).squeezed(at: -1)
    }
    expectGradients(at: draw([[2, 3, size]]), samples: 6) { softmaxCrossEntropy($0[0], classes) }
  }

  @Test(
    "the cross entropy of products is that of their scores, in one block of rows or several",
    .tags(.property),
    // Rows, classes, channels.
    arguments: [(1, 1, 1), (6, 3, 2), (17, 65, 3), (64, 17, 64), (300, 2100, 5)],
    [false, true]
  )
  func linearCrossEntropies(_ extents: (Int, Int, Int), hasBias: Bool) {
    let (rows, classCount, channels) = extents
    let classes = Indices((0..<rows).map { ($0 * 7 + 3) % classCount })
    let shapes: [Shape] =
      [[rows, channels], [classCount, channels]] + (hasBias ? [[classCount]] : [])
    func fused(_ operands: [Tensor]) -> Tensor {
      linearCrossEntropy(operands[0], operands[1], bias: hasBias ? operands[2] : nil, classes)
    }
    expectSame(shapes, "\(extents)") {
      linearCrossEntropy($0[0], $0[1], bias: $0.count > 2 ? $0[2] : nil, classes)
    } plain: {
      let scores = matmul($0[0], $0[1].transposed())
      return softmaxCrossEntropy($0.count > 2 ? scores + $0[2] : scores, classes).mean()
    }
    if rows < 100 {
      expectGradients(at: draw(shapes), samples: 6, of: fused)
    }
    // Rows may have several axes.
    let operands = draw(shapes)
    let one = linearCrossEntropy(operands[0], operands[1], classes)
    let other = linearCrossEntropy(
      operands[0].reshaped(to: [1, rows, channels]),
      operands[1],
      classes.reshaped(to: [1, rows])
    )
    #expect(one.scalar == other.scalar)
    // What is not followed has no change, and the others have the same.
    let all = valueWithGradient(at: operands, of: fused).gradients
    for followed in operands.indices {
      let alone = valueWithGradient(at: [operands[followed]]) { variables in
        var all = operands
        all[followed] = variables[0]
        return fused(all)
      }
      #expect((alone.gradients[0] - all[followed]).largestDistance == 0, "\(extents), \(followed)")
    }
  }

  @Test(
    "the cross entropy of no row is no number, and of one there may be no axis",
    .tags(.property)
  )
  func linearCrossEntropyOfNothing() {
    #expect(linearCrossEntropy(.zeros([0, 3]), .zeros([4, 3]), Indices([])).scalar.isNaN)
    expectGradients(at: draw([[3], [4, 3]])) {
      linearCrossEntropy($0[0], $0[1], Indices([2], shape: []))
    }
  }

  @Test("pullbacks in one pass are the products that define them", .tags(.property))
  func activationPullbacks() {
    typealias Function = @Sendable (Tensor) -> Tensor
    let functions: [(Function, Function)] = [
      ({ gelu($0) }, { 0.5 * $0 * (1 + erf($0 / 2.squareRoot())) }),
      ({ silu($0) }, { $0 / (1 + exp(-$0)) }),
      ({ tanh($0) }, { 1 - 2 / (exp(2 * $0) + 1) }),
      ({ sigmoid($0) }, { 1 / (1 + exp(-$0)) }),
      ({ softplus($0) }, { log(1 + exp($0)) }),
      ({ leakyReLU($0, slope: 0.2) }, { select($0 .>= 0, $0, 0.2 * $0) }),
      ({ relu($0) }, { select($0 .>= 0, $0, 0 * $0) }),
      ({ $0.squared() }, { $0 * $0 }),
    ]
    for (fused, plain) in functions {
      expectSame([[5, 13]], "an activation") {
        fused($0[0])
      } plain: {
        plain($0[0])
      }
    }
    let far = Tensor([-1e30, -200, -20, 20, 200, 1e30])
    for function in [gelu, silu] as [(Tensor) -> Tensor] {
      let slopes = gradient(at: far) { function($0).sum() }.elements
      #expect(zip(slopes, [0.0, 0, 0, 1, 1, 1]).allSatisfy { ($0 - $1).magnitude < 1e-6 })
    }
  }
}

extension Tensor {
  /// The largest distance of an element from zero; 0 when there is none.
  fileprivate var largestDistance: Double {
    elements.reduce(0) { $1.isNaN ? .infinity : max($0, $1.magnitude) }
  }
}
