public import Tensors

/// A layer in which every step looks at all others, several times at once.
///
/// - Shape: `[batch, step, channel] → [batch, step, channel]`
/// - Source: Vaswani and others 2017, section 3.2.2.
public struct MultiHeadAttention: Layer {
  /// The projection to queries, keys and values, one after the other.
  public var projection: Linear
  /// The projection of the joined heads.
  public var output: Linear
  /// The number of heads; it divides the channels.
  public var headCount: Int
  /// Whether a step sees earlier steps and itself only.
  public var isCausal: Bool

  /// A layer with parameters drawn at random.
  ///
  /// - Precondition: `headCount` is positive and divides `size`.
  public init(
    size: Int,
    headCount: Int,
    isCausal: Bool = false,
    using random: inout RandomStream
  ) {
    precondition(
      headCount > 0 && size.isMultiple(of: headCount),
      "\(size) channels do not divide among \(headCount) heads"
    )
    projection = Linear(
      inputSize: size,
      outputSize: 3 * size,
      initializer: .glorotUniform,
      using: &random
    )
    output = Linear(inputSize: size, outputSize: size, using: &random)
    (self.headCount, self.isCausal) = (headCount, isCausal)
  }

  /// The output for a batch of sequences.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let (batch, steps, size) = (input.shape[0], input.shape[1], input.shape[2])
    let parts = projection(input)
      .reshaped(to: [batch, steps, 3, headCount, size / headCount])
      .permuted(2, 0, 3, 1, 4)
    let heads = attention(query: parts[0], key: parts[1], value: parts[2], isCausal: isCausal)
    return output(heads.permuted(0, 2, 1, 3).reshaped(to: [batch, steps, size]))
  }

  /// Shows `projection` and `output`.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("projection", &projection)
    visitor.visit("output", &output)
  }
}

/// A block of a transformer: attention, then two layers at each step, each added to its input.
///
/// Norms come first in each branch, which trains without a warm-up.
///
/// - Shape: `[batch, step, channel] → [batch, step, channel]`
/// - Source: Vaswani and others 2017; the order of Xiong and others 2020, “On layer normalization in
///   the transformer architecture”.
public struct TransformerBlock: Layer {
  /// The norm before the attention.
  public var attentionNorm: LayerNorm
  /// The attention.
  public var attention: MultiHeadAttention
  /// The norm before the two layers.
  public var feedForwardNorm: LayerNorm
  /// The first of the two layers, which widens.
  public var widening: Linear
  /// The second, which narrows again.
  public var narrowing: Linear

  /// A block with parameters drawn at random; the inner layer is four times as wide by default.
  public init(
    size: Int,
    headCount: Int,
    innerSize: Int? = nil,
    isCausal: Bool = false,
    using random: inout RandomStream
  ) {
    let inner = innerSize ?? 4 * size
    attentionNorm = LayerNorm(size: size)
    attention = MultiHeadAttention(
      size: size,
      headCount: headCount,
      isCausal: isCausal,
      using: &random
    )
    feedForwardNorm = LayerNorm(size: size)
    widening = Linear(inputSize: size, outputSize: inner, using: &random)
    narrowing = Linear(inputSize: inner, outputSize: size, using: &random)
  }

  /// The output for a batch of sequences.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let attended = input + attention(attentionNorm(input))
    return attended + narrowing(gelu(widening(feedForwardNorm(attended))))
  }

  /// Shows the norms, the attention and the two layers.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("attentionNorm", &attentionNorm)
    visitor.visit("attention", &attention)
    visitor.visit("feedForwardNorm", &feedForwardNorm)
    visitor.visit("widening", &widening)
    visitor.visit("narrowing", &narrowing)
  }
}
