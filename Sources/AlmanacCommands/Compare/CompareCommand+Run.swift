internal import CommandLineKit
internal import Forecasting
internal import Parallelism
internal import TimeSeries

extension CompareCommand {
  func run(on terminal: Terminal) throws -> ExitCode {
    for output in outputs {
      for input in inputs {
        try refuseReplacing(input: input, with: output.path)
      }
      // Opened first, so that a target that cannot be written is known before the work is done.
      if output.path != "-" { _ = try OutputFile(path: output.path) }
    }
    let watch = Stopwatch()
    let plan = try ComparePlan(self)
    let beside = outputs.first { $0.path != "-" }
    var journal = try beside.map { output throws(OutputError) in
      try RecordJournal(
        beside: output.path,
        mark: RunMark.current(outputs: outputs.map(\.path)),
        continues: resume
      )
    }
    let prefix = journal?.path(of: "")
    let kept = KeptModels(
      path: prefix.map { prefix in { prefix + $0 } },
      continues: resume,
      options: plan.settings
    )
    var memory = [ModelMemory](repeating: ModelMemory(), count: plan.contestants.count)
    var contestants = plan.contestants
    for place in contestants.indices where contestants[place].needsTraining {
      (contestants[place], memory[place].training) = try trained(
        contestants[place],
        plan: plan,
        kept: kept,
        on: terminal
      )
    }
    let result = try backtest(plan, contestants, journal: &journal, kept: kept, on: terminal)
    if report != nil || notebook != nil || json != nil {
      for (place, contestant) in contestants.enumerated() {
        memory[place].forecasting =
          PeakMemory.growth {
            for subject in plan.longest { _ = contestant.forecasts(of: subject, in: plan.backtest) }
          }.bytes
      }
    }
    var findings = withThreads(options.threadCount) {
      CompareFindings(
        plan,
        contestants: contestants,
        result: result,
        memory: memory,
        metric: metric,
        seed: options.seed
      )
    }
    if report != nil || notebook != nil || json != nil {
      findings.outlook = withThreads(options.threadCount) {
        CompareOutlook(plan, result: result, best: findings.best)
      }
    }
    let words = CompareWords(self, findings: findings, seconds: watch.seconds)
    if let csv { try OutputFile.write(words.scores(), to: csv) }
    if let json { try OutputFile.write(Array((words.json.text(indent: 2) + "\n").utf8), to: json) }
    if let markdown { try OutputFile.write(Array(words.markdown().utf8), to: markdown) }
    if report != nil || notebook != nil {
      let page = ComparePage(words: words).report
      try PageOptions(report: report, notebook: notebook).write(page, code: words.script)
    }
    // Only now: a run that is killed while it writes need not forecast again.
    kept.remove(contestants, windows: plan.backtest.windows)
    journal.take()?.remove()
    if !outputs.contains(where: { $0.path == "-" }) {
      let lines = words.leaderboard(style: terminal.outputStyle)
      try OutputFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: "-")
    }
    if !options.quiet {
      for line in words.remarks { StandardError.write("almanac: \(line)") }
    }
    return try judged(findings, on: terminal)
  }

  /// Says which conditions of `--fail-if` hold.
  private func judged(
    _ findings: CompareFindings,
    on terminal: Terminal
  ) throws(UsageError) -> ExitCode {
    let leftOut = try self.leftOut()
    var code = ExitCode.success
    for gate in failIf {
      let (holds, left, right) = gate.outcome { figure, model in
        findings.figure(figure, of: leftOut.contestantName(of: model) ?? model)
      }
      guard holds else { continue }
      code = .gateNotMet
      let text = gate.optionText ?? ""
      StandardError.write(
        "almanac: --fail-if \(text.quoted) holds: \(NumberText.text(left)) \(gate.comparison.rawValue) \(NumberText.text(right))"
      )
    }
    return code
  }

  /// Trains a contestant as far as an interrupted run has not, with progress on the terminal.
  ///
  /// - Returns: the contestant, and by how much memory grew; nil where nothing was left to train.
  /// - Throws: `Interrupted`, and `OutputError` where what was learnt cannot be kept.
  private func trained(
    _ contestant: Contestant,
    plan: ComparePlan,
    kept: KeptModels,
    on terminal: Terminal
  ) throws -> (Contestant, memory: Double?) {
    let meter = ProgressMeter(
      "Training \(contestant.name)",
      total: 100,
      unit: "%",
      on: terminal,
      isQuiet: options.quiet
    )
    defer { meter.finish() }
    var shown = 0
    var (failure, hasLearnt): (OutputError?, Bool) = (nil, false)
    let (trained, bytes) = PeakMemory.growth {
      withThreads(options.threadCount) {
        contestant.trained(
          on: plan.subjects,
          in: plan.backtest,
          run: plan.run,
          kept: { kept.model(of: contestant, window: $0) },
          keep: { model, window in
            hasLearnt = true
            do throws(OutputError) {
              try kept.keep(model, of: contestant, window: window)
            } catch {
              failure = error
            }
          },
          progress: { report in
            while shown < Int(report.done * 100) {
              meter.advance()
              shown += 1
            }
            return !Interrupt.isRequested
          }
        )
      }
    }
    if let failure { throw failure }
    if Interrupt.isRequested { throw interrupted(plan, kept: kept) }
    return (trained, hasLearnt ? bytes : nil)
  }

  /// How an interrupted comparison ends, and what of it a run with `--resume` finds.
  private func interrupted(
    _ plan: ComparePlan,
    kept: KeptModels,
    seriesKept: Int = 0
  ) -> Interrupted {
    var ending = Interrupted(output: outputs.first { $0.path != "-" }?.path ?? "-")
    // Standard input cannot be read again, and beside standard output nothing is kept.
    guard !inputs.contains("-"), ending.output != "-" else { return ending }
    ending.seriesKept = seriesKept
    if seriesKept == 0, kept.isAnyKept(of: plan.contestants, windows: plan.backtest.windows) {
      ending.remark = "; what was learnt is kept, the same command with --resume goes on"
    }
    return ending
  }

  /// Forecasts all series with all models, as far as an interrupted run has not.
  private func backtest(
    _ plan: ComparePlan,
    _ contestants: [Contestant],
    journal: inout RecordJournal?,
    kept: KeptModels,
    on terminal: Terminal
  ) throws -> BacktestResult {
    var result = BacktestResult(
      models: contestants.map(\.name),
      windows: plan.backtest.windows,
      horizon: plan.backtest.horizon
    )
    let table = BacktestTable(plan, contestants: contestants, isWanted: forecasts != nil)
    var file = try forecasts.map { path throws(OutputError) in try OutputFile(path: path) }
    try file?.write(table.header())
    let batches = plan.batches
    var position = 0
    while position < batches.count {
      let batch = batches[position]
      let size = BacktestBatch.fieldCount(
        series: batch.count,
        models: contestants.count,
        windows: plan.backtest.windows,
        horizon: plan.backtest.horizon
      )
      guard let numbers = journal?.read(count: size + table.fieldCount(series: batch.count)) else {
        break
      }
      result.add(
        BacktestBatch(
          fields: Array(numbers[..<size]),
          series: batch.count,
          models: contestants.count,
          windows: plan.backtest.windows,
          horizon: plan.backtest.horizon
        )
      )
      try file?.write(table.rows(of: Array(numbers[size...]), series: batch))
      position += 1
    }
    let meter = ProgressMeter(
      "Comparing \(contestants.count) models",
      total: plan.subjects.count
        - (position < batches.count ? batches[position].lowerBound : plan.subjects.count),
      unit: "series",
      on: terminal,
      isQuiet: options.quiet
    )
    defer { meter.finish() }
    try withThreads(options.threadCount) {
      try parallelPipeline(
        next: { () -> Range<Int>? in
          guard position < batches.count else { return nil }
          defer { position += 1 }
          return batches[position]
        },
        transform: { range -> (Range<Int>, BacktestBatch, [Double]) in
          var numbers: [Double] = []
          let batch = BacktestBatch(
            Array(plan.subjects[range]),
            contestants: contestants,
            in: plan.backtest
          ) { _, forecasts in
            numbers += table.numbers(of: forecasts)
          }
          return (range, batch, numbers)
        },
        consume: { range, batch, numbers in
          if Interrupt.isRequested {
            throw interrupted(plan, kept: kept, seriesKept: range.lowerBound)
          }
          try journal?.append(batch.fields + numbers)
          result.add(batch)
          try file?.write(table.rows(of: numbers, series: range))
          meter.advance(by: range.count)
        }
      )
    }
    try file.take()?.commit()
    return result
  }
}
