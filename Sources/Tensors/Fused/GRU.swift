internal import CKernels

/// The gated recurrent unit over a whole sequence.
///
/// With `a` the three parts of `W x[t] + b` and `s` those of `U h[t-1] + d`:
/// `r = σ(a₁ + s₁)`, `z = σ(a₂ + s₂)`, `n = tanh(a₃ + r s₃)`, `h[t] = (1 - z) n + z h[t-1]`
///
/// - Shape: `[batch, step, channel] → [step, batch, unit]`
/// - Parameters:
///   - input: The sequence.
///   - inputWeight: `W`, of shape `[3 unit, channel]`.
///   - recurrentWeight: `U`, of shape `[3 unit, unit]`.
///   - inputBias: `b`, of shape `[3 unit]`.
///   - recurrentBias: `d`, of shape `[3 unit]`.
///   - output: `h` before the first step, of shape `[batch, unit]`.
/// - Source: Cho and others 2014, “Learning phrase representations using RNN encoder–decoder”, with
///   the reset gate after the product.
public func gatedRecurrentUnit(
  _ input: Tensor,
  inputWeight: Tensor,
  recurrentWeight: Tensor,
  inputBias: Tensor,
  recurrentBias: Tensor,
  output: Tensor
) -> Tensor {
  let operands = [input, inputWeight, recurrentWeight, inputBias, recurrentBias, output]
  let units = recurrentWeight.shape[1]
  precondition(
    input.rank == 3 && inputWeight.shape == [3 * units, input.shape[2]]
      && recurrentWeight.shape == [3 * units, units] && inputBias.shape == [3 * units]
      && recurrentBias.shape == inputBias.shape && output.shape == [input.shape[0], units],
    "shapes \(operands.map(\.shape)) do not make a GRU"
  )
  let run = GRURun(operands.map { $0.detached() })
  return Tensor.fused(
    run.outputs,
    of: operands,
    plain: plainGatedRecurrentUnit,
    pullback: run.pullback
  )
}

/// The definition of `gatedRecurrentUnit`, operation by operation.
func plainGatedRecurrentUnit(_ operands: [Tensor]) -> Tensor {
  let units = operands[2].shape[1]
  let parts = [units, units, units]
  var h = operands[5]
  var outputs = [h]
  for step in 0..<operands[0].shape[1] {
    let x = operands[0].selected(step, along: 1)
    let a = (matmul(x, operands[1].transposed()) + operands[3]).split(parts, along: 1)
    let s = (matmul(h, operands[2].transposed()) + operands[4]).split(parts, along: 1)
    let n = tanh(a[2] + sigmoid(a[0] + s[0]) * s[2])
    h = n + sigmoid(a[1] + s[1]) * (h - n)
    outputs.append(h)
  }
  return Tensor.stacked(outputs).sliced(1..<outputs.count)
}

/// One pass over a sequence with kernels, and the way back.
private struct GRURun {
  let operands: [Tensor]
  let (batch, steps, units): (Int, Int, Int)
  /// The input with the steps outermost, `[step, batch, channel]`.
  let input: Tensor
  /// The activations, `[step, batch, 3 unit]`.
  let gates: Tensor
  /// The state's share of the sums, `[step, batch, 3 unit]`.
  let recurrent: Tensor
  /// The outputs, `[step, batch, unit]`.
  let outputs: Tensor

