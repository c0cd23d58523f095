public import Tensors

/// A training: a model, its optimiser, a plan, and how far they have come.
///
/// ```swift
/// var trainer = Trainer(model, Adam(), TrainingPlan(examples: 200, epochs: 100))
/// try trainer.run { model, batch in
///   meanSquaredError(model(x.gathered(at: batch.examples)), y.gathered(at: batch.examples))
/// }
/// ```
///
/// Each step's examples and random numbers are a function of the plan's seed and the step's number, so
/// that a run is the same on any number of threads, and an interrupted one goes on as if it had not
/// been.
public struct Trainer<Model: Module, Rule: Optimizer>: Sendable {
  /// The model after the last step.
  public internal(set) var model: Model
  /// The optimiser, with what it remembers.
  public internal(set) var optimizer: Rule
  /// What to do.
  public let plan: TrainingPlan
  /// The number of steps taken.
  public internal(set) var step = 0
  /// The best validation loss so far, the step after which it was, and the tensors of the model then.
  var best: (loss: Double, step: Int, tensors: [Tensor])?
  /// The averages of the weights, if the plan asks for them.
  public internal(set) var average: WeightAverage?
  /// The state of the plan's plateau.
  public internal(set) var plateau: Plateau?
  /// The number of epochs since the best validation loss.
  var waited = 0

  /// A training at its beginning.
  ///
  /// - Precondition: The plan's parts and the interval of its checkpoints are positive.
  public init(_ model: Model, _ optimizer: Rule, _ plan: TrainingPlan) {
    precondition(
      plan.parts > 0 && plan.checkpointInterval > 0,
      "\(plan.parts) parts, checkpoints every \(plan.checkpointInterval) epochs"
    )
    (self.model, self.optimizer, self.plan) = (model, optimizer, plan)
    average = plan.averaging.map { WeightAverage($0) }
    plateau = plan.plateau
  }

  /// The best validation loss so far; nil before the first.
  public var bestLoss: Double? { best?.loss }

  /// The number of steps after which the validation loss was lowest; nil before the first.
  public var bestStep: Int? { best?.step }

  /// Whether no step is left to take: all of the plan's are taken, or its patience is used up.
  public var isOver: Bool { step >= plan.stepCount || hasWaitedEnough }

  /// The model with the averaged weights if there are any, else the model as it is.
  public var averagedModel: Model { average?.applied(to: model) ?? model }

  /// The model that had the best validation loss; without validation, the averaged model.
  public var bestModel: Model {
    guard let best else { return averagedModel }
    var model = model
    model.setTensors(best.tensors)
    return model
  }

  /// Takes the steps that are left.
  ///
  /// - Parameters:
  ///   - stop: Asked before each step whether to end here.
  ///   - progress: Told of each step.
  ///   - validation: A loss on other examples, asked for after each epoch; nil for none.
  ///   - loss: The mean loss over the examples of a batch. It may be called on several threads at once
  ///     if the plan has several parts.
  /// - Returns: Why it ended.
  /// - Throws: `nonFiniteLoss`, `nonFiniteGradient` or `nonFiniteValidation`; `checkpoint` when one
  ///   cannot be written.
  @discardableResult
  public mutating func run(
    stop: () -> Bool = { false },
    progress: (TrainingProgress) -> Void = { _ in },
    validation: (Model) -> Double? = { _ in nil },
    loss: @Sendable (Model, TrainingBatch) -> Tensor
  ) throws(TrainingError) -> TrainingOutcome {
    var order = ExampleOrder(plan)
    var lastKept = ContinuousClock.now
    while !isOver {
      if stop() {
        try keep()
        return .interrupted
      }
      let examples = order.examples(at: step)
      let (value, norm, rate) = try take(examples, loss)
      let endsEpoch = step.isMultiple(of: plan.stepsPerEpoch)
      let validationLoss = endsEpoch ? try validate(validation) : nil
      let isDue = endsEpoch && (step / plan.stepsPerEpoch).isMultiple(of: plan.checkpointInterval)
      if isDue || plan.checkpointTime.map({ lastKept.duration(to: .now) >= $0 }) ?? false {
        try keep()
        lastKept = .now
      }
      progress(
        TrainingProgress(
          step: step,
          stepCount: plan.stepCount,
          epoch: (step - 1) / plan.stepsPerEpoch,
          loss: value,
          gradientNorm: norm,
          learningRate: rate,
          validationLoss: validationLoss,
          bestLoss: bestLoss
        )
      )
    }
    try keep()
    return hasWaitedEnough ? .stoppedEarly : .finished
  }

