internal import NeuralNetworks
public import Tensors
public import TimeSeries

/// Windows of a real and of a synthetic panel, drawn so that they can be compared.
///
/// Windows number *k* of all three sets belong to one series and to series in its likeness where the ids
/// say so: `A~2` is in the likeness of `A`, and is scaled like it.
public struct WindowSample: Sendable {
  /// Real windows, of shape `[window, variable, step]`, scaled.
  public let real: Tensor
  /// Other real windows of the same series.
  public let others: Tensor
  /// Synthetic windows.
  public let synthetic: Tensor
  /// Where the real windows are.
  public let places: [WindowPlace]
}

/// Two panels that are compared by their windows.
public struct WindowComparison: Sendable {
  /// The steps of a window.
  public let length: Int
  /// The windows of the real panel.
  public let real: WindowSource
  /// The windows of the synthetic panel.
  public let synthetic: WindowSource
  /// For each real series the synthetic ones in its likeness.
  private let likenesses: [Int: [Int]]
  /// How many synthetic series are in the likeness of no real one, and are scaled by themselves.
  public let unmatchedCount: Int

  /// A comparison.
  ///
  /// - Throws: `tooShort` or `constant` for a panel without windows.
  public init(real: Panel, synthetic: Panel, length: Int) throws(SynthesisError) {
    try self.init(real: real.map { [$0] }, synthetic: synthetic.map { [$0] }, length: length)
  }

  /// A comparison of series of several variables.
  ///
  /// - Parameters:
  ///   - real: For each series its variables, all with one index.
  ///   - synthetic: The same, with as many variables.
  /// - Throws: `noSeries`, `tooShort` or `constant` for series without windows.
  public init(
    real: [[Series]],
    synthetic: [[Series]],
    length: Int
  ) throws(SynthesisError) {
    let features = TimeFeatures(frequency: Frequency(.integer), season: 1)
    self.length = length
    let realSource = try WindowSource(real, length: length, features: features)
    var numbers: [String: Int] = [:]
    for (number, series) in real.enumerated() { numbers[series[0].id] = number }
    let sources = synthetic.map { numbers[$0[0].id] ?? numbers[Self.original(of: $0[0].id)] }
    let syntheticSource = try WindowSource(
      synthetic,
      length: length,
      features: features,
      scales: sources.map { $0.map { realSource.scales[$0] } }
    )
    var likenesses: [Int: [Int]] = [:]
    for number in syntheticSource.usable {
      if let source = sources[number] { likenesses[source, default: []].append(number) }
    }
    (self.real, self.synthetic, self.likenesses) = (realSource, syntheticSource, likenesses)
    unmatchedCount = sources.count { $0 == nil }
  }

  /// The id of the series that a synthetic one is in the likeness of: all before the last `~`.
  public static func original(of id: String) -> String {
    id.lastIndex(of: "~").map { String(id[..<$0]) } ?? id
  }

  /// Windows of both panels, the series of the real one in turn from a number on.
  ///
  /// Where some series have likenesses, only those are drawn from.
  public func sample(
    _ count: Int,
    from first: Int = 0,
    using random: inout RandomStream
  ) -> WindowSample {
    let paired = real.usable.filter { likenesses[$0] != nil }
    let series = paired.isEmpty ? real.usable : paired
    var places: [WindowPlace] = []
    var others: [WindowPlace] = []
    var made: [WindowPlace] = []
    for number in first..<first + count {
      let own = series[number % series.count]
      places.append(real.place(in: own, using: &random))
      others.append(real.place(in: own, using: &random))
      let candidates = likenesses[own] ?? synthetic.usable
      let chosen = candidates[Int(random.uniform() * Double(candidates.count))]
      made.append(synthetic.place(in: chosen, using: &random))
    }
    return WindowSample(
      real: real.windows(at: places).values,
      others: real.windows(at: others).values,
      synthetic: synthetic.windows(at: made).values,
      places: places
    )
  }
}
