internal import Tensors
public import TimeSeries

/// A trained network that makes series of any length, window by window, each going on from the one
/// before.
public struct ProgressiveSeriesGenerator: Sendable {
  /// A series that the network has learnt from.
  public struct Source: Sendable, Hashable {
    /// Its id.
    public var id: String
    /// Its stamps.
    public var index: TimeIndex
    /// The scale of each of its variables.
    public var scales: [SeriesScale]
    /// Whether it had a window to learn from; without, its vector is still a random one.
    public var isLearnt: Bool
  }

  /// The network.
  public let network: ProgressiveGenerator
  /// How far it has grown; a training that was stopped early makes shorter windows, which are stretched.
  public let growth: Growth
  /// What it is told of the time of a step.
  public let features: TimeFeatures
  /// The series it knows.
  public let sources: [Source]
  /// How it was trained.
  public let plan: ProgressivePlan

  /// The windows that are made together.
  private static let batchSize = 256

  /// A generator.
  public init(
    network: ProgressiveGenerator,
    growth: Growth,
    features: TimeFeatures,
    sources: [Source],
    plan: ProgressivePlan
  ) {
    (self.network, self.growth, self.features) = (network, growth, features)
    (self.sources, self.plan) = (sources, plan)
  }

  /// The generator that a training on windows has come to.
  public init(_ training: ProgressiveTraining, on source: WindowSource) {
    let learnt = Set(source.usable)
    self.init(
      network: training.generator,
      growth: training.growth,
      features: source.features,
      sources: (0..<source.seriesCount).map { series in
        Source(
          id: source.ids[series],
          index: source.index(of: series),
          scales: source.scales[series],
          isLearnt: learnt.contains(series)
        )
      },
      plan: training.plan
    )
  }

  /// The values of each variable of series, scaled to `0...1` as the network sees them.
  ///
  /// - Parameters:
  ///   - histories: For each request the scaled values before its first step, one variable after another,
  ///     as many as the network sees; nil to begin without.
  ///   - progress: Told how many windows were made; it says whether to go on.
  public func scaled(
    _ requests: [SeriesRequest],
    histories: [[Float]]? = nil,
    seed: UInt64,
    progress: (Int) -> Bool = { _ in true }
  ) -> [[Float]] {
    var made: [[Float]] = []
    var next = 0
    while next < requests.count {
      let range = next..<min(next + Self.batchSize, requests.count)
      made += together(
        Array(requests[range]),
        histories: histories.map { Array($0[range]) },
        seed: seed,
        progress: progress
      )
      next = range.upperBound
    }
    return made
  }

  /// The values of a batch of requests, all one window further at a time.
  private func together(
    _ requests: [SeriesRequest],
    histories: [[Float]]?,
    seed: UInt64,
    progress: (Int) -> Bool
  ) -> [[Float]] {
    let shape = network.shape
    let (variables, length) = (shape.variableCount, shape.length)
    var streams = requests.map { request in
      RandomStream(seed: seed, name: "windows \(sources[request.source].id) \(request.copy)")
    }
    let blank = [Float](repeating: 0, count: variables * shape.contextLength)
    var contexts = histories ?? requests.map { _ in blank }
    // One array for each variable of each request.
    var made = [[Float]](repeating: [], count: requests.count * variables)
    for step in stride(from: 0, to: requests.map(\.count).max() ?? 0, by: length) {
      let open = requests.indices.filter { requests[$0].count > step }
      var times: [Float] = []
      var noise: [Float] = []
      for place in open {
        let request = requests[place]
        times += features.values(
          of: sources[request.source].index,
          from: request.position + step,
          count: length
        )
        for _ in 0..<shape.noiseCount * length { noise.append(Float(streams[place].normal())) }
      }
      var conditions = WindowConditions(
        series: Indices(open.map { requests[$0].source }),
        times: Tensor(floats: times, shape: [open.count, features.count, length])
      )
      if shape.contextLength > 0 {
        conditions.context = Tensor(
          floats: open.flatMap { contexts[$0] },
          shape: [open.count, blank.count]
        )
      }
      let windows = network(
        conditions,
        noise: Tensor(floats: noise, shape: [open.count, shape.noiseCount, length]),
        growth: growth
      ).repeated(length / shape.length(atDepth: growth.depth)).elements
      for (row, place) in open.enumerated() {
        var context: [Float] = []
        for variable in 0..<variables {
          let first = (row * variables + variable) * length
          let window = windows[first..<first + length].map { Float($0) }
          made[place * variables + variable] += window
          let past = contexts[place].dropFirst(variable * shape.contextLength)
            .prefix(shape.contextLength)
          context += (past + window).suffix(shape.contextLength)
        }
        contexts[place] = context
      }
      if !progress(open.count) { break }
    }
    for place in made.indices {
      made[place] = Array(made[place].prefix(requests[place / variables].count))
    }
    return made
  }
}

extension ProgressiveSeriesGenerator: SeriesGenerator {
  /// The values of series, those of several variables one variable after another.
  public func series(_ requests: [SeriesRequest], seed: UInt64) -> [[Double]] {
    let variables = network.shape.variableCount
    let scaled = scaled(requests, seed: seed)
    return scaled.enumerated().map { place, values in
      let scale = sources[requests[place / variables].source].scales[place % variables]
      return values.map { scale.restored(Double($0)) }
    }
  }
}
