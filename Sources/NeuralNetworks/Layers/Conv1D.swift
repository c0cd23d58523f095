public import Tensors

/// A convolution along time, with a leaky unit behind it if asked for.
///
/// - Shape: `[batch, channel, step] → [batch, unit, step]`
public struct Conv1D: WeightedLayer {
  /// The kernel, of shape `[unit, channel, width]`.
  public var weight: Tensor
  /// What is added to each output channel, of shape `[unit]`; none when the layer has no bias.
  public var bias: Tensor?
  /// Stride, dilation and padding.
  public var geometry: ConvolutionGeometry
  /// The slope below zero of a leaky unit behind the convolution, which costs nothing there; nil for none.
  public var leakySlope: Double?

  /// A layer with parameters drawn at random; by default it keeps the length.
  public init(
    inputSize: Int,
    outputSize: Int,
    width: Int,
    geometry: ConvolutionGeometry? = nil,
    leakySlope: Double? = nil,
    hasBias: Bool = true,
    initializer: Initializer = .fanIn,
    using random: inout RandomStream
  ) {
    if let leakySlope {
      precondition(leakySlope > 0 && leakySlope <= 1, "a leaky unit with a slope of \(leakySlope)")
    }
    weight = initializer.draw([outputSize, inputSize, width], using: &random)
    bias =
      hasBias
      ? Initializer.fanIn.draw([outputSize], inputs: inputSize * width, using: &random) : nil
    self.geometry = geometry ?? .keepingLength(width: width)
    self.leakySlope = leakySlope
  }

  /// The output for an input.
  ///
  /// - Precondition: `input` has three axes, the second as long as that of the kernel.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    convolution(input, weight, bias: bias, geometry, leakySlope: leakySlope)
  }

  /// Shows `weight` and `bias`.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
  }
}
