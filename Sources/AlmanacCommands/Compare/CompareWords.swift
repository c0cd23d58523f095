internal import CommandLineKit
internal import Forecasting
internal import Reporting
internal import TimeSeries

/// What is said of a comparison, in all the forms for machines and terminals.
struct CompareWords {
  let command: CompareCommand
  let findings: CompareFindings
  /// The time that the whole run took.
  let seconds: Double
  /// The words that the program was started with.
  let commandLine = CommandLine.asTyped

  init(_ command: CompareCommand, findings: CompareFindings, seconds: Double) {
    self.command = command
    self.findings = findings
    self.seconds = seconds
  }

  var metric: BacktestMetric { findings.judgement.metric }
  var result: BacktestResult { findings.result }
  var best: Judgement.Standing? { findings.judgement.standings.first }

  /// A value of the metric that models are ranked by.
  func shown(_ value: Double) -> String {
    metric == .mase || metric == .rmsse || metric == .sql || metric == .nd || metric == .wql
      ? Digits.fixed(value, 3) : Digits.short(value)
  }

  /// What was compared, in a line: series, steps, places.
  var scope: String {
    let plan = findings.plan
    let windows = plan.backtest.windows
    return "\(Digits.grouped(plan.subjects.count)) series, \(plan.backtest.horizon) steps ahead"
      + (windows == 1 ? "" : ", \(windows) origins")
  }

  /// The name of the file, without its folders.
  var fileName: String { command.input.file.fileName }

  /// The answer as a sentence.
  var verdict: String {
    guard let best else { return "There is nothing to compare" }
    let name = findings.models[best.model]
    guard best.model != findings.plan.baseline else {
      return "No model is more accurate than seasonal-naive: \(metric.title) \(shown(best.value))"
    }
    if let next = findings.judgement.contests.first, let interval = next.interval,
      interval.lowerBound <= 0
    {
      let other = findings.judgement.standings[1]
      return "\(name) is ahead, but too close to call against \(findings.models[other.model]): "
        + "\(metric.title) \(shown(best.value)) and \(shown(other.value))"
    }
    return "\(name) is the most accurate: \(metric.title) \(shown(best.value)), "
      + "\(Digits.percent(best.skill)) below seasonal-naive"
  }

  /// How sure the answer is, as a sentence.
  var certainty: String {
    guard let best, let next = findings.judgement.contests.first else {
      return "Only one model took part."
    }
    let (name, other) = (findings.models[best.model], findings.models[next.model])
    let lead = "Its lead over \(other), the next, is \(Digits.percent(next.lead))"
    guard let interval = next.interval else {
      return
        "\(lead). On so few series nothing can be said of others; look at more, or at more origins."
    }
    let range = percentRange(interval)
    let count = Digits.grouped(findings.judgement.series.count)
    if interval.lowerBound > 0 {
      return "\(lead) (95 % interval over \(count) series: \(range)), which is more than chance."
    }
    return
      "\(lead) (95 % interval over \(count) series: \(range)), which may be chance: \(name) and \(other) "
      + "are equals here, and the faster of them will do."
  }

  /// The command that forecasts with the best model.
  var nextCommand: String {
    guard let best, let model = ModelCatalogue.model(named: findings.models[best.model]) else {
      return ""
    }
    let horizon = findings.plan.backtest.horizon
    let words =
      ["almanac", "forecast"]
      + command.forecastWords(
        with: ModelChoice(model),
        horizon: horizon,
        showsCovariates: !isBestBare
      )
    return words.map(\.shellWord).joined(separator: " ")
  }

  /// What the user should know at the end; the last line is the summary.
  var remarks: [String] {
    let plan = findings.plan
    var lines = plan.report.remarks
    if plan.untested > 0 {
      lines.append("\(plan.untested) series left out: \(command.test ?? "") has nothing on them")
    }
    let short = plan.subjects.count { $0.origins.contains(0) }
    if short > 0 {
      lines.append("\(short) series are too short for some of the origins, and left out there")
    }
    let undefined = plan.subjects.count - findings.judgement.series.count
    if undefined > 0 {
      lines.append(
        "\(undefined) series do not count: \(metric.title) is not defined for them"
      )
    }
    for (model, tally) in result.tallies.enumerated() where tally.fallbacks > 0 {
      lines.append(
        "\(result.models[model]): \(Digits.grouped(Int(tally.fallbacks))) series got a simpler model"
      )
    }
    lines += command.covariates.remarks(
      for: command.competitors,
      hasKnown: !command.known.isEmpty || !plan.backtest.features.isEmpty
    )
    // Of several trainings that of the first place.
    let place = plan.backtest.windows > 1 ? " (first place)" : ""
    for auto in findings.contestants[plan.competitors].compactMap({ $0.global as? Auto }) {
      lines += auto.networkProse.map { $0 + place }
    }
    lines.append("\(scope), season \(plan.season.period), \(Digits.seconds(seconds))")
    return lines
  }

