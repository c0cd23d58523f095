internal import NeuralNetworks
public import Tensors

/// The Fréchet distance between the vectors that an encoder gives real and made windows, with the
/// distance between two sets of real windows beside it.
///
/// The distance of finite sets is not 0 even where both are real, and falls with the number of windows:
/// distances of different numbers of windows cannot be compared.
///
/// - Source: Jeha and others 2022, section 4.1.
public struct ContextFID: Sendable, Hashable {
  /// The mean of the distances.
  public var mean: Double
  /// Their deviation.
  public var deviation: Double
  /// The mean distance between two sets of real windows of the same series.
  public var floor: Double

  /// The mean and deviation of distances, with their floor.
  init(distances: [Double], floors: [Double]) {
    mean = distances.reduce(0, +) / Double(max(1, distances.count))
    let mean = self.mean
    let squares = distances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = (squares / Double(max(1, distances.count - 1))).squareRoot()
    floor = floors.reduce(0, +) / Double(max(1, floors.count))
  }

  /// The published protocol for a generator: windows of all series in order, the made ones for the series,
  /// times and contexts of the real ones.
  ///
  /// - Parameters:
  ///   - generator: What makes the windows.
  ///   - source: Where the real windows come from.
  ///   - encoder: What gives the vectors.
  ///   - windowCount: The windows of a distance.
  ///   - repeats: The number of distances.
  public init(
    of generator: ProgressiveGenerator,
    growth: Growth? = nil,
    on source: WindowSource,
    encoder: CausalEncoder,
    windowCount: Int = 512,
    repeats: Int = 10,
    using random: inout RandomStream
  ) {
    let shape = generator.shape
    var distances: [Double] = []
    var floors: [Double] = []
    var next = 0
    for _ in 0..<repeats {
      let series = (0..<windowCount).map { source.usable[(next + $0) % source.usable.count] }
      next += windowCount
      let batch = source.windows(at: series.map { source.place(in: $0, using: &random) })
      let others = source.windows(at: series.map { source.place(in: $0, using: &random) })
      let grown = growth ?? Growth(depth: shape.stageCount)
      let made = generator(
        batch.conditions,
        noise: shape.noise(windowCount, using: &random),
        growth: grown
      ).repeated(shape.length / shape.length(atDepth: grown.depth))
      let real = encoder.moments(of: batch.values)
      distances.append(encoder.moments(of: made).frechetDistance(to: real))
      floors.append(encoder.moments(of: others.values).frechetDistance(to: real))
    }
    self.init(distances: distances, floors: floors)
  }
}

extension CausalEncoder {
  /// Mean and covariance of the vectors of windows.
  ///
  /// - Parameter windows: Of shape `[window, variable, step]`.
  func moments(of windows: Tensor) -> VectorMoments {
    let vectors = self(windows)
    return VectorMoments(vectors.elements, size: vectors.shape[1])
  }
}
