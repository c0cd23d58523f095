internal import Reporting
internal import TimeSeries

/// The page about histories that were filled in and continued, gathered one by one: what was given, and
/// how far the possible ones are apart.
struct HistoryPage {
  private static let (mostFigures, mostRows, mostSteps) = (12, 200, 400)
  /// The fewest possible histories of which quantiles are drawn.
  private static let fewestForFan = 5

  /// A history and what may have been and may come.
  private struct Kept {
    let id: String
    let index: TimeIndex
    /// What was given, longer by what is added.
    let given: [Double]
    /// For each possible history its values.
    let copies: [[Double]]
    let added: Int

    /// Whether a step was made.
    func isMade(_ step: Int) -> Bool { given[step].isNaN }

    /// A quantile of each step over the copies.
    func quantile(_ level: Double) -> [Double] {
      given.indices.map { step in copies.map { $0[step] }.quantile(at: level) }
    }

    /// Values where a step was made, and at its neighbours, which join the line to what is observed; NaN
    /// elsewhere.
    func aroundMade(_ values: [Double]) -> [Double] {
      values.indices.map { step in
        let isNear =
          isMade(step) || step > 0 && isMade(step - 1)
          || step + 1 < values.count && isMade(step + 1)
        return isNear ? values[step] : .nan
      }
    }
  }

  private let total: Int
  private let timestamps: TimestampFormat
  private var count = 0
  private var filled = 0
  private var kept: [Kept] = []

  /// A page about so many histories.
  init(total: Int, timestamps: TimestampFormat) {
    (self.total, self.timestamps) = (total, timestamps)
  }

  /// Takes note of a history and of its copies, each longer by some steps.
  ///
  /// - Parameter missing: the values that were missing, those of other variables among them.
  mutating func count(_ given: Series, copies: [[Double]], missing: Int, adding added: Int) {
    defer { count += 1 }
    filled += missing
    // Spread over the file, since neighbours may be of one kind.
    guard kept.count < Self.mostRows, count * Self.mostRows >= kept.count * total else { return }
    kept.append(
      Kept(
        id: given.id,
        index: TimeIndex(
          start: given.index.start,
          frequency: given.index.frequency,
          count: given.values.count + added
        ),
        given: given.values + [Double](repeating: .nan, count: added),
        copies: copies,
        added: added
      )
    )
  }

  /// The page.
  ///
  /// - Parameters:
  ///   - added: the steps behind each history.
  ///   - used: what was used.
  ///   - run: what is needed to repeat it.
  func report(
    of command: GenerateCommand,
    adding added: Int,
    curve: TrainingCurve,
    used: [Fact],
    notes: [String],
    run: [Fact]
  ) -> Report {
    let file = command.conditionOn ?? "-"
    let copies = command.perSeries
    let isFan = copies >= Self.fewestForFan
    var title = "\(Digits.grouped(total)) \(total == 1 ? "history" : "histories")"
    if filled > 0 { title += " without gaps" }
    if filled > 0, added > 0 { title += "," }
    if added > 0 { title += " continued by \(added) steps" }
    var report = Report(
      kicker: "Completed histories · \(file.fileName) · \(command.modelInProse)",
      title: title,
      lead: [
        "What was given stays as it was. Gaps are filled in, and the end is continued, by a network that has learnt from \(command.input.file.fileName): "
          + "each is one of many ways in which it may have been.",
        isFan
          ? "The areas hold half, four fifths and most of \(copies) ways; the line is the middle of each step, which is smoother than any single way."
          : "So few ways say little of how far others are from them: `--per-series 20` makes twenty, which this page shows as a fan.",
      ],
      nextCommand: "almanac forecast \(file.shellWord) --report forecast.html"
    )
    report.headlines = [
      Headline(Digits.grouped(total), total == 1 ? "history" : "histories"),
      Headline(Digits.grouped(filled), "missing values filled in"),
      Headline(Digits.grouped(added), "steps added to each"),
      Headline(Digits.grouped(copies), copies == 1 ? "way of each" : "ways of each"),
    ]
    report.sections = [
      Section(
        "What was given, and what may have been",
        [.figures(kept.spread(atMost: Self.mostFigures).map { figure(of: $0, isFan: isFan) })]
      ),
      added > 0 ? numbers(adding: added) : nil,
      curve.section,
      Section("What was used", facts: used, saying: "used", remarks: notes),
    ].compactMap(\.self)
    report.provenance = run
    return report
  }

  /// The last steps of a history, with a fan or the ways themselves.
  private func figure(of one: Kept, isFan: Bool) -> Figure {
    let start = max(0, one.given.count - Self.mostSteps)
    func shown(_ values: [Double]) -> [Double] { Array(one.aroundMade(values)[start...]) }
    var chart = LineChart(
      lines: [.init("given", .actual, values: Array(one.given[start...]))],
      labels: (start..<one.given.count).map { timestamps.text(one.index.timestamp(at: $0)) }
    )
    if isFan {
      chart.lines.append(.init("middle", .model(0), values: shown(one.quantile(0.5))))
      chart.bands = [0.95, 0.8, 0.5].map { level in
        LineChart.Band(
          Digits.percent(level),
          model: 0,
          lower: shown(one.quantile((1 - level) / 2)),
          upper: shown(one.quantile((1 + level) / 2))
        )
      }
    } else {
      for (place, values) in one.copies.enumerated() {
        let name = one.copies.count == 1 ? "made" : "way \(place + 1)"
        chart.lines.append(.init(name, .model(place), values: shown(values)))
      }
    }
    if one.added > 0 { chart.origin = max(0, one.given.count - one.added - 1 - start) }
    let note =
      start > 0
      ? "The last \(Self.mostSteps) of \(Digits.grouped(one.given.count)) steps." : ""
    return Figure(one.id.asProse, chart: .lines(chart), note: note)
  }

  /// What the added steps come to, over the ways.
  private func numbers(adding added: Int) -> Section {
    let rows = kept.map { one -> [Table.Cell] in
      let known = one.given.count - added
      let before = one.given[max(0, known - added)..<known].filter { !$0.isNaN }
      let sums = one.copies.map { $0.suffix(added).reduce(0, +) }
      return [
        .text(one.id),
        .number(before.count == added ? before.reduce(0, +) : .nan),
        .number(sums.quantile(at: 0.5)),
        .number(sums.count > 1 ? sums.quantile(at: 0.1) : .nan),
        .number(sums.count > 1 ? sums.quantile(at: 0.9) : .nan),
      ]
    }
    return Section(
      "In numbers",
      [
        .prose("Sums over the \(added) added steps, and over as many before them."),
        .table(
          Table(
            columns: [
              .text("series"), .short("last \(added) given"), .short("added, middle"),
              .short("a tenth is below"), .short("a tenth is above"),
            ],
            rows: rows
          )
        ),
      ]
    )
  }
}
