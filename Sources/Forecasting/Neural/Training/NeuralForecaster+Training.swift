internal import Glibc
internal import NeuralNetworks
internal import Parallelism
internal import Tensors
internal import TimeSeries

extension NeuralForecaster {
  /// The forecaster after two trainings: one that holds back the end of each series and keeps the weights
  /// that do best there, and a shorter one from these weights on that sees everything.
  func trained(
    on panel: Panel,
    run: TrainingRun,
    progress: (TrainingReport) -> Bool
  ) throws(TrainingFailure) -> Self {
    let whole = panel.map { $0 } + run.additions.flatMap { $0.panel.map { $0 } }
    let weights =
      panel.map { _ in 1.0 }
      + run.additions.flatMap { addition in
        addition.panel.map { _ in addition.weight }
      }
    let start = try begun(on: panel)
    let feed = WindowFeed(whole, schema: start.schema, shape: start.network.plan.shape)
    func sampler(holdsBack: Bool) -> WindowSampler {
      WindowSampler(
        feed,
        weights: weights,
        ownCount: panel.count,
        seed: seed,
        mostValidation: 512,
        holdsBack: holdsBack
      )
    }
    let (early, late) = (sampler(holdsBack: options.holdsBack), sampler(holdsBack: false))
    guard early.windowCount > 0 else {
      throw .panel(.noObservations(series: panel.first?.id ?? ""))
    }
    let begin = monotonicSeconds()
    func ends(_ report: TrainingReport) -> Bool {
      let isLate = run.secondsAllowed.map { monotonicSeconds() - begin > $0 } ?? false
      return !progress(report) || isLate
    }
    let validation = ValidationSet(feed, early.validation)
    let (plan, rate) = trainingPlan(windows: early.windowCount, run: run)
    var first = trainer(of: start.network, plan, rate)
    let network: Network
    do throws(TrainingError) {
      try restore(&first, from: run)
      // The last part goes on from the end of this very training, not from that of another one.
      if !first.isOver, let path = run.checkpointPath { unlink(TrainingRun.closingPath(path)) }
      let outcome = try train(&first, feed, early, validation, over: 0...0.8, until: ends)
      if outcome == .interrupted || validation.isEmpty {
        network = first.bestModel
      } else {
        let plan = closingPlan(after: first)
        var second = trainer(of: first.bestModel, plan, rate / 2)
        try restore(&second, from: run)
        _ = try train(&second, feed, late, nil, over: 0.8...1, until: ends)
        network = second.bestModel
      }
    } catch {
      throw .stopped(error)
    }
    var trained = self
    // Where nothing is held back, errors can only be those on what was learnt from.
    let judged = validation.isEmpty ? ValidationSet(feed, late.ends) : validation
    trained.knowledge = Knowledge(
      schema: start.schema,
      network: network,
      errors: judged.errors(of: network)
    )
    return trained
  }

  /// What is learnt from everything, after a training that held back the end.
  ///
  /// It is a quarter as long as that one took to its best weights, rounded down to whole epochs, but at
  /// least one. Where the best weights came early, more steps would learn by heart again what the first
  /// training was stopped for.
  private func closingPlan(after first: Trainer<Network, Adam>) -> TrainingPlan {
    var plan = first.plan
    let steps = (first.bestStep ?? plan.stepCount) / 4
    plan.epochs = max(1, steps / plan.stepsPerEpoch)
    plan.schedule = .cosine(steps: plan.stepCount, final: 0.01)
    plan.patience = nil
    // Another seed and place, so that the checkpoints of the two are told apart.
    plan.seed ^= 0x6C61_7374
    plan.checkpointPath = plan.checkpointPath.map(TrainingRun.closingPath)
    return plan
  }

  /// Goes back to the checkpoint of a training, where that is asked for and there is one.
  private func restore(
    _ trainer: inout Trainer<Network, Adam>,
    from run: TrainingRun
  ) throws(TrainingError) {
    guard run.resumes, let path = trainer.plan.checkpointPath, access(path, R_OK) == 0 else {
      return
    }
    try trainer.restore(path: path)
  }

  /// A training at its beginning.
  private func trainer(
    of network: Network,
    _ plan: TrainingPlan,
    _ rate: Double
  ) -> Trainer<Network, Adam> {
    Trainer(network, Adam(learningRate: rate, decay: .penalty(Network.recipe.weightDecay)), plan)
  }

