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
    try pages.prepare(inputs: [input.file, conditionOn, from])
    let watch = Stopwatch()
    var panel = try JointPanel(csv: input.file, options: csvOptions, together: together)
    let report = panel.report
    var notes = report.remarks
    var observed = panel
    let unobserved = observed.dropUnobserved()
    if observed.groups.isEmpty, from == nil || attributes.isEmpty {
      throw SynthesisFailure(path: input.file, error: .noSeries)
    }
    let season =
      self.season ?? SeasonalPeriod(of: observed.panel, frequency: report.frequency).period
    // With attributes a series can be made that was never observed.
    if attributes.isEmpty { panel = observed }
    let trainer = try GeneratorTraining(command: self, panel: panel, season: season)
    panel = trainer.panel
    func note(dropped count: Int) {
      if count > 0 { notes.append("\(count) series without any observation left out") }
    }
    if let conditionOn {
      note(dropped: unobserved)
      let summary = try complete(
        conditionOn,
        trainer,
        into: file,
        on: terminal,
        since: watch,
        &notes
      )
      say(notes, summary + ", \(watch.text) s")
      return .success
    }
    let positions = try positions(in: panel.panel, report: report)
    var curve = TrainingCurve()
    let maker = try withThreads(options.threadCount) {
      try trainer.maker(on: terminal, &notes, curve: &curve)
    }
    let training = watch.seconds
    let makeable = panel.groups.indices.filter(maker.canMake)
    let sources = makeable.count
    note(dropped: observed.groups.count + unobserved - sources)
    if makeable.isEmpty { throw SynthesisFailure(path: input.file, error: .noSeries) }
    let requests = requests(like: makeable, of: panel, at: positions)

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
        let source = panel.groups[request.source]
        if source.isObserved { page?.count(series, like: source[0]) }
      }
    }
    try output.end(&file)
    try file.commit()
    if let page {
      let whole = page.report(
        of: self,
        sources: sources,
        curve: curve,
        used: maker.facts + facts(trainer, trainingSeconds: training),
        notes: notes,
        run: provenance(panel, since: watch)
      )
      try pages.write(whole, code: script(report))
    }
    say(
      notes,
      "\(requests.count) series like \(sources), frequency \(report.frequency), "
        + "season \(season), \(watch.text) s"
    )
    return .success
  }

  /// What a page says was used beside the generator.
  func facts(_ trainer: GeneratorTraining, trainingSeconds: Double) -> [Fact] {
    [
      Fact("season", String(trainer.season)),
      Fact(
        "training",
        model.isNetwork && from == nil ? Digits.seconds(trainingSeconds) : "none in this run"
      ),
    ]
  }

  /// What is needed to repeat a run.
  func provenance(_ panel: JointPanel, since watch: Stopwatch) -> [Fact] {
    [
      Fact(
        "data",
        "\(input.file), \(Digits.grouped(panel.report.rows)) rows, fingerprint \(Fingerprint.text(of: panel.panel))"
      )
    ] + Fact.run(options, seconds: watch.seconds)
  }

  /// How the files are read.
  var csvOptions: CSVOptions {
    var options = input.csvOptions
    if !attributes.isEmpty { options.attributes = .named(attributes) }
    return options
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

  /// Where in each series those that are made begin.
  ///
  /// - Throws: `UsageError` for a `--start` that is no stamp of a series.
  private func positions(in panel: Panel, report: CSVReport) throws -> [Int] {
    guard let start else { return panel.map { _ in 0 } }
    let format = report.timeFormat ?? .integer
    guard let first = format.timestamp(from: Array(start.utf8).span) else {
      throw UsageError.inconsistent(
        "--start \(start.quoted) is no stamp like those of the file, expected \(format)"
      )
    }
    return try panel.map { series in
      guard let steps = series.index.frequency.steps(from: series.index.start, to: first) else {
        throw UsageError.inconsistent(
          "--start \(start.quoted) is not a whole number of steps of \(report.frequency) away "
            + "from series \(series.id.quoted)"
        )
      }
      return steps
    }
  }

  /// What is to be made, in the order of the series of the panel.
  ///
  /// - Parameter sources: the series that can be made; at least one.
  private func requests(
    like sources: [Int],
    of panel: JointPanel,
    at positions: [Int]
  ) -> [SeriesRequest] {
    func request(_ source: Int, _ copy: Int) -> SeriesRequest {
      SeriesRequest(
        source: source,
        copy: copy,
        position: positions[source],
        count: length ?? panel.groups[source][0].values.count
      )
    }
    guard let count else {
      return sources.flatMap { source in (1...perSeries).map { request(source, $0) } }
    }
    var random = RandomStream(seed: options.seed, name: "sources")
    let order = sources.shuffled(using: &random)
    return (0..<count).map { request(order[$0 % order.count], $0 / order.count + 1) }
      .sorted { ($0.source, $0.copy) < ($1.source, $1.copy) }
  }
}
