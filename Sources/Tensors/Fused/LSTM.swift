internal import CKernels

/// The long short-term memory over a whole sequence.
///
/// With the gates `i, f, g, o` of step `t` as the four parts of `W x[t] + U h[t-1] + b`:
/// `c[t] = σ(f) c[t-1] + σ(i) tanh(g)`, `h[t] = σ(o) tanh(c[t])`
///
/// - Shape: `[batch, step, channel] → [step, batch, unit]`: the outputs of all steps, and behind them, where it
///   is kept, the last cell state.
/// - Parameters:
///   - input: The sequence.
///   - inputWeight: `W`, of shape `[4 unit, channel]`.
///   - recurrentWeight: `U`, of shape `[4 unit, unit]`.
///   - bias: `b`, of shape `[4 unit]`.
///   - output: `h` before the first step, of shape `[batch, unit]`.
///   - cell: `c` before the first step, of shape `[batch, unit]`.
///   - keepsCell: Whether the last cell state is wanted.
/// - Source: Hochreiter and Schmidhuber 1997; the forget gate of Gers, Schmidhuber and Cummins 2000.
public func longShortTermMemory(
  _ input: Tensor,
  inputWeight: Tensor,
  recurrentWeight: Tensor,
  bias: Tensor,
  output: Tensor,
  cell: Tensor,
  keepsCell: Bool = true
) -> Tensor {
  let operands = [input, inputWeight, recurrentWeight, bias, output, cell]
  let units = recurrentWeight.shape[1]
  precondition(
    input.rank == 3 && inputWeight.shape == [4 * units, input.shape[2]]
      && recurrentWeight.shape == [4 * units, units] && bias.shape == [4 * units]
      && output.shape == [input.shape[0], units] && cell.shape == output.shape,
    "shapes \(operands.map(\.shape)) do not make an LSTM"
  )
  for other in operands.dropFirst() { input.requireMatch(with: other) }
  let run = LSTMRun(operands.map { $0.detached() }, keepsCell: keepsCell)
  return Tensor.fused(
    run.outputs,
    of: operands,
    plain: { plainLongShortTermMemory($0, keepsCell: keepsCell) },
    pullback: run.pullback
  )
}

/// The definition of `longShortTermMemory`, operation by operation.
func plainLongShortTermMemory(_ operands: [Tensor], keepsCell: Bool = true) -> Tensor {
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
  // The cell makes a tensor of it where there is no step.
  let packed = Tensor.stacked(outputs + [c])
  return keepsCell ? packed : packed.sliced(0..<outputs.count)
}

/// One pass over a sequence with kernels, and the way back.
private struct LSTMRun {
  private let products: RecurrentProducts
  private let units: Int
  /// The activations of the gates and the tangents of the cells, `[step, batch, 5 unit]`.
  private let gates: Tensor
  /// The cell states, the first one before the first step, `[step + 1, batch, unit]`.
  private let cells: Tensor
  /// The outputs, then the last cell state if it is kept, `[step, batch, unit]` with a step more for the latter.
  let outputs: Tensor
  private let keepsCell: Bool

  init(_ operands: [Tensor], keepsCell: Bool) {
    let products = RecurrentProducts(operands[0], operands[1], operands[2], start: operands[4])
    let (batch, steps, units) = (products.batch, products.steps, products.units)
    (self.products, self.units, self.keepsCell) = (products, units, keepsCell)
    gates = products.room(5 * units)
    cells = products.room(units, steps: steps + 1)
    outputs = products.room(units, steps: keepsCell ? steps + 1 : steps)
    cells.write(operands[5], at: 0)
    let sums = products.room(4 * units, steps: 1)
    let (gates, cells, outputs) = (gates, cells, outputs)
    withExtendedLifetime((sums, gates, cells, outputs)) {
      products.forward(bias: operands[3], sums: sums, outputs: outputs) {
        step,
        rows in
        let first = rows.lowerBound * units
        let here = step * batch * units + first
        let after = here + batch * units
        switch gates.elementType {
        case .float32:
          almanac_lstm_step_f32(
            rows.count,
            units,
            sums.floats + 4 * first,
            cells.floats + here,
            gates.floats + 5 * here,
            cells.floats + after,
            outputs.floats + here
          )
        case .float64:
          almanac_lstm_step_f64(
            rows.count,
            units,
            sums.doubles + 4 * first,
            cells.doubles + here,
            gates.doubles + 5 * here,
            cells.doubles + after,
            outputs.doubles + here
          )
        }
      }
    }
    if keepsCell { outputs.write(cells.selected(steps), at: steps) }
  }

  /// The changes of the operands.
  func pullback(_ change: Tensor, _ isFollowed: [Bool]) -> [Tensor?] {
    let (batch, steps) = (products.batch, products.steps)
    let change = change.withDenseRows()
    // Of states and cells after a step and before it, in turn.
    let flow = products.noFlow()
    let cellChanges = products.noFlow()
    if keepsCell { cellChanges.write(change.selected(steps), at: steps % 2) }
    let sums = products.room(4 * units, steps: products.stepsTogether)
    let changes = withExtendedLifetime((gates, cells, change, flow, cellChanges, sums)) {
      products.backward(
        followsInput: isFollowed[0],
        sums: sums,
        outputs: outputs,
        flow: flow,
        flowsOn: false
      ) { step, rows in
        let first = rows.lowerBound * units
        let here = step * batch * units + first
        let given = step * change.strides[0] + rows.lowerBound * change.strides[1]
        let later = (step + 1) % 2 * batch * units + first
        let earlier = step % 2 * batch * units + first
        let target = products.slab(rows, of: sums).offset(step)
        switch gates.elementType {
        case .float32:
          almanac_lstm_pullback_f32(
            rows.count,
            units,
            gates.floats + 5 * here,
            cells.floats + here,
            change.floats + given,
            change.strides[1],
            flow.floats + later,
            cellChanges.floats + later,
            sums.floats + target,
            cellChanges.floats + earlier
          )
        case .float64:
          almanac_lstm_pullback_f64(
            rows.count,
            units,
            gates.doubles + 5 * here,
            cells.doubles + here,
            change.doubles + given,
            change.strides[1],
            flow.doubles + later,
            cellChanges.doubles + later,
            sums.doubles + target,
            cellChanges.doubles + earlier
          )
        }
      }
    }
    return [
      changes.input, changes.inputWeight, changes.recurrentWeight, changes.bias, changes.start,
      cellChanges.selected(0),
    ]
  }
}

extension Tensor {
  /// Copies a tensor to position `position` of the first axis of this fresh one.
  fileprivate func write(_ part: Tensor, at position: Int) {
    Tensor.write(part.expanded(at: 0), into: sliced(position..<position + 1))
  }
}
