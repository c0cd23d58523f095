internal import CKernels

/// Sequences with what they attend to added, by attention with one channel for queries, keys and values.
///
/// `y = x + V a + c`, where `a` is `rankOneAttention` of the three rows of `W x + b`
///
/// It is computed some sequences at a time, which stay in the cache from one part to the next.
///
/// - Shape: `[batch, channel, step] → [batch, channel, step]`
/// - Parameters:
///   - input: The sequences, `x`.
///   - inward: The projection to queries, keys and values, `W`, of shape `[3, channel, 1]`.
///   - inwardBias: `b`, of shape `[3]`.
///   - outward: The projection back to all channels, `V`, of shape `[channel, 1, 1]`.
///   - outwardBias: `c`, of shape `[channel]`.
/// - Precondition: The channels agree.
/// - Source: Jeha and others 2022, section 3.2.
public func residualRankOneAttention(
  _ input: Tensor,
  inward: Tensor,
  inwardBias: Tensor,
  outward: Tensor,
  outwardBias: Tensor
) -> Tensor {
  let operands = [input, inward, inwardBias, outward, outwardBias]
  for operand in operands { input.requireMatch(with: operand) }
  precondition(
    input.rank == 3 && inward.shape == [3, input.shape[1], 1] && inwardBias.shape == [3]
      && outward.shape == [input.shape[1], 1, 1] && outwardBias.shape == [input.shape[1]],
    "sequences of shape \(input.shape) with projections of \(inward.shape) and \(outward.shape)"
  )
  if !ResidualAttentionRun.takes(input) { return plainResidualAttention(operands) }
  let run = ResidualAttentionRun(operands.map { $0.detached().dense() })
  return Tensor.fused(
    run.output,
    of: operands,
    plain: plainResidualAttention,
    pullback: run.pullback
  )
}

/// The definition of `residualRankOneAttention`, operation by operation.
func plainResidualAttention(_ operands: [Tensor]) -> Tensor {
  let (x, inward, inwardBias) = (operands[0], operands[1], operands[2])
  let attended = rankOneAttention(convolution(x, inward, bias: inwardBias))
  return convolution(attended, operands[3], bias: operands[4], adding: x)
}

/// Residual attention by kernels, and the way back.
struct ResidualAttentionRun {
  private let (input, inward, outward): (Tensor, Tensor, Tensor)
  private let (batch, channels, steps): (Int, Int, Int)
  /// Queries, keys and values, `[batch, 3, step]`.
  private let parts: Tensor
  private let attention: RankOneAttentionRun
  let output: Tensor

  /// Whether there is something to compute, and a sequence fills registers without a rest.
  static func takes(_ input: Tensor) -> Bool {
    let bytes = input.shape[2] * input.elementType.byteCount
    return input.count > 0 && bytes.isMultiple(of: Int(almanac_correlation_bytes))
  }

  /// - Parameter operands: The input, and the projections with their biases; all dense.
  init(_ operands: [Tensor]) {
    (input, inward, outward) = (operands[0], operands[1], operands[3])
    (batch, channels, steps) = (input.shape[0], input.shape[1], input.shape[2])
    parts = Tensor(undefined: [batch, 3, steps], input.elementType)
    attention = RankOneAttentionRun(unattended: parts)
    output = Tensor(undefined: input.shape, input.elementType)
    attend(operands[2], operands[4])
  }

  private var cost: Int { channels * steps + 4 * steps * steps }

  /// The elements of a sequence.
  private var size: Int { channels * steps }

  /// The sequences that are worked on together, three tensors of which find room in the cache.
  private var groupCount: Int {
    max(1, min(16, (1 << 19) / (3 * size * input.elementType.byteCount)))
  }

  /// Where the terms of a sum over rows of a sequence begin.
  private func rowTerms(_ count: Int) -> Kernels.Terms {
    Kernels.Terms((0..<count).map { $0 * steps })
  }

  private func attend(_ inwardBias: Tensor, _ outwardBias: Tensor) {
    let (terms, one) = (rowTerms(channels), rowTerms(1))
    forEachPiece(of: batch, cost: cost) { range in
      for group in range.split(by: groupCount) {
        let first = group.lowerBound
        Kernels.correlate(
          rows: 3,
          columns: steps,
          start: Kernels.Start(tensor: inwardBias, row: 1, column: 0),
          Kernels.Rows(tensor: inward, stride: channels),
          input,
          from: first * size,
          terms,
          to: Kernels.Rows(tensor: parts, offset: first * 3 * steps, stride: steps),
          items: Kernels.Items(count: group.count, right: size, out: 3 * steps)
        )
        attention.attend(group)
        Kernels.correlate(
          rows: channels,
          columns: steps,
          start: Kernels.Start(tensor: outwardBias, row: 1, column: 0),
          Kernels.Rows(tensor: outward, stride: 1),
          attention.output,
          from: first * steps,
          one,
          to: Kernels.Rows(tensor: output, offset: first * size, stride: steps),
          items: Kernels.Items(count: group.count, right: steps, out: size),
          finish: Kernels.Finish(addend: input, offset: first * size)
        )
      }
    }
  }

