internal import Forecasting
internal import Reporting
internal import TimeSeries

extension ComparePage {
  /// The mean scaled error of a model at each step ahead.
  func scaledErrors(of model: Int) -> [Double] {
    (0..<result.horizon).map { step in
      let sums = result.step(step, of: model)
      return sums.scaledError / sums.scaledCount
    }
  }

  /// Errors by step, by window, and by kind of series.
  var whereItIsGood: Section {
    var chart = LineChart(
      lines: drawn.map { model in
        .init(
          findings.models[model],
          role(model),
          values: scaledErrors(of: model)
        )
      },
      labels: (1...result.horizon).map(String.init)
    )
    (chart.xTitle, chart.yTitle, chart.includesZero) = ("step ahead", "MASE", true)
    var figures = [
      Figure(
        "Error by step ahead",
        chart: .lines(chart),
        note: "Mean over series of the absolute error at that step, scaled as in MASE."
      )
    ]
    if result.windows > 1 {
      var chart = LineChart(
        lines: drawn.map { model in
          .init(
            findings.models[model],
            role(model),
            values: (0..<result.windows).map {
              result.value(metric, of: model, series: result.scores.indices, window: $0)
            }
          )
        },
        labels: (1...result.windows).map(String.init)
      )
      (chart.xTitle, chart.yTitle, chart.includesZero) = ("origin", metric.title, true)
      figures.append(
        Figure(
          "Error by origin",
          chart: .lines(chart),
          note: "The last origin is the nearest to the end of the data."
        )
      )
    }
    var blocks: [Block] = figures.count == 1 ? [.figure(figures[0])] : [.figures(figures)]
    for division in findings.divisions { blocks.append(.table(table(of: division))) }
    let exceptions = findings.divisions.flatMap(exceptions)
    if !exceptions.isEmpty { blocks.append(.list(exceptions)) }
    if findings.divisions.isEmpty {
      blocks.append(.prose("All series are of one kind: same class of demand, like lengths."))
    } else {
      blocks.append(
        .prose(
          "Shades compare within a row: blue is better than the middle of the models there, orange worse. Demand classes are those of "
            + "Syntetos and Boylan: intermittent and lumpy series have many steps without demand, the sizes of erratic and lumpy "
            + "demands vary much."
        )
      )
    }
    return Section("Where is it good, where not?", blocks)
  }

  /// The kinds of many series on which another model is clearly lower, each as a sentence.
  private func exceptions(of division: CompareFindings.Division) -> [String] {
    division.segments.compactMap { segment in
      let ours = segment.values[findings.best]
      guard segment.series.count >= 20,
        let other = order.min(by: { segment.values[$0] < segment.values[$1] }),
        segment.values[other] < 0.98 * ours
      else { return nil }
      return
        "On **\(segment.name.asProse)** series **\(findings.models[other])** is lower: \(words.shown(segment.values[other])) "
        + "against \(words.shown(ours)) of \(bestName), on \(Digits.grouped(segment.series.count)) series."
    }
  }

  /// What a division goes by.
  func criterion(of division: CompareFindings.Division) -> String {
    ["demand": "class of demand", "history": "length of the history"][division.name]
      ?? "`\(division.name)`"
  }

  /// A heat map of kinds of series and models.
  private func table(of division: CompareFindings.Division) -> Table {
    Table(
      "By \(criterion(of: division))",
      columns: [.text(division.name), .number("series", digits: 0)]
        + order.map { .number(findings.models[$0]) },
      rows: division.segments.prefix(60).map { segment in
        let values = order.map { segment.values[$0] }
        let known = values.filter(\.isFinite).sorted()
        let middle = known.isEmpty ? .nan : known[known.count / 2]
        return [.text(segment.name), .number(Double(segment.series.count))]
          + values.map { value in
            // A third better or worse has the full shade.
            .shaded(value, by: min(max(0.5 + 1.5 * (value / middle - 1), 0), 1))
          }
      }
    )
  }

  /// Coverage against what it should be, and where in the distributions the values lie.
  var calibration: Section {
    let nominal = Array((1...9).reversed())
    func coverage(_ model: Int, _ j: Int) -> Double {
      let places = result.tallies[model].places
      return places[j..<20 - j].reduce(0, +) / places.reduce(0, +)
    }
    var chart = LineChart(
      lines: [.init("ideal", .reference, values: nominal.map { 100 - 10 * Double($0) })]
        + order.prefix(4).map { model in
          .init(
            findings.models[model],
            .model(order.firstIndex(of: model) ?? 0),
            values: nominal.map { 100 * coverage(model, $0) }
          )
        },
      labels: nominal.map { "\(100 - 10 * $0)" }
    )
    (chart.xTitle, chart.yTitle, chart.includesZero) = ("interval, %", "held, %", true)
    let places = result.tallies[findings.best].places
    let sum = places.reduce(0, +)
    var bars = BarChart(
      values: places.map { $0 / sum },
      labels: (0..<20).map { "\(5 * $0)–\(5 * $0 + 5)" }
    )
    (bars.isPercent, bars.reference) = (true, (0.05, "ideal"))
    bars.xTitle = "place in the forecast distribution, %"
    let (narrow, wide) = (
      result.value(.coverage80, of: findings.best), result.value(.coverage95, of: findings.best)
    )
    let held =
      "The 80 % intervals of \(bestName) held \(Digits.percent(narrow)) of what happened, the 95 % ones \(Digits.percent(wide))."
    let advice =
      narrow < 0.75
      ? " They are too narrow: plan with more stock or time than they say."
      : narrow > 0.85 ? " They are wider than they need be." : " They hold what they say."
    return Section(
      "Can its intervals be trusted?",
      [
        .prose(held + advice),
        .figures([
          Figure(
            "What intervals hold",
            chart: .lines(chart),
            note: "Below the dashed line, intervals are too narrow; above it, too wide."
          ),
          Figure(
            "Where \(bestName) puts what happened",
            chart: .bars(bars),
            note:
              "Even bars are ideal. High ends: too narrow. High in the middle: too wide. High on one side: biased."
          ),
        ]),
      ]
    )
  }

