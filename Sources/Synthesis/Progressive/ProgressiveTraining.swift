public import NeuralNetworks
public import Tensors

/// The training of a progressive GAN on the windows of a panel.
///
/// Everything random is a function of the plan's seed and the step, so that an interrupted training goes
/// on bit for bit.
///
/// ```swift
/// var training = ProgressiveTraining(shape, plan, on: source)
/// try training.run()
/// let generator = training.generator
/// ```
public struct ProgressiveTraining: Sendable {
  /// How far a training has come.
  public struct Progress: Sendable {
    /// The steps taken, and all steps.
    public var (step, stepCount): (Int, Int)
    /// How far the networks have grown.
    public var growth: Growth
    /// The last loss of the generator.
    public var generatorLoss: Double
    /// The last loss of the discriminator.
    public var discriminatorLoss: Double
    /// The latest look at the fidelity, and the best; nil before the first.
    public var fidelity, bestFidelity: Double?
  }

  /// The sizes of the networks.
  public let shape: ProgressiveShape
  /// How they are trained.
  public let plan: ProgressivePlan
  let source: WindowSource
  private var trainer: Trainer<ProgressiveNetworks, Adam>
  private let watch: FidelityWatch?

  /// A training at its beginning.
  ///
  /// - Parameter checkpointPath: Where to keep the training every ten epochs, after ten seconds without, and
  ///   when it is interrupted; nil for nowhere.
  public init(
    _ shape: ProgressiveShape,
    _ plan: ProgressivePlan,
    on source: WindowSource,
    checkpointPath: String? = nil
  ) {
    precondition(
      shape.length == source.length && shape.contextLength == source.contextLength,
      "networks for \(shape.length) steps and windows of \(source.length)"
    )
    (self.shape, self.plan, self.source) = (shape, plan, source)
    var random = RandomStream(seed: plan.seed, name: "networks")
    var training = TrainingPlan(
      examples: GrowthSchedule.stepsPerEpoch * plan.batchSize,
      batchSize: plan.batchSize,
      epochs: plan.schedule.epochs,
      seed: plan.seed
    )
    if plan.cools {
      let warm = plan.schedule.firstFullEpoch * GrowthSchedule.stepsPerEpoch
      training.schedule = .sequence(
        .constant,
        steps: warm,
        .cosine(steps: max(1, plan.stepCount - warm), final: 0.02)
      )
    }
    training.averaging = plan.averageDecay.map { .exponential(decay: $0) }
    training.parts = plan.parts
    training.checkpointPath = checkpointPath
    training.checkpointInterval = 10
    training.checkpointTime = .seconds(10)
    var adam = Adam(learningRate: plan.learningRate)
    adam.meanDecay = plan.meanDecay
    trainer = Trainer(ProgressiveNetworks(shape, using: &random), adam, training)
    watch = plan.fidelityInterval.map { FidelityWatch(source, interval: $0, seed: plan.seed) }
  }

  /// The generator: that of the best fidelity if that is watched, else of the averaged weights, else of
  /// the last step.
  public var generator: ProgressiveGenerator { Self.settled(trainer.bestModel.generator) }

  /// The generator after the last step, with averaged weights if there are any.
  public var latestGenerator: ProgressiveGenerator {
    Self.settled(trainer.averagedModel.generator)
  }

  /// How far the generator has grown.
  public var growth: Growth {
    plan.schedule.growth(atStep: max(0, trainer.step - 1))
  }

  /// The steps taken.
  public var step: Int { trainer.step }

  /// The steps of the whole training.
  public var stepCount: Int { plan.stepCount }

  /// Goes back to a checkpoint.
  ///
  /// - Throws: `training` with what is wrong with it.
  public mutating func restore(path: String) throws(SynthesisError) {
    do { try trainer.restore(path: path) } catch { throw .training(error) }
  }