  init(_ operands: [Tensor]) {
    // BLAS is fastest on small products when neither side is transposed.
    let (weight, start) = (operands[2].transposed().dense(), operands[5].dense())
    (batch, steps) = (operands[0].shape[0], operands[0].shape[1])
    let (batch, steps, units) = (batch, steps, weight.shape[0])
    self.units = units
    self.operands = operands
    input = operands[0].permuted(1, 0, 2).dense()
    gates = operands[3].broadcast(to: [steps, batch, 3 * units]).writableCopy()
    gates.addProduct(of: input, operands[1].dense())
    recurrent = operands[4].broadcast(to: [steps, batch, 3 * units]).writableCopy()
    outputs = Tensor(undefined: [steps, batch, units], gates.elementType)
    let (gates, recurrent, outputs) = (gates, recurrent, outputs)
    let slab = batch * units
    withExtendedLifetime((gates.storage, recurrent.storage, outputs.storage, weight, start)) {
      forEachPiece(of: batch, cost: steps * units * (units + 20)) { rows in
        let (from, count) = (rows.lowerBound * units, rows.count)
        for step in 0..<steps {
          let here = step * slab + from
          let earlier = step == 0 ? start : outputs
          let before = step == 0 ? from : here - slab
          BLAS.addProduct(
            count,
            3 * units,
            units,
            BLAS.Matrix(tensor: earlier, offset: before, stride: units),
            BLAS.Matrix(tensor: weight, stride: 3 * units),
            to: BLAS.Matrix(tensor: recurrent, offset: 3 * here, stride: 3 * units)
          )
          switch gates.elementType {
          case .float32:
            almanac_gru_step_f32(
              count,
              units,
              gates.floats + 3 * here,
              recurrent.floats + 3 * here,
              earlier.floats + before,
              outputs.floats + here
            )
          case .float64:
            almanac_gru_step_f64(
              count,
              units,
              gates.doubles + 3 * here,
              recurrent.doubles + 3 * here,
              earlier.doubles + before,
              outputs.doubles + here
            )
          }
        }
      }
    }
  }

  /// The changes of the operands; it uses up the gates and the state's sums.
  func pullback(_ change: Tensor, _ isFollowed: [Bool]) -> [Tensor?] {
    let (weight, start) = (operands[2].dense(), operands[5].dense())
    // What reaches the output of each step, the state before the first one foremost.
    let flow = change.padded(before: 1, after: 0, along: 0)
    let slab = batch * units
    withExtendedLifetime((gates, recurrent, outputs, flow, weight, start)) {
      forEachPiece(of: batch, cost: steps * units * (units + 20)) { rows in
        let (from, count) = (rows.lowerBound * units, rows.count)
        for step in (0..<steps).reversed() {
          let (here, now) = (step * slab + from, (step + 1) * slab + from)
          let earlier = step == 0 ? start : outputs
          let before = step == 0 ? from : here - slab
          switch flow.elementType {
          case .float32:
            almanac_gru_pullback_f32(
              count,
              units,
              gates.floats + 3 * here,
              recurrent.floats + 3 * here,
              earlier.floats + before,
              flow.floats + now
            )
            almanac_accumulate_f32(count * units, 1, flow.floats + now, flow.floats + here)
          case .float64:
            almanac_gru_pullback_f64(
              count,
              units,
              gates.doubles + 3 * here,
              recurrent.doubles + 3 * here,
              earlier.doubles + before,
              flow.doubles + now
            )
            almanac_accumulate_f64(count * units, 1, flow.doubles + now, flow.doubles + here)
          }
          BLAS.addProduct(
            count,
            units,
            3 * units,
            BLAS.Matrix(tensor: recurrent, offset: 3 * here, stride: 3 * units),
            BLAS.Matrix(tensor: weight, stride: units),
            to: BLAS.Matrix(tensor: flow, offset: here, stride: units)
          )
        }
      }
    }
    let rows = [steps * batch, 3 * units] as Shape
    let (sums, stateSums) = (gates.reshaped(to: rows), recurrent.reshaped(to: rows))
    let earlier = Tensor.concatenated([
      operands[5].expanded(at: 0), outputs.sliced(0..<max(0, steps - 1)),
    ]).sliced(0..<steps)
    return [
      isFollowed[0] ? matmul(gates, operands[1]).permuted(1, 0, 2) : nil,
      isFollowed[1]
        ? matmul(sums.transposed(), input.reshaped(to: [steps * batch, input.shape[2]])) : nil,
      isFollowed[2]
        ? matmul(stateSums.transposed(), earlier.reshaped(to: [steps * batch, units])) : nil,
      isFollowed[3] ? sums.sum(along: 0) : nil,
      isFollowed[4] ? stateSums.sum(along: 0) : nil,
      flow.selected(0),
    ]
  }
}
