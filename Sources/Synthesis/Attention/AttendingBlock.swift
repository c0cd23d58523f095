public import NeuralNetworks
public import Tensors

/// A convolution, and self-attention of one channel added to it.
///
/// `f = leaky(conv(x))`, `y = f + γ · out(attention(query(f), key(f), value(f)))`
///
/// The gate `γ` is learned and 0 at first, so that a new block begins as a plain convolution.
///
/// - Shape: `[batch, channel, step] → [batch, unit, step]`
/// - Source: Jeha and others 2022, section 3.1.
public struct AttendingBlock: Layer {
  /// The convolution of width 3, with a spectral norm and a leaky unit behind it.
  public var convolution: SpectralNorm<Conv1D>
  /// The attention; nil for a block without.
  public var attention: RankOneSelfAttention?

  /// A block with parameters drawn at random.
  public init(
    inputSize: Int,
    outputSize: Int,
    attends: Bool = true,
    normsAttention: Bool = false,
    using random: inout RandomStream
  ) {
    convolution = SpectralNorm(
      Conv1D(
        inputSize: inputSize,
        outputSize: outputSize,
        width: 3,
        leakySlope: 0.01,
        using: &random
      ),
      using: &random
    )
    attention =
      attends
      ? RankOneSelfAttention(size: outputSize, isNormed: normsAttention, using: &random) : nil
  }

  /// The output for an input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let f = convolution(input)
    return attention.map { $0(f) } ?? f
  }

  /// Shows the convolution and the attention.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("convolution", &convolution)
    visitor.visit("attention", &attention)
  }
}

/// Self-attention with one channel for queries, keys and values, added behind a learned gate.
///
/// - Shape: `[batch, channel, step] → [batch, channel, step]`
public struct RankOneSelfAttention: Layer {
  /// The projections to query, key and value, one channel each.
  public var projection: Conv1D
  /// The projection from the attended channel back to all.
  public var output: Conv1D
  /// The gate `γ`.
  public var gate: Tensor
  /// Whether the four projections have spectral norms.
  public var isNormed: Bool

  /// Attention with parameters drawn at random, and a closed gate.
  public init(size: Int, isNormed: Bool = false, using random: inout RandomStream) {
    projection = Conv1D(inputSize: size, outputSize: 3, width: 1, using: &random)
    output = Conv1D(inputSize: 1, outputSize: size, width: 1, using: &random)
    gate = .zeros([])
    self.isNormed = isNormed
  }

  /// The input with what it attends to added.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let (inward, outward) = weights
    func bias(_ layer: Conv1D) -> Tensor {
      layer.bias ?? .zeros([layer.weight.shape[0]], input.elementType)
    }
    // The gate goes to the small weight instead of to the whole output.
    return residualRankOneAttention(
      input,
      inward: inward,
      inwardBias: bias(projection),
      outward: outward * gate,
      outwardBias: bias(output) * gate
    )
  }

  /// The weights as they are used.
  private var weights: (Tensor, Tensor) {
    guard isNormed else { return (projection.weight, output.weight) }
    // A matrix of one row, or of one column, has its length for its largest singular value.
    let lengths = projection.weight.sumOfSquares(along: 1, 2, keepingRank: true).squareRoot()
    return (
      projection.weight / lengths, output.weight / output.weight.sumOfSquares().squareRoot()
    )
  }

  /// Shows the projections and the gate.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("projection", &projection)
    visitor.visit("output", &output)
    visitor.visit("gate", &gate)
  }
}