  /// The changes of the operands.
  func pullback(_ change: Tensor, _ isFollowed: [Bool]) -> [Tensor?] {
    let change = change.dense()
    let type = input.elementType
    let inputChange = isFollowed[0] ? Tensor(undefined: input.shape, type) : nil
    let shares =
      isFollowed.dropFirst().contains(true)
      ? Shares(pieces: pieceCount(of: batch, cost: 2 * cost), channels: channels, type) : nil
    forEachPiece(
      of: batch,
      cost: 2 * cost,
      numbered: { piece, range in
        for group in range.split(by: groupCount) {
          let partChanges = pullBackAttention(group, change)
          if let shares { add(group, change, partChanges, to: shares, piece) }
          if let inputChange { pullBack(group, change, partChanges, to: inputChange) }
        }
      }
    )
    return [
      inputChange, shares?.sum(\.inward, [3, channels, 1]), shares?.sum(\.inwardBias, [3]),
      shares?.sum(\.outward, [channels, 1, 1]), shares?.sum(\.outwardBias, [channels]),
    ]
  }

  /// What the pieces of the work add to the changes of the projections.
  private struct Shares {
    let (inward, inwardBias, outward, outwardBias): (Tensor, Tensor, Tensor, Tensor)

    init(pieces: Int, channels: Int, _ type: ElementType) {
      inward = Tensor(repeating: 0, shape: [pieces, 3 * channels], type)
      inwardBias = Tensor(repeating: 0, shape: [pieces, 3], type)
      outward = Tensor(repeating: 0, shape: [pieces, channels], type)
      outwardBias = Tensor(repeating: 0, shape: [pieces, channels], type)
    }

    func sum(_ share: (Shares) -> Tensor, _ shape: Shape) -> Tensor {
      share(self).sum(along: 0).reshaped(to: shape)
    }
  }

  /// The changes of queries, keys and values of a group, `[group, 3, step]`.
  private func pullBackAttention(_ group: Range<Int>, _ change: Tensor) -> Tensor {
    let attendedChange = Tensor(undefined: [group.count, 1, steps], input.elementType)
    Kernels.correlate(
      rows: 1,
      columns: steps,
      start: Kernels.Start(tensor: Tensor(0, input.elementType), row: 0, column: 0),
      Kernels.Rows(tensor: outward, stride: channels),
      change,
      from: group.lowerBound * size,
      rowTerms(channels),
      to: Kernels.Rows(tensor: attendedChange, stride: steps),
      items: Kernels.Items(count: group.count, right: size, out: steps)
    )
    let changes = Tensor(repeating: 0, shape: [group.count, 3, steps], input.elementType)
    attention.pullBack(group, attendedChange, toPacked: changes)
    return changes
  }

  private func add(
    _ group: Range<Int>,
    _ change: Tensor,
    _ partChanges: Tensor,
    to shares: Shares,
    _ piece: Int
  ) {
    let first = group.lowerBound
    Kernels.correlateWeights(
      items: group.count,
      rows: channels,
      columns: steps,
      Kernels.Rows(tensor: change, offset: first * size, stride: steps),
      attention.output,
      from: first * steps,
      item: steps,
      [0],
      to: Kernels.Rows(tensor: shares.outward, offset: piece * channels, stride: 1)
    )
    Kernels.addRowSums(
      items: group.count,
      rows: channels,
      columns: steps,
      of: (change, first * size),
      to: (shares.outwardBias, piece * channels)
    )
    Kernels.correlateWeights(
      items: group.count,
      rows: 3,
      columns: steps,
      Kernels.Rows(tensor: partChanges, stride: steps),
      input,
      from: first * size,
      item: size,
      (0..<channels).map { $0 * steps },
      to: Kernels.Rows(tensor: shares.inward, offset: piece * 3 * channels, stride: channels)
    )
    Kernels.addRowSums(
      items: group.count,
      rows: 3,
      columns: steps,
      of: (partChanges, 0),
      to: (shares.inwardBias, piece * 3)
    )
  }

  /// The changes of the inputs of a group: those of the outputs, and what went through the attention.
  private func pullBack(
    _ group: Range<Int>,
    _ change: Tensor,
    _ partChanges: Tensor,
    to inputChange: Tensor
  ) {
    let first = group.lowerBound * size
    Kernels.correlate(
      rows: channels,
      columns: steps,
      start: Kernels.Start(tensor: Tensor(0, input.elementType), row: 0, column: 0),
      Kernels.Rows(tensor: inward, stride: 1),
      partChanges,
      Kernels.Terms(left: (0..<3).map { $0 * channels }, right: (0..<3).map { $0 * steps }),
      to: Kernels.Rows(tensor: inputChange, offset: first, stride: steps),
      items: Kernels.Items(count: group.count, right: 3 * steps, out: size),
      finish: Kernels.Finish(addend: change, offset: first)
    )
  }
}
