internal import CommandLineKit
internal import Parallelism
internal import Reporting
internal import Synthesis
internal import TimeSeries

extension GenerateCommand {
  /// The histories that are worked on together.
  private static let chunk = 64

  /// Fills in and goes on with the series of a file, and writes them.
  ///
  /// - Returns: what was done, in a line.
  func complete(
    _ path: String,
    _ trainer: GeneratorTraining,
    into file: consuming OutputFile,
    on terminal: Terminal,
    since watch: Stopwatch,
    _ notes: inout [String]
  ) throws -> String {
    // Read first, so that what is wrong with it is known before the training.
    var panel = try JointPanel(csv: path, like: trainer.panel, options: csvOptions)
    notes += panel.report.remarks.map { "\(path): \($0)" }
    let dropped = panel.dropUnobserved()
    if panel.groups.isEmpty { throw SynthesisFailure(path: path, error: .noSeries) }
    if dropped > 0 {
      notes.append("\(dropped) series of --condition-on without any observation left out")
    }
    var curve = TrainingCurve()
    let network = try withThreads(options.threadCount) {
      try trainer.network(on: terminal, &notes, curve: &curve)
    }
    let training = watch.seconds
    let added = length ?? network.windowLength
    let maker = try maker(of: panel.groups, network, trainer, adding: added, on: terminal, &notes)
    let total = panel.groups.count * perSeries
    var table = table(panel)
    table.namesSeries = perSeries > 1
    var output = SyntheticOutput(table, count: total, quiet: options.quiet, terminal)
    try output.begin(&file, longest: (panel.groups.map { $0[0].values.count }.max() ?? 0) + added)
    var page =
      pages.areWanted
      ? HistoryPage(
        total: panel.groups.count,
        timestamps: panel.report.timeFormat ?? .integer
      ) : nil
    var filled = 0
    for first in stride(from: 0, to: panel.groups.count, by: Self.chunk) {
      let range = first..<min(first + Self.chunk, panel.groups.count)
      let copies = try interruptible(path) { () throws(SynthesisError) in
        var copies: [[[[Double]]]] = []
        for copy in 1...perSeries {
          copies.append(
            try maker.completed(range, copy: copy, adding: added, seed: options.seed) {
              !Interrupt.isRequested
            }
          )
        }
        return copies
      }
      for history in range {
        let series = panel.groups[history][0]
        let missing = panel.groups[history].reduce(0) { $0 + $1.values.count(where: \.isNaN) }
        filled += missing
        page?.count(
          series,
          copies: copies.map { $0[history - first][0] },
          missing: missing,
          adding: added
        )
        for copy in 1...perSeries {
          if Interrupt.isRequested { throw Interrupted(output: self.output) }
          let index = TimeIndex(
            start: series.index.start,
            frequency: series.index.frequency,
            count: series.values.count + added
          )
          let suffix = perSeries == 1 ? "" : "~\(copy)"
          let made = SyntheticSeries(
            id: series.id + suffix,
            mark: panel.mark(of: history) + suffix,
            index: index,
            variables: copies[copy - 1][history - first],
            attributes: series.attributes
          )
          try output.write(made, to: &file)
        }
      }
    }
    try output.end(&file)
    try file.commit()
    if let page {
      let report = page.report(
        of: self,
        adding: added,
        curve: curve,
        used: network.facts + facts(trainer, trainingSeconds: training),
        notes: notes,
        run: provenance(trainer.panel, since: watch)
      )
      try pages.write(report, code: nil)
    }
    return
      "\(panel.groups.count) series of --condition-on, \(filled) missing values filled in, \(added) steps added to each"
  }

  /// The maker of histories, with a meter for series that are new to the network.
  private func maker(
    of groups: [[Series]],
    _ network: any WindowGenerator,
    _ trainer: GeneratorTraining,
    adding count: Int,
    on terminal: Terminal,
    _ notes: inout [String]
  ) throws -> HistoryMaker {
    let meter = ProgressMeter(
      "Comparing new series with known ones",
      total: nil,
      unit: "series",
      on: terminal,
      isQuiet: options.quiet
    )
    defer { meter.finish() }
    return try interruptible(conditionOn ?? "-") { () throws(SynthesisError) in
      try HistoryMaker(
        groups,
        network,
        adding: count,
        season: trainer.season,
        seed: options.seed,
        &notes
      ) {
        meter.advance()
        return !Interrupt.isRequested
      }
    }
  }

  /// The result of work on the series of a file that Ctrl-C may end.
  private func interruptible<Result>(
    _ path: String,
    _ work: () throws(SynthesisError) -> Result
  ) throws -> Result {
    do throws(SynthesisError) {
      return try withThreads(options.threadCount, work)
    } catch .interrupted {
      throw Interrupted(output: output)
    } catch {
      throw SynthesisFailure(path: path, error: error)
    }
  }
}
