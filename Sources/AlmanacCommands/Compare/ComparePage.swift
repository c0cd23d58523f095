internal import Forecasting
internal import Reporting
internal import TimeSeries

/// The page about a comparison: the answer first, then what it rests on.
struct ComparePage {
  let words: CompareWords

  init(words: CompareWords) {
    self.words = words
  }

  var findings: CompareFindings { words.findings }
  var judgement: Judgement { words.findings.judgement }
  var result: BacktestResult { words.findings.result }
  var metric: BacktestMetric { words.metric }
  var bestName: String { findings.models[findings.best] }

  /// The models in the order of the page: the best first.
  var order: [Int] { judgement.standings.map(\.model) }

  /// The models that are drawn as lines: the best few, and the baseline.
  var drawn: [Int] {
    let first = Array(order.prefix(5))
    let baseline = findings.plan.baseline
    return first.contains(baseline) ? first : first + [baseline]
  }

  /// How a model is drawn: by its place, the baseline as what others are compared with.
  func role(_ model: Int) -> LineChart.Role {
    model == findings.plan.baseline && model != findings.best
      ? .reference : .model(order.firstIndex(of: model) ?? 0)
  }

  /// The page.
  var report: Report {
    var report = Report(
      kicker: "Model comparison · \(words.fileName) · \(words.scope)",
      title: words.verdict,
      lead: lead,
      nextCommand: words.nextCommand
    )
    report.headlines = headlines
    report.sections = [
      leaderboard, certainty, combining, earnings, whereItIsGood, examples, calibration, errors,
      time, series, outlook,
    ].compactMap(\.self)
    report.provenance = provenance
    return report
  }

  private var lead: [String] {
    guard let best = words.best else { return [] }
    var text = words.certainty
    if let interval = best.skillInterval, best.model != findings.plan.baseline {
      let range = words.percentRange(interval)
      text +=
        interval.lowerBound > 0
        ? " Against seasonal-naive it gains **\(range)**."
        : " Nor is it certain that it gains against seasonal-naive: \(range)."
    }
    let gap = 1 - judgement.oracle / best.value
    let left =
      gap > 0.005
      ? "No one model suits every series: whoever knew the best for each would come to \(words.shown(judgement.oracle)), \(Digits.percent(gap)) lower still."
      : "Choosing another model for single series would gain nothing."
    let favourite = judgement.standings.max { $0.bestShare < $1.bestShare }
    var paragraphs = [text]
    if !earningsProse.isEmpty { paragraphs.append(earningsProse) }
    if let favourite, favourite.model != best.model, favourite.bestShare > best.bestShare + 0.05 {
      paragraphs.append(
        "On more single series another is closest: \(findings.models[favourite.model]) is the best on \(Digits.percent(favourite.bestShare)) of them, "
          + "but its errors are larger where it fails."
      )
    }
    paragraphs.append(left)
    if !words.command.known.isEmpty, !words.isBestBare {
      paragraphs.append(
        "The next values of the known columns go into `plan.csv`, beside id and time."
      )
    }
    return paragraphs
  }

  private var headlines: [Headline] {
    guard let best = words.best else { return [] }
    let range = best.interval.map {
      " (95 %: \(words.shown($0.lowerBound)) to \(words.shown($0.upperBound)))"
    }
    let coverage = result.value(.coverage80, of: best.model)
    return [
      Headline(words.shown(best.value), "\(metric.title) of \(bestName)\(range ?? "")"),
      gain,
      Headline(
        Digits.percent(best.winRate),
        "of duels with another model on a series are won by it"
      ),
      Headline(Digits.percent(coverage), "of what happened lay in its 80 % intervals"),
    ]
  }

  /// What the best model gains: over the baseline, or over the next where it is that itself.
  private var gain: Headline {
    if findings.best == findings.plan.baseline, let next = judgement.contests.first {
      return Headline(
        Digits.percent(next.lead),
        "less than \(findings.models[next.model]), the next"
      )
    }
    return Headline(Digits.percent(words.best?.skill ?? .nan), "less than seasonal-naive")
  }

  private var leaderboard: Section {
    let rows = judgement.standings.map { standing -> [Table.Cell] in
      let model = standing.model
      return [
        .text(findings.models[model]),
        .shown(words.shown(standing.value), sortedBy: standing.value),
        .number(standing.skill),
        .number(standing.winRate),
        .number(standing.bestShare),
        .number(standing.meanRank),
      ]
        + [BacktestMetric.smape, .wql, .scaledBias, .coverage80]
        .map { .number(result.value($0, of: model)) }
        + [.shown(Digits.seconds(words.seconds(of: model)), sortedBy: words.seconds(of: model))]
    }
    let columns: [Table.Column] = [
      .text("model"),
      .number(metric.title, help: "what models are ranked by"),
      .percent("skill", help: "how much lower than seasonal-naive"),
      .percent("wins", help: "pairs of a series and another model in which it is better"),
      .percent("best on", help: "series on which it is the best of all"),
      .number("rank", digits: 2, help: "mean over series of its place among the models"),
      .number("sMAPE", digits: 2, help: "symmetric percentage error, 0 to 200"),
      .number("WQL", help: "weighted quantile loss over the levels 0.1 to 0.9"),
      .number(
        "bias",
        help: "mean excess of the forecast, scaled; positive where too much is forecast"
      ),
      .percent("in 80 %", help: "share of what happened in the 80 % intervals"),
      .short("time", help: "processor time of estimating and forecasting"),
    ]
    var chart = IntervalChart(
      rows: judgement.standings.map {
        .init(
          findings.models[$0.model],
          value: $0.value,
          lower: $0.interval?.lowerBound ?? .nan,
          upper: $0.interval?.upperBound ?? .nan
        )
      },
      xTitle: metric.title
    )
    chart.emphasis = 0
    chart.shaded = judgement.standings.first?.interval
    let baseline = judgement.standings.first { $0.model == findings.plan.baseline }
    chart.reference = baseline.map { ($0.value, "seasonal-naive") }
    return Section(
      "Leaderboard",
      [
        .figure(
          Figure(
            "\(metric.title) of each model; less is better",
            chart: .intervals(chart),
            note:
              "Whiskers: 95 % intervals from \(Judgement.draws) draws of series. Those of two models may overlap and "
              + "their difference still be certain, since both meet the same series: see below."
          )
        ),
        .table(Table(columns: columns, rows: rows, emphasis: 0)),
        .details("All metrics", [.table(allMetrics)]),
      ]
    )
  }

