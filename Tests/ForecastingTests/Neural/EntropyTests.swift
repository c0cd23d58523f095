import AlmanacTesting
import Foundation
import Parallelism
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("what noise allows", .tags(.property))
struct EntropyTests {
  /// Waves of 24 steps, each at a level, height and place of its own, with normal noise of deviation 1.
  static func waves(_ count: Int, steps: Int, seed: UInt64) -> Panel {
    Panel(
      (0..<count).map { number in
        var stream = RandomStream(seed: seed, stream: UInt64(number))
        let (level, height) = (20 + 5 * stream.uniform(), 5 + 5 * stream.uniform())
        let shift = 24 * stream.uniform()
        return Series(
          id: "\(number)",
          index: TimeIndex(
            start: Timestamp(year: 2024, month: 1, day: 1),
            frequency: Frequency(.hour),
            count: steps
          ),
          values: (0..<steps).map { step -> Double in
            let angle: Double = 2 * Double.pi * (Double(step) + shift) / 24
            return level + height * sin(angle) + stream.normal()
          }
        )
      }
    )
  }

  @Test("DeepAR on waves with known noise comes within 5 % of the entropy of the noise")
  func bound() throws {
    let (context, horizon) = (72, 24)
    let forecaster = NeuralPanels.forecaster(DeepARNetwork.self, horizon: horizon, updates: 900) {
      $0.loss = .gaussian
      $0.context = context
      $0.learningRate = 5e-3
      $0.holdsBack = false
    }
    let trained = try withThreads(2) {
      try forecaster.trained(on: Self.waves(60, steps: 900, seed: 1)) { _ in true }
    }
    let knowledge = try #require(trained.knowledge)
    let fresh = Self.waves(40, steps: 900, seed: 2).map { $0 }
    let feed = WindowFeed(fresh, schema: knowledge.schema, shape: knowledge.network.plan.shape)
    let batch = feed.batch(fresh.indices.map { Window(series: $0, origin: 860) })
    let outputs = knowledge.network.outputs(for: batch, dropping: nil)
    let losses = knowledge.network.plan.head.losses(
      outputs.sliced(context..<context + horizon, along: 1),
      target: batch.future,
      scale: batch.scale
    )
    // Of scaled values; the logarithm of the scale leads back to those of the series.
    let loss = (losses + log(batch.scale)).mean().scalar
    let entropy = 0.5 * log(2 * Double.pi * exp(1.0))
    #expect(loss < 1.05 * entropy, "\(loss) beside \(entropy)")
    // Nothing is below it but by chance: 960 steps leave a standard error of 0.023.
    #expect(loss > entropy - 0.1)
  }
}
