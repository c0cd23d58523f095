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
    { matmul($0, b.transposed(), laidOutAs: a).collapsed(to: shapeA) },
    b,
    { matmul(a.transposed(), $0, laidOutAs: b).collapsed(to: shapeB) }
  )
}

/// The matrix product in the memory order of a tensor: where that is transposed, so is the product.
///
/// A parameter that was multiplied transposed gets a slope in its own order, which optimisers and sums of
/// slopes read without a copy.
private func matmul(_ a: Tensor, _ b: Tensor, laidOutAs like: Tensor) -> Tensor {
  let (row, column) = (like.strides[like.rank - 2], like.strides[like.rank - 1])
  guard row == 1 && column > 1 else { return matmul(a, b) }
  return matmul(b.transposed(), a.transposed()).transposed()
}
