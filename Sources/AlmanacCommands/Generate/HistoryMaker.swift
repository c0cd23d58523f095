internal import CommandLineKit
internal import Parallelism
internal import Synthesis
internal import TimeSeries

/// What fills in histories and goes on with them: the network, and resampling for those that it can do
/// nothing with.
struct HistoryMaker: Sendable {
  /// For each history its variables.
  let histories: [[Series]]
  private let generator: any WindowGenerator
  /// For each history its number in the generator and where it begins there; nil where it is resampled.
  private let places: [(source: Int, position: Int)?]
  private let replacement: BlockBootstrap

  /// A maker; what the user should know of it is added to the notes.
  init(
    _ histories: [[Series]],
    _ network: any WindowGenerator,
    season: Int,
    seed: UInt64,
    _ notes: inout [String]
  ) throws(SynthesisError) {
    self.histories = histories
    replacement = try BlockBootstrap(histories, season: season)
    var numbers: [String: Int] = [:]
    for (number, source) in network.sources.enumerated() where source.isLearnt {
      numbers[source.id] = number
    }
    var places: [(source: Int, position: Int)?] = []
    var newcomers: [[Series]] = []
    var (constant, short, padded) = (0, 0, 0)
    for variables in histories {
      let series = variables[0]
      // The first steps after which something is made: what is before them is what the network sees.
      let known =
        series.values.indices.first { step in variables.contains { $0.values[step].isNaN } }
        ?? series.values.count
      if variables.allSatisfy(\.isConstant) {
        constant += 1
        places.append(nil)
      } else if known < network.contextLength, !network.knowsBeginnings {
        short += 1
        places.append(nil)
      } else {
        if known < network.contextLength { padded += 1 }
        if let number = numbers[series.id],
          let position = series.index.frequency.steps(
            from: network.sources[number].index.start,
            to: series.index.start
          )
        {
          places.append((number, position))
        } else {
          places.append((network.sources.count + newcomers.count, 0))
          newcomers.append(variables)
        }
      }
    }
    generator = newcomers.isEmpty ? network : network.welcoming(newcomers, seed: seed)
    self.places = places
    let context = network.contextLength
    if !newcomers.isEmpty {
      notes.append(
        "\(newcomers.count) series of --condition-on \(newcomers.count == 1 ? "was" : "were") not learnt from: each "
          + "borrows what was learnt of the series that its history fits best"
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
    if constant > 0 { notes.append("\(constant) constant series stay what they are") }
  }

  /// Histories filled in and longer by some steps.
  ///
  /// - Parameter copy: which of the ways in which each may have been.
  func completed(_ range: Range<Int>, copy: Int, adding count: Int, seed: UInt64) -> [[[Double]]] {
    let known = range.compactMap { history in
      places[history].map { place in
        HistoryRequest(
          source: place.source,
          copy: copy,
          position: place.position,
          values: histories[history].map(\.values),
          count: count
        )
      }
    }
    var made = generator.completed(known, seed: seed)[...]
    return range.map { history in
      if places[history] != nil, let values = made.popFirst() { return values }
      let steps = histories[history][0].values.count + count
      let others = replacement.series(
        [SeriesRequest(source: history, copy: copy, count: steps)],
        seed: seed
      )
      return zip(histories[history], others).map { series, other in
        other.indices.map { step in
          step < series.values.count && !series.values[step].isNaN
            ? series.values[step] : other[step]
        }
      }
    }
  }
}

extension GenerateCommand {
  /// The histories that are worked on together.
  private static let chunk = 64

  /// Fills in and goes on with the series of a file, and writes them.
  ///
  /// - Returns: what was done, in a line.
  func complete(
    _ path: String,
    _ trainer: GeneratorTraining,
    into file: inout OutputFile,
    on terminal: Terminal,
    _ notes: inout [String]
  ) throws -> String {
    var panel = try JointPanel(csv: path, like: trainer.panel, options: input.csvOptions)
    let dropped = panel.dropUnobserved()
    if dropped > 0 {
      notes.append("\(dropped) series of --condition-on without any observation left out")
    }
    var curve = TrainingCurve()
    let (network, maker) = try withThreads(options.threadCount) {
      let network = try trainer.network(on: terminal, &notes, curve: &curve)
      do throws(SynthesisError) {
        let maker = try HistoryMaker(
          panel.groups,
          network,
          season: trainer.season,
          seed: options.seed,
          &notes
        )
        return (network, maker)
      } catch {
        throw SynthesisFailure(path: path, error: error)
      }
    }
    let added = length ?? network.windowLength
    let total = panel.groups.count * perSeries
    var table = table(panel)
    table.namesSeries = perSeries > 1
    var output = SyntheticOutput(table, count: total, quiet: options.quiet, terminal)
    try output.begin(&file, longest: (panel.groups.map { $0[0].values.count }.max() ?? 0) + added)
    var filled = 0
    for first in stride(from: 0, to: panel.groups.count, by: Self.chunk) {
      let range = first..<min(first + Self.chunk, panel.groups.count)
      let copies = (1...perSeries).map { copy in
        withThreads(options.threadCount) {
          maker.completed(range, copy: copy, adding: added, seed: options.seed)
        }
      }
      for history in range {
        let series = panel.groups[history][0]
        filled += panel.groups[history].reduce(0) { $0 + $1.values.count(where: \.isNaN) }
        for copy in 1...perSeries {
          if Interrupt.isRequested { throw Interrupted(output: self.output) }
          let index = TimeIndex(
            start: series.index.start,
            frequency: series.index.frequency,
            count: series.values.count + added
          )
          let made = SyntheticSeries(
            id: perSeries == 1 ? series.id : "\(series.id)~\(copy)",
            index: index,
            variables: copies[copy - 1][history - first]
          )
          try output.write(made, to: &file)
        }
      }
    }
    try output.end(&file)
    return
      "\(panel.groups.count) series of --condition-on, \(filled) missing values filled in, \(added) steps added to each"
  }
}
