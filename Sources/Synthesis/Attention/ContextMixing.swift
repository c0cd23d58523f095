public import NeuralNetworks
public import Tensors

/// What the steps before a window add to each of its steps.
///
/// `u + W₂ leaky(W₁ [context, u] + b₁) + b₂`, the same at every step. The part of `W₁` that sees the
/// context is multiplied once for a window and not once for a step.
///
/// - Shape: `[batch, channel, step], [batch, past value] → [batch, channel, step]`
/// - Source: Jeha and others 2022, PSA-GAN-C.
public struct ContextMixing: Module {
  /// The part of `W₁` that sees the context.
  public var contextual: Linear
  /// The part of `W₁` that sees the step, with the bias.
  public var widening: Conv1D
  /// `W₂` and its bias.
  public var narrowing: Conv1D

  /// A layer with parameters drawn at random.
  public init(contextSize: Int, size: Int, using random: inout RandomStream) {
    let hidden = contextSize / 2 + size
    let inputs = contextSize + size
    contextual = Linear(
      inputSize: contextSize,
      outputSize: hidden,
      hasBias: false,
      using: &random
    )
    widening = Conv1D(inputSize: size, outputSize: hidden, width: 1, using: &random)
    contextual.weight = Initializer.fanIn.draw(
      [hidden, contextSize],
      inputs: inputs,
      using: &random
    )
    widening.weight = Initializer.fanIn.draw([hidden, size, 1], inputs: inputs, using: &random)
    widening.bias = Initializer.fanIn.draw([hidden], inputs: inputs, using: &random)
    narrowing = Conv1D(inputSize: hidden, outputSize: size, width: 1, using: &random)
  }

  /// The steps with what the context adds to them.
  public func callAsFunction(_ steps: Tensor, context: Tensor) -> Tensor {
    steps + narrowing(leakyReLU(widening(steps) + contextual(context).expanded(at: -1)))
  }

  /// Shows the three layers.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("contextual", &contextual)
    visitor.visit("widening", &widening)
    visitor.visit("narrowing", &narrowing)
  }
}
