internal import CKernels

/// The long short-term memory over a whole sequence.
///
/// With the gates `i, f, g, o` of step `t` as the four parts of `W x[t] + U h[t-1] + b`:
/// `c[t] = σ(f) c[t-1] + σ(i) tanh(g)`, `h[t] = σ(o) tanh(c[t])`
///
/// - Shape: `[batch, step, channel] → [step + 1, batch, unit]`: the outputs of all steps, then the last
///   cell state.
/// - Parameters:
///   - input: The sequence.
///   - inputWeight: `W`, of shape `[4 unit, channel]`.
///   - recurrentWeight: `U`, of shape `[4 unit, unit]`.
///   - bias: `b`, of shape `[4 unit]`.
///   - output: `h` before the first step, of shape `[batch, unit]`.
///   - cell: `c` before the first step, of shape `[batch, unit]`.
/// - Source: Hochreiter and Schmidhuber 1997; the forget gate of Gers, Schmidhuber and Cummins 2000.
public func longShortTermMemory(
  _ input: Tensor,
  inputWeight: Tensor,
  recurrentWeight: Tensor,
  bias: Tensor,
  output: Tensor,
  cell: Tensor
) -> Tensor {
  let operands = [input, inputWeight, recurrentWeight, bias, output, cell]
  let units = recurrentWeight.shape[1]
  precondition(
    input.rank == 3 && inputWeight.shape == [4 * units, input.shape[2]]
      && recurrentWeight.shape == [4 * units, units] && bias.shape == [4 * units]
      && output.shape == [input.shape[0], units] && cell.shape == output.shape,
    "shapes \(operands.map(\.shape)) do not make an LSTM"
  )
  let run = LSTMRun(operands.map { $0.detached() })
  return Tensor.fused(
    run.packed,
    of: operands,
    plain: plainLongShortTermMemory,
    pullback: run.pullback
  )
}

/// The definition of `longShortTermMemory`, operation by operation.
func plainLongShortTermMemory(_ operands: [Tensor]) -> Tensor {
  let (input, inputWeight, recurrentWeight) = (operands[0], operands[1], operands[2])
  let units = recurrentWeight.shape[1]
  var (h, c) = (operands[4], operands[5])
  var outputs: [Tensor] = []
  for step in 0..<input.shape[1] {
    let sums =
      matmul(input.selected(step, along: 1), inputWeight.transposed())
      + matmul(h, recurrentWeight.transposed()) + operands[3]
    let gates = sums.split([units, units, units, units], along: 1)
    c = sigmoid(gates[1]) * c + sigmoid(gates[0]) * tanh(gates[2])
    h = sigmoid(gates[3]) * tanh(c)
    outputs.append(h)
  }
  return Tensor.stacked(outputs + [c])
}

/// One pass over a sequence with kernels, and the way back.
private struct LSTMRun {
  let operands: [Tensor]
  let (batch, steps, units): (Int, Int, Int)
  /// The input with the steps outermost, `[step, batch, channel]`.
  let input: Tensor
  /// The activations of the gates, `[step, batch, 4 unit]`.
  let gates: Tensor
  /// The cell states, the first one before the first step, `[step + 1, batch, unit]`.
  let cells: Tensor
  /// The outputs, then the last cell state, `[step + 1, batch, unit]`.
  let packed: Tensor

  init(_ operands: [Tensor]) {
    // BLAS is fastest on small products when neither side is transposed.
    let weight = operands[2].transposed().dense()
    let (bias, start) = (operands[3], operands[4].dense())
    (batch, steps) = (operands[0].shape[0], operands[0].shape[1])
    let (batch, steps, units) = (batch, steps, weight.shape[0])
    self.units = units
    self.operands = operands
    input = operands[0].permuted(1, 0, 2).dense()
    gates = bias.broadcast(to: [steps, batch, 4 * units]).writableCopy()
    gates.addProduct(of: input, operands[1].dense())
    cells = Tensor(undefined: [steps + 1, batch, units], gates.elementType)
    packed = Tensor(undefined: [steps + 1, batch, units], gates.elementType)
    cells.write(operands[5], at: 0)
    let (gates, cells, packed) = (gates, cells, packed)
    let slab = batch * units
    withExtendedLifetime((gates.storage, cells.storage, packed.storage, weight, start)) {
      forEachPiece(of: batch, cost: steps * units * (units + 20)) { rows in
        let (from, count) = (rows.lowerBound * units, rows.count)
        for step in 0..<steps {
          let (before, now) = (step * slab + from, (step + 1) * slab + from)
          let earlier =
            step == 0
            ? BLAS.Matrix(tensor: start, offset: from, stride: units)
            : BLAS.Matrix(tensor: packed, offset: before - slab, stride: units)
          BLAS.addProduct(
            count,
            4 * units,
            units,
            earlier,
            BLAS.Matrix(tensor: weight, stride: 4 * units),
            to: BLAS.Matrix(tensor: gates, offset: 4 * before, stride: 4 * units)
          )
          switch gates.elementType {
          case .float32:
            almanac_lstm_step_f32(
              count,
              units,
              gates.floats + 4 * before,
              cells.floats + before,
              cells.floats + now,
              packed.floats + before
            )
          case .float64:
            almanac_lstm_step_f64(
              count,
              units,
              gates.doubles + 4 * before,
              cells.doubles + before,
              cells.doubles + now,
              packed.doubles + before
            )
          }
        }
      }
    }
    packed.write(cells.selected(steps), at: steps)
  }

