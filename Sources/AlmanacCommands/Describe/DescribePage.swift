internal import Forecasting
internal import Reporting
internal import TimeSeries

/// The page about what is in a panel, gathered series by series.
struct DescribePage {
  /// The most series with a row of their own, and the most points of a picture.
  private static let (mostRows, mostPoints) = (500, 1500)

  /// One series in the pictures.
  private struct Point {
    let id: String
    let kind: String
    let trend: Double
    let season: Double
    let forecastability: Double
  }

  private let total: Int
  private let timestamps: TimestampFormat
  private var count = 0
  private var hasOutlook = false
  private var rows: [[Table.Cell]] = []
  private var points: [Point] = []
  private var kinds: [(name: String, count: Int)] = []
  private var expected: [Double] = []
  private var forecastability = [Double](repeating: 0, count: 20)
  private var examples: [Figure] = []
  private var shape = PanelShape()

  /// A page about so many series.
  init(total: Int, timestamps: TimestampFormat) {
    self.total = total
    self.timestamps = timestamps
  }

  /// Takes note of a series.
  mutating func count(_ row: DescribedSeries, of series: Series) {
    let summary = row.summary
    shape.count(summary, of: series)
    if let place = kinds.firstIndex(where: { $0.name == row.kind }) {
      kinds[place].count += 1
    } else {
      kinds.append((row.kind, 1))
      if examples.count < 6 { examples.append(figure(of: series, kind: row.kind)) }
    }
    if let share = row.forecastability {
      forecastability[min(19, max(0, Int(share * 20)))] += 1
    }
    // Evenly over the file, where there are more than can be drawn.
    if count % max(1, total / Self.mostPoints) == 0 {
      points.append(
        Point(
          id: row.id,
          kind: row.kind,
          trend: summary.trendStrength ?? .nan,
          season: summary.seasonalStrength ?? .nan,
          forecastability: row.forecastability ?? .nan
        )
      )
    }
    if rows.count < Self.mostRows {
      rows.append(
        [
          .text(row.id), .text(row.kind), .number(Double(summary.count)),
          .number(Double(summary.missing)), .number(Double(summary.zeros)),
          .number(summary.moments.mean), .number(summary.moments.standardDeviation),
          .number(summary.trendStrength ?? .nan), .number(summary.seasonalStrength ?? .nan),
          .number(row.forecastability ?? .nan),
        ] + (row.outlook.map(Self.cells(of:)) ?? [])
      )
    }
    if let error = row.outlook?.expected?.mase50 { expected.append(error) }
    hasOutlook = hasOutlook || row.outlook != nil
    count += 1
  }

  private static func cells(of outlook: Forecastability) -> [Table.Cell] {
    let band = outlook.expected
    return [
      .text(outlook.verdict?.rawValue ?? ""), .number(band?.mase10 ?? .nan),
      .number(band?.mase50 ?? .nan), .number(band?.mase90 ?? .nan),
    ]
  }

  private func figure(of series: Series, kind: String) -> Figure {
    let shown = min(series.values.count, 240)
    let start = series.values.count - shown
    let chart = LineChart(
      lines: [.init("", .actual, values: Array(series.values[start...]))],
      labels: (start..<series.values.count).map { timestamps.text(series.index.timestamp(at: $0)) }
    )
    return Figure(
      "\(kind): \(series.id.asProse)",
      chart: .lines(chart),
      note: start > 0 ? "The last \(shown) of \(Digits.grouped(series.values.count)) steps." : ""
    )
  }

