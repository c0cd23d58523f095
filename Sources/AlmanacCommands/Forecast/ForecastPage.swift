internal import Forecasting
internal import Reporting
internal import TimeSeries

/// The page about forecasts: what is drawn are the largest series, of which few are kept at a time.
struct ForecastPage {
  private static let (mostFigures, mostRows) = (12, 200)

  /// A series, its forecasts, and how large it is.
  private struct Kept {
    let series: Series
    let forecasts: [Forecast]
    let recent: Double
    let position: Int
  }

  private let horizon: Int
  private let columns: [String]
  private let timestamps: TimestampFormat
  private var largest: [Kept] = []
  private var count = 0
  private var (past, next) = (0.0, 0.0)
  private var noted = 0
  private var fingerprint = Fingerprint()
  private var models: [String: Int] = [:]
  private var notes: [String: Int] = [:]

  /// A page about forecasts so many steps ahead, by the models of these columns.
  init(horizon: Int, columns: [String], timestamps: TimestampFormat) {
    self.horizon = horizon
    self.columns = columns
    self.timestamps = timestamps
  }

  /// Takes note of a series.
  mutating func count(_ series: Series, forecasts: [Forecast]) {
    defer { count += 1 }
    let recent = series.values.suffix(horizon).reduce(0) { $1.isNaN ? $0 : $0 + $1 }
    let mean = forecasts.first?.mean.reduce(0, +) ?? .nan
    if mean.isFinite {
      past += recent
      next += mean
    }
    if forecasts.contains(where: { $0.note != nil }) { noted += 1 }
    fingerprint.add(series)
    for forecast in forecasts { models[forecast.model, default: 0] += 1 }
    for note in Set(forecasts.compactMap(\.note)) { notes[note, default: 0] += 1 }
    largest.append(
      Kept(series: series, forecasts: forecasts, recent: abs(recent), position: count)
    )
    if largest.count > 2 * Self.mostRows { trim() }
  }

  /// Lets go of all but the largest.
  private mutating func trim() {
    largest = Self.ordered(largest)
    largest.removeLast(largest.count - Self.mostRows)
  }

  private static func ordered(_ kept: [Kept]) -> [Kept] {
    kept.sorted { $0.recent != $1.recent ? $0.recent > $1.recent : $0.position < $1.position }
  }

  /// The page.
  ///
  /// - Parameters:
  ///   - plan: the models, and what they found out about the panel.
  ///   - remarks: what is to be known of the file.
  func report(
    of command: ForecastCommand,
    plan: ForecastPlan,
    remarks: [String],
    seconds: Double
  ) -> Report {
    let kept = Self.ordered(largest)
    let change = past > 0 ? next / past - 1 : .nan
    let column = columns.first ?? ""
    let file = command.input.file
    var report = Report(
      kicker:
        "Forecast · \(file.fileName) · \(Digits.grouped(count)) series, \(horizon) steps ahead",
      title: change.isFinite
        ? "The next \(horizon) steps come to \(Digits.short(next)), \(Digits.percent(abs(change))) \(change < 0 ? "less" : "more") than the last"
        : "Forecasts of the next \(horizon) steps",
      lead: [
        "Totals over all series by **\(column)**: the last \(horizon) steps came to \(Digits.short(past)). What a season or a trend does to single "
          + "series is drawn below, with intervals of 50, 80 and 95 %."
      ],
      nextCommand: "almanac compare \(file.shellWord) -n \(horizon) --report comparison.html"
    )
    report.headlines = [
      Headline(Digits.grouped(count), "series"),
      Headline(Digits.short(next), "forecast over the horizon"),
      Headline(Digits.grouped(noted), "series with a note: a simpler model, or a caveat"),
    ]
    report.sections = [
      Section("The largest series", [.figures(kept.prefix(Self.mostFigures).map(figure(of:)))]),
      moving(kept),
      choice(plan),
      known(remarks),
      Section(
        "In numbers",
        [
          .prose(
            "The \(min(kept.count, Self.mostRows)) largest series by their last \(horizon) steps."
          ),
          .table(
            Table(
              columns: [
                .text("series"), .short("last \(horizon) steps"), .short("next \(horizon) steps"),
                .percent("change", digits: 1), .text("model"), .text("note"),
              ],
              rows: kept.prefix(Self.mostRows).map(row(of:))
            )
          ),
        ]
      ),
    ].compactMap(\.self)
    report.provenance =
      [
        Fact("data", "\(file), fingerprint \(fingerprint.text)"),
        Fact("frequency", plan.frequency.description),
        Fact("season", String(plan.season)),
      ] + Fact.run(command.options, seconds: seconds)
    return report
  }