  /// The table for a terminal.
  func leaderboard(style: Style) -> [String] {
    var table = TextTable(
      columns: ["model"],
      rightAligned: [
        metric.title, "95 % interval", "skill", "wins", "rank", "sMAPE", "WQL", "in 80 %", "time",
      ]
    )
    for standing in findings.judgement.standings { table.append(row(standing)) }
    var lines = [style.bold(verdict + "."), certainty] + earnings()
    lines += [""] + table.lines(header: style.bold)
    if !findings.effects.isEmpty {
      var table = TextTable(columns: ["model", "left out"], rightAligned: effectColumns)
      for effect in findings.effects { table.append(row(effect)) }
      lines += [""] + table.lines(header: style.bold)
    }
    return lines
  }

  private func row(_ standing: Judgement.Standing) -> [String] {
    let model = standing.model
    return [
      findings.models[model],
      shown(standing.value),
      standing.interval.map { "\(shown($0.lowerBound))–\(shown($0.upperBound))" } ?? "–",
      Digits.percent(standing.skill),
      Digits.percent(standing.winRate),
      Digits.fixed(standing.meanRank, 2),
      Digits.fixed(result.value(.smape, of: model), 2),
      Digits.fixed(result.value(.wql, of: model), 3),
      Digits.percent(result.value(.coverage80, of: model)),
      Digits.seconds(seconds(of: model)),
    ]
  }

  /// The processor time of a model, training included.
  func seconds(of model: Int) -> Double {
    let tally = result.tallies[model]
    return tally.fitSeconds + tally.forecastSeconds + findings.contestants[model].trainingSeconds
  }

  /// The table for a pull request.
  func markdown() -> String {
    var text = "**\(verdict).** \(certainty)\n\n"
    let names = [
      "model", metric.title, "95 % interval", "skill", "wins", "rank", "sMAPE", "WQL", "in 80 %",
      "time",
    ]
    text += "| " + names.joined(separator: " | ") + " |\n"
    text += "| --- |" + names.dropFirst().map { _ in " ---: |" }.joined() + "\n"
    for (place, standing) in findings.judgement.standings.enumerated() {
      var cells = row(standing)
      if place == 0 { cells[0] = "**\(cells[0])**" }
      text += "| " + cells.joined(separator: " | ") + " |\n"
    }
    if !findings.effects.isEmpty {
      let sentences = earnings(spelling: Markdown.escaped)
      text += "\n" + sentences.joined(separator: " ") + "\n\n"
      text += "| model | left out | " + effectColumns.joined(separator: " | ") + " |\n"
      text += "| --- | --- |" + effectColumns.map { _ in " ---: |" }.joined() + "\n"
      for effect in findings.effects {
        text += "| " + row(effect).map(Markdown.escaped).joined(separator: " | ") + " |\n"
      }
    }
    return text + "\n\(scope), season \(findings.plan.season.period). `\(commandLine)`\n"
  }

  /// Every metric of every series and window: `unique_id`, `cutoff`, `metric`, then each model.
  func scores() -> [UInt8] {
    let plan = findings.plan
    let format = plan.report.timeFormat ?? .integer
    var text = CSVText()
    for name in ["unique_id", "cutoff", "metric"] + findings.contestants.map(\.column) {
      text.append(name)
    }
    text.endRow()
    for (position, subject) in plan.subjects.enumerated() {
      for (window, origin) in subject.origins.enumerated() where origin > 0 {
        for metric in BacktestMetric.allCases {
          text.append(subject.series.id)
          text.append(subject.series.index.timestamp(at: origin - 1), format: format)
          text.append(metric.rawValue)
          for model in findings.models.indices {
            let parts = metric.parts(of: result.scores[position][model][window])
            // Without any demand there is nothing to divide by.
            text.append(parts.map { $0.weight > 0 ? $0.sum / $0.weight : .nan } ?? .nan)
          }
          text.endRow()
        }
      }
    }
    return text.bytes
  }
}

extension CompareCommand {
  /// The words of `almanac forecast` with a model, which sees what it saw here and is trained as it was.
  ///
  /// - Parameter showsCovariates: false where the model is better off without; attributes of series stay.
  func forecastWords(
    with model: ModelChoice,
    horizon: Int,
    showsCovariates: Bool = true
  ) -> [String] {
    let covariates = showsCovariates ? self.covariates : self.covariates.attributesAlone
    var words = [input.file] + input.words
    words += ["--model", model.model.entry.name, "-n", String(horizon)]
    if let season { words += ["--season", String(season)] }
    if showsCovariates, !known.isEmpty { words += ["--future", "plan.csv"] }
    words += covariates.words(for: model, besides: by) + treatment.words
    if model.isTimed { words += training.words(for: model) }
    return words + ["-o", "forecast.csv"]
  }
}