  /// Whether the patience is used up.
  private var hasWaitedEnough: Bool { plan.patience.map { waited > 0 && waited >= $0 } ?? false }

  /// Takes one step, or none if something is not finite.
  private mutating func take(
    _ examples: [Int],
    _ loss: @Sendable (Model, TrainingBatch) -> Tensor
  ) throws(TrainingError) -> (loss: Double, norm: Double, rate: Double) {
    let ownRate = optimizer.learningRate
    let rate = ownRate * plan.schedule.factor(at: step) * (plateau?.factor ?? 1)
    var (value, gradients) = valueWithGradient(of: loss, on: examples)
    guard value.isFinite else { throw .nonFiniteLoss(step: step, learningRate: rate) }
    let norm = gradients.norm
    guard norm.isFinite else {
      let place = gradients.values.firstIndex { $0.map { !$0.sumOfSquares().isFinite } ?? false }
      throw .nonFiniteGradient(
        step: step,
        parameter: place.map { model.namedParameters[$0].name } ?? "all parameters together",
        learningRate: rate
      )
    }
    if let limit = plan.gradientLimit, norm > limit {
      gradients = gradients.scaled(by: limit / norm)
    }
    model.advanceState()
    optimizer.learningRate = rate
    optimizer.update(&model, along: gradients)
    optimizer.learningRate = ownRate
    average?.include(model, step: step)
    step += 1
    return (value.scalar, norm, rate)
  }

  /// The loss of a step and its gradient, with the parts of the batch on threads of their own.
  private func valueWithGradient(
    of loss: @Sendable (Model, TrainingBatch) -> Tensor,
    on examples: [Int]
  ) -> (value: Tensor, gradients: Gradients) {
    let (step, seed) = (self.step, plan.seed)
    let parts = min(plan.parts, examples.count)
    return NeuralNetworks.valueWithGradient(at: model, summingOver: parts) { model, part in
      let range = examples.count * part / parts..<examples.count * (part + 1) / parts
      let batch = TrainingBatch(
        examples: Indices(Array(examples[range])),
        step: step,
        random: RandomStream(seed: seed, name: "loss \(step) \(part)")
      )
      let value = loss(model, batch)
      return parts == 1 ? value : value * (Double(range.count) / Double(examples.count))
    }
  }

  /// Asks for the validation loss and remembers the model if it is the best.
  private mutating func validate(
    _ validation: (Model) -> Double?
  ) throws(TrainingError) -> Double? {
    let candidate = averagedModel
    guard let loss = validation(candidate) else { return nil }
    guard loss.isFinite else { throw .nonFiniteValidation(step: step - 1) }
    plateau?.observe(loss)
    if best.map({ loss < $0.loss }) ?? true {
      best = (loss, step, candidate.namedTensors.map(\.tensor))
      waited = 0
    } else {
      waited += 1
    }
    return loss
  }

  /// Writes a checkpoint where the plan says.
  private func keep() throws(TrainingError) {
    guard let path = plan.checkpointPath else { return }
    do { try checkpoint().write(to: path) } catch { throw .checkpoint(error) }
  }
}

/// The order of the examples in each epoch.
private struct ExampleOrder {
  private let plan: TrainingPlan
  private var epoch = -1
  private var order: [Int] = []

  init(_ plan: TrainingPlan) { self.plan = plan }

  /// The examples of a step.
  mutating func examples(at step: Int) -> [Int] {
    let stepsPerEpoch = plan.stepsPerEpoch
    if step / stepsPerEpoch != epoch {
      epoch = step / stepsPerEpoch
      var random = RandomStream(seed: plan.seed, name: "order \(epoch)")
      order = (0..<plan.exampleCount).shuffled(using: &random)
    }
    return Array(order.dropFirst(step % stepsPerEpoch * plan.batchSize).prefix(plan.batchSize))
  }
}
