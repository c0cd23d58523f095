internal import Forecasting
internal import Reporting
internal import TimeSeries

extension ComparePage {
  /// A series whose forecasts are drawn, and why.
  private struct Example {
    let series: Int
    let reason: String
  }

  /// A typical series, the best and the worst one, and that on which the best model gains most.
  private var chosen: [Example] {
    let last = result.windows - 1
    let known = judgement.series.filter { findings.plan.subjects[$0].origins[last] > 0 }
    var losses: [(series: Int, loss: Double)] = []
    for series in known {
      let loss = findings.value(metric, of: findings.best, on: series)
      if loss.isFinite { losses.append((series, loss)) }
    }
    losses.sort { $0.loss != $1.loss ? $0.loss < $1.loss : $0.series < $1.series }
    guard let first = losses.first, let final = losses.last else { return [] }
    let baseline = findings.plan.baseline
    let gains: [(series: Int, gain: Double)] = losses.map { one in
      (one.series, findings.value(metric, of: baseline, on: one.series) - one.loss)
    }
    var examples = [Example(series: losses[losses.count / 2].series, reason: "Typical")]
    if baseline != findings.best, let most = gains.max(by: { $0.gain < $1.gain }), most.gain > 0 {
      examples.append(Example(series: most.series, reason: "Largest gain over seasonal-naive"))
    } else if let next = order.dropFirst().first {
      let regrets: [(series: Int, regret: Double)] = losses.map { one in
        (one.series, one.loss - findings.value(metric, of: next, on: one.series))
      }
      if let most = regrets.max(by: { $0.regret < $1.regret }), most.regret > 0 {
        let reason = "Where \(findings.models[next]) would have gained most"
        examples.append(Example(series: most.series, reason: reason))
      }
    }
    examples.append(Example(series: final.series, reason: "Worst"))
    examples.append(Example(series: first.series, reason: "Best"))
    var seen: Set<Int> = []
    return examples.filter { seen.insert($0.series).inserted }
  }

  /// Forecasts against what happened.
  var examples: Section? {
    let figures = chosen.map(figure)
    guard !figures.isEmpty else { return nil }
    return Section(
      "What do the forecasts look like?",
      [
        .prose(
          "The last origin of a few series, chosen by the \(metric.title) of \(bestName). Its intervals hold 50, 80 and 95 %."
        ),
        .figures(figures),
      ]
    )
  }

  private func figure(_ example: Example) -> Figure {
    let plan = findings.plan
    let subject = plan.subjects[example.series]
    let window = result.windows - 1
    let origin = subject.origins[window]
    let horizon = plan.backtest.horizon
    let past = min(origin, max(2 * horizon, min(3 * plan.season.period, 200), 30))
    let start = origin - past
    let index = subject.series.index
    let format = plan.report.timeFormat ?? .integer
    let shown = Array(
      subject.series.values[start..<min(origin + horizon, subject.series.values.count)]
    )
    var chart = LineChart(
      lines: [.init("actual", .actual, values: shown)],
      labels: (0..<past + horizon).map { format.text(index.timestamp(at: start + $0)) }
    )
    var bands: [LineChart.Band] = []
    let second = order.dropFirst().first { $0 != plan.baseline }
    let models = [plan.baseline, second, findings.best].compactMap(\.self)
    var seen: Set<Int> = []
    for model in models where seen.insert(model).inserted {
      guard
        let forecast = findings.contestants[model]
          .forecasts(of: subject, in: plan.backtest)[window]?.forecast
      else { continue }
      chart.lines.append(
        .init(findings.models[model], role(model), start: past, values: forecast.mean)
      )
      guard model == findings.best else { continue }
      bands = [0.95, 0.8, 0.5].map { level in
        let (lower, upper) = forecast.interval(level)
        return .init(
          "\(Digits.percent(level))",
          model: 0,
          start: past,
          lower: lower,
          upper: upper
        )
      }
    }
    chart.bands = bands
    chart.origin = max(past - 1, 0)
    let loss = findings.value(metric, of: findings.best, on: example.series)
    return Figure(
      "\(example.reason): \(subject.series.id.asProse), \(metric.title) \(words.shown(loss))",
      chart: .lines(chart)
    )
  }

  /// The series that deserve a look.
  var series: Section {
    let baseline = findings.plan.baseline
    let rows = judgement.series.map { series in
      (series: series, losses: order.map { findings.value(metric, of: $0, on: series) })
    }
    func table(_ caption: String, _ chosen: [(series: Int, losses: [Double])]) -> Table {
      Table(
        caption,
        columns: [.text("series"), .text("demand")] + order.map { .number(findings.models[$0]) },
        rows: chosen.map { row in
          let known = row.losses.filter(\.isFinite).sorted()
          let middle = known.isEmpty ? .nan : known[known.count / 2]
          return [
            .text(findings.plan.subjects[row.series].series.id),
            .text(findings.classes[row.series]),
          ]
            + row.losses.map { .shaded($0, by: min(max(0.5 + 1.5 * ($0 / middle - 1), 0), 1)) }
        }
      )
    }
    let hard = rows.sorted { $0.losses[0] > $1.losses[0] }.prefix(100)
    // How much lower another model is, as a share.
    func regret(_ losses: [Double]) -> Double {
      let least = losses.min() ?? 0
      return losses[0] > 0 ? 1 - least / losses[0] : 0
    }
    let elsewhere = rows.filter { regret($0.losses) > 0.1 }
      .sorted { regret($0.losses) > regret($1.losses) }.prefix(100)
    var blocks: [Block] = []
    let worse = rows.count { $0.losses[0] > findings.value(metric, of: baseline, on: $0.series) }
    if findings.best != baseline, !rows.isEmpty {
      blocks.append(
        .prose(
          "On \(Digits.grouped(worse)) of \(Digits.grouped(rows.count)) series (\(Digits.percent(Double(worse) / Double(rows.count)))) seasonal-naive is "
            + "more accurate than \(bestName)."
        )
      )
    }
    let bars = BarChart(
      values: judgement.standings.map(\.bestShare),
      labels: judgement.standings.map { findings.models[$0.model] }
    )
    var shares = bars
    (shares.isPercent, shares.yTitle) = (true, "series on which it is the best")
    blocks.append(.figure(Figure("Which model suits how many series", chart: .bars(shares))))
    if rows.count > 1 {
      blocks.append(
        .details(
          "The hardest series",
          [.table(table("Largest \(metric.title) of \(bestName)", Array(hard)))]
        )
      )
    }
    if !elsewhere.isEmpty {
      blocks.append(
        .details(
          "Series that another model suits better",
          [.table(table("Where another model is more than 10 % lower", Array(elsewhere)))]
        )
      )
    }
    blocks.append(
      .prose("`--csv FILE` writes every metric of every series; `--forecasts FILE` the forecasts.")
    )
    return Section("Which series deserve a look?", blocks)
  }
}
