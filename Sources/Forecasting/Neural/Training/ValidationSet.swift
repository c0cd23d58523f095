internal import Parallelism
internal import Tensors

/// The windows that are held back, and how well a network does on them.
struct ValidationSet: Sendable {
  private let feed: WindowFeed
  private let windows: [Window]
  /// The windows that go through a network together.
  private static let chunk = 64

  init(_ feed: WindowFeed, _ windows: [Window]) {
    (self.feed, self.windows) = (feed, windows)
  }

  /// Whether nothing is held back.
  var isEmpty: Bool { windows.isEmpty }

  private func forEachChunk<Value: Sendable>(
    _ body: @Sendable (WindowBatch) -> Value
  ) -> [Value] {
    let chunks = (windows.count + Self.chunk - 1) / Self.chunk
    return parallelMap(count: chunks) { place in
      body(feed.batch(Array(windows.dropFirst(place * Self.chunk).prefix(Self.chunk))))
    }
  }

  /// The mean loss; nil where nothing is held back.
  func loss(of network: some NeuralNetwork) -> Double? {
    guard !windows.isEmpty else { return nil }
    let sums = forEachChunk { batch in
      network.loss(of: batch, dropping: nil).scalar * Double(batch.count)
    }
    return sums.reduce(0, +) / Double(windows.count)
  }

  /// The quantiles of the errors of each step, in units of the windows' scale, where the network's head
  /// has no distribution of its own; else none.
  func errors(of network: some NeuralNetwork) -> [[Double]] {
    guard let direct = network as? any DirectNetwork, !direct.plan.head.canBeSampled,
      !windows.isEmpty
    else { return [] }
    let horizon = feed.shape.horizon
    let parts = forEachChunk { batch in
      var none: RandomStream?
      let outputs = direct.outputs(for: batch, dropping: &none).selected(0, along: -1)
      let errors = (batch.future - outputs).floatElements
      let mask = batch.futureMask.floatElements
      return (0..<horizon).map { step in
        stride(from: step, to: errors.count, by: horizon).compactMap {
          mask[$0] == 1 ? Double(errors[$0]) : nil
        }
      }
    }
    return (0..<horizon).map { step in
      let sorted = parts.flatMap { $0[step] }.sorted()
      return ForecastDistribution.simulationLevels.map {
        sorted.isEmpty ? 0 : sorted.span.sortedQuantile(at: $0)
      }
    }
  }
}
