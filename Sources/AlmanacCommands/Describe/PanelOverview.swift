internal import CommandLineKit
internal import Forecasting
internal import Reporting
internal import TimeSeries

/// What is said of a panel as a whole, gathered series by series.
struct PanelOverview {
  /// The number of series.
  private(set) var series = 0
  private var shortest = Int.max
  private var longest = 0
  private var steps = 0
  private var missing = 0
  private var gaps = 0
  private var zeros = 0
  private var start: Timestamp?
  private var end: Timestamp?
  private var kinds: [String: Int] = [:]
  private var verdicts: [Forecastability.Verdict: Int] = [:]
  private var expected: [Double] = []

  /// Takes note of a series.
  mutating func count(_ row: DescribedSeries) {
    series += 1
    shortest = min(shortest, row.summary.count)
    longest = max(longest, row.summary.count)
    steps += row.summary.count
    missing += row.summary.missing
    gaps += row.summary.gaps
    zeros += row.summary.zeros
    kinds[row.kind, default: 0] += 1
    if let verdict = row.outlook?.verdict { verdicts[verdict, default: 0] += 1 }
    if let error = row.outlook?.expected?.mase50 { expected.append(error) }
  }

  /// What is said of the panel, by name.
  func facts(
    panel: Panel,
    report: CSVReport,
    duplicates: CSVOptions.DuplicatePolicy,
    season: String
  ) -> [(name: String, text: String)] {
    var facts: [(name: String, text: String)] = []
    func add(_ name: String, _ text: String) { facts.append((name, text)) }
    add("layout", report.columnsInProse)
    let lengths =
      shortest == longest
      ? "\(longest.grouped) step\(longest == 1 ? "" : "s")"
      : "\(shortest.grouped) to \(longest.grouped) steps"
    add("series", "\(series.grouped), \(lengths)\(series == 1 ? "" : " each")")
    let timestamps = report.timeFormat ?? .integer
    if let first = panel.compactMap(\.index.first).min(),
      let last = panel.compactMap(\.index.last).max()
    {
      add("time", "\(timestamps.text(first)) to \(timestamps.text(last))")
    }
    add(
      "frequency",
      "\(report.frequency), \(report.isFrequencyInferred ? "inferred from the times" : report.timeColumn == nil ? "rows are numbered" : "as given")"
    )
    add("season", season)
    add(
      "observations",
      "\((steps - missing).grouped) in \(report.rows.grouped) row\(report.rows == 1 ? "" : "s")"
    )
    add(
      "missing",
      missing == 0
        ? "none"
        : "\(missing.grouped) of \(steps.grouped) steps, in \(gaps.grouped) gap\(gaps == 1 ? "" : "s"); \(report.gaps.grouped) have no row"
    )
    if report.duplicates > 0 {
      add("duplicates", "\(report.duplicates.grouped), \(duplicates.consequence)")
    }
    add("zeros", "\(zeros.grouped), \(percent(zeros, of: steps - missing)) of the observations")
    let order =
      DemandPattern.Category.allCases.map(\.rawValue) + ["signed", "constant", "zero", "empty"]
    add(
      "classes",
      order.compactMap { kind in kinds[kind].map { "\($0.grouped) \(kind)" } }.joined(
        separator: ", "
      )
    )
    if !verdicts.isEmpty {
      let found = Forecastability.Verdict.allCases.reversed().compactMap { verdict in
        verdicts[verdict].map { "\($0.grouped) \(verdict.rawValue)" }
      }
      add("verdicts", found.joined(separator: ", "))
      add(
        "error",
        expected.isEmpty
          ? "none can be foretold"
          : "a MASE of \(Digits.fixed(expected.quantile(at: 0.5), 2)) is to be expected of the middle series"
      )
    }
    return facts
  }

  /// The overview of a file, a line for each fact.
  static func lines(of facts: [(name: String, text: String)], file: String) -> [String] {
    [file == "-" ? "standard input" : file]
      + facts.map { "  \($0.name)\(String(repeating: " ", count: 15 - $0.name.count))\($0.text)" }
  }

  private func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "0 %" }
    let tenths = Int((Double(part) / Double(whole) * 1000).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }
}

extension CSVReport {
  /// The layout and what its columns are for.
  fileprivate var columnsInProse: String {
    var parts: [String] = []
    if !idColumns.isEmpty { parts.append("id \(idColumns.joined(separator: ", "))") }
    if let timeColumn { parts.append("time \(timeColumn)") }
    if let valueColumn { parts.append("value \(valueColumn)") }
    if !otherColumns.isEmpty {
      let others = otherColumns.map { "\($0.name) (\($0.isNumeric ? "numbers" : "text"))" }
      parts.append("not used " + others.joined(separator: ", "))
    }
    return ([layout.rawValue] + parts).joined(separator: "; ").shown(most: 1000)
  }
}

extension CSVOptions.DuplicatePolicy {
  /// What became of several values at one time.
  fileprivate var consequence: String {
    switch self {
    case .refuse: "refused"
    case .sum: "added up here"
    case .mean: "averaged here"
    case .last: "the last one counts here"
    }
  }
}

extension Int {
  /// The number with commas between groups of three digits.
  var grouped: String {
    let digits = Array(String(magnitude))
    var text = self < 0 ? "-" : ""
    for (position, digit) in digits.enumerated() {
      if position > 0 && (digits.count - position) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
