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
  for other in operands.dropFirst() { input.requireMatch(with: other) }
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
  private let products: RecurrentProducts
  private let units: Int
  /// The activations of the gates, `[step, batch, 4 unit]`.
  private let gates: Tensor
  /// The cell states, the first one before the first step, `[step + 1, batch, unit]`.
  private let cells: Tensor
  /// The outputs, then the last cell state, `[step + 1, batch, unit]`.
  let packed: Tensor

  init(_ operands: [Tensor]) {
    let products = RecurrentProducts(operands[0], operands[1], operands[2], start: operands[4])
    let (batch, steps, units) = (products.batch, products.steps, products.units)
    (self.products, self.units) = (products, units)
    gates = products.room(4 * units)
    cells = Tensor(undefined: [steps + 1, batch, units], gates.elementType)
    packed = Tensor(undefined: [steps + 1, batch, units], gates.elementType)
    cells.write(operands[5], at: 0)
    let (gates, cells, packed) = (gates, cells, packed)
    withExtendedLifetime((gates, cells, packed)) {
      products.forward(bias: operands[3], sums: gates, recurrentSums: gates, outputs: packed) {
        step,
        rows in
        let here = (step * batch + rows.lowerBound) * units
        let after = here + batch * units
        switch gates.elementType {
        case .float32:
          almanac_lstm_step_f32(
            rows.count,
            units,
            gates.floats + 4 * here,
            cells.floats + here,
            cells.floats + after,
            packed.floats + here
          )
        case .float64:
          almanac_lstm_step_f64(
            rows.count,
            units,
            gates.doubles + 4 * here,
            cells.doubles + here,
            cells.doubles + after,
            packed.doubles + here
          )
        }
      }
    }
    packed.write(cells.selected(steps), at: steps)
  }

  /// The changes of the operands; it uses up the gates.
  func pullback(_ change: Tensor, _ isFollowed: [Bool]) -> [Tensor?] {
    let (batch, steps) = (products.batch, products.steps)
    let flow = change.sliced(0..<steps).writableCopy()
    let cellChange = change.selected(steps).writableCopy()
    let changes = withExtendedLifetime((gates, cells, flow, cellChange)) {
      products.backward(
        followsInput: isFollowed[0],
        sums: gates,
        recurrentSums: gates,
        outputs: packed,
        flow: flow
      ) { step, rows in
        let first = rows.lowerBound * units
        let here = step * batch * units + first
        let after = here + batch * units
        switch flow.elementType {
        case .float32:
          almanac_lstm_pullback_f32(
            rows.count,
            units,
            gates.floats + 4 * here,
            cells.floats + here,
            cells.floats + after,
            flow.floats + here,
            cellChange.floats + first
          )
        case .float64:
          almanac_lstm_pullback_f64(
            rows.count,
            units,
            gates.doubles + 4 * here,
            cells.doubles + here,
            cells.doubles + after,
            flow.doubles + here,
            cellChange.doubles + first
          )
        }
      }
    }
    return [
      changes.input, changes.inputWeight, changes.recurrentWeight,
      isFollowed[3] ? gates.sum(along: 0, 1) : nil, changes.start, cellChange,
    ]
  }
}

extension Tensor {
  /// Copies a tensor to position `position` of the first axis of this fresh one.
  fileprivate func write(_ part: Tensor, at position: Int) {
    Tensor.write(part.expanded(at: 0), into: sliced(position..<position + 1))
  }
}
