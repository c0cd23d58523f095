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
  func report(file: String, command: String, seed: UInt64) -> Report {
    let kept = Self.ordered(largest)
    let change = past > 0 ? next / past - 1 : .nan
    let column = columns.first ?? ""
    var report = Report(
      kicker: "Forecast · \(file) · \(Digits.grouped(count)) series, \(horizon) steps ahead",
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
    ]
    report.provenance = [
      Fact("command", command), Fact("seed", String(seed)),
      Fact("version", "almanac \(AlmanacCommands.version)"), Fact("machine", Machine.description),
    ]
    return report
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
