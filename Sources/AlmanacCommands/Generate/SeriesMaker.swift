internal import Synthesis
internal import TimeSeries

/// What makes the series that were asked for: the chosen generator, and a simpler one for the series that
/// it cannot have learnt from.
struct SeriesMaker: Sendable {
  let panel: Panel
  let generator: any SeriesGenerator
  /// For each series of the panel, its number in the generator; nil where the simpler one takes over.
  let sources: [Int?]
  /// How many steps of the generator's series come before the panel's.
  let shifts: [Int]
  let replacement: BlockBootstrap

  /// A maker whose generator knows all series, in their order.
  init(_ panel: Panel, _ generator: any SeriesGenerator, season: Int) throws(SynthesisError) {
    try self.init(
      panel,
      generator,
      sources: Array(panel.indices),
      shifts: panel.map { _ in 0 },
      season: season
    )
  }

  init(
    _ panel: Panel,
    _ generator: any SeriesGenerator,
    sources: [Int?],
    shifts: [Int],
    season: Int
  ) throws(SynthesisError) {
    (self.panel, self.generator) = (panel, generator)
    (self.sources, self.shifts) = (sources, shifts)
    replacement = try BlockBootstrap(panel, season: season)
  }

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
    return requests.compactMap { request in
      let values =
        sources[request.source] == nil ? replaced.popFirst() : made.popFirst()
      let original = panel[request.source]
      return values.map { values in
        SyntheticSeries(
          id: "\(original.id)~\(request.copy)",
          index: TimeIndex(
            start: original.index.timestamp(at: request.position),
            frequency: original.index.frequency,
            count: request.count
          ),
          values: values
        )
      }
    }
  }
}
