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
  for other in operands.dropFirst() { input.requireMatch(with: other) }
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
  private let products: RecurrentProducts
  private let (batch, units): (Int, Int)
  /// The activations, `[step, batch, 3 unit]`.
  private let gates: Tensor
  /// The state's share of the sums, `[step, batch, 3 unit]`.
  private let recurrent: Tensor
  /// The outputs, `[step, batch, unit]`.
  let outputs: Tensor

  init(_ operands: [Tensor]) {
    let products = RecurrentProducts(operands[0], operands[1], operands[2], start: operands[5])
    let (batch, units) = (products.batch, products.units)
    (self.products, self.batch, self.units) = (products, batch, units)
    gates = products.room(3 * units)
    recurrent = products.room(3 * units)
    outputs = products.room(units)
    let (gates, recurrent, outputs) = (gates, recurrent, outputs)
    withExtendedLifetime((gates, recurrent, outputs)) {
      products.forward(
        bias: operands[3],
        sums: gates,
        recurrent: (operands[4], recurrent),
        outputs: outputs
      ) { step, rows in
        let here = (step * batch + rows.lowerBound) * units
        let (before, place) = products.state(before: step, rows, in: outputs)
        switch gates.elementType {
        case .float32:
          almanac_gru_step_f32(
            rows.count,
            units,
            gates.floats + 3 * here,
            recurrent.floats + 3 * here,
            before.floats + place,
            outputs.floats + here
          )
        case .float64:
          almanac_gru_step_f64(
            rows.count,
            units,
            gates.doubles + 3 * here,
            recurrent.doubles + 3 * here,
            before.doubles + place,
            outputs.doubles + here
          )
        }
      }
    }
  }

  /// The changes of the operands; it uses up the gates and the state's sums.
  func pullback(_ change: Tensor, _ isFollowed: [Bool]) -> [Tensor?] {
    let change = change.withDenseRows()
    // Of the states after a step and before it, in turn.
    let flow = products.noFlow()
    let changes = withExtendedLifetime((gates, recurrent, outputs, change, flow)) {
      products.backward(
        followsInput: isFollowed[0],
        sums: gates,
        recurrentSums: recurrent,
        outputs: outputs,
        flow: flow,
        flowsOn: true
      ) { step, rows in
        let here = (step * batch + rows.lowerBound) * units
        let given = step * change.strides[0] + rows.lowerBound * change.strides[1]
        let (before, place) = products.state(before: step, rows, in: outputs)
        let later = ((step + 1) % 2 * batch + rows.lowerBound) * units
        let earlier = (step % 2 * batch + rows.lowerBound) * units
        switch gates.elementType {
        case .float32:
          almanac_gru_pullback_f32(
            rows.count,
            units,
            gates.floats + 3 * here,
            recurrent.floats + 3 * here,
            before.floats + place,
            change.floats + given,
            change.strides[1],
            flow.floats + later,
            flow.floats + earlier
          )
        case .float64:
          almanac_gru_pullback_f64(
            rows.count,
            units,
            gates.doubles + 3 * here,
            recurrent.doubles + 3 * here,
            before.doubles + place,
            change.doubles + given,
            change.strides[1],
            flow.doubles + later,
            flow.doubles + earlier
          )
        }
      }
    }
    return [
      changes.input, changes.inputWeight, changes.recurrentWeight, changes.bias,
      changes.recurrentBias, changes.start,
    ]
  }
}