  /// The changes of the operands; it uses up the gates.
  func pullback(_ change: Tensor, _ isFollowed: [Bool]) -> [Tensor?] {
    let weight = operands[2].dense()
    let flow = change.sliced(0..<steps).writableCopy()
    let cellChange = change.selected(steps).writableCopy()
    let startChange = Tensor(repeating: 0, shape: [batch, units], change.elementType)
    let slab = batch * units
    withExtendedLifetime((gates, cells, flow, cellChange, startChange, weight)) {
      forEachPiece(of: batch, cost: steps * units * (units + 20)) { rows in
        let (from, count) = (rows.lowerBound * units, rows.count)
        for step in (0..<steps).reversed() {
          let (before, now) = (step * slab + from, (step + 1) * slab + from)
          switch flow.elementType {
          case .float32:
            almanac_lstm_pullback_f32(
              count,
              units,
              gates.floats + 4 * before,
              cells.floats + before,
              cells.floats + now,
              flow.floats + before,
              cellChange.floats + from
            )
          case .float64:
            almanac_lstm_pullback_f64(
              count,
              units,
              gates.doubles + 4 * before,
              cells.doubles + before,
              cells.doubles + now,
              flow.doubles + before,
              cellChange.doubles + from
            )
          }
          let earlier =
            step == 0
            ? BLAS.Matrix(tensor: startChange, offset: from, stride: units)
            : BLAS.Matrix(tensor: flow, offset: before - slab, stride: units)
          BLAS.addProduct(
            count,
            units,
            4 * units,
            BLAS.Matrix(tensor: gates, offset: 4 * before, stride: 4 * units),
            BLAS.Matrix(tensor: weight, stride: units),
            to: earlier
          )
        }
      }
    }
    let sums = gates.reshaped(to: [steps * batch, 4 * units])
    let earlier = Tensor.concatenated([
      operands[4].expanded(at: 0), packed.sliced(0..<max(0, steps - 1)),
    ]).sliced(0..<steps)
    return [
      isFollowed[0] ? matmul(gates, operands[1]).permuted(1, 0, 2) : nil,
      isFollowed[1]
        ? matmul(sums.transposed(), input.reshaped(to: [steps * batch, input.shape[2]])) : nil,
      isFollowed[2]
        ? matmul(sums.transposed(), earlier.reshaped(to: [steps * batch, units])) : nil,
      isFollowed[3] ? sums.sum(along: 0) : nil,
      startChange,
      cellChange,
    ]
  }
}

extension Tensor {
  /// Adds the product of every row of `x` with the rows of `weight` to this fresh tensor.
  ///
  /// - Shape: `[…, channel], [unit, channel] → […, unit]`
  func addProduct(of x: Tensor, _ weight: Tensor) {
    let (units, channels) = (weight.shape[0], weight.shape[1])
    let rows = count / max(1, units)
    withExtendedLifetime((storage, x.storage, weight.storage)) {
      forEachPiece(of: rows, cost: units * channels / 8) { range in
        BLAS.addProduct(
          range.count,
          units,
          channels,
          BLAS.Matrix(tensor: x, offset: range.lowerBound * channels, stride: channels),
          BLAS.Matrix(tensor: weight, stride: channels, isTransposed: true),
          to: BLAS.Matrix(tensor: self, offset: range.lowerBound * units, stride: units)
        )
      }
    }
  }

  /// Copies a tensor to position `position` of the first axis of this fresh one.
  func write(_ part: Tensor, at position: Int) {
    Tensor.write(part.expanded(at: 0), into: sliced(position..<position + 1))
  }
}
