public import NeuralNetworks
public import Tensors
internal import TimeSeries

/// A trained network that makes series of any length, window by window, each going on from the one
/// before.
public protocol WindowGenerator: SeriesGenerator {
  /// The steps of a window.
  var windowLength: Int { get }
  /// The steps before a window that the network sees; 0 for none.
  var contextLength: Int { get }
  /// The values of a step.
  var variableCount: Int { get }
  /// The random numbers that a window takes.
  var noiseSize: Int { get }
  /// Whether windows were learnt that begin a series, with zeros for what is missing before them.
  var knowsBeginnings: Bool { get }
  /// What it knows of the panel that it has learnt from.
  var panel: LearntPanel { get set }

  /// Windows of scaled values, of shape `[batch, variable, step]`.
  ///
  /// - Parameter noise: Normal numbers, as many as `noiseSize` for each window.
  func windows(_ conditions: WindowConditions, noise: [Float]) -> Tensor

  /// Everything, as a weights file.
  var file: WeightsFile { get }

  /// Reads a generator.
  ///
  /// - Throws: `foreignGenerator` or `weights`.
  init(_ file: WeightsFile) throws(SynthesisError)
}

/// The training of a generator, which can be interrupted and gone on with.
public protocol WindowTraining: Sendable {
  /// What comes of it.
  associatedtype Generator: WindowGenerator

  /// The steps taken.
  var step: Int { get }
  /// The steps of the whole training.
  var stepCount: Int { get }
  /// The generator that the training has come to.
  var seriesGenerator: Generator { get }

  /// Goes back to a checkpoint.
  ///
  /// - Throws: `training` with what is wrong with it.
  mutating func restore(path: String) throws(SynthesisError)
}

extension WindowGenerator {
  /// What the network is told of the time of a step.
  public var features: TimeFeatures { panel.features }

  /// The series it knows.
  public var sources: [LearntSeries] { panel.sources }

  /// The names of the values of a step; empty where there is one, or where they are not known.
  public var variables: [String] {
    get { panel.variables }
    set { panel.variables = newValue }
  }

  /// The generator with further series behind those it knows, which borrow the vectors of known ones or are
  /// known by their attributes alone.
  ///
  /// - Precondition: Each is one or the other.
  public func knowing(_ borrowers: [LearntSeries]) -> Self {
    precondition(
      borrowers.allSatisfy { $0.likeness != nil || $0.isStranger },
      "a series without a vector"
    )
    var result = self
    result.panel.sources += borrowers
    return result
  }
}

/// The windows that are made together.
private let batchSize = 256

extension WindowGenerator {
  /// The values of series, those of several variables one variable after another.
  public func series(_ requests: [SeriesRequest], seed: UInt64) -> [[Double]] {
    scaled(requests, seed: seed).enumerated().map { place, values in
      let scale = sources[requests[place / variableCount].source].scales[place % variableCount]
      return values.map { scale.restored(Double($0)) }
    }
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
      let range = next..<min(next + batchSize, requests.count)
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

  /// Whose vector a series has; that of a stranger is not looked at.
  private func vector(of source: Int) -> Int {
    sources[source].isStranger ? 0 : sources[source].likeness ?? source
  }

  /// The values of a batch of requests, all one window further at a time.
  private func together(
    _ requests: [SeriesRequest],
    histories: [[Float]]?,
    seed: UInt64,
    progress: (Int) -> Bool
  ) -> [[Float]] {
    let (variables, length) = (variableCount, windowLength)
    var streams = requests.map { request in
      RandomStream(seed: seed, name: "windows \(sources[request.source].id) \(request.copy)")
    }
    let blank = [Float](repeating: 0, count: variables * contextLength)
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
        for _ in 0..<noiseSize { noise.append(Float(streams[place].normal())) }
      }
      var conditions = WindowConditions(
        series: Indices(open.map { vector(of: requests[$0].source) }),
        times: Tensor(floats: times, shape: [open.count, features.count, length])
      )
      let asked = open.map { sources[requests[$0].source] }
      conditions.attributes = panel.attributes.rows(asked.map(\.levels))
      if asked.contains(where: \.isStranger) {
        conditions.own = Tensor(
          floats: asked.map { $0.isStranger ? 0 : 1 },
          shape: [open.count, 1]
        )
      }
      if contextLength > 0 {
        conditions.context = Tensor(
          floats: open.flatMap { contexts[$0] },
          shape: [open.count, blank.count]
        )
      }
      let windows = windows(conditions, noise: noise).elements
      for (row, place) in open.enumerated() {
        var context: [Float] = []
        for variable in 0..<variables {
          let first = (row * variables + variable) * length
          let window = windows[first..<first + length].map { Float($0) }
          made[place * variables + variable] += window
          let past = contexts[place].dropFirst(variable * contextLength).prefix(contextLength)
          context += (past + window).suffix(contextLength)
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
