import AlmanacTesting
import Foundation
import NeuralNetworks
import Parallelism
import Tensors
import Testing

/// A regression that a small network learns, with its examples.
struct Exercise {
  let x: Tensor
  let y: Tensor
  let model: SmallNetwork

  init(count: Int = 70) {
    var random = RandomStream(seed: 11)
    x = Tensor.normal([count, 3], using: &random)
    y = sin(x.sliced(0..<1, along: 1) * 2) + x.sliced(1..<2, along: 1)
    model = SmallNetwork(using: &random)
  }

  /// A loss with dropout, so that the random numbers matter.
  func loss(_ model: SmallNetwork, _ batch: TrainingBatch) -> Tensor {
    var random: RandomStream? = batch.random
    let input = dropout(x.gathered(at: batch.examples), probability: 0.1, using: &random)
    return meanSquaredError(model(input), y.gathered(at: batch.examples))
  }

  func validation(_ model: SmallNetwork) -> Double? {
    meanSquaredError(model(x), y).scalar
  }
}

@Suite("Trainer")
struct TrainerTests {
  let exercise = Exercise()

  /// A plan that uses everything a checkpoint must keep.
  static var plan: TrainingPlan {
    var plan = TrainingPlan(examples: 70, batchSize: 16, epochs: 4, seed: 3)
    plan.schedule = .oneCycle(steps: 20)
    plan.plateau = Plateau(decay: 0.5, patience: 0, threshold: 0.5)
    plan.gradientLimit = 1
    plan.averaging = .exponential(decay: 0.9)
    plan.parts = 3
    return plan
  }

  @Test("a network learns, and the best weights are kept")
  func learning() throws {
    var plan = TrainingPlan(examples: 70, batchSize: 16, epochs: 60, seed: 1)
    plan.gradientLimit = 5
    var trainer = Trainer(exercise.model, Adam(learningRate: 0.02), plan)
    var told: [TrainingProgress] = []
    let outcome = try trainer.run(
      progress: { told.append($0) },
      validation: exercise.validation,
      loss: exercise.loss
    )
    #expect(outcome == .finished)
    #expect(told.map(\.step) == Array(1...300))
    #expect(told.last?.epoch == 59)
    let validations = told.compactMap(\.validationLoss)
    #expect(validations.count == 60)
    #expect(trainer.bestLoss == validations.min())
    #expect(exercise.validation(trainer.bestModel) == trainer.bestLoss)
    #expect(try #require(trainer.bestLoss) < 0.2 * (exercise.validation(exercise.model) ?? 0))
  }

  @Test("an epoch goes through every example once, in an order of its own")
  func order() throws {
    var trainer = Trainer(
      Single(parameter: Tensor(0)),
      GradientDescent(),
      TrainingPlan(examples: 7, batchSize: 3, epochs: 2)
    )
    let seen = Seen()
    try trainer.run { model, batch in
      seen.add(batch.examples.values.map { Int($0) })
      return model.parameter.squared()
    }
    let batches = seen.batches
    #expect(batches.map(\.count) == [3, 3, 1, 3, 3, 1])
    let (first, second) = (batches[..<3].flatMap { $0 }, batches[3...].flatMap { $0 })
    #expect(first.sorted() == Array(0..<7))
    #expect(second.sorted() == Array(0..<7))
    #expect(first != second)
  }

  @Test("the same plan gives the same model on any number of threads")
  func determinism() throws {
    let models = try [1, 3].map { threads in
      var trainer = Trainer(exercise.model, Adam(learningRate: 0.02), Self.plan)
      try withThreads(threads) {
        _ = try trainer.run(validation: exercise.validation, loss: exercise.loss)
      }
      return trainer.model
    }
    #expect(models[0].parameters == models[1].parameters)
  }

