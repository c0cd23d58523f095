internal import CKernels

/// Rows moved to mean 0 and variance 1, then scaled and shifted.
///
/// `y = gain · (x - mean(x)) / √(variance(x) + ε) + shift`
///
/// - Shape: `[…, channel], [channel], [channel] → […, channel]`
/// - Precondition: There is a gain and a shift for each channel.
/// - Source: Ba, Kiros and Hinton 2016, “Layer Normalization”.
public func layerNorm(_ x: Tensor, gain: Tensor, shift: Tensor, epsilon: Double) -> Tensor {
  normed([x, gain, shift], epsilon) { operands in
    let centred = operands[0] - operands[0].mean(along: -1, keepingRank: true)
    let variance = centred.squared().mean(along: -1, keepingRank: true)
    return operands[1] * (centred / (variance + epsilon).squareRoot()) + operands[2]
  }
}

/// Rows divided by their root mean square, then scaled.
///
/// `y = gain · x / √(mean(x²) + ε)`
///
/// - Shape: `[…, channel], [channel] → […, channel]`
/// - Precondition: There is a gain for each channel.
/// - Source: Zhang and Sennrich 2019, “Root Mean Square Layer Normalization”, eq. 4.
public func rootMeanSquareNorm(_ x: Tensor, gain: Tensor, epsilon: Double) -> Tensor {
  normed([x, gain], epsilon) { operands in
    let square = operands[0].squared().mean(along: -1, keepingRank: true)
    return operands[1] * operands[0] / (square + epsilon).squareRoot()
  }
}

/// A norm of rows; with a shift among the operands the mean is taken off.
private func normed(
  _ operands: [Tensor],
  _ epsilon: Double,
  plain: @escaping ([Tensor]) -> Tensor
) -> Tensor {
  let (x, width) = (operands[0], operands[0].shape.last ?? 0)
  for parameter in operands.dropFirst() {
    x.requireMatch(with: parameter)
    precondition(
      x.rank > 0 && parameter.shape == [width],
      "a norm of rows of shape \(x.shape) with parameters of shape \(parameter.shape)"
    )
  }
  if x.count == 0 { return plain(operands) }
  let run = NormRun(operands.map { $0.detached().dense() }, epsilon)
  return Tensor.fused(run.output, of: operands, plain: plain, pullback: run.pullback)
}

/// A norm of rows by kernels, and the way back.
private struct NormRun {
  private let operands: [Tensor]
  private let isCentred: Int32
  private let (rows, width): (Int, Int)
  let output: Tensor
  /// The mean of each row and what it was multiplied with.
  private let (means, scales): (Tensor, Tensor)

  init(_ operands: [Tensor], _ epsilon: Double) {
    let (x, gain) = (operands[0], operands[1])
    let shift = operands.count > 2 ? operands[2] : nil
    let isCentred: Int32 = shift == nil ? 0 : 1
    let width = gain.count
    (self.operands, self.isCentred, self.width) = (operands, isCentred, width)
    rows = x.count / width
    output = Tensor(undefined: x.shape, x.elementType)
    means = Tensor(undefined: [rows], x.elementType)
    scales = Tensor(undefined: [rows], x.elementType)
    let (output, means, scales) = (output, means, scales)
    withExtendedLifetime((operands, output, means, scales)) {
      forEachPiece(of: rows, cost: 2 * width) { range in
        let (row, start) = (range.lowerBound, range.lowerBound * width)
        switch x.elementType {
        case .float32:
          almanac_norm_f32(
            isCentred,
            range.count,
            width,
            x.floats + start,
            gain.floats,
            shift?.floats,
            epsilon,
            output.floats + start,
            means.floats + row,
            scales.floats + row
          )
        case .float64:
          almanac_norm_f64(
            isCentred,
            range.count,
            width,
            x.doubles + start,
            gain.doubles,
            shift?.doubles,
            epsilon,
            output.doubles + start,
            means.doubles + row,
            scales.doubles + row
          )
        }
      }
    }
  }

  /// The changes of the operands.
  func pullback(_ change: Tensor, _ isFollowed: [Bool]) -> [Tensor?] {
    let (x, gain, change) = (operands[0], operands[1], change.dense())
    let inputChange = Tensor(undefined: x.shape, x.elementType)
    // Each piece of the work adds up its own share.
    let pieces = pieceCount(of: rows, cost: 2 * width)
    let gainShares = Tensor(repeating: 0, shape: [pieces, width], x.elementType)
    let shiftShares = isCentred == 1 ? gainShares.filled(with: 0) : nil
    withExtendedLifetime((operands, means, scales, change, inputChange, gainShares, shiftShares)) {
      forEachPiece(
        of: rows,
        cost: 2 * width,
        numbered: { piece, range in
          let (row, start) = (range.lowerBound, range.lowerBound * width)
          switch x.elementType {
          case .float32:
            almanac_norm_pullback_f32(
              isCentred,
              range.count,
              width,
              x.floats + start,
              gain.floats,
              means.floats + row,
              scales.floats + row,
              change.floats + start,
              inputChange.floats + start,
              gainShares.floats + piece * width,
              shiftShares.map { $0.floats + piece * width }
            )
          case .float64:
            almanac_norm_pullback_f64(
              isCentred,
              range.count,
              width,
              x.doubles + start,
              gain.doubles,
              means.doubles + row,
              scales.doubles + row,
              change.doubles + start,
              inputChange.doubles + start,
              gainShares.doubles + piece * width,
              shiftShares.map { $0.doubles + piece * width }
            )
          }
        }
      )
    }
    return [inputChange, gainShares.sum(along: 0)]
      + (shiftShares.map { [$0.sum(along: 0)] } ?? [])
  }
}
