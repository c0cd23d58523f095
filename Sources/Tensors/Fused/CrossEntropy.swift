internal import CKernels

/// `-log softmax(x)[class]` of each row.
///
/// Neither the softmax nor its logarithm is stored.
///
/// - Shape: `[…, class], […] → […]`
/// - Precondition: There is a class for each row, and it is a position of the last axis.
public func softmaxCrossEntropy(_ scores: Tensor, _ classes: Indices) -> Tensor {
  let width = scores.shape.last ?? 0
  precondition(
    scores.rank > 0 && Shape(scores.shape.dropLast()) == classes.shape,
    "scores of shape \(scores.shape) for classes of shape \(classes.shape)"
  )
  classes.requirePositions(in: width)
  var picked = classes.shape
  picked.append(1)
  let x = scores.detached().dense()
  let (y, logs) = (
    Tensor(undefined: classes.shape, x.elementType), Tensor(undefined: classes.shape, x.elementType)
  )
  let rows = classes.values.count
  forEachPiece(of: rows, cost: 4 * width) { range in
    let (row, start) = (range.lowerBound, range.lowerBound * width)
    withExtendedLifetime((x, y, logs)) {
      classes.values.withUnsafeBufferPointer { values in
        guard let first = values.baseAddress else { return }
        switch x.elementType {
        case .float32:
          almanac_cross_entropy_f32(
            range.count,
            width,
            x.floats + start,
            first + row,
            y.floats + row,
            logs.floats + row
          )
        case .float64:
          almanac_cross_entropy_f64(
            range.count,
            width,
            x.doubles + start,
            first + row,
            y.doubles + row,
            logs.doubles + row
          )
        }
      }
    }
  }
  return Tensor.fused(
    y,
    of: [scores],
    plain: { operands in
      -operands[0].logSoftmax().taken(at: classes.reshaped(to: picked), along: -1)
        .squeezed(at: -1)
    },
    pullback: { change, _ in [crossEntropyChange(change.dense(), x, classes, logs)] }
  )
}

/// The change of the scores for a change of the cross entropy.
private func crossEntropyChange(
  _ change: Tensor,
  _ x: Tensor,
  _ classes: Indices,
  _ logs: Tensor
) -> Tensor {
  let result = Tensor(undefined: x.shape, x.elementType)
  let width = x.shape[x.rank - 1]
  forEachPiece(of: classes.values.count, cost: 4 * width) { range in
    let (row, start) = (range.lowerBound, range.lowerBound * width)
    withExtendedLifetime((x, logs, change, result)) {
      classes.values.withUnsafeBufferPointer { values in
        guard let first = values.baseAddress else { return }
        switch x.elementType {
        case .float32:
          almanac_cross_entropy_pullback_f32(
            range.count,
            width,
            x.floats + start,
            first + row,
            logs.floats + row,
            change.floats + row,
            result.floats + start
          )
        case .float64:
          almanac_cross_entropy_pullback_f64(
            range.count,
            width,
            x.doubles + start,
            first + row,
            logs.doubles + row,
            change.doubles + row,
            result.doubles + start
          )
        }
      }
    }
  }
  return result
}
