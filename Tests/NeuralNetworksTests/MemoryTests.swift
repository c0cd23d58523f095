import AlmanacTesting
import Foundation
import NeuralNetworks
import Parallelism
import Tensors
import Testing

@Suite("Memory of a training")
struct MemoryTests {
  // The test has a process of its own, because the pool is one for all tests.
  @Test("10,000 steps take no more memory than the first 500")
  func steadiness() async {
    await #expect(processExitsWith: .success) {
      let exercise = Exercise(count: 32)
      let plan = TrainingPlan(examples: 32, batchSize: 16, epochs: 5_000)
      var trainer = Trainer(exercise.model, Adam(), plan)
      var warm: (drawn: Int, resident: Int)?
      try trainer.run(
        progress: { progress in
          if progress.step == 500 { warm = (MemoryPool.drawnBytes, residentBytes()) }
        },
        validation: { $0.parameterCount > 0 ? 1 : nil },
        loss: exercise.loss
      )
      let (drawn, resident) = try #require(warm)
      #expect(trainer.step == 10_000)
      #expect(MemoryPool.drawnBytes == drawn)
      #expect(resident > 0)
      // A sanitizer keeps books of its own in memory, so there the pool's count has to do.
      #if !SANITIZED
        // One byte per step would go unseen; a tensor per step, at least 64 bytes, would not.
        #expect(residentBytes() - resident < 1 << 19)
      #endif
    }
  }

  // What is alive at once depends on which part of a batch ends first, but no part ever needs more than it does alone.
  @Test("10,000 steps on two threads take at most twice the memory of one thread")
  func steadinessOnTwoThreads() async {
    await #expect(processExitsWith: .success) {
      let exercise = Exercise(count: 32)
      func train(epochs: Int) throws {
        var plan = TrainingPlan(examples: 32, batchSize: 16, epochs: epochs)
        plan.parts = 2
        var trainer = Trainer(exercise.model, Adam(), plan)
        try trainer.run(loss: exercise.loss)
        #expect(trainer.step == 2 * epochs)
      }
      try withThreads(1) { try train(epochs: 250) }
      let (drawn, resident) = (MemoryPool.drawnBytes, residentBytes())
      try withThreads(2) { try train(epochs: 5_000) }
      #expect(MemoryPool.drawnBytes <= 2 * drawn)
      #expect(resident > 0)
      #if !SANITIZED
        #expect(residentBytes() - resident < 1 << 20)
      #endif
    }
  }
}

/// The bytes of memory that the system has given to this process.
private func residentBytes() -> Int {
  let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
  let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  return pages * Int(getpagesize())
}