  /// Takes the steps that are left.
  ///
  /// - Parameters:
  ///   - span: the shares of the whole work between which these steps are.
  ///   - ends: told of each step; true where it is to be the last.
  private func train(
    _ trainer: inout Trainer<Network, Adam>,
    _ feed: WindowFeed,
    _ sampler: WindowSampler,
    _ validation: ValidationSet?,
    over span: ClosedRange<Double>,
    until ends: (TrainingReport) -> Bool
  ) throws(TrainingError) -> TrainingOutcome {
    var isStopped = false
    var last: Double?
    let stepsPerEpoch = trainer.plan.stepsPerEpoch
    return try trainer.run(
      stop: { isStopped },
      progress: { now in
        last = now.validationLoss ?? last
        let share = Double(now.step) / Double(max(now.stepCount, 1))
        isStopped = ends(
          TrainingReport(
            done: span.lowerBound + share * (span.upperBound - span.lowerBound),
            validation: last,
            best: now.bestLoss
          )
        )
      },
      validation: { validation?.loss(of: $0) },
      loss: { network, batch in
        let epoch = batch.step / stepsPerEpoch
        let windows = batch.examples.values.map {
          sampler.window(epoch: epoch, example: Int($0))
        }
        return network.loss(
          of: feed.batch(windows, known: { sampler.known[$0.series] }),
          dropping: batch.random
        )
      }
    )
  }

  /// What training starts from: what was learnt before, or else a new network.
  private func begun(on panel: Panel) throws(TrainingFailure) -> Knowledge {
    if let knowledge { return knowledge }
    guard let first = panel.first else { throw .panel(.noObservations(series: "")) }
    let schema = FeedSchema(panel, seasonalPeriod: seasonalPeriod).read(as: Network.covariateUse)
    let season = schema.seasonalPeriod
    let lags =
      Network.isRecurrent
      ? LagSet.lags(for: first.index.frequency, seasonalPeriod: season) : []
    let head = OutputHead(loss: options.loss ?? Network.usualLoss(isOfCounts: panel.isOfCounts))
    let cycle = LagSet.cycle(for: first.index.frequency, seasonalPeriod: season)
    var shape = Network.shape(
      horizon: horizon,
      context: options.context,
      lags: lags,
      span: max(2 * season, cycle)
    )
    if Network.isRecurrent {
      shape.scaledSteps = (shape.context + cycle - 1) / cycle * cycle
    }
    // Counts keep their zero only in windows that are not moved.
    if head.isOfCounts { shape.scaling = .magnitude }
    let plan = NetworkPlan(
      shape: shape,
      schema: schema,
      head: head,
      lags: lags,
      size: options.size ?? .small
    )
    var random = RandomStream(seed: seed, name: "weights of \(Self.entry.name)")
    return Knowledge(schema: schema, network: Network(plan, using: &random))
  }

  /// How many steps to take, of which length.
  private func trainingPlan(
    windows: Int,
    run: TrainingRun
  ) -> (plan: TrainingPlan, learningRate: Double) {
    let recipe = Network.recipe
    let batchSize = options.batchSize ?? recipe.batchSize
    // Little data is soon learnt by heart, and a network that knows something already is near its aim.
    let share = knowledge == nil ? 1 : 5
    let most = min(recipe.updates, run.mostUpdates ?? recipe.updates)
    let updates = options.updates ?? max(60, min(most, windows * 100 / batchSize) / share)
    let stepsPerEpoch = max(1, min(50, updates / 10))
    let epochs = max(1, updates / stepsPerEpoch)
    var plan = TrainingPlan(
      examples: stepsPerEpoch * batchSize,
      batchSize: batchSize,
      epochs: epochs,
      seed: seed
    )
    let warmUp = max(1, plan.stepCount / 50)
    plan.schedule = .sequence(
      .warmUp(steps: warmUp),
      steps: warmUp,
      .cosine(steps: plan.stepCount - warmUp, final: 0.01)
    )
    plan.gradientLimit = recipe.gradientLimit
    plan.averaging = recipe.averaging.map { .exponential(decay: $0) }
    plan.patience = recipe.patience
    // Fixed, so that the number of threads changes no bit.
    plan.parts = 2
    plan.checkpointPath = run.checkpointPath
    let rate = (options.learningRate ?? recipe.learningRate) / (knowledge == nil ? 1 : 4)
    return (plan, rate)
  }
}

extension Panel {
  /// Whether every observation is a small count.
  fileprivate var isOfCounts: Bool {
    var (sum, count) = (0.0, 0)
    for series in self {
      for value in series.values where !value.isNaN {
        guard value >= 0, value == value.rounded(), value < 1e6 else { return false }
        sum += value
        count += 1
      }
    }
    return count > 0 && sum < 30 * Double(count)
  }
}
