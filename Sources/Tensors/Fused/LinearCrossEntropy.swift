internal import CKernels

/// The mean of `-log softmax(x wᵀ + b)[class]` over all rows, without the scores of all rows at once.
///
/// Equals `softmaxCrossEntropy(matmul(x, w.transposed()) + b, classes).mean()`. Rows are taken in blocks whose scores
/// stay in the cache for up to some 2000 classes: they become their own changes in place, and these go into the changes
/// of the operands at once. So of scores one block is stored, however many rows there are, and for the way back what has
/// the shape of the operands.
///
/// - Shape: `[…, channel], [class, channel], [class], […] → []`
/// - Parameters:
///   - input: The rows, `x`.
///   - weight: A row for each class, `w`; where the classes are what an embedding holds, its weight.
///   - bias: What is added to the score of each class, `b`; nil for nothing.
///   - classes: The class of each row.
/// - Precondition: There is a channel, and a class for each row, which is a row of the weight.
/// - Complexity: O(row · class · channel).
public func linearCrossEntropy(
  _ input: Tensor,
  _ weight: Tensor,
  bias: Tensor? = nil,
  _ classes: Indices
) -> Tensor {
  for other in [weight, bias] { if let other { input.requireMatch(with: other) } }
  let channels = input.shape.last ?? 0
  precondition(
    weight.rank == 2 && channels > 0 && channels == weight.shape[1]
      && bias?.shape ?? [weight.shape[0]] == [weight.shape[0]]
      && Shape(input.shape.dropLast()) == classes.shape,
    "rows of shape \(input.shape), a weight of \(weight.shape), a bias of "
      + "\(bias.map { "\($0.shape)" } ?? "nothing") and classes of \(classes.shape)"
  )
  classes.requirePositions(in: weight.shape[0])
  let operands = [input, weight] + (bias.map { [$0] } ?? [])
  var run = LinearCrossEntropyRun(
    input: input.detached().dense().reshaped(to: [classes.values.count, channels]),
    weight: weight.detached().dense(),
    bias: bias?.detached().dense(),
    classes,
    isFollowed: operands.map { Tape.following([$0]) != nil }
  )
  let value = run.loss()
  let changes = run.changes
  return Tensor.fused(
    value,
    of: operands,
    plain: { operands in
      let rows = operands[0].reshaped(to: [classes.values.count, channels])
      let scores = matmul(rows, operands[1].transposed())
      return softmaxCrossEntropy(
        operands.count > 2 ? scores + operands[2] : scores,
        classes.reshaped(to: [classes.values.count])
      ).mean()
    },
    pullback: { change, _ in
      zip(operands, changes).map { operand, own in
        (own.map { $0 * change })?.reshaped(to: operand.shape)
      }
    }
  )
}

/// A loss, and the changes of what it is computed from.
private struct LinearCrossEntropyRun {
  let (input, weight): (Tensor, Tensor)
  let bias: Tensor?
  let classes: Indices
  /// The changes of rows, weight and bias for a change of the loss by 1, where they are asked for.
  private(set) var changes: [Tensor?]

  init(
    input: Tensor,
    weight: Tensor,
    bias: Tensor?,
    _ classes: Indices,
    isFollowed: [Bool]
  ) {
    (self.input, self.weight, self.bias, self.classes) = (input, weight, bias, classes)
    changes = zip([input, weight] + (bias.map { [$0] } ?? []), isFollowed).map {
      operand,
      isFollowed in
      isFollowed ? Tensor(repeating: 0, shape: operand.shape, operand.elementType) : nil
    }
  }

  private var channels: Int { input.shape[1] }
  private var classCount: Int { weight.shape[0] }

  /// Computes the loss and the changes.
  mutating func loss() -> Tensor {
    let rows = input.shape[0]
    // Fewer rows would read the weight too often, more would leave the cache.
    let most = max(128, (1 << 18) / max(1, classCount))
    let blocks = max(1, (rows + most - 1) / most)
    let losses = Tensor(undefined: [rows], input.elementType)
    let scores = Tensor(undefined: [(rows + blocks - 1) / blocks, classCount], input.elementType)
    for block in 0..<blocks {
      let rows = rows * block / blocks..<rows * (block + 1) / blocks
      weigh(rows, scores, losses)
      addChanges(of: rows, scores)
      if bias != nil { changes[2]?.accumulate(scores[0..<rows.count].sum(along: 0)) }
    }
    return losses.mean()
  }

