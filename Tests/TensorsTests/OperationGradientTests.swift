import AlmanacTesting
import Tensors
import Testing

/// An operation with the variables to differentiate it at, for a size.
struct OperationCase: Sendable, CustomTestStringConvertible {
  var name: String
  var shapes: @Sendable (Int) -> [Shape]
  var range: ClosedRange<Double> = -1.5...1.5
  var apply: @Sendable ([Tensor]) -> Tensor

  var testDescription: String { name }

  /// An operation on one tensor of `n` elements.
  static func unary(
    _ name: String,
    in range: ClosedRange<Double> = -1.5...1.5,
    _ apply: @escaping @Sendable (Tensor) -> Tensor
  ) -> OperationCase {
    OperationCase(name: name, shapes: { [[$0]] }, range: range) { apply($0[0]) }
  }

  /// An operation on one tensor of shape `[2, n, 3]`.
  static func inner(
    _ name: String,
    in range: ClosedRange<Double> = -1.5...1.5,
    _ apply: @escaping @Sendable (Tensor) -> Tensor
  ) -> OperationCase {
    OperationCase(name: name, shapes: { [[2, $0, 3]] }, range: range) { apply($0[0]) }
  }

  /// An operation on two tensors of these shapes.
  static func binary(
    _ name: String,
    in range: ClosedRange<Double> = -1.5...1.5,
    _ shapes: @escaping @Sendable (Int) -> [Shape],
    _ apply: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> OperationCase {
    OperationCase(name: name, shapes: shapes, range: range) { apply($0[0], $0[1]) }
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
    .inner("reshaped") { $0.reshaped(to: [3, 2, -1]).squared() },
    .inner("permuted") { $0.permuted(2, 0, 1).squared() },
    .inner("transposed") { $0.transposed().squared() },
    .inner("expanded") { $0.expanded(at: 1).squared() },
    .inner("squeezed") { $0.sliced(0..<1).squeezed(at: 0).squared() },
    .inner("broadcast") {
      $0.expanded(at: 0).broadcast(to: Shape([2] + Array($0.shape))).squared()
    },
    .inner("sliced") { $0.sliced(1..<3, along: 2).squared() },
    .inner("strided") { $0.strided(by: 2, along: 1).squared() },
    .inner("selected") { $0.selected(1, along: -1).squared() },
    .inner("padded") { $0.padded(before: 1, after: 2, along: 1).squared() },
    .inner("reversed") { $0.reversed(along: 2).squared() },
    .inner("split and concatenated") {
      let parts = $0.split([1, 2], along: 2)
      return Tensor.concatenated([parts[1], parts[0], parts[1]], along: 2).squared()
    },
    .inner("stacked") { Tensor.stacked([$0, $0 * 2], along: 1).squared() },
    .inner("gathered") {
      $0.gathered(at: Indices([2, 0, 2, 1], shape: [2, 2]), along: 2).squared()
    },
    .inner("scattered") { $0.scattered(to: [1, 1, 3], along: 2, extent: 5).squared() },
    .inner("taken") { x in
      let ids = Indices((0..<x.count).map { Int32($0 * 7 % 3) }, shape: x.shape)
      return x.taken(at: ids, along: 2).squared()
    },
    .inner("put") { x in
      let ids = Indices((0..<x.count).map { Int32($0 * 7 % 3) }, shape: x.shape)
      return x.put(at: ids, along: 2, extent: 4).squared()
    },
    .inner("sorted") { x in
      // No two elements may be so close that a difference exchanges them.
      let places = (0..<x.shape[1]).map { 0.05 * Double($0 * 7 % x.shape[1]) }
      let apart = Tensor(places, shape: [places.count, 1], .float64)
      return (0.01 * x + apart).sorted(along: 1).squared()
    },
    .inner("largest") { $0.largest(2).elements.squared() },
    .inner("repeated") { $0.repeated(2, along: 1).squared() },
    .inner("averagePooled") { $0.averagePooled(by: 3).squared() },
    .inner("maximumPooled") { $0.maximumPooled(by: 3).squared() },
    .inner("flattened") { $0.flattened().squared() },
    .inner("lower triangle") { $0.selected(0, along: 2).lowerTriangle().squared() },
    .inner("replaced") { $0.replaced(with: 2, where: $0 .> 0.9).squared() },
    .inner("converted") { $0.converted(to: .float64).squared() },
  ]

  static let reducing: [OperationCase] = [
    .inner("sum") { $0.squared().sum() },
    .inner("sum along the first") { $0.sum(along: 0).squared() },
    .inner("sum along the middle") { $0.sum(along: 1, keepingRank: true).squared() },
    .inner("sum along the last") { $0.sum(along: -1).squared() },
    .inner("sum along two apart") { $0.sum(along: 0, 2).squared() },
    .inner("mean") { $0.mean(along: 2).squared() },
    .inner("variance") { $0.variance(along: 2, correction: 1) },
    .inner("largest element") { $0.maximum(along: 2).squared() },
    .inner("smallest element") { $0.minimum(along: 0).squared() },
    .inner("product of elements", in: 0.5...1.5) { $0.product(along: 2) },
    .inner("running sum") { $0.cumulativeSum(along: 1).squared() },
    .inner("reversed running sum") { $0.cumulativeSum(along: 2, reversed: true).squared() },
    .inner("logSumExp") { $0.logSumExp(along: 2) },
    .inner("softmax") { $0.softmax() },
    .inner("softmax along the first") { $0.softmax(along: 0) },
    .inner("logSoftmax") { $0.logSoftmax() },
    .inner("softmax of long rows") { $0.permuted(0, 2, 1).softmax() },
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
    var random = RandomStream(seed: UInt64(size), name: operation.name)
    let variables = operation.shapes(size).map {
      Tensor.uniform($0, in: operation.range, .float64, using: &random)
    }
    expectGradients(
      at: variables,
      samples: 4,
      "\(operation.name) at size \(size)",
      of: operation.apply
    )
  }
}
