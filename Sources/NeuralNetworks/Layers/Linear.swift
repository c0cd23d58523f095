public import Tensors

/// A layer that multiplies with a matrix and adds a bias.
///
/// `y = x Wᵀ + b`
///
/// - Shape: `[…, channel] → […, unit]`
public struct Linear: WeightedLayer {
  /// `W`, of shape `[unit, channel]`.
  public var weight: Tensor
  /// `b`, of shape `[unit]`; none when the layer has no bias.
  public var bias: Tensor?

  /// A layer with parameters drawn at random.
  public init(
    inputSize: Int,
    outputSize: Int,
    hasBias: Bool = true,
    initializer: Initializer = .fanIn,
    using random: inout RandomStream
  ) {
    weight = initializer.draw([outputSize, inputSize], using: &random)
    bias = hasBias ? Initializer.fanIn.draw([outputSize], inputs: inputSize, using: &random) : nil
  }

  /// The output for an input.
  ///
  /// - Precondition: `input` has at least two axes, the last as long as a row of the weight.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let y = matmul(input, weight.transposed())
    return bias.map { y + $0 } ?? y
  }

  /// Shows `weight` and `bias`.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
  }
}
