import AlmanacTesting
import Foundation
import Tensors
import Testing

@testable import NeuralNetworks

@Suite("Checkpoints of a training")
struct CheckpointTests {
  let exercise = Exercise()

  private func trainer(_ plan: TrainingPlan = TrainerTests.plan) -> Trainer<SmallNetwork, Adam> {
    Trainer(exercise.model, Adam(learningRate: 0.02), plan)
  }

  /// Runs until `last` steps are taken, or to the end.
  private func run(_ trainer: inout Trainer<SmallNetwork, Adam>, until last: Int = .max) throws {
    var taken = trainer.step
    try trainer.run(
      stop: { taken == last },
      progress: { taken = $0.step },
      validation: exercise.validation,
      loss: exercise.loss
    )
  }

  @Test("20 steps are the same as 10, a file and 10 more, bit for bit", arguments: [1, 10, 13])
  func resuming(first: Int) throws {
    var straight = trainer()
    try run(&straight)
    var begun = trainer()
    try run(&begun, until: first)
    #expect(begun.step == first)
    var resumed = trainer()
    try resumed.restore(WeightsFile(bytes: begun.checkpoint().encoded()))
    try run(&resumed)
    #expect(resumed.step == 20)
    #expect(resumed.checkpoint().encoded() == straight.checkpoint().encoded())
    #expect(resumed.bestModel.parameters == straight.bestModel.parameters)
  }

  @Test("slow epochs keep checkpoints between their ends")
  func checkpointsByTime() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("checkpoint").path
    var plan = TrainerTests.plan
    (plan.checkpointPath, plan.checkpointInterval) = (path, 1000)
    func isKept(_ time: Duration?) throws -> Bool {
      plan.checkpointTime = time
      var trainer = trainer(plan)
      var isKept = false
      // Of an interrupted training another one is kept, so the look is taken before.
      try trainer.run(
        stop: {
          isKept = FileManager.default.fileExists(atPath: path)
          return false
        },
        validation: exercise.validation,
        loss: exercise.loss
      )
      try FileManager.default.removeItem(atPath: path)
      return isKept
    }
    #expect(try isKept(.zero))
    #expect(try !isKept(.seconds(3600)))
    #expect(try !isKept(nil))
  }

  @Test("other optimisers and kept tensors resume as well")
  func otherKinds() throws {
    var random = RandomStream(seed: 8)
    let model = SpectralNorm(Linear(inputSize: 3, outputSize: 2, using: &random), using: &random)
    func outcome(pausing: Bool) throws -> [UInt8] {
      func start() -> Trainer<SpectralNorm<Linear>, GradientDescent> {
        Trainer(
          model.converted(to: .float64),
          GradientDescent(learningRate: 0.1, momentum: 0.9),
          TrainingPlan(examples: 8, batchSize: 2, epochs: 3)
        )
      }
      let loss: @Sendable (SpectralNorm<Linear>, TrainingBatch) -> Tensor = { model, batch in
        model(Tensor(batch.examples.values.map { [Double($0), 1, 2] }, .float64)).squared().mean()
      }
      var trainer = start()
      if pausing {
        var left = 5
        try trainer.run(
          stop: {
            left -= 1
            return left < 0
          },
          loss: loss
        )
        let file = try WeightsFile(bytes: trainer.checkpoint().encoded())
        trainer = start()
        try trainer.restore(file)
      }
      try trainer.run(loss: loss)
      return trainer.checkpoint().encoded()
    }
    #expect(try outcome(pausing: true) == outcome(pausing: false))
  }

  @Test("an interrupted training leaves a file from which it goes on")
  func file() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "checkpoint-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var plan = TrainerTests.plan
    plan.checkpointPath = folder.appending(path: "training.safetensors").path
    let path = try #require(plan.checkpointPath)
    var first = trainer(plan)
    try run(&first, until: 7)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["training.safetensors"]
    )
    var second = trainer(plan)
    try second.restore(path: path)
    #expect(second.step == 7)
    try run(&second)
    var third = trainer(plan)
    try third.restore(path: path)
    #expect(third.step == 20)
    #expect(throws: TrainingError.checkpoint(.file(path: path + "x", code: ENOENT))) {
      try third.restore(path: path + "x")
    }
    plan.checkpointPath = folder.path + "/none/training.safetensors"
    var lost = trainer(plan)
    #expect(throws: TrainingError.self) { try run(&lost) }
  }

  @Test("a damaged checkpoint is refused wherever it was damaged", .tags(.property))
  func damage() throws {
    var trainer = trainer()
    try run(&trainer, until: 6)
    let bytes = trainer.checkpoint().encoded()
    for place in stride(from: 0, to: bytes.count, by: 5) {
      var damaged = bytes
      damaged[place] ^= 0x11
      #expect(throws: (any Error).self, "byte \(place)") {
        try trainer.restore(WeightsFile(bytes: damaged))
      }
    }
    #expect(trainer.checkpoint().encoded() == bytes)
    var file = trainer.checkpoint()
    file.metadata[file.metadata.count - 1].value = "0"
    #expect(throws: TrainingError.damagedCheckpoint) { try trainer.restore(file) }
  }

  @Test("a checkpoint of another training is refused, and what differs is named")
  func foreign() throws {
    var trainer = trainer()
    try run(&trainer, until: 6)
    let file = trainer.checkpoint()
    func expect(_ entry: String, _ change: (inout TrainingPlan) -> Void) {
      var plan = TrainerTests.plan
      change(&plan)
      var other = self.trainer(plan)
      #expect(throws: TrainingError.foreignCheckpoint(entry: entry)) { try other.restore(file) }
      #expect(other.step == 0)
    }
    expect("seed") { $0.seed = 4 }
    expect("batchSize") { $0.batchSize = 8 }
    expect("averaging") { $0.averaging = nil }
    expect("plateau.rule") { $0.plateau = nil }
    let weights = WeightsFile(exercise.model)
    #expect(throws: TrainingError.foreignCheckpoint(entry: "format")) {
      try trainer.restore(weights)
    }
    var descent = Trainer(exercise.model, GradientDescent(), TrainerTests.plan)
    #expect(throws: TrainingError.foreignCheckpoint(entry: "optimizer")) {
      try descent.restore(file)
    }
    var wider = Trainer(exercise.model.converted(to: .float64), Adam(), TrainerTests.plan)
    #expect(throws: TrainingError.foreignCheckpoint(entry: "model.layers.0.weight")) {
      try wider.restore(file)
    }
  }

  @Test("a forged checkpoint that lacks a running mean is refused, whatever its checksum says")
  func missingMemory() throws {
    var trainer = trainer()
    try run(&trainer, until: 6)
    let whole = trainer.checkpoint()
    let names = whole.entries.map(\.name).filter { $0.hasPrefix("optimizer.") }
    #expect(names.count > 2)
    for name in names {
      var file = WeightsFile(whole.entries.filter { $0.name != name }, metadata: whole.metadata)
      file.metadata.removeLast()
      file.metadata.append(("checksum", file.checksum))
      #expect(throws: TrainingError.foreignCheckpoint(entry: name)) { try trainer.restore(file) }
    }
    #expect(trainer.checkpoint().encoded() == whole.encoded())
    try run(&trainer)
  }
}
