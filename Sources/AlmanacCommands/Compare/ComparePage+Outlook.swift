internal import Forecasting
internal import Reporting
internal import TimeSeries

extension ComparePage {
  /// The most points of the picture, and the most rows of the table.
  private static var most: (points: Int, rows: Int) { (1500, 100) }

  /// Whether the errors are what series like these allow.
  var outlook: Section? {
    guard let outlook = findings.outlook, !outlook.rows.isEmpty else { return nil }
    let (rows, above) = (outlook.rows, outlook.above)
    func part(_ number: Int) -> String {
      "\(Digits.grouped(number)) of \(Digits.grouped(rows.count)) series (\(Digits.percent(Double(number) / Double(rows.count))))"
    }
    let within = rows.count { !$0.isAbove && $0.achieved >= $0.expected.mase10 }
    let text =
      "From the values before the last origin: \(outlook.prose). The error of \(bestName) lies within the 80 % band of "
      + "what is to be expected of series like these on \(part(within)), and above it on \(part(above.count)), where one in ten is to be. "
    // Two standard deviations of a count with a chance of a tenth.
    let count = Double(rows.count)
    let advice =
      Double(above.count) > 0.1 * count + 2 * (0.09 * count).squareRoot()
      ? "That is more than chance: something happened that the past did not hold. Those series are worth a look."
      : above.isEmpty
        ? "Little is to be gained by hand."
        : "That may be chance. If a planner has time for a few series, then for those."
    let step = max(1, rows.count / Self.most.points)
    let shown = stride(from: 0, to: rows.count, by: step).map { rows[$0] }
    let verdicts = Forecastability.Verdict.allCases
    var chart = ScatterChart(
      points: shown.map { row in
        .init(
          findings.plan.subjects[row.series].series.id,
          x: row.expected.mase50,
          y: row.achieved,
          group: verdicts.firstIndex(of: row.verdict) ?? 0
        )
      },
      xTitle: "MASE to expect",
      yTitle: "MASE of \(bestName)"
    )
    (chart.isLabelled, chart.groups) = (false, verdicts.map(\.rawValue))
    var blocks: [Block] = [
      .prose(text + advice),
      .figure(
        Figure(
          "Errors to expect, and those of \(bestName)",
          chart: .scatter(chart),
          note:
            "The last origin only. What to expect was learnt from the errors of auto on public series; noise-bound: no model "
            + "will do much better than the mean or the last value; data-bound: too little to learn from."
        )
      ),
    ]
    if !above.isEmpty {
      let table = Table(
        "Series above their band, the furthest first",
        columns: [
          .text("series"), .text("verdict"), .number("to expect"),
          .number("nine in ten below"), .number(bestName),
        ],
        rows: above.prefix(Self.most.rows).map { row in
          [
            .text(findings.plan.subjects[row.series].series.id),
            .text(row.verdict.rawValue),
            .number(row.expected.mase50),
            .number(row.expected.mase90),
            .number(row.achieved),
          ]
        }
      )
      blocks.append(.details("The series that are worth a look", [.table(table)]))
    }
    return Section("Were errors as small as could be expected?", blocks)
  }
}
