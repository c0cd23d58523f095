internal import Forecasting
internal import Reporting

extension ComparePage {
  /// The title of the section on covariates.
  static let earningsTitle = "What do the covariates earn?"

  /// What covariates earn; nil without `--ablation`.
  var earnings: Section? {
    guard let shown = words.leading.first(where: words.isAll) ?? words.leading.first else {
      return nil
    }
    // Of series too few for an interval there may be no sentence.
    var blocks: [Block] = earningsProse.isEmpty ? [] : [.prose(earningsProse)]
    blocks += [.figure(savings), .table(effects), .figure(steps(of: shown))]
    for division in findings.divisions { blocks.append(.table(table(of: division, shown))) }
    blocks.append(
      .prose(
        "Each model is run on the same places of the same series with all covariates that it reads, and again without each set that "
          + "is left out. The runs without have no part in the leaderboard. What one covariate saves is beside the others: of two that "
          + "say the same, neither saves anything by itself, and both together may. Each interval is by itself: of twenty covariates "
          + "that earn nothing, about one seems to help or to harm. It is drawn over series, and says little of other times."
      )
    )
    return Section(Self.earningsTitle, blocks)
  }

  /// What the covariates earn, with names that mean nothing to a renderer.
  var earningsProse: String {
    words.earnings(spelling: \.asProse).joined(separator: " ")
  }

  /// What a row of an effect is called: by the model, or by what is left out where there is one model.
  private func name(_ effect: AblationEffect) -> String {
    let model = findings.models[effect.model]
    let (hasModels, hasSets) = (
      findings.effects.contains { $0.model != effect.model },
      findings.effects.contains { words.leftOut($0) != words.leftOut(effect) }
    )
    let left = words.isAll(effect) ? "all" : words.leftOut(effect)
    return hasModels ? hasSets ? "\(model): \(left)" : model : left
  }

  private var savings: Figure {
    var chart = IntervalChart(
      rows: findings.effects.map { effect in
        .init(
          name(effect),
          value: 100 * effect.gain,
          lower: 100 * (effect.interval?.lowerBound ?? .nan),
          upper: 100 * (effect.interval?.upperBound ?? .nan)
        )
      },
      xTitle: "error saved, %"
    )
    (chart.digits, chart.emphasis, chart.includesZero) = (1, 0, true)
    chart.reference = (0, "nothing")
    return Figure(
      "How much lower \(metric.title) is with covariates than without",
      chart: .intervals(chart),
      note:
        "Whiskers: 95 % intervals of the difference from \(Judgement.draws) draws of series. Left of the line, covariates do harm."
    )
  }

  private var effects: Table {
    let hasTests = findings.effects.contains { $0.tested > 0 }
    var columns: [Table.Column] = [
      .text("model"), .text("left out"),
      .number("\(metric.title) with", help: "over the series where it is defined for both"),
      .number("without"),
      .percent("saved", digits: 1, help: "share of the error without them"),
      .text("95 % interval", help: "of what is saved, over series drawn with replacement"),
      .percent("wins", help: "series on which the model is better with them; ties count half"),
    ]
    if hasTests {
      columns.append(
        .text(
          "clearly",
          help: "series on which it is better with them, and worse, by more than chance"
        )
      )
    }
    columns.append(.text("so"))
    return Table(
      columns: columns,
      rows: findings.effects.map { effect in
        let so =
          effect.interval == nil
          ? "too few series"
          : effect.isGain ? "they help" : effect.isLoss ? "they do harm" : "may be chance"
        var cells: [Table.Cell] = [
          .text(findings.models[effect.model]),
          .text(words.leftOut(effect)),
          .shown(words.shown(effect.value), sortedBy: effect.value),
          .shown(words.shown(effect.ablatedValue), sortedBy: effect.ablatedValue),
          .number(effect.gain),
          .shown(
            effect.interval.map(words.percentRange) ?? "–",
            sortedBy: effect.interval?.lowerBound ?? .nan
          ),
          .number(effect.winRate),
        ]
        if hasTests {
          let text = "\(Digits.grouped(effect.better)) : \(Digits.grouped(effect.worse))"
          cells.append(.shown(text, sortedBy: Double(effect.better - effect.worse)))
        }
        return cells + [.text(so)]
      }
    )
  }

  /// Errors by step with covariates and without.
  private func steps(of effect: AblationEffect) -> Figure {
    let model = findings.models[effect.model]
    func line(_ name: String, _ role: LineChart.Role, _ position: Int) -> LineChart.Line {
      .init(name, role, values: scaledErrors(of: position))
    }
    var chart = LineChart(
      lines: [
        line(findings.models[effect.ablated], .reference, effect.ablated),
        line(model, .model(0), effect.model),
      ],
      labels: (1...result.horizon).map(String.init)
    )
    (chart.xTitle, chart.yTitle, chart.includesZero) = ("step ahead", "MASE", true)
    return Figure(
      "Error of \(model) by step ahead, with and without \(words.leftOut(effect).asProse)",
      chart: .lines(chart),
      note: "Where the lines meet, covariates no longer help."
    )
  }

  /// What covariates earn on kinds of series.
  private func table(of division: CompareFindings.Division, _ effect: AblationEffect) -> Table {
    Table(
      "\(findings.models[effect.model]) with and without \(words.leftOut(effect).asProse), by \(criterion(of: division))",
      columns: [
        .text(division.name), .number("series", digits: 0), .number("\(metric.title) with"),
        .number("without"), .percent("saved", digits: 1),
      ],
      rows: division.segments.prefix(60).map { segment in
        let (value, other) = (segment.values[effect.model], segment.values[effect.ablated])
        return [
          .text(segment.name), .number(Double(segment.series.count)),
          .shown(words.shown(value), sortedBy: value),
          .shown(words.shown(other), sortedBy: other), .number(1 - value / other),
        ]
      }
    )
  }
}
