/// The matrix product.
///
/// The outer axes are stretched to one shape, as with operators. When `b` has two axes only, all rows
/// of `a` go into one product.
///
/// - Shape: `[…, m, k] · […, k, n] → […, m, n]`
/// - Precondition: Both have at least two axes, and the inner extents are equal.
public func matmul(_ a: Tensor, _ b: Tensor) -> Tensor {
  a.requireMatch(with: b)
  precondition(
    a.rank >= 2 && b.rank >= 2 && a.shape[a.rank - 1] == b.shape[b.rank - 2],
    "matrices of shapes \(a.shape) and \(b.shape) cannot be multiplied"
  )
  if b.rank == 2 && a.rank > 2 && a.shape[a.rank - 1] > 0 {
    let rows = a.reshaped(to: [-1, a.shape[a.rank - 1]])
    return matmul(rows, b).reshaped(to: a.shape.replacing(a.rank - 1, with: b.shape[1]))
  }
  let y = Tensor.multiplyingMatrices(a, b)
  guard let tape = Tape.following(a, b) else { return y }
  let (shapeA, shapeB) = (a.shape, b.shape)
  return tape.record(
    y,
    a,
    { matmul($0, b.transposed()).collapsed(to: shapeA) },
    b,
    { matmul(a.transposed(), $0).collapsed(to: shapeB) }
  )
}
