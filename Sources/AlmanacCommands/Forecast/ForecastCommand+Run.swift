internal import CommandLineKit
internal import Forecasting
internal import Parallelism
internal import Reporting
internal import TimeSeries

extension ForecastCommand {
  func run(on terminal: Terminal) throws -> ExitCode {
    // Opened first, so that a target that cannot be written is known before the work is done.
    let targets: [(String, String?)] = [
      ("--output", output), ("--save", save), ("--report", report),
    ]
    for path in inputs {
      for case (let option, let target?) in targets {
        try refuseReplacing(input: path, with: target, option: option)
      }
    }
    var file = try OutputFile(
      path: output,
      mark: isResumable ? RunMark.current(outputs: [output]) : nil,
      continues: resume && isResumable
    )
    if let save { _ = try OutputFile(path: save) }
    if let report { _ = try OutputFile(path: report) }
    let watch = Stopwatch()
    let futureFile = future.map { CSVOptions.FutureFile(path: $0, horizon: horizon) }
    var source =
      try grouped
      ? SeriesSource(
        streaming: panelInput,
        future: futureFile,
        covariates: covariates
      )
      : SeriesSource(reading: panelInput, future: futureFile, covariates: covariates)
    if let name = source.report?.knownColumns.first(where: covariates.isPast) {
      throw UsageError.inconsistent(
        "--past names \(name.quoted), whose future is in --future; leave it out of one of them"
      )
    }
    var hierarchy: Hierarchy?
    if let choice = self.hierarchy.hierarchy { hierarchy = try source.aggregate(by: choice) }
    let method = try hierarchy.flatMap { whole throws(HierarchyFailure) in
      try self.hierarchy.method?.reconciliation(of: whole)
    }
    let features = try covariates.features(for: source.report, options: input.csvOptions)
    if let events = covariates.events { try refuseReplacing(input: events, with: output) }
    let plan = try ForecastPlan(self, source: source, features: features, on: terminal)
    var models = SavedModels(
      models: plan.models,
      frequency: plan.frequency,
      seasonalPeriod: plan.season,
      trained: plan.trained
    )

    var tally = ForecastTally()
    var page =
      report == nil
      ? nil
      : ForecastPage(
        horizon: plan.horizon,
        columns: plan.table.models,
        timestamps: plan.table.timestamps
      )
    let finished = try file.keep(plan.unfinishedRows)
    while tally.count < finished, let series = try source.next() {
      if plot, tally.count == 0 { tally.show(plan.outcome(of: series)) }
      tally.countResumed(series)
    }
    // A panel on standard output can be held back until it is known that --strict has no objection.
    var heldBack: [[UInt8]]? = strict && output == "-" && !grouped ? [] : nil
    if finished == 0, heldBack?.append(plan.table.header()) == nil {
      try file.write(plan.table.header())
    }
    // Series of a hierarchy wait for one another.
    var waiting: [ForecastPlan.Outcome] = []
    let meter = ProgressMeter(
      "Forecasting",
      total: source.count.map { $0 - finished },
      unit: "series",
      on: terminal,
      isQuiet: options.quiet
    )
    do {
      try withThreads(options.threadCount) {
        try parallelPipeline(
          next: { try source.next() },
          transform: { plan.outcome(of: $0) },
          consume: { outcome in
            if Interrupt.isRequested { throw Interrupted(output: output) }
            tally.count(outcome, isSaved: plan.saved != nil)
            page?.count(outcome.series, forecasts: outcome.forecasts)
            if strict, let note = tally.notes.first {
              throw StrictnessError(series: note.series, note: note.text)
            }
            if hierarchy != nil {
              waiting.append(outcome)
            } else if heldBack?.append(outcome.rows) == nil {
              try file.write(outcome.rows)
            }
            if save != nil { models.add(outcome.fitted, of: outcome.series) }
            meter.advance()
          }
        )
      }
    } catch is Interrupted {
      let isKept = tally.count > 0 && file.leave()
      throw Interrupted(output: output, seriesKept: isKept ? tally.count : 0)
    }
    meter.finish()
    for rows in heldBack ?? [] { try file.write(rows) }
    var remarks = plan.remarks
    if let hierarchy {
      let coherent = withThreads(options.threadCount) {
        plan.coherentRows(of: waiting, in: hierarchy, by: method)
      }
      for rows in coherent.rows { try file.write(rows) }
      remarks += coherent.remarks
      if features.contains(where: \.isOfSingleSeries) {
        remarks.append(
          "--events are those of single series, and sums do not know of them; without id columns they are for all"
        )
      }
    }
    try file.commit()
    if let report, let page {
      let text = page.report(
        of: self,
        plan: plan,
        remarks: source.report?.remarks ?? [],
        seconds: watch.seconds
      ).html()
      try OutputFile.write(Array(text.utf8), to: report)
    }
    if let save {
      var file = try OutputFile(path: save)
      try file.write(models.file.encoded())
      try file.commit()
    }
    removeCheckpoints(of: plan.trained.map { type(of: $0).entry.name })
    report(tally, source: source.report, plan: plan, remarks: remarks, watch: watch, on: terminal)
    return .success
  }

  /// How the panel is read: the columns of a hierarchy are those of the ids.
  private var panelInput: InputOptions {
    var input = input
    if let choice = hierarchy.hierarchy { input.id = choice.columns }
    return input
  }

  /// Whether what is done outlives an interruption: not where the input cannot be read again, nor
  /// where the models of all series are wanted.
  private var isResumable: Bool {
    !inputs.contains("-") && save == nil && report == nil
      && hierarchy.hierarchy == nil
  }

  /// Draws the first series, and says what the user should know at the end.
  private func report(
    _ tally: ForecastTally,
    source: CSVReport?,
    plan: ForecastPlan,
    remarks: [String],
    watch: Stopwatch,
    on terminal: Terminal
  ) {
    if plot, let first = tally.first {
      let drawing = ForecastPlot(
        series: first.series,
        forecast: first.forecast,
        column: plan.table.models[0],
        level: plan.table.levels.first ?? 80,
        timestamps: plan.table.timestamps
      )
      for line in drawing.lines(on: terminal) { StandardError.write(line) }
    }
    if !options.quiet {
      let lines =
        remarks + tally.lines(report: source, season: plan.season, seconds: watch.text)
      for line in lines {
        StandardError.write("almanac: \(line)")
      }
    }
  }
}