  /// The series among the largest that rise and fall most.
  private func moving(_ kept: [Kept]) -> Section? {
    let changes = kept.dropFirst(Self.mostFigures).compactMap {
      one -> (kept: Kept, change: Double)? in
      let past = one.series.values.suffix(horizon).reduce(0) { $1.isNaN ? $0 : $0 + $1 }
      let mean = one.forecasts.first?.mean.reduce(0, +) ?? .nan
      let change = mean / past - 1
      return past > 0 && change.isFinite ? (one, change) : nil
    }
    .sorted { $0.change > $1.change }
    guard changes.count >= 4 else { return nil }
    let rising = changes.filter { $0.change > 0 }.prefix(2)
    let falling = changes.filter { $0.change < 0 }.suffix(2).reversed()
    guard !rising.isEmpty || !falling.isEmpty else { return nil }
    let shown = Array(rising) + Array(falling)
    let kinds = [
      rising.isEmpty ? nil : rising.count == 1 ? "one that rises" : "two that rise",
      falling.isEmpty ? nil : falling.count == 1 ? "one that falls" : "two that fall",
    ]
    let listed = kinds.compactMap(\.self).joined(separator: " and ")
    return Section(
      "Those that change most",
      [
        .prose(
          "\(listed), of the next \(changes.count) largest series".asSentence
        ),
        .figures(
          shown.map { one in
            var figure = figure(of: one.kept)
            figure.title += ", \(one.change < 0 ? "−" : "+")\(Digits.percent(abs(one.change)))"
            return figure
          }
        ),
      ]
    )
  }

  /// Which models made the forecasts, and why.
  private func choice(_ plan: ForecastPlan) -> Section {
    var blocks: [Block] = []
    for case let auto as Auto in plan.forecasters {
      guard let findings = auto.findings else { continue }
      blocks.append(.prose(findings.prose.asSentence))
      let rows =
        findings.regular.map { ("regular", $0) }
        + findings.unseasonal.map { ("regular, without a week", $0) }
        + findings.intermittent.map { ("intermittent", $0) }
      blocks.append(
        .table(
          Table(
            "What `auto` is made of here",
            columns: [.text("series"), .text("model"), .percent("weight")],
            rows: rows.map { [.text($0.0), .text($0.1.name), .number($0.1.weight)] }
          )
        )
      )
    }
    let used = models.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    blocks.append(
      .table(
        Table(
          "Models by the number of forecasts",
          columns: [.text("model"), .number("forecasts", digits: 0), .percent("share", digits: 1)],
          rows: used.prefix(50).map {
            [
              .text($0.key), .number(Double($0.value)),
              .number(Double($0.value) / Double(max(count * max(columns.count, 1), 1))),
            ]
          }
        )
      )
    )
    return Section("Which model made them?", blocks)
  }

  /// Notes and remarks, the most frequent first; nil where there are none.
  private func known(_ remarks: [String]) -> Section? {
    guard !notes.isEmpty || !remarks.isEmpty else { return nil }
    var blocks: [Block] = remarks.isEmpty ? [] : [.list(remarks.map(\.asSentence))]
    if !notes.isEmpty {
      let sorted = notes.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
      blocks.append(
        .table(
          Table(
            columns: [.text("note"), .number("series", digits: 0)],
            rows: sorted.prefix(50).map { [.text($0.key), .number(Double($0.value))] }
          )
        )
      )
    }
    return Section("What is to be known", blocks)
  }

  private func row(of kept: Kept) -> [Table.Cell] {
    let mean = kept.forecasts.first?.mean.reduce(0, +) ?? .nan
    let past = kept.series.values.suffix(horizon).reduce(0) { $1.isNaN ? $0 : $0 + $1 }
    return [
      .text(kept.series.id), .number(past), .number(mean),
      .number(past > 0 ? mean / past - 1 : .nan), .text(kept.forecasts.first?.model ?? ""),
      .text(kept.forecasts.compactMap(\.note).joined(separator: "; ")),
    ]
  }

  private func figure(of kept: Kept) -> Figure {
    let values = kept.series.values
    let past = min(values.count, max(3 * horizon, 36))
    let start = values.count - past
    let index = kept.series.index
    var chart = LineChart(
      lines: [.init("actual", .actual, values: Array(values[start...]))],
      labels: (0..<past + horizon).map { timestamps.text(index.timestamp(at: start + $0)) }
    )
    for (place, forecast) in kept.forecasts.enumerated() {
      chart.lines.append(
        .init(columns[place], .model(place), start: past, values: forecast.mean)
      )
    }
    chart.origin = max(past - 1, 0)
    if let forecast = kept.forecasts.first {
      chart.bands = [0.95, 0.8, 0.5].map { level in
        let (lower, upper) = forecast.interval(level)
        return .init(Digits.percent(level), model: 0, start: past, lower: lower, upper: upper)
      }
    }
    return Figure(kept.series.id.asProse, chart: .lines(chart))
  }
}
