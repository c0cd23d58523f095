public import Tensors

/// A layer that scales each row by the inverse of its root mean square.
///
/// `y = gain · x / √(mean(x²) + ε)`
///
/// - Shape: `[…, channel] → […, channel]`
/// - Source: Zhang and Sennrich 2019, “Root Mean Square Layer Normalization”, eq. 4.
public struct RootMeanSquareNorm: Layer {
  /// The learned scale, one per channel; ones at first.
  public var gain: Tensor
  /// The term that keeps a row of zeros finite.
  public var epsilon = 1e-6

  /// A layer for rows of `size` channels.
  public init(size: Int) {
    gain = .ones([size])
  }

  /// The output for an input.
  ///
  /// - Precondition: The last extent of `input` equals that of `gain`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    rootMeanSquareNorm(input, gain: gain, epsilon: epsilon)
  }

  /// Shows `gain`.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("gain", &gain)
  }
}

/// A layer that moves each row to mean 0 and variance 1, then scales and shifts it.
///
/// `y = gain · (x - mean(x)) / √(variance(x) + ε) + shift`
///
/// - Shape: `[…, channel] → […, channel]`
/// - Source: Ba, Kiros and Hinton 2016, “Layer Normalization”.
public struct LayerNorm: Layer {
  /// The learned scale, one per channel; ones at first.
  public var gain: Tensor
  /// The learned shift, one per channel; zeros at first.
  public var shift: Tensor
  /// The term that keeps a constant row finite.
  public var epsilon = 1e-5

  /// A layer for rows of `size` channels.
  public init(size: Int) {
    gain = .ones([size])
    shift = .zeros([size])
  }

  /// The output for an input.
  ///
  /// - Precondition: The last extent of `input` equals that of `gain`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    layerNorm(input, gain: gain, shift: shift, epsilon: epsilon)
  }

  /// Shows `gain` and `shift`.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("gain", &gain)
    visitor.visit("shift", &shift)
  }
}
