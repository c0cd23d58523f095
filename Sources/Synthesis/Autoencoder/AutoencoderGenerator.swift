public import NeuralNetworks
public import Tensors

/// A trained TimeVAE that makes series of any length, window by window, each for its series, its time and
/// what came before.
public struct AutoencoderGenerator: Sendable {
  /// The network, and a vector for each series.
  public struct Network: Module {
    /// The network.
    public var autoencoder: TimeVAE
    /// The vectors.
    public var embedding: Embedding
    /// What each level of an attribute adds to them; nil without attributes.
    public var levels: Embedding?

    init(
      _ shape: TimeVAE.Shape,
      seriesCount: Int,
      levelCount: Int,
      embeddingSize: Int,
      using random: inout RandomStream
    ) {
      autoencoder = TimeVAE(shape, using: &random)
      embedding = Embedding(count: seriesCount, size: embeddingSize, using: &random)
      levels =
        levelCount > 0
        ? Embedding(count: levelCount, size: embeddingSize, using: &random) : nil
    }

    /// A network with parameters drawn at random, for the windows of a panel.
    init(_ plan: AutoencoderPlan, for source: WindowSource, season: Int) {
      var shape = TimeVAE.Shape(length: source.length, variableCount: source.variableCount)
      // A season of which a window shows less than a whole is a trend to it.
      shape.seasons = season > 1 && season <= source.length ? [season] : []
      shape.conditionSize =
        plan.embeddingSize + 2 * source.features.count
        + source.contextLength * source.variableCount
      var random = RandomStream(seed: plan.seed, name: "autoencoder")
      self.init(
        shape,
        seriesCount: source.seriesCount,
        levelCount: source.attributes.count,
        embeddingSize: plan.embeddingSize,
        using: &random
      )
    }

    /// Shows both.
    public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
      visitor.visit("autoencoder", &autoencoder)
      visitor.visit("embedding", &embedding)
      visitor.visit("levels", &levels)
    }

    /// What is given of windows, as numbers: the vector of the series, the features of the first and of the
    /// last step, and the context.
    func known(_ conditions: WindowConditions) -> Tensor {
      let times = conditions.times
      let last = times.shape[2] - 1
      let parts: [Tensor?] = [
        conditions.vectors(embedding, levels), times.selected(0, along: 2),
        times.selected(last, along: 2), conditions.context,
      ]
      return .concatenated(parts.compactMap(\.self), along: 1)
    }
  }

  /// The network.
  public let network: Network
  /// The steps before a window that the network sees.
  public let contextLength: Int
  /// What it knows of the panel that it has learnt from.
  public var panel: LearntPanel
  /// How it was trained.
  public let plan: AutoencoderPlan
}

extension AutoencoderGenerator: WindowGenerator {
  /// The steps of a window.
  public var windowLength: Int { network.autoencoder.shape.length }
  /// The values of a step.
  public var variableCount: Int { network.autoencoder.shape.variableCount }
  /// The numbers of a latent vector.
  public var noiseSize: Int { network.autoencoder.shape.latentSize }
  /// Contexts are hidden in training.
  public var knowsBeginnings: Bool { true }

  /// Windows of scaled values.
  public func windows(_ conditions: WindowConditions, noise: [Float]) -> Tensor {
    network.autoencoder(
      Tensor(floats: noise, shape: [conditions.series.values.count, noiseSize]),
      conditions: network.known(conditions)
    )
  }
}
