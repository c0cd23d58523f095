public import NeuralNetworks
internal import Tensors

/// The training of a TimeVAE on the windows of a panel.
///
/// Everything random is a function of the plan's seed and the step, so that an interrupted training goes
/// on bit for bit.
public struct AutoencoderTraining: Sendable {
  /// How far a training has come.
  public struct Progress: Sendable {
    /// The steps taken, and all steps.
    public var (step, stepCount): (Int, Int)
    /// The loss of the step.
    public var loss: Double
  }

  /// How the network is trained.
  public let plan: AutoencoderPlan
  private let source: WindowSource
  private var trainer: Trainer<AutoencoderGenerator.Network, Adam>

  /// A training at its beginning.
  ///
  /// - Parameters:
  ///   - season: The steps of a season; 1 for none.
  ///   - checkpointPath: Where to keep the training every 250 steps, after ten seconds without, and when it
  ///     is interrupted; nil for nowhere.
  public init(
    _ plan: AutoencoderPlan,
    on source: WindowSource,
    season: Int,
    checkpointPath: String? = nil
  ) {
    (self.plan, self.source) = (plan, source)
    var training = TrainingPlan(
      examples: 1,
      batchSize: 1,
      epochs: plan.stepCount,
      seed: plan.seed
    )
    training.schedule = .cosine(steps: plan.stepCount, final: 0.02)
    training.gradientLimit = 100
    training.checkpointPath = checkpointPath
    training.checkpointInterval = 250
    training.checkpointTime = .seconds(10)
    trainer = Trainer(
      AutoencoderGenerator.Network(plan, for: source, season: season),
      Adam(learningRate: plan.learningRate),
      training
    )
  }

  /// The steps of a window.
  public var windowLength: Int { source.length }

  /// Takes the steps that are left.
  ///
  /// - Parameters:
  ///   - stop: Asked before each step whether to end here.
  ///   - progress: Told of each step.
  /// - Returns: Why it ended.
  /// - Throws: `training`, for a loss or a gradient that is not finite; the generator is then that of the
  ///   step before.
  @discardableResult
  public mutating func run(
    stop: () -> Bool = { false },
    progress: (Progress) -> Void = { _ in }
  ) throws(SynthesisError) -> TrainingOutcome {
    let (plan, source) = (plan, source)
    do {
      return try trainer.run(
        stop: stop,
        progress: { progress(Progress(step: $0.step, stepCount: $0.stepCount, loss: $0.loss)) },
        loss: { model, batch in
          var random = batch.random
          return plan.loss(model, on: source, using: &random)
        }
      )
    } catch {
      throw .training(error)
    }
  }
}

extension AutoencoderTraining: WindowTraining {
  /// The steps taken.
  public var step: Int { trainer.step }

  /// The steps of the whole training.
  public var stepCount: Int { plan.stepCount }

  /// The generator that the training has come to.
  public var seriesGenerator: AutoencoderGenerator {
    AutoencoderGenerator(
      network: trainer.model,
      contextLength: source.contextLength,
      panel: source.learntPanel(after: step),
      plan: plan
    )
  }

  /// Goes back to a checkpoint.
  ///
  /// - Throws: `training` with what is wrong with it.
  public mutating func restore(path: String) throws(SynthesisError) {
    do { try trainer.restore(path: path) } catch { throw .training(error) }
  }
}

extension AutoencoderPlan {
  /// The loss on windows drawn at random.
  fileprivate func loss(
    _ model: AutoencoderGenerator.Network,
    on source: WindowSource,
    using random: inout RandomStream
  ) -> Tensor {
    var windows = source.windows(batchSize, using: &random)
    windows.conditions.hideContext(hiddenContextShare, using: &random)
    windows.conditions.hideSeries(hiddenSeriesShare, using: &random)
    return model.autoencoder.loss(
      windows.values,
      conditions: model.known(windows.conditions),
      noise: .normal([batchSize, model.autoencoder.shape.latentSize], using: &random)
    )
  }

  /// The plan with as many steps as take about so long on this machine with the threads that are allowed,
  /// as a few steps show.
  ///
  /// - Precondition: `seconds` is positive.
  public func fitted(toSeconds seconds: Double, on source: WindowSource, season: Int)
    -> AutoencoderPlan
  {
    precondition(seconds > 0, "a budget of \(seconds) seconds")
    let network = AutoencoderGenerator.Network(self, for: source, season: season)
    var random = RandomStream(seed: seed, name: "times")
    let time = secondsPerRound {
      let stream = random
      _ = valueWithGradient(at: network) { model in
        var own = stream
        return loss(model, on: source, using: &own)
      }
      _ = random.next()
    }
    var plan = self
    // A tenth is left for what is not training, and for a machine that gets busier.
    plan.stepCount = max(1, Int(min(20 * Double(stepCount), 0.9 * seconds / max(time, 1e-9))))
    return plan
  }
}
