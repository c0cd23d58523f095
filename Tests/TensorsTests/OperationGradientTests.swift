import AlmanacTesting
import Tensors
import Testing

/// An operation with the variables to differentiate it at, for a size.
struct OperationCase: Sendable, CustomTestStringConvertible {
  var name: String
  /// The shapes of the variables for a size, in every way in which they are differentiated.
  var shapes: @Sendable (Int) -> [[Shape]]
  var range: ClosedRange<Double> = -1.5...1.5
  var apply: @Sendable ([Tensor]) -> Tensor

  var testDescription: String { name }

  /// An operation on one tensor of `n` elements.
  static func unary(
    _ name: String,
    in range: ClosedRange<Double> = -1.5...1.5,
    _ apply: @escaping @Sendable (Tensor) -> Tensor
  ) -> OperationCase {
    OperationCase(name: name, shapes: { [[[$0]]] }, range: range) { apply($0[0]) }
  }

  /// An operation on one tensor of shape `[2, n, 3]`, `[2, 3, n]` or `[n, 2, 3]`, whichever of them it takes.
  static func everyAxis(
    _ name: String,
    in range: ClosedRange<Double> = -1.5...1.5,
    takes: @escaping @Sendable (Shape) -> Bool = { _ in true },
    _ apply: @escaping @Sendable (Tensor) -> Tensor
  ) -> OperationCase {
    OperationCase(
      name: name,
      shapes: { n in [[2, n, 3], [2, 3, n], [n, 2, 3]].filter(takes).map { [$0] } },
      range: range
    ) { apply($0[0]) }
  }

  /// An operation on two tensors of these shapes.
  static func binary(
    _ name: String,
    in range: ClosedRange<Double> = -1.5...1.5,
    _ shapes: @escaping @Sendable (Int) -> [Shape],
    _ apply: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> OperationCase {
    OperationCase(name: name, shapes: { [shapes($0)] }, range: range) { apply($0[0], $0[1]) }
  }
}

extension Tensor {
  /// As many numbers, which follow these, but lie so far apart that a difference exchanges no two.
  fileprivate var apart: Tensor {
    let places = (0..<count).map { 0.05 * Double($0 * 7 % count) }
    return 0.1 * tanh(0.1 * self) + Tensor(places, shape: shape, .float64)
  }
}

@Suite("Gradients of operations", .tags(.gradient))
struct OperationGradientTests {
  static let elementwise: [OperationCase] = [
    .unary("negative") { -$0 },
    .unary("number plus") { 3 + $0 },
    .unary("number minus") { 3 - $0 },
    .unary("minus number") { $0 - 3 },
    .unary("times number") { $0 * 3 },
    .unary("divided by number") { $0 / 3 },
    .unary("number divided by", in: 0.5...2) { 3 / $0 },
    .unary("exp") { exp($0) },
    .unary("log", in: 0.5...2) { log($0) },
    .unary("expm1") { expm1($0) },
    .unary("log1p", in: -0.4...2) { log1p($0) },
    .unary("sin") { sin($0) },
    .unary("cos") { cos($0) },
    .unary("erf") { erf($0) },
    .unary("tanh") { tanh($0) },
    .unary("sigmoid") { sigmoid($0) },
    .unary("softplus") { softplus($0) },
    .unary("gelu") { gelu($0) },
    .unary("silu") { silu($0) },
    .unary("relu", in: 0.1...1) { relu($0) },
    .unary("relu below zero", in: -1...(-0.1)) { relu($0) },
    .unary("leakyReLU", in: 0.1...1) { leakyReLU($0) },
    .unary("leakyReLU below zero", in: -1...(-0.1)) { leakyReLU($0, slope: 0.2) },
    .unary("abs", in: -1...(-0.1)) { abs($0) },
    .unary("squared") { $0.squared() },
    .unary("squareRoot", in: 0.5...2) { $0.squareRoot() },
    .unary("reciprocal", in: 0.5...2) { $0.reciprocal() },
    .unary("clamped inside", in: -0.5...0.5) { $0.clamped(to: -1...1) },
    .unary("clamped outside", in: 1.5...2) { $0.clamped(to: -1...1) },
    .unary("power of a number", in: 0.5...2) { power($0, 2.5) },
    .unary("checkpointed") { x in checkpointed(at: [x]) { tanh($0[0] * $0[0]) } },
    .binary("sum", { [[$0], [$0]] }) { $0 + $1 },
    .binary("difference, rows", { [[2, $0], [$0]] }) { $0 - $1 },
    .binary("product, columns", { [[$0, 2], [$0, 1]] }) { $0 * $1 },
    .binary("product, outer", { [[$0, 1], [1, 3]] }) { $0 * $1 },
    .binary("product, single number", { [[$0], []] }) { $0 * $1 },
    .binary("quotient", in: 0.5...2, { [[3, $0], [3, 1]] }) { $0 / $1 },
    .binary("power", in: 0.5...2, { [[$0], [$0]] }) { power($0, $1) },
    .binary("maximum", { [[$0], [$0]] }) { maximum($0, $1) },
    .binary("minimum", { [[2, $0], [$0]] }) { minimum($0, $1) },
    .binary("select", { [[2, $0], [1, $0]] }) { a, b in
      select(Tensor([[1], [0]], .float64), a.squared(), b * 2)
    },
  ]

