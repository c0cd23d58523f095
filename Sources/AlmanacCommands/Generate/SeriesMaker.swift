internal import Synthesis
internal import TimeSeries

/// What makes the series that were asked for: the chosen generator, and a simpler one for the series that
/// it cannot have learnt from.
struct SeriesMaker: Sendable {
  /// For each series its variables.
  let groups: [[Series]]
  let generator: any SeriesGenerator
  /// For each series of the panel, its number in the generator; nil where the simpler one takes over.
  let sources: [Int?]
  /// How many steps of the generator's series come before the panel's.
  let shifts: [Int]
  let replacement: BlockBootstrap

  /// A maker whose generator knows all series, in their order.
  init(
    _ groups: [[Series]],
    _ generator: any SeriesGenerator,
    season: Int
  ) throws(SynthesisError) {
    try self.init(
      groups,
      generator,
      sources: Array(groups.indices),
      shifts: groups.map { _ in 0 },
      season: season
    )
  }

  init(
    _ groups: [[Series]],
    _ generator: any SeriesGenerator,
    sources: [Int?],
    shifts: [Int],
    season: Int
  ) throws(SynthesisError) {
    (self.groups, self.generator) = (groups, generator)
    (self.sources, self.shifts) = (sources, shifts)
    // What was never observed is never resampled; it holds its place.
    let placed = groups.map { variables in
      variables.isObserved ? variables : variables.map { Series(id: $0.id, values: [0]) }
    }
    replacement = try BlockBootstrap(placed, season: season)
  }

  /// Whether a series can be made in the likeness of one of the panel: not of one that was never observed
  /// and that the generator does not know.
  func canMake(_ source: Int) -> Bool { sources[source] != nil || groups[source].isObserved }

  /// The series, with their names and stamps.
  func series(_ requests: [SeriesRequest], seed: UInt64) -> [SyntheticSeries] {
    var known: [SeriesRequest] = []
    var others: [SeriesRequest] = []
    for request in requests {
      if let source = sources[request.source] {
        var own = request
        own.source = source
        own.position += shifts[request.source]
        known.append(own)
      } else {
        others.append(request)
      }
    }
    var made = generator.series(known, seed: seed)[...]
    var replaced = replacement.series(others, seed: seed)[...]
    return requests.map { request in
      let variables = groups[request.source]
      let original = variables[0]
      let values = variables.compactMap { _ in
        sources[request.source] == nil ? replaced.popFirst() : made.popFirst()
      }
      return SyntheticSeries(
        id: "\(original.id)~\(request.copy)",
        mark: "~\(request.copy)",
        index: TimeIndex(
          start: original.index.timestamp(at: request.position),
          frequency: original.index.frequency,
          count: request.count
        ),
        variables: values,
        attributes: original.attributes
      )
    }
  }
}
