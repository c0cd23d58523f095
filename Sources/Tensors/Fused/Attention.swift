/// The mean of the values, weighted by how well their keys match each query.
///
/// `softmax(q kᵀ / √channels) v`
///
/// The weights are computed a few rows at a time, and again on the way back, so that memory grows with
/// the number of steps and not with its square. With one channel in queries, keys and values a weight
/// costs one exponential and nothing else; long sequences in single precision whose scores are moderate
/// take one exponential for each key, and polynomials for the rest.
///
/// Outer axes of extent 1, and outer axes that an operand lacks, are repeated, as operations do; the
/// operands are views or copies of that extent then, and the weights are computed no differently.
///
/// - Shape: `[…, query, channel], […, key, channel], […, key, value channel] → […, query, value channel]`
/// - Parameters:
///   - query: What is looked for.
///   - key: What it is compared with.
///   - value: What is averaged.
///   - isCausal: Whether query `i` sees the keys up to `i` only.
/// - Precondition: The channels of queries and keys agree, and there is a value for each key.
/// - Source: Vaswani and others 2017, “Attention is all you need”, eq. 1; the order of the work of Dao
///   and others 2022, “FlashAttention”, section 3.1.
public func attention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  isCausal: Bool = false
) -> Tensor {
  let given = [query, key, value]
  query.requireMatch(with: key)
  query.requireMatch(with: value)
  precondition(
    given.allSatisfy { $0.rank >= 2 }
      && query.shape[query.rank - 1] == key.shape[key.rank - 1]
      && key.shape[key.rank - 2] == value.shape[value.rank - 2],
    "queries of shape \(query.shape), keys of \(key.shape) and values of \(value.shape)"
  )
  func plain(_ operands: [Tensor]) -> Tensor { plainAttention(operands, isCausal: isCausal) }
  let outer = given.reduce(Shape([])) { $0.broadcast(with: Shape($1.shape.dropLast(2))) }
  let operands = given.map { $0.broadcast(to: Shape(Array(outer) + Array($0.shape.suffix(2)))) }
  if operands.contains(where: { $0.count == 0 }) { return plain(operands) }
  let constants = operands.map { $0.detached() }
  if query.shape.last == 1 && value.shape.last == 1 && !isCausal {
    let run = RankOneAttentionRun(constants)
    return Tensor.fused(run.output, of: operands, plain: plain, pullback: run.pullback)
  }
  let run = AttentionRun(constants, isCausal: isCausal)
  return Tensor.fused(run.output, of: operands, plain: plain, pullback: run.pullback)
}

/// `attention` with one channel everywhere, of queries, keys and values that lie one after the other.
///
/// - Shape: `[batch, 3, step] → [batch, 1, step]`
/// - Precondition: The second of three axes has an extent of 3.
public func rankOneAttention(_ parts: Tensor) -> Tensor {
  precondition(
    parts.rank == 3 && parts.shape[1] == 3,
    "queries, keys and values of shape \(parts.shape)"
  )
  func plain(_ operands: [Tensor]) -> Tensor {
    let rows = (0..<3).map { operands[0].sliced($0..<$0 + 1, along: 1).transposed() }
    return plainAttention(rows, isCausal: false).transposed()
  }
  if parts.count == 0 { return plain([parts]) }
  let run = RankOneAttentionRun(packed: parts.detached())
  return Tensor.fused(run.output, of: [parts], plain: plain) { change, _ in
    [run.packedPullback(change)]
  }
}

/// The definition of `attention`, operation by operation.
func plainAttention(_ operands: [Tensor], isCausal: Bool) -> Tensor {
  let (query, key, value) = (operands[0], operands[1], operands[2])
  let scale = 1 / Double(query.shape[query.rank - 1]).squareRoot()
  var scores = matmul(query * scale, key.transposed())
  if isCausal {
    let (rows, columns) = (query.shape[query.rank - 2], key.shape[key.rank - 2])
    let seen = Tensor.ones([rows, columns], query.elementType).lowerTriangle()
    scores = scores.replaced(with: -.infinity, where: 1 - seen)
  }
  return matmul(scores.softmax(), value)
}