  static let shaped: [OperationCase] = [
    .everyAxis("reshaped") { $0.reshaped(to: [3, 2, -1]).squared() },
    .everyAxis("permuted") { $0.permuted(2, 0, 1).squared() },
    .everyAxis("transposed") { $0.transposed().squared() },
    .everyAxis("expanded") { $0.expanded(at: 1).squared() },
    .everyAxis("squeezed", takes: { $0[0] > 0 }) {
      $0.sliced(0..<1).squeezed(at: 0).squared()
    },
    .everyAxis("broadcast") {
      $0.expanded(at: 0).broadcast(to: Shape([2] + Array($0.shape))).squared()
    },
    .everyAxis("sliced") { $0.sliced($0.shape[2] / 3..<$0.shape[2], along: 2).squared() },
    .everyAxis("strided") { $0.strided(by: 2, along: 1).squared() },
    .everyAxis("selected", takes: { $0[2] > 0 }) {
      $0.selected($0.shape[2] / 2, along: -1).squared()
    },
    .everyAxis("padded") { $0.padded(before: 1, after: 2, along: 1).squared() },
    .everyAxis("reversed") { $0.reversed(along: 2).squared() },
    .everyAxis("split and concatenated") {
      let width = $0.shape[2]
      let parts = $0.split([width / 3, width - width / 3], along: 2)
      return Tensor.concatenated([parts[1], parts[0], parts[1]], along: 2).squared()
    },
    .everyAxis("stacked") { Tensor.stacked([$0, $0 * 2], along: 1).squared() },
    .everyAxis("gathered", takes: { $0[2] > 0 }) {
      let ids = [2, 0, 2, 1, 60, 3].map { [width = $0.shape[2]] id in Int32(id % width) }
      return $0.gathered(at: Indices(ids, shape: [2, 3]), along: 2).squared()
    },
    .everyAxis("scattered") { x in
      let ids = Indices((0..<x.shape[2]).map { $0 * 7 % 5 })
      return x.scattered(to: ids, along: 2, extent: 5).squared()
    },
    .everyAxis("taken") { x in
      let ids = Indices((0..<x.count).map { Int32($0 * 7 % x.shape[2]) }, shape: x.shape)
      return x.taken(at: ids, along: 2).squared()
    },
    .everyAxis("put") { x in
      let ids = Indices((0..<x.count).map { Int32($0 * 7 % 4) }, shape: x.shape)
      return x.put(at: ids, along: 2, extent: 4).squared()
    },
    .everyAxis("sorted") { $0.apart.sorted(along: 1).squared() },
    .everyAxis("sorted along the last") { $0.apart.sorted(descending: true).squared() },
    .everyAxis("largest") { $0.apart.largest(min($0.shape[2], 2)).elements.squared() },
    .everyAxis("all of the largest") { $0.apart.largest($0.shape[2]).elements.squared() },
    .everyAxis("repeated") { $0.repeated(2, along: 1).squared() },
    .everyAxis("averagePooled", takes: { $0[2] % 3 == 0 }) { $0.averagePooled(by: 3).squared() },
    .everyAxis("averagePooled whole", takes: { $0[2] > 0 }) {
      $0.averagePooled(by: $0.shape[2]).squared()
    },
    .everyAxis("maximumPooled", takes: { $0[2] % 3 == 0 }) {
      $0.apart.maximumPooled(by: 3).squared()
    },
    .everyAxis("maximumPooled whole", takes: { $0[2] > 0 }) {
      $0.apart.maximumPooled(by: $0.shape[2]).squared()
    },
    .everyAxis("flattened") { $0.flattened().squared() },
    .everyAxis("lower triangle") { $0.sum(along: 0).lowerTriangle().squared() },
    .everyAxis("replaced") { $0.replaced(with: 2, where: $0 .> 0.9).squared() },
    .everyAxis("converted") { $0.converted(to: .float64).squared() },
  ]