  /// Computes the losses of some rows, the changes of their scores and of the rows themselves.
  private func weigh(_ block: Range<Int>, _ scores: Tensor, _ losses: Tensor) {
    forEachGroup(of: block.count, cost: channels * classCount / 4) { piece in
      let own = BLAS.Matrix(
        tensor: scores,
        offset: piece.lowerBound * classCount,
        stride: classCount
      )
      let first = block.lowerBound + piece.lowerBound
      let rows = BLAS.Matrix(tensor: input, offset: first * channels, stride: channels)
      if let bias {
        let shape: Shape = [piece.count, classCount]
        Tensor.write(
          Tensor(viewing: bias, offset: bias.offset, shape: shape, strides: [0, 1]),
          into: Tensor(
            viewing: scores,
            offset: scores.offset + own.offset,
            shape: shape,
            strides: [classCount, 1]
          )
        )
      }
      withExtendedLifetime((input, weight, scores, losses, changes)) {
        let table = BLAS.Matrix(tensor: weight, stride: channels)
        var turned = table
        turned.isTransposed = true
        BLAS.addProduct(
          piece.count,
          classCount,
          channels,
          rows,
          turned,
          to: own,
          kept: bias == nil ? 0 : 1
        )
        weigh(first..<first + piece.count, at: (scores, own.offset), losses)
        if let change = changes[0] {
          BLAS.addProduct(
            piece.count,
            channels,
            classCount,
            own,
            table,
            to: BLAS.Matrix(tensor: change, offset: first * channels, stride: channels),
            kept: 0
          )
        }
      }
    }
  }

  /// Calls `body` with ranges that cover `0..<count`, on several threads where they are allowed. No range is so
  /// short that a product takes longer to arrange its other side than to multiply.
  private func forEachGroup(of count: Int, cost: Int, _ body: (Range<Int>) -> Void) {
    let size = 32
    forEachPiece(of: (count + size - 1) / size, cost: size * cost) { groups in
      body(groups.lowerBound * size..<min(groups.upperBound * size, count))
    }
  }

  /// Turns the scores of some rows into the changes of these for a change of the mean loss, and writes the losses.
  private func weigh(_ rows: Range<Int>, at scores: Kernels.Place, _ losses: Tensor) {
    let factor = 1 / Double(input.shape[0])
    classes.values.withUnsafeBufferPointer { values in
      guard let first = values.baseAddress else { return }
      switch input.elementType {
      case .float32:
        almanac_cross_entropy_changes_f32(
          rows.count,
          classCount,
          Float(factor),
          first + rows.lowerBound,
          scores.tensor.floats + scores.offset,
          losses.floats + rows.lowerBound
        )
      case .float64:
        almanac_cross_entropy_changes_f64(
          rows.count,
          classCount,
          factor,
          first + rows.lowerBound,
          scores.tensor.doubles + scores.offset,
          losses.doubles + rows.lowerBound
        )
      }
    }
  }

  /// Adds the share of some rows to the change of the weight.
  private func addChanges(of rows: Range<Int>, _ scores: Tensor) {
    guard let change = changes[1] else { return }
    forEachGroup(of: classCount, cost: channels * rows.count / 8) { own in
      withExtendedLifetime((input, scores, change)) {
        BLAS.addProduct(
          own.count,
          channels,
          rows.count,
          BLAS.Matrix(
            tensor: scores,
            offset: own.lowerBound,
            stride: classCount,
            isTransposed: true
          ),
          BLAS.Matrix(tensor: input, offset: rows.lowerBound * channels, stride: channels),
          to: BLAS.Matrix(tensor: change, offset: own.lowerBound * channels, stride: channels)
        )
      }
    }
  }
}
