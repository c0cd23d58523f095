public import NeuralNetworks
public import Tensors
internal import TimeSeries

/// A trained TimeVAE that makes series of any length, window by window, each for its series, its time and
/// what came before.
public struct AutoencoderGenerator: Sendable {
  /// How it is trained.
  public struct Plan: Sendable, Hashable {
    /// The steps of training.
    public var stepCount = 4000
    /// The windows of a step.
    public var batchSize = 64
    /// The learning rate, which falls along half a cosine.
    public var learningRate = 1e-3
    /// The share of windows whose context is hidden, so that a series can begin without.
    public var hiddenContextShare = 0.1
    /// The numbers in the vector of a series.
    public var embeddingSize = 10
    /// Where everything random comes from.
    public var seed: UInt64 = 0

    /// The standard plan.
    public init() {}
  }

  /// The network, and a vector for each series.
  public struct Network: Module {
    /// The network.
    public var autoencoder: TimeVAE
    /// The vectors.
    public var embedding: Embedding

    init(
      _ shape: TimeVAE.Shape,
      seriesCount: Int,
      embeddingSize: Int,
      using random: inout RandomStream
    ) {
      autoencoder = TimeVAE(shape, using: &random)
      embedding = Embedding(count: seriesCount, size: embeddingSize, using: &random)
    }

    /// Shows both.
    public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
      visitor.visit("autoencoder", &autoencoder)
      visitor.visit("embedding", &embedding)
    }

    /// What is given of windows, as numbers: the vector of the series, the features of the first and of the
    /// last step, and the context.
    func known(_ conditions: WindowConditions) -> Tensor {
      let times = conditions.times
      let last = times.shape[2] - 1
      let parts: [Tensor?] = [
        embedding(conditions.series), times.selected(0, along: 2), times.selected(last, along: 2),
        conditions.context,
      ]
      return .concatenated(parts.compactMap(\.self), along: 1)
    }
  }

  /// The network.
  public let network: Network
  /// The steps before a window that the network sees.
  public let contextLength: Int
  /// What it is told of the time of a step.
  public let features: TimeFeatures
  /// The series it knows.
  public internal(set) var sources: [LearntSeries]
  /// The names of the values of a step; empty where there is one, or where they are not known.
  public var variables: [String] = []

  /// Trains a generator on the windows of a panel.
  ///
  /// - Parameters:
  ///   - season: The steps of a season; 1 for none.
  ///   - progress: Told of the step and its loss; it says whether to go on.
  /// - Throws: `training`, or `interrupted`.
  public static func trained(
    on source: WindowSource,
    season: Int,
    _ plan: Plan = Plan(),
    progress: (Int, Double) -> Bool = { _, _ in true }
  ) throws(SynthesisError) -> AutoencoderGenerator {
    var shape = TimeVAE.Shape(length: source.length, variableCount: source.variableCount)
    // A season of which a window shows less than a whole is a trend to it.
    shape.seasons = season > 1 && season <= source.length ? [season] : []
    shape.conditionSize =
      plan.embeddingSize + 2 * source.features.count + source.contextLength * source.variableCount
    let latentSize = shape.latentSize
    var random = RandomStream(seed: plan.seed, name: "autoencoder")
    let network = Network(
      shape,
      seriesCount: source.seriesCount,
      embeddingSize: plan.embeddingSize,
      using: &random
    )
    var training = TrainingPlan(
      examples: 1,
      batchSize: 1,
      epochs: plan.stepCount,
      seed: plan.seed
    )
    training.schedule = .cosine(steps: plan.stepCount, final: 0.02)
    training.gradientLimit = 100
    var trainer = Trainer(network, Adam(learningRate: plan.learningRate), training)
    var goesOn = true
    let outcome: TrainingOutcome
    do {
      outcome = try trainer.run(
        stop: { !goesOn },
        progress: { goesOn = progress($0.step, $0.loss) },
        loss: { model, batch in
          var random = batch.random
          var windows = source.windows(plan.batchSize, using: &random)
          windows.conditions.hideContext(plan.hiddenContextShare, using: &random)
          return model.autoencoder.loss(
            windows.values,
            conditions: model.known(windows.conditions),
            noise: .normal([plan.batchSize, latentSize], using: &random)
          )
        }
      )
    } catch {
      throw .training(error)
    }
    if outcome == .interrupted { throw .interrupted }
    return AutoencoderGenerator(
      network: trainer.model,
      contextLength: source.contextLength,
      features: source.features,
      sources: source.learntSeries
    )
  }
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

  /// The generator with further series that borrow vectors.
  public func knowing(_ borrowers: [LearntSeries]) -> Self {
    precondition(borrowers.allSatisfy { $0.likeness != nil }, "a series without a vector")
    var result = self
    result.sources += borrowers
    return result
  }

  /// Windows of scaled values.
  public func windows(_ conditions: WindowConditions, noise: [Float]) -> Tensor {
    network.autoencoder(
      Tensor(floats: noise, shape: [conditions.series.values.count, noiseSize]),
      conditions: network.known(conditions)
    )
  }
}