  static let reducing: [OperationCase] = [
    .everyAxis("sum") { $0.squared().sum() },
    .everyAxis("sum of squares") { $0.sumOfSquares() },
    .everyAxis("sum of squares along two apart") {
      $0.sumOfSquares(along: [0, 2], keepingRank: true).squared()
    },
    .everyAxis("sum along the first") { $0.sum(along: 0).squared() },
    .everyAxis("sum along the middle") { $0.sum(along: 1, keepingRank: true).squared() },
    .everyAxis("sum along the last") { $0.sum(along: -1).squared() },
    .everyAxis("sum along two apart") { $0.sum(along: 0, 2).squared() },
    .everyAxis("mean") { $0.mean(along: 2).squared() },
    .everyAxis("variance", takes: { $0[2] != 1 }) { $0.variance(along: 2, correction: 1) },
    .everyAxis("largest element") { $0.apart.maximum(along: 2).squared() },
    .everyAxis("smallest element") { $0.apart.minimum(along: 0).squared() },
    .everyAxis("product of elements", in: 0.5...1.5) { $0.product(along: 2) },
    .everyAxis("running sum") { $0.cumulativeSum(along: 1).squared() },
    .everyAxis("reversed running sum") { $0.cumulativeSum(along: 2, reversed: true).squared() },
    .everyAxis("logSumExp") { $0.logSumExp(along: 2) },
    .everyAxis("softmax") { $0.softmax() },
    .everyAxis("softmax along the first") { $0.softmax(along: 0) },
    .everyAxis("logSoftmax") { $0.logSoftmax() },
    .everyAxis("softmax of long rows") { $0.permuted(0, 2, 1).softmax() },
    .binary("matmul", { [[3, $0], [$0, 2]] }) { matmul($0, $1) },
    .binary("matmul, wide", { [[2, 3], [3, $0]] }) { matmul($0, $1) },
    .binary("matmul, rows of a batch", { [[2, $0, 3], [3, 2]] }) { matmul($0, $1) },
    .binary("matmul, stretched batch", { [[2, 1, 2, $0], [3, $0, 2]] }) { matmul($0, $1) },
    .binary("matmul, transposed", { [[$0, 3], [2, $0]] }) {
      matmul($0.transposed(), $1.transposed())
    },
  ]

  @Test("elementwise operations", arguments: elementwise, awkwardSizes)
  func elementwiseOperations(_ operation: OperationCase, size: Int) { check(operation, size) }

  @Test("operations that move elements", arguments: shaped, awkwardSizes)
  func movingOperations(_ operation: OperationCase, size: Int) { check(operation, size) }

  @Test("operations that combine elements", arguments: reducing, awkwardSizes)
  func combiningOperations(_ operation: OperationCase, size: Int) { check(operation, size) }

  private func check(_ operation: OperationCase, _ size: Int) {
    for shapes in operation.shapes(size) {
      var random = RandomStream(seed: UInt64(size), name: operation.name)
      let variables = shapes.map {
        Tensor.uniform($0, in: operation.range, .float64, using: &random)
      }
      expectGradients(
        at: variables,
        samples: 4,
        "\(operation.name) of \(shapes)",
        of: operation.apply
      )
    }
  }

  /// Those that the cases above leave out.
  @Test("sizes that an operation cannot take are refused")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2, 3, 0]).selected(0, along: 2) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([2, 0]).gathered(at: [0], along: 1)
    }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2, 17]).averagePooled(by: 3) }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2, 65]).maximumPooled(by: 3) }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2, 0]).maximumPooled(by: 0) }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2, 1]).largest(2) }
  }

  @Test("the sample variance of one number is not a number")
  func varianceOfOne() {
    #expect(
      Tensor.ones([2, 1], .float64).variance(along: 1, correction: 1).elements.allSatisfy {
        $0.isNaN
      }
    )
  }
}