  private var allMetrics: Table {
    Table(
      columns: [.text("model")]
        + BacktestMetric.allCases.map { metric in
          switch metric {
          case .mape, .nd, .coverage80, .coverage95: .percent(metric.title, digits: 1)
          case .mae, .mse, .rmse, .bias: .short(metric.title)
          default: .number(metric.title)
          }
        },
      rows: order.map { model in
        [.text(findings.models[model])]
          + BacktestMetric.allCases.map { .number(result.value($0, of: model)) }
      },
      emphasis: 0
    )
  }

  private var certainty: Section? {
    guard !judgement.contests.isEmpty else { return nil }
    let rows = judgement.contests.map { contest -> [Table.Cell] in
      let range = contest.interval.map(words.percentRange)
      let verdict =
        contest.interval.map { $0.lowerBound > 0 ? "\(bestName) is better" : "may be chance" }
        ?? "too few series"
      return [
        .text(findings.models[contest.model]),
        .number(contest.lead),
        .shown(range ?? "–", sortedBy: contest.interval?.lowerBound ?? .nan),
        .number(contest.doubt ?? .nan),
        .number(contest.test?.pValue ?? .nan),
        .text(verdict),
      ]
    }
    var blocks: [Block] = [
      .table(
        Table(
          "\(bestName) against each of the others",
          columns: [
            .text("other model"),
            .percent("lead", digits: 1, help: "how much lower the best model's error is"),
            .text("95 % interval", help: "of the lead, over series drawn with replacement"),
            .percent(
              "doubt",
              digits: 1,
              help: "draws in which the other model is at least as good"
            ),
            .number("DM p", help: "Diebold-Mariano test on mean errors in the order of time"),
            .text("so"),
          ],
          rows: rows
        )
      )
    ]
    let ranks = judgement.ranks
    if ranks.count >= 5 {
      let distance = ranks.criticalDifference()
      var chart = IntervalChart(
        rows: judgement.standings.sorted { $0.meanRank < $1.meanRank }.map {
          .init(
            findings.models[$0.model],
            value: $0.meanRank,
            lower: $0.meanRank - distance / 2,
            upper: $0.meanRank + distance / 2
          )
        },
        xTitle: "mean rank"
      )
      chart.emphasis = 0
      chart.digits = 2
      chart.shaded = chart.rows.first.map { $0.lower...$0.upper }
      let p = ranks.pValue < 0.001 ? "p < 0.001" : "p = \(Digits.fixed(ranks.pValue, 3))"
      blocks.append(
        .figure(
          Figure(
            "Mean rank over series, with the critical difference",
            chart: .intervals(chart),
            note:
              "Models whose bands meet the shaded one cannot be told from the first by their ranks (Nemenyi, 5 %; critical "
              + "difference \(Digits.fixed(distance, 2))). Friedman's test that all are equal: \(p), \(Digits.grouped(ranks.count)) series."
          )
        )
      )
    }
    if let duels { blocks += duels }
    return Section("How sure is that?", blocks)
  }

  private var provenance: [Fact] {
    let plan = findings.plan
    let command = words.command
    let report = plan.report
    let backtest = plan.backtest
    return [
      Fact("command", words.commandLine),
      Fact(
        "data",
        "\(command.input.file), \(Digits.grouped(report.rows)) rows, fingerprint \(plan.fingerprint)"
      ),
      command.test.map { Fact("what followed", $0) },
      Fact(
        "frequency",
        report.timeColumn == nil ? "steps without dates" : report.frequency.description
      ),
      Fact("season of the models", plan.season.prose),
      Fact(
        "scale of errors",
        "mean absolute change over \(backtest.scalePeriod ?? 1) steps of each history"
      ),
      Fact(
        "origins",
        backtest.windows == 1
          ? "one, \(backtest.horizon) steps before the end"
          : "\(backtest.windows), \(backtest.step) steps apart; models estimated \(command.refit.optionText.map { Int($0) == nil ? $0 == "once" ? "once" : "at every one" : "at every \($0)th" } ?? "")"
      ),
      Fact("seed", "\(command.options.seed) for models and draws"),
      Fact("version", "almanac \(AlmanacCommands.version)"),
      Fact("machine", Machine.description),
      Fact("time", "\(Digits.seconds(words.seconds)) on \(command.options.threadCount) threads"),
    ].compactMap(\.self)
  }
}
