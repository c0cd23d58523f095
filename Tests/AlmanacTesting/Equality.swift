public import Tensors
public import Testing

/// Expects two tensors of one shape whose elements differ by at most `bound`.
public func expectEqual(
  _ a: Tensor,
  _ b: Tensor,
  within bound: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(a.shape == b.shape, sourceLocation: sourceLocation)
  for (x, y) in zip(a.elements, b.elements) where !((x - y).magnitude <= bound) {
    Issue.record("\(x) and \(y)", sourceLocation: sourceLocation)
    return
  }
}
