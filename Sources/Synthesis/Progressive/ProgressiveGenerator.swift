public import NeuralNetworks
public import Tensors

/// The network that makes windows: eight steps first, then a stage for each doubling.
///
/// - Shape: noise `[batch, noise, step]` of the full length `→ [batch, variable, step]` of the length
///   that the growth has reached.
/// - Source: Jeha and others 2022, sections 3.2 and 3.3.
public struct ProgressiveGenerator: Module {
  /// The sizes and forms.
  public let shape: ProgressiveShape
  /// A vector for each series.
  public var embedding: Embedding
  /// What each level of an attribute adds to it; nil without attributes.
  public var levels: Embedding?
  /// The block of the first eight steps.
  public var initial: AttendingBlock
  /// What the context adds to the first eight steps; nil if nothing.
  public var initialContext: ContextMixing?
  /// The stages of growth.
  public var stages: [GeneratorStage]
  /// From channels to values; shared by all stages.
  public var head: SpectralNorm<Conv1D>

  /// A network with parameters drawn at random.
  public init(_ shape: ProgressiveShape, using random: inout RandomStream) {
    self.shape = shape
    embedding = Embedding(count: shape.seriesCount, size: shape.embeddingSize, using: &random)
    levels =
      shape.levelCount > 0
      ? Embedding(count: shape.levelCount, size: shape.embeddingSize, using: &random) : nil
    initial = AttendingBlock(
      inputSize: shape.knownCount + shape.sharedNoiseCount + shape.variableCount,
      outputSize: shape.width,
      attends: shape.attends,
      normsAttention: shape.normsAttention,
      using: &random
    )
    let contextSize = shape.contextLength * shape.variableCount
    initialContext =
      shape.hasEarlyContext && contextSize > 0
      ? ContextMixing(contextSize: contextSize, size: shape.width, using: &random) : nil
    stages = (0..<shape.stageCount).map { _ in GeneratorStage(shape, using: &random) }
    head = SpectralNorm(
      Conv1D(inputSize: shape.width, outputSize: shape.variableCount, width: 1, using: &random),
      using: &random
    )
  }

  /// Windows for conditions and noise.
  ///
  /// - Precondition: The growth is within the stages there are.
  public func callAsFunction(
    _ conditions: WindowConditions,
    noise: Tensor,
    growth: Growth
  ) -> Tensor {
    precondition(growth.depth <= stages.count, "a depth of \(growth.depth) of \(stages.count)")
    func known(atDepth depth: Int) -> [Tensor] {
      conditions.channels(embedding, levels, pooledBy: shape.length >> (depth + 3))
        + shape.sharedNoise(noise, length: shape.length(atDepth: depth))
    }
    let first = Tensor.concatenated(known(atDepth: 0) + [shape.noise(noise, stage: 0)], along: 1)
    var y = initial(first)
    if let initialContext, let context = conditions.context {
      y = initialContext(y, context: context)
    }
    for depth in 0..<growth.depth {
      let stage = stages[depth]
      let doubled = shape.doubled(y)
      var seen = doubled
      if let mixing = stage.context, let context = conditions.context {
        seen = mixing(doubled, context: context)
      }
      var parts = known(atDepth: depth + 1) + [seen]
      if shape.noise == .perStage { parts.append(shape.noise(noise, stage: depth + 1)) }
      y = stage.block(.concatenated(parts, along: 1))
      if depth == growth.depth - 1 && growth.share < 1 {
        return growth.share * head(y) + (1 - growth.share) * head(stage.skip(doubled))
      }
    }
    return head(y)
  }

  /// Shows all parts in the order in which they are used.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("embedding", &embedding)
    visitor.visit("levels", &levels)
    visitor.visit("initial", &initial)
    visitor.visit("initialContext", &initialContext)
    visitor.visit("stages", &stages)
    visitor.visit("head", &head)
  }
}

/// One stage of growth of the generator.
public struct GeneratorStage: Module {
  /// What the context adds before the block; nil without context.
  public var context: ContextMixing?
  /// The block.
  public var block: AttendingBlock
  /// What stands for the block while it is blended in.
  public var skip: Conv1D

  /// A stage with parameters drawn at random.
  public init(_ shape: ProgressiveShape, using random: inout RandomStream) {
    let contextSize = shape.contextLength * shape.variableCount
    context =
      contextSize > 0
      ? ContextMixing(contextSize: contextSize, size: shape.width, using: &random) : nil
    let noise = shape.noise == .perStage ? shape.variableCount : 0
    block = AttendingBlock(
      inputSize: shape.knownCount + shape.sharedNoiseCount + shape.width + noise,
      outputSize: shape.width,
      attends: shape.attends,
      normsAttention: shape.normsAttention,
      using: &random
    )
    skip = Conv1D(inputSize: shape.width, outputSize: shape.width, width: 1, using: &random)
  }

  /// Shows the context's layers, the block and the skip.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("context", &context)
    visitor.visit("block", &block)
    visitor.visit("skip", &skip)
  }
}

extension ProgressiveShape {
  /// The noise of a stage from noise of the full length.
  func noise(_ noise: Tensor, stage: Int) -> Tensor {
    let width = length >> (stage + 3)
    switch self.noise {
    case .pooled:
      return noise.sliced(0..<variableCount, along: 1).averagePooled(by: width)
    case .perStage:
      let own = noise.sliced(stage * variableCount..<(stage + 1) * variableCount, along: 1)
      // A mean of `width` draws has the deviation 1/√width.
      return own.averagePooled(by: width) * Double(width).squareRoot()
    }
  }

  /// The noise that all steps of a window see, as channels for so many steps; none if there is none.
  func sharedNoise(_ noise: Tensor, length steps: Int) -> [Tensor] {
    if sharedNoiseCount == 0 { return [] }
    let own = noise.sliced(stepNoiseCount..<noiseCount, along: 1).sliced(0..<1, along: 2)
    return [own.broadcast(to: [noise.shape[0], sharedNoiseCount, steps])]
  }

  /// A sequence at twice its length.
  func doubled(_ x: Tensor) -> Tensor {
    switch upsampling {
    case .nearest: return x.repeated(2)
    case .linear:
      // Each step becomes two, a quarter of the way towards its neighbours; ends stay.
      let last = x.shape[2] - 1
      let before = Tensor.concatenated(
        [x.sliced(0..<1, along: 2), x.sliced(0..<last, along: 2)],
        along: 2
      )
      let after = Tensor.concatenated(
        [x.sliced(1..<last + 1, along: 2), x.sliced(last..<last + 1, along: 2)],
        along: 2
      )
      let pairs = Tensor.stacked([0.75 * x + 0.25 * before, 0.75 * x + 0.25 * after], along: 3)
      return pairs.reshaped(to: [x.shape[0], x.shape[1], 2 * x.shape[2]])
    }
  }
}