  /// Takes the steps that are left.
  ///
  /// - Parameters:
  ///   - stop: Asked before each step whether to end here.
  ///   - progress: Told of each step.
  /// - Returns: Why it ended.
  /// - Throws: `training`, for a loss or a gradient that is not finite; the generator is then the last
  ///   good one.
  @discardableResult
  public mutating func run(
    stop: () -> Bool = { false },
    progress: (Progress) -> Void = { _ in }
  ) throws(SynthesisError) -> TrainingOutcome {
    let (plan, source, shape, watch) = (plan, source, shape, watch)
    var (made, judged) = (Double.nan, Double.nan)
    var fidelity: Double?
    // The trainer asks after each epoch and does not say which, so they are counted here.
    var epoch = trainer.step / GrowthSchedule.stepsPerEpoch
    do {
      return try trainer.run(
        stop: stop,
        progress: { state in
          let isGenerator = plan.schedule.updatesGenerator(atStep: state.step - 1)
          if isGenerator { made = state.loss } else { judged = state.loss }
          if let latest = state.validationLoss { fidelity = latest }
          progress(
            Progress(
              step: state.step,
              stepCount: state.stepCount,
              growth: plan.schedule.growth(atStep: state.step - 1),
              generatorLoss: made,
              discriminatorLoss: judged,
              fidelity: fidelity,
              bestFidelity: state.bestLoss
            )
          )
        },
        validation: { model in
          defer { epoch += 1 }
          guard let watch, watch.isDue(after: epoch, plan.schedule) else { return nil }
          return watch.distance(of: Self.settled(model.generator))
        },
        loss: { model, batch in
          var random = batch.random
          var windows = source.windows(batch.examples.values.count, using: &random)
          if plan.hiddenContextShare > 0 {
            windows.conditions.hideContext(plan.hiddenContextShare, using: &random)
          }
          windows.conditions.hideSeries(plan.hiddenSeriesShare, using: &random)
          let noise = shape.noise(batch.examples.values.count, using: &random)
          let growth = plan.schedule.growth(atStep: batch.step)
          return plan.schedule.updatesGenerator(atStep: batch.step)
            ? model.generatorLoss(
              windows,
              noise: noise,
              growth: growth,
              momentWeight: plan.momentWeight,
              matchesDistributions: plan.matchesDistributions,
              rangeWeight: plan.rangeWeight
            ) : model.discriminatorLoss(windows, noise: noise, growth: growth)
        }
      )
    } catch {
      throw .training(error)
    }
  }

  /// A generator whose spectral norms have found their values, whatever weights were averaged.
  static func settled(_ generator: ProgressiveGenerator) -> ProgressiveGenerator {
    var generator = generator
    for _ in 0..<20 { generator.advanceState() }
    return generator
  }
}

extension ProgressiveShape {
  /// Noise for a batch of windows.
  public func noise(_ count: Int, using random: inout RandomStream) -> Tensor {
    .normal([count, noiseCount, length], using: &random)
  }
}

extension WindowConditions {
  /// Replaces the context of some windows by zeros, as it is before the beginning of a series.
  mutating func hideContext(_ share: Double, using random: inout RandomStream) {
    guard let context else { return }
    let kept = Tensor.bernoulli([context.shape[0], 1], probability: 1 - share, using: &random)
    self.context = context * kept
  }

  /// Leaves of some series their attributes alone, and of half of those not even a context: what a series is
  /// made from that was not learnt from. Series without attributes stay as they are.
  mutating func hideSeries(_ share: Double, using random: inout RandomStream) {
    guard attributes != nil, share > 0 else { return }
    let shape: Shape = [series.values.count, 1]
    let kept = Tensor.bernoulli(shape, probability: 1 - share, using: &random)
    own = kept
    guard let context else { return }
    let seen = Tensor.bernoulli(shape, probability: 0.5, using: &random)
    self.context = context * (kept + (1 - kept) * seen)
  }
}
