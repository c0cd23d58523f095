internal import CommandLineKit
internal import Forecasting
internal import Parallelism
internal import TimeSeries

extension ForecastCommand {
  func run(on terminal: Terminal) throws -> ExitCode {
    // Opened first, so that a target that cannot be written is known before the work is done.
    try refuseReplacing(input: input.file, with: output)
    if let future { try refuseReplacing(input: future, with: output) }
    var file = try OutputFile(
      path: output,
      mark: isResumable ? RunMark.current(outputs: [output]) : nil,
      continues: resume && isResumable
    )
    if let save {
      try refuseReplacing(input: input.file, with: save)
      _ = try OutputFile(path: save)
    }
    let watch = Stopwatch()
    let futureFile = future.map { CSVOptions.FutureFile(path: $0, horizon: horizon) }
    var source =
      try grouped
      ? SeriesSource(streaming: input, future: futureFile)
      : SeriesSource(reading: input, future: futureFile)
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
            if strict, let note = tally.notes.first {
              throw StrictnessError(series: note.series, note: note.text)
            }
            if heldBack?.append(outcome.rows) == nil { try file.write(outcome.rows) }
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
    try file.commit()
    if let save {
      var file = try OutputFile(path: save)
      try file.write(models.file.encoded())
      try file.commit()
    }
    removeCheckpoints(of: plan.trained.map { type(of: $0).entry.name })
    report(tally, source: source.report, plan: plan, watch: watch, on: terminal)
    return .success
  }

  /// Whether what is done outlives an interruption: not where the input cannot be read again, nor
  /// where the models of all series are wanted.
  private var isResumable: Bool {
    ![input.file, future, covariates.events].contains("-") && save == nil
  }

  /// Draws the first series, and says what the user should know at the end.
  private func report(
    _ tally: ForecastTally,
    source: CSVReport?,
    plan: ForecastPlan,
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
      for line in tally.lines(report: source, season: plan.season, seconds: watch.text) {
        StandardError.write("almanac: \(line)")
      }
    }
  }
}
