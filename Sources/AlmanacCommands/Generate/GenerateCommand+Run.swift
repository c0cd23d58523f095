internal import CommandLineKit
internal import Parallelism
internal import Reporting
internal import Synthesis
internal import Tensors
internal import TimeSeries

extension GenerateCommand {
  /// The series that are made before rows are written, so that a long output is never whole in memory.
  private static let chunk = 1024

  func run(on terminal: Terminal) throws -> ExitCode {
    for path in [input.file, conditionOn, from].compactMap(\.self) {
      try refuseReplacing(input: path, with: output)
      if let save { try refuseReplacing(input: path, with: save, option: "--save") }
    }
    // Opened first, so that a target that cannot be written is known before the training.
    var file = try OutputFile(path: output)
    if let save { _ = try OutputFile(path: save) }
    try pages.prepare(inputs: [input.file, from])
    let watch = Stopwatch()
    var panel = try JointPanel(csv: input.file, options: input.csvOptions, together: together)
    let report = panel.report
    var notes = report.remarks
    let dropped = panel.dropUnobserved()
    if panel.groups.isEmpty { throw SynthesisFailure(path: input.file, error: .noSeries) }
    if dropped > 0 { notes.append("\(dropped) series without any observation left out") }
    let season =
      self.season ?? SeasonalPeriod(of: panel.panel, frequency: report.frequency).period
    let trainer = try GeneratorTraining(command: self, panel: panel, season: season)
    panel = trainer.panel
    if let conditionOn {
      let summary = try complete(conditionOn, trainer, into: &file, on: terminal, &notes)
      try file.commit()
      say(notes, summary + ", \(watch.text) s")
      return .success
    }
    let requests = try requests(for: panel.panel, report: report)
    var curve = TrainingCurve()
    let maker = try withThreads(options.threadCount) {
      try trainer.maker(on: terminal, &notes, curve: &curve)
    }
    let training = watch.seconds

    var output = SyntheticOutput(
      table(panel),
      count: requests.count,
      quiet: options.quiet,
      terminal
    )
    try output.begin(&file, longest: requests.map(\.count).max() ?? 0)
    var page =
      pages.areWanted
      ? GeneratePage(
        total: requests.count,
        season: season,
        timestamps: report.timeFormat ?? .integer
      ) : nil
    for first in stride(from: 0, to: requests.count, by: Self.chunk) {
      let part = Array(requests[first..<min(first + Self.chunk, requests.count)])
      for (request, series) in zip(part, maker.series(part, seed: options.seed)) {
        if Interrupt.isRequested { throw Interrupted(output: self.output) }
        try output.write(series, to: &file)
        page?.count(series, like: panel.groups[request.source][0])
      }
    }
    try output.end(&file)
    try file.commit()
    if let page {
      let used =
        maker.facts
        + [
          Fact("season", String(season)),
          Fact(
            "training",
            model.isNetwork && from == nil ? Digits.seconds(training) : "none in this run"
          ),
        ]
      let whole = page.report(
        of: self,
        sources: panel.groups.count,
        curve: curve,
        used: used,
        notes: notes,
        run: [
          Fact(
            "data",
            "\(input.file), \(Digits.grouped(report.rows)) rows, fingerprint \(Fingerprint.text(of: panel.panel))"
          )
        ] + Fact.run(options, seconds: watch.seconds)
      )
      try pages.write(whole, code: script(report))
    }
    say(
      notes,
      "\(requests.count) series like \(panel.groups.count), frequency \(report.frequency), "
        + "season \(season), \(watch.text) s"
    )
    return .success
  }

  /// The layout of what is written.
  func table(_ panel: JointPanel) -> SyntheticTable {
    SyntheticTable(
      report: panel.report,
      decimalComma: input.decimalComma,
      names: panel.columns,
      places: panel.places
    )
  }

  /// Writes what is to be known, and the summary.
  func say(_ notes: [String], _ summary: String) {
    if options.quiet { return }
    for line in notes + [summary] { StandardError.write("almanac: \(line)") }
  }

  /// What is to be made, in the order of the series of the panel.
  private func requests(for panel: Panel, report: CSVReport) throws -> [SeriesRequest] {
    let first = try start.map { text in
      let format = report.timeFormat ?? .integer
      guard let stamp = format.timestamp(from: Array(text.utf8).span) else {
        throw UsageError.inconsistent(
          "--start \(text.quoted) is no stamp like those of the file, expected \(format)"
        )
      }
      return stamp
    }
    func request(_ source: Int, _ copy: Int) throws -> SeriesRequest {
      let series = panel[source]
      var position = 0
      if let first {
        guard let steps = series.index.frequency.steps(from: series.index.start, to: first) else {
          throw UsageError.inconsistent(
            "--start \((start ?? "").quoted) is not a whole number of steps of \(report.frequency) away "
              + "from series \(series.id.quoted)"
          )
        }
        position = steps
      }
      return SeriesRequest(
        source: source,
        copy: copy,
        position: position,
        count: length ?? series.values.count
      )
    }
    var requests: [SeriesRequest] = []
    guard let count else {
      for source in panel.indices {
        for copy in 1...perSeries { requests.append(try request(source, copy)) }
      }
      return requests
    }
    var random = RandomStream(seed: options.seed, name: "sources")
    let order = panel.indices.shuffled(using: &random)
    for number in 0..<count {
      requests.append(try request(order[number % order.count], number / order.count + 1))
    }
    return requests.sorted { ($0.source, $0.copy) < ($1.source, $1.copy) }
  }
}
