internal import NeuralNetworks
internal import Tensors

/// A look at how far made windows are from real ones that is cheap enough to be taken while training:
/// the Fréchet distance between the scaled values themselves, without an encoder.
struct FidelityWatch: Sendable {
  private let interval: Int
  private let batch: WindowBatch
  private let noise: RandomStream
  private let real: VectorMoments
  /// The steps that are averaged into one number, so that a window has 64 at most.
  private let pooling: Int

  /// The windows that are made.
  private static let madeCount = 1024
  /// The real windows they are compared with.
  private static let realCount = 4096

  init(_ source: WindowSource, interval: Int, seed: UInt64) {
    self.interval = max(1, interval)
    var random = RandomStream(seed: seed, name: "fidelity")
    pooling = max(1, source.length / 64)
    batch = source.windows(Self.madeCount, using: &random)
    let reference = source.windows(Self.realCount, using: &random)
    real = Self.moments(of: reference.values, pooling: pooling)
    noise = random
  }

  /// Whether a look is due after an epoch: only when all stages are in use.
  func isDue(after epoch: Int, _ schedule: GrowthSchedule) -> Bool {
    epoch >= schedule.firstFullEpoch
      && ((epoch + 1).isMultiple(of: interval) || epoch + 1 == schedule.epochs)
  }

  /// The distance of a generator's windows from real ones.
  func distance(of generator: ProgressiveGenerator) -> Double {
    var random = noise
    let made = generator(
      batch.conditions,
      noise: generator.shape.noise(Self.madeCount, using: &random),
      growth: Growth(depth: generator.shape.stageCount)
    )
    return Self.moments(of: made, pooling: pooling).frechetDistance(to: real)
  }

  private static func moments(of windows: Tensor, pooling: Int) -> VectorMoments {
    let pooled = windows.averagePooled(by: pooling)
    return VectorMoments(pooled.elements, size: pooled.shape[1] * pooled.shape[2])
  }
}
