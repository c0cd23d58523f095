internal import Tensors
public import TimeSeries

/// How many ways through a gap are made to choose from.
private let wayCount = 16

extension WindowGenerator {
  /// How many observed steps beside a gap are looked at.
  private var margin: Int { max(1, windowLength / 4) }

  /// The gaps of a history that the network cannot make, since it would see less of what came before than
  /// it has learnt from: none for a network that knows beginnings.
  ///
  /// What is added behind the end is a gap, too.
  public func gapsWithoutPast(_ request: HistoryRequest) -> [Range<Int>] {
    if knowsBeginnings { return [] }
    return OpenHistory.stretches(of: request, margin: margin)
      .filter { $0.steps.lowerBound < contextLength }.map(\.gap)
  }

  /// Histories without gaps, and with more steps behind their end: for each the values of each variable.
  ///
  /// A gap is filled in from the window before it: of several ways the one is taken that comes nearest to
  /// what is observed on both sides, moved so that it joins them. What is observed stays as it is. Of
  /// what lies before the beginning of a history the network sees zeros.
  ///
  /// The same seed gives the same values for the same requests.
  ///
  /// - Precondition: The generator knows the sources, and sees a context.
  /// - Parameter progress: told how many windows were made; it says whether to go on.
  /// - Throws: `interrupted`.
  public func completed(
    _ requests: [HistoryRequest],
    seed: UInt64,
    progress: (Int) -> Bool = { _ in true }
  ) throws(SynthesisError) -> [[[Double]]] {
    precondition(contextLength > 0, "a network that sees no past")
    var histories = requests.map {
      OpenHistory($0, scales: sources[$0.source].scales, margin: margin)
    }
    // The first gaps of all histories together, then the second ones, which see what was filled in.
    var seeds = RandomStream(seed: seed, name: "gaps")
    for round in 0..<(histories.map(\.stretches.count).max() ?? 0) {
      let seed = seeds.next()
      let open = histories.indices.filter { histories[$0].stretches.count > round }
      var asked: [SeriesRequest] = []
      var contexts: [[Float]] = []
      var counts: [Int] = []
      for place in open {
        let (history, request) = (histories[place], histories[place].request)
        let stretch = history.stretches[round]
        let steps = stretch.steps
        let ways = steps == stretch.gap ? 1 : wayCount
        counts.append(ways)
        let context = history.context(before: steps.lowerBound, length: contextLength)
        for way in 1...ways {
          asked.append(
            SeriesRequest(
              source: request.source,
              copy: (request.copy - 1) * wayCount + way,
              position: request.position + steps.lowerBound,
              count: steps.count
            )
          )
          contexts.append(context)
        }
      }
      var goesOn = true
      let made = scaled(asked, histories: contexts, seed: seed) { count in
        goesOn = progress(count)
        return goesOn
      }
      // What was left off half-way has too few steps for its gap.
      if !goesOn { throw .interrupted }
      var next = 0
      for (place, count) in zip(open, counts) {
        let ways = (0..<count).map { way in
          Array(made[(next + way) * variableCount..<(next + way + 1) * variableCount])
        }
        histories[place].fill(histories[place].stretches[round], with: ways)
        next += count
      }
    }
    return histories.map(\.completed)
  }

  /// The generator with further series that it has not learnt from, behind those it knows.
  ///
  /// A new series has the scale of its own history and borrows the vector of a known one: of up to 64, that
  /// whose windows, made after parts of the history, come nearest to what followed. A generator's file leaves
  /// such series out.
  ///
  /// - Parameters:
  ///   - newcomers: For each series its variables, each with an observation.
  ///   - progress: Told of each series that was placed; it says whether to go on.
  /// - Precondition: The generator has learnt from a series.
  /// - Throws: `interrupted`.
  public func welcoming(
    _ newcomers: [[Series]],
    seed: UInt64,
    progress: () -> Bool = { true }
  ) throws(SynthesisError) -> Self {
    let learnt = sources.indices.filter {
      sources[$0].isLearnt && sources[$0].likeness == nil && !sources[$0].isStranger
    }
    precondition(!learnt.isEmpty, "a generator that has learnt from no series")
    // Enough to choose from, spread over those there are.
    let stride = (learnt.count + 63) / 64
    let candidates = learnt.indices.filter { $0.isMultiple(of: stride) }.map { learnt[$0] }
    var borrowers: [LearntSeries] = []
    for variables in newcomers {
      let index = variables[0].index
      let scales = variables.map { series in
        SeriesScale(of: series.values) ?? SeriesScale(minimum: 0, range: 1, isWhole: false)
      }
      let levels = panel.attributes.numbers(of: variables[0].attributes).compactMap(\.self)
      let likeness = nearest(
        of: candidates,
        withLevels: levels,
        to: zip(variables, scales).map { series, scale in
          series.values.interpolated().map { Float(scale.scaled($0)) }
        },
        index: index,
        seed: seed
      )
      borrowers.append(
        LearntSeries(
          id: variables[0].id,
          index: index,
          scales: scales,
          isLearnt: true,
          likeness: likeness,
          levels: levels
        )
      )
      if !progress() { throw .interrupted }
    }
    return knowing(borrowers)
  }

  /// The candidate whose windows come nearest to scaled values.
  private func nearest(
    of candidates: [Int],
    withLevels levels: [Int],
    to values: [[Float]],
    index: TimeIndex,
    seed: UInt64
  ) -> Int {
    let count = index.count
    let last = max(0, count - windowLength)
    let starts = Set((1...4).map { last * $0 / 4 }).sorted()
    // The candidates as they would be with the stamps of the new series.
    let trial = knowing(
      candidates.map { candidate in
        var source = sources[candidate]
        (source.index, source.likeness, source.levels) = (index, candidate, levels)
        // One name for all, so that chance is the same for all.
        source.id = ""
        return source
      }
    )
    var asked: [SeriesRequest] = []
    var contexts: [[Float]] = []
    for source in candidates.indices {
      for start in starts {
        let steps = min(windowLength, count - start)
        asked.append(SeriesRequest(source: sources.count + source, position: start, count: steps))
        let known = min(contextLength, start)
        contexts.append(
          values.flatMap {
            Array(repeating: 0, count: contextLength - known) + $0[start - known..<start]
          }
        )
      }
    }
    let made = trial.scaled(asked, histories: contexts, seed: seed)
    var distances = [Float](repeating: 0, count: candidates.count)
    for (number, request) in asked.enumerated() {
      for variable in values.indices {
        let observed = values[variable][request.position..<request.position + request.count]
        for (a, b) in zip(made[number * variableCount + variable], observed) {
          distances[request.source - sources.count] += (a - b) * (a - b)
        }
      }
    }
    let best = candidates.indices.min { distances[$0] < distances[$1] }
    return candidates[best ?? 0]
  }
}
