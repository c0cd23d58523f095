internal import Synthesis
internal import TimeSeries

/// What fills in histories and goes on with them: the network, and resampling for those that it can do
/// nothing with.
struct HistoryMaker: Sendable {
  /// Where the network takes a history to be.
  private struct Place {
    /// Its number in the generator.
    var source: Int
    /// Where it begins there.
    var position: Int
    /// The gaps that are resampled, for want of a past that the network knows.
    var resampled: [Range<Int>]
  }

  /// For each history its variables.
  let histories: [[Series]]
  private let generator: any WindowGenerator
  /// For each history its place; nil where all of it is resampled.
  private let places: [Place?]
  private let replacement: BlockBootstrap

  /// A maker of histories that are longer by some steps; what the user should know of it is added to the
  /// notes.
  ///
  /// - Parameter progress: Told of each new series that was compared with known ones; it says whether to go
  ///   on.
  /// - Throws: `interrupted`.
  init(
    _ histories: [[Series]],
    _ network: any WindowGenerator,
    adding count: Int,
    season: Int,
    seed: UInt64,
    _ notes: inout [String],
    progress: () -> Bool
  ) throws(SynthesisError) {
    self.histories = histories
    replacement = try BlockBootstrap(histories, season: season)
    var numbers: [String: Int] = [:]
    for (number, source) in network.sources.enumerated() where source.isLearnt {
      numbers[source.id] = number
    }
    var places: [Place?] = []
    var newcomers: [[Series]] = []
    var (constant, short, padded, partly) = (0, 0, 0, 0)
    for variables in histories {
      let series = variables[0]
      let known = numbers[series.id].flatMap { number in
        series.index.frequency.steps(
          from: network.sources[number].index.start,
          to: series.index.start
        ).map { (number, $0) }
      }
      // A known series that stands still for a while may move again.
      if known == nil, variables.allSatisfy(\.isConstant) {
        constant += 1
        places.append(nil)
        continue
      }
      let resampled = network.gapsWithoutPast(
        HistoryRequest(source: 0, values: variables.map(\.values), count: count)
      )
      if let last = resampled.last, last.upperBound == series.values.count + count {
        short += 1
        places.append(nil)
        continue
      }
      if !resampled.isEmpty { partly += 1 }
      let first = series.values.indices.first { step in
        variables.contains { $0.values[step].isNaN }
      }
      if network.knowsBeginnings, (first ?? series.values.count) < network.contextLength {
        padded += 1
      }
      let place = known ?? (network.sources.count + newcomers.count, 0)
      if known == nil { newcomers.append(variables) }
      places.append(Place(source: place.0, position: place.1, resampled: resampled))
    }
    generator =
      newcomers.isEmpty
      ? network : try network.welcoming(newcomers, seed: seed, progress: progress)
    self.places = places
    let context = network.contextLength
    if !newcomers.isEmpty {
      notes.append(
        "\(newcomers.count) series of --condition-on \(newcomers.count == 1 ? "was" : "were") not learnt from: each "
          + "borrows what was learnt of the one that its history fits best, of up to 64 known series"
      )
    }
    if padded > 0 {
      notes.append(
        "\(padded) series of --condition-on have less than the \(context) steps that the network sees before what it makes; "
          + "they are taken for beginnings"
      )
    }
    if short > 0 {
      notes.append(
        "\(short) series of --condition-on resampled: less than the \(context) steps that the network sees before what it makes"
      )
    }
    if partly > 0 {
      notes.append(
        "early gaps of \(partly) series of --condition-on resampled: less than the \(context) steps that the network sees "
          + "before them"
      )
    }
    if constant > 0 { notes.append("\(constant) constant series stay what they are") }
  }

  /// Histories filled in and longer by some steps.
  ///
  /// - Parameters:
  ///   - copy: Which of the ways in which each may have been.
  ///   - progress: Asked now and then whether to go on.
  /// - Throws: `interrupted`.
  func completed(
    _ range: Range<Int>,
    copy: Int,
    adding count: Int,
    seed: UInt64,
    progress: () -> Bool
  ) throws(SynthesisError) -> [[[Double]]] {
    let known = range.compactMap { history in
      places[history].map { place in
        HistoryRequest(
          source: place.source,
          copy: copy,
          position: place.position,
          values: resampling(place.resampled, of: history, copy: copy, adding: 0, seed: seed),
          count: count
        )
      }
    }
    var made = try generator.completed(known, seed: seed) { _ in progress() }[...]
    return range.map { history in
      if places[history] != nil, let values = made.popFirst() { return values }
      let whole = 0..<histories[history][0].values.count + count
      return resampling([whole], of: history, copy: copy, adding: count, seed: seed)
    }
  }

  /// The values of each variable of a history, with what is missing of some stretches resampled.
  private func resampling(
    _ stretches: [Range<Int>],
    of history: Int,
    copy: Int,
    adding count: Int,
    seed: UInt64
  ) -> [[Double]] {
    let given = histories[history].map {
      $0.values + [Double](repeating: .nan, count: count)
    }
    if stretches.isEmpty { return given }
    let request = SeriesRequest(source: history, copy: copy, count: given[0].count)
    return zip(given, replacement.series([request], seed: seed)).map { values, other in
      var values = values
      for step in stretches.joined() where values[step].isNaN { values[step] = other[step] }
      return values
    }
  }
}