  /// The page.
  ///
  /// - Parameters:
  ///   - file: the name of the file.
  ///   - facts: what is said of the panel as a whole, by name.
  ///   - remarks: what was done with the file that its owner may not expect.
  ///   - run: what is said of the run that wrote it.
  func report(file: String, facts: [Fact], remarks: [String], run: [Fact]) -> Report {
    let known = points.map(\.forecastability).filter(\.isFinite).sorted()
    let middle = known.isEmpty ? .nan : known[known.count / 2]
    let main = kinds.max { $0.count < $1.count }
    var report = Report(
      kicker: "Description · \(file.fileName) · \(Digits.grouped(total)) series",
      title: main.map {
        kinds.count == 1
          ? "All \(Digits.grouped(total)) series are \($0.name)"
          : "Most series are \($0.name): \(Digits.grouped($0.count)) of \(Digits.grouped(total))"
      } ?? "There is no series in it",
      lead: [lead(middle)],
      nextCommand: "almanac compare \(file.shellWord) --report comparison.html"
    )
    report.headlines =
      [
        Headline(Digits.grouped(total), "series"),
        Headline(Digits.fixed(middle, 2), "forecastability of the middle one, 0 noise to 1"),
      ] + shape.headlines
    report.sections = [
      Section("The panel", facts: facts, saying: "found", remarks: remarks),
      Section("How forecastable is it?", pictures),
      shape.section,
      Section("What do the series look like?", [.figures(examples)]),
      Section(
        "The series",
        [
          .prose(
            rows.count < total
              ? "The first \(rows.count) of \(Digits.grouped(total)); `describe --csv` writes all of them."
              : "Click a heading to sort."
          ),
          .table(
            Table(
              columns: [
                .text("series"), .text("class"), .number("steps", digits: 0),
                .number("missing", digits: 0), .number("zeros", digits: 0), .short("mean"),
                .short("sd"), .number("trend", digits: 2), .number("season", digits: 2),
                .number("forecastable", digits: 2),
              ]
                + (hasOutlook
                  ? [
                    .text("verdict", help: "what limits a forecast"),
                    .number("MASE, 10 %", digits: 2, help: "one in ten errors is smaller"),
                    .number("50 %", digits: 2, help: "the error to expect of auto"),
                    .number("90 %", digits: 2, help: "one in ten errors is larger"),
                  ] : []),
              rows: rows
            )
          ),
        ]
      ),
    ]
    report.provenance = [Fact("data", "\(file), fingerprint \(shape.fingerprint.text)")] + run
    return report
  }

  private func lead(_ middle: Double) -> String {
    switch middle {
    case ..<0.2:
      "Spectra are almost flat: most of what happens looks like noise, and no model will come close. Plan with intervals."
    case ..<0.5:
      "There is structure beside much noise: models should beat a naive forecast, but not by far."
    case 0.5...: "Most of what happens follows a pattern: a good model will pay."
    default: "The series are too short or too even for their spectra to be told."
    }
  }

  /// How the errors to expect are spread over the series.
  private var expectation: Figure {
    var shares = [Double](repeating: 0, count: 16)
    for error in expected { shares[min(15, Int(error * 4))] += 1 / Double(expected.count) }
    var bars = BarChart(
      values: shares,
      labels: (0..<16).map { Digits.fixed(Double($0) / 4, 2) + ($0 == 15 ? " and more" : "") }
    )
    (bars.isPercent, bars.xTitle, bars.yTitle) = (true, "MASE to expect", "series")
    return Figure(
      "The error to expect of auto",
      chart: .bars(bars),
      note:
        "Below 1: closer than the seasonal naive forecast was in the past. Learnt from the errors of auto on public series."
    )
  }

  private var pictures: [Block] {
    let sum = max(forecastability.reduce(0, +), 1)
    var bars = BarChart(
      values: forecastability.map { $0 / sum },
      labels: (0..<20).map { Digits.fixed(Double($0) / 20, 2) }
    )
    (bars.isPercent, bars.xTitle, bars.yTitle) = (true, "forecastability", "series")
    let groups = Array(kinds.sorted { $0.count > $1.count }.map(\.name).prefix(8))
    var scatter = ScatterChart(
      points: points.map { point in
        .init(
          point.id,
          x: point.trend,
          y: point.season,
          group: groups.firstIndex(of: point.kind) ?? 7
        )
      },
      xTitle: "strength of the trend",
      yTitle: "strength of the season"
    )
    (scatter.isLabelled, scatter.groups) = (false, groups)
    var figures = [
      Figure(
        "Forecastability of the series",
        chart: .bars(bars),
        note:
          "One less the entropy of the spectrum: 0 for noise, towards 1 for what a few waves explain."
      )
    ]
    if scatter.points.contains(where: { $0.x.isFinite && $0.y.isFinite }) {
      figures.append(
        Figure(
          "Trend and season",
          chart: .scatter(scatter),
          note: "Strengths within 0 and 1, each with the other taken out."
        )
      )
    }
    if !expected.isEmpty { figures.append(expectation) }
    return [.figures(figures)]
  }
}

extension String {
  /// A word of a stranger as prose: without the signs of strong words and code, and not too long.
  var asProse: String {
    String(map { $0 == "*" || $0 == "`" ? "'" : $0 }).shown(most: 40)
  }
}
