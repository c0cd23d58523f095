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
    let share = Double(above.count) / Double(rows.count)
    let text =
      "From the values before the last origin: \(outlook.prose). Of errors to expect on series like these (the band holds "
      + "80 % of them) \(bestName) reached \(Digits.percent(outlook.shareWithin)); on \(Digits.grouped(above.count)) of "
      + "\(Digits.grouped(rows.count)) series (\(Digits.percent(share))) its error is above the band, where one in ten is to be. "
    let advice =
      share > 0.15
      ? "That is more than chance: something happened that the past did not hold. Those series are worth a look."
      : "Those series are worth a look; on the others little is to be gained by hand."
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
    return Section("Was what can be reached reached?", blocks)
  }
}
