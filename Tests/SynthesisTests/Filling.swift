import Foundation
import NeuralNetworks
import Tensors

/// The rule by which the golden values' weights are filled: `0.5 sin(1 + k + 10 p)` for element `k` of
/// the tensor with ordinal `p`.
func fill(_ ordinal: Int, _ shape: Shape) -> Tensor {
  Tensor(
    (0..<shape.elementCount).map { 0.5 * sin(Double(1 + $0 + 10 * ordinal)) },
    shape: shape,
    .float64
  )
}

extension Conv1D {
  /// Fills weight and bias with two ordinals.
  mutating func fill(_ ordinal: Int) {
    weight = SynthesisTests.fill(ordinal, weight.shape)
    bias = SynthesisTests.fill(ordinal + 1, [weight.shape[0]])
  }
}
