public import NeuralNetworks
public import Tensors

/// The network that scores windows: a stage for each halving, then one for the last eight steps.
///
/// - Shape: `[batch, variable, step] → [batch, 1]`
/// - Source: Jeha and others 2022, section 3.2.
public struct ProgressiveDiscriminator: Module {
  /// The sizes and forms.
  public let shape: ProgressiveShape
  /// A vector for each series, apart from the generator's.
  public var embedding: Embedding
  /// What each level of an attribute adds to it; nil without attributes.
  public var levels: Embedding?
  /// From values to channels, with a leaky unit; shared by all stages.
  public var input: SpectralNorm<Conv1D>
  /// The stages of growth: the last is the one that halves the full length.
  public var stages: [AttendingBlock]
  /// The block of the last eight steps.
  public var last: AttendingBlock
  /// From channels to one, with a leaky unit.
  public var narrowing: SpectralNorm<Conv1D>
  /// From eight steps to a score.
  public var score: SpectralNorm<Linear>

  /// A network with parameters drawn at random.
  public init(_ shape: ProgressiveShape, using random: inout RandomStream) {
    self.shape = shape
    let width = shape.width
    func block() -> AttendingBlock {
      AttendingBlock(
        inputSize: width,
        outputSize: width,
        attends: shape.attends,
        normsAttention: shape.normsAttention,
        using: &random
      )
    }
    embedding = Embedding(count: shape.seriesCount, size: shape.embeddingSize, using: &random)
    levels =
      shape.levelCount > 0
      ? Embedding(count: shape.levelCount, size: shape.embeddingSize, using: &random) : nil
    input = SpectralNorm(
      Conv1D(
        inputSize: shape.knownCount + shape.variableCount,
        outputSize: width,
        width: 1,
        leakySlope: 0.01,
        using: &random
      ),
      using: &random
    )
    stages = (0..<shape.stageCount).map { _ in block() }
    last = block()
    narrowing = SpectralNorm(
      Conv1D(inputSize: width, outputSize: 1, width: 1, leakySlope: 0.01, using: &random),
      using: &random
    )
    score = SpectralNorm(
      Linear(inputSize: ProgressiveShape.shortest, outputSize: 1, using: &random),
      using: &random
    )
  }

  /// Scores, higher for windows that look real.
  ///
  /// - Parameter share: The share of the newest stage while it is blended in; 1 for the plain path.
  /// - Precondition: The windows are 8 steps long, or that times a power of two within the full length.
  public func callAsFunction(
    _ windows: Tensor,
    _ conditions: WindowConditions,
    share: Double = 1
  ) -> Tensor {
    let depth = windows.shape[2].trailingZeroBitCount - 3
    precondition(
      (0...stages.count).contains(depth) && windows.shape[2] == shape.length(atDepth: depth),
      "windows of \(windows.shape[2]) steps for stages up to \(shape.length)"
    )
    var h = entered(windows, conditions)
    for stage in (0..<depth).reversed() {
      h = stages[stage](h).averagePooled(by: 2)
      if stage == depth - 1 && share < 1 {
        h = share * h + (1 - share) * entered(windows.averagePooled(by: 2), conditions)
      }
    }
    return score(narrowing(last(h)).squeezed(at: 1))
  }

  /// The channels of windows with what is known of them.
  private func entered(_ windows: Tensor, _ conditions: WindowConditions) -> Tensor {
    let known = conditions.channels(embedding, levels, pooledBy: shape.length / windows.shape[2])
    let scaled = shape.gain == 1 ? windows : shape.gain * windows
    return input(.concatenated(known + [scaled], along: 1))
  }

  /// Shows all parts in the order in which they are used.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("embedding", &embedding)
    visitor.visit("levels", &levels)
    visitor.visit("input", &input)
    visitor.visit("stages", &stages)
    visitor.visit("last", &last)
    visitor.visit("narrowing", &narrowing)
    visitor.visit("score", &score)
  }
}