  /// How errors are distributed, and whether they lean to one side.
  var errors: Section {
    let residuals = result.tallies[findings.best].residuals
    let sum = max(residuals.reduce(0, +), 1)
    func label(_ bin: Int) -> String {
      bin == 0 ? "below −4" : bin == 41 ? "above 4" : Digits.fixed(Double(bin - 21) / 5, 1)
    }
    var bars = BarChart(values: residuals.map { $0 / sum }, labels: (0..<42).map(label))
    (bars.isPercent, bars.xTitle) = (true, "error, actual less forecast, scaled")
    var chart = LineChart(
      lines: [.init("none", .reference, values: [Double](repeating: 0, count: result.horizon))]
        + order.prefix(3).map { model in
          .init(
            findings.models[model],
            .model(order.firstIndex(of: model) ?? 0),
            values: (0..<result.horizon).map { step in
              let sums = result.step(step, of: model)
              return sums.scaledExcess / sums.scaledCount
            }
          )
        },
      labels: (1...result.horizon).map(String.init)
    )
    (chart.xTitle, chart.yTitle) = ("step ahead", "forecast less actual, scaled")
    let bias = result.value(.scaledBias, of: findings.best)
    let error = result.value(.mase, of: findings.best)
    let lean =
      abs(bias) < 0.1 * error
      ? "Errors of \(bestName) lean to no side: its bias is \(Digits.fixed(bias, 3)) of the scale, its mean error \(Digits.fixed(error, 3))."
      : "\(bestName) forecasts too \(bias > 0 ? "much" : "little") on the whole: its bias is \(Digits.fixed(bias, 3)) of the scale, its mean error \(Digits.fixed(error, 3))."
    return Section(
      "What do its errors look like?",
      [
        .prose(lean),
        .figures([
          Figure(
            "Errors of \(bestName)",
            chart: .bars(bars),
            note: "Over all series, origins and steps."
          ),
          Figure(
            "Bias by step ahead",
            chart: .lines(chart),
            note: "Above zero, too much is forecast."
          ),
        ]),
      ]
    )
  }

  private static func cell(bytes: Double?) -> Table.Cell {
    guard let bytes else { return .shown("–", sortedBy: .nan) }
    let text =
      bytes < 1e6 ? "\(Digits.fixed(bytes / 1e3, 0)) kB" : "\(Digits.fixed(bytes / 1e6, 1)) MB"
    return .shown(text, sortedBy: bytes)
  }

  /// Time against accuracy.
  var time: Section {
    var chart = ScatterChart(
      points: order.enumerated().map { place, model in
        .init(
          findings.models[model],
          x: max(words.seconds(of: model), 1e-6),
          y: result.value(metric, of: model),
          group: place
        )
      },
      xTitle: "processor time, seconds",
      yTitle: metric.title
    )
    chart.hasLogarithmicX = true
    let forecasts = Double(max(findings.plan.subjects.count * result.windows, 1))
    return Section(
      "What does accuracy cost?",
      [
        .figure(
          Figure(
            "Time against accuracy",
            chart: .scatter(chart),
            note: "Time of estimating and forecasting, training included; below and left is better."
          )
        ),
        .table(
          Table(
            columns: [
              .text("model"), .short("estimating"), .short("forecasting"), .short("training"),
              .short("a series"),
              .short("memory to train", help: "growth at its peak, while it learns from the panel"),
              .short(
                "memory a thread",
                help: "growth at its peak, while it forecasts the longest series"
              ),
              .number("simpler model", digits: 0, help: "series that got a fallback"),
            ],
            rows: order.map { model in
              let tally = result.tallies[model]
              let training = findings.contestants[model].trainingSeconds
              func cell(_ seconds: Double) -> Table.Cell {
                .shown(seconds > 0 ? Digits.seconds(seconds) : "–", sortedBy: seconds)
              }
              return [
                .text(findings.models[model]), cell(tally.fitSeconds), cell(tally.forecastSeconds),
                cell(training), cell(words.seconds(of: model) / forecasts),
                Self.cell(bytes: findings.memory[model].training),
                Self.cell(bytes: findings.memory[model].forecasting),
                .number(tally.fallbacks),
              ]
            }
          )
        ),
        .prose(
          "Memory is by how much the resident pages of the process grew at their peak: while a model learns from the panel, on all threads, and while one thread forecasts the "
            + "longest series. The panel and the results are in neither. Models that are compared share one process; each is measured by itself, before or after the comparison."
        ),
      ]
    )
  }
}