  @Test("a training without progress stops early with the best weights")
  func earlyStopping() throws {
    var plan = TrainingPlan(examples: 70, batchSize: 35, epochs: 50)
    plan.patience = 3
    var trainer = Trainer(exercise.model, Adam(learningRate: 0.02), plan)
    var losses = [5.0, 4, 6, 3, 3, 4, 5, 1].makeIterator()
    var atBest: [Tensor] = []
    #expect(trainer.bestStep == nil && !trainer.isOver)
    let outcome = try trainer.run(
      validation: { model in
        let loss = losses.next()
        if loss == 3, atBest.isEmpty { atBest = model.parameters }
        return loss
      },
      loss: exercise.loss
    )
    #expect(outcome == .stoppedEarly)
    #expect(trainer.step == 14)
    #expect(trainer.isOver)
    #expect(trainer.bestLoss == 3)
    // The fourth epoch of two steps; that its loss came again makes nothing better.
    #expect(trainer.bestStep == 8)
    var restored = Trainer(exercise.model, Adam(learningRate: 0.02), plan)
    try restored.restore(trainer.checkpoint())
    #expect(restored.bestStep == 8 && restored.isOver)
    #expect(trainer.bestModel.parameters == atBest)
    #expect(try trainer.run(loss: exercise.loss) == .stoppedEarly)
  }

  @Test("plan and plateau together set the learning rate, and the optimiser keeps its own")
  func rates() throws {
    var plan = TrainingPlan(examples: 4, batchSize: 2, epochs: 3)
    plan.schedule = .warmUp(steps: 4)
    plan.plateau = Plateau(decay: 0.5, patience: 0)
    var trainer = Trainer(Single(parameter: Tensor(1)), GradientDescent(learningRate: 8), plan)
    var rates: [Double] = []
    try trainer.run(progress: { rates.append($0.learningRate) }, validation: { _ in 1 }) { _, _ in
      Tensor(0)
    }
    #expect(rates == [2, 4, 6, 8, 4, 4])
    #expect(trainer.optimizer.learningRate == 8)
  }

  @Test("clipping bounds the step and leaves the reported length")
  func clipping() throws {
    var plan = TrainingPlan(examples: 1, epochs: 1)
    plan.gradientLimit = 2
    var trainer = Trainer(Single(parameter: Tensor(0)), GradientDescent(learningRate: 1), plan)
    var norms: [Double] = []
    try trainer.run(progress: { norms.append($0.gradientNorm) }) { model, _ in model.parameter * 10
    }
    #expect(norms == [10])
    #expect(trainer.model.parameter == Tensor(-2))
  }

  @Test("what is not finite ends the training with the model as it was")
  func nonFinite() throws {
    let plan = TrainingPlan(examples: 1, epochs: 5)
    var trainer = Trainer(Single(parameter: Tensor(4)), GradientDescent(learningRate: 1), plan)
    let lost = TrainingError.nonFiniteLoss(step: 2, learningRate: 1)
    #expect(throws: lost) {
      try trainer.run { model, batch in
        model.parameter * (batch.step == 2 ? Double.nan : 1)
      }
    }
    #expect(trainer.model.parameter == Tensor(2))
    #expect(trainer.step == 2)
    #expect(lost.description.contains("step 2") && lost.description.contains("learning rate"))

    // The root has a value at zero, and no derivative.
    var steep = Trainer(Single(parameter: Tensor(0)), GradientDescent(), plan)
    #expect(
      throws: TrainingError.nonFiniteGradient(step: 0, parameter: "parameter", learningRate: 0.01)
    ) {
      try steep.run { model, _ in model.parameter.squareRoot() }
    }
    #expect(throws: TrainingError.nonFiniteValidation(step: 2)) {
      try trainer.run(validation: { _ in .infinity }) { model, _ in model.parameter }
    }
  }

  @Test("spectral norms move on with each step")
  func state() throws {
    var random = RandomStream(seed: 5)
    let layer = SpectralNorm(Linear(inputSize: 3, outputSize: 4, using: &random), using: &random)
    var trainer = Trainer(layer, GradientDescent(), TrainingPlan(examples: 1, epochs: 1))
    try trainer.run { model, _ in model(Tensor.ones([1, 3])).sum() }
    var advanced = layer
    advanced.advanceState()
    #expect(trainer.model.direction == advanced.direction)
  }
}

/// The examples a loss was asked for; the trainer calls it on one thread here, and `@unchecked` says so.
final class Seen: @unchecked Sendable {
  private(set) var batches: [[Int]] = []

  func add(_ batch: [Int]) { batches.append(batch) }
}
