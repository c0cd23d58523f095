internal import Reporting

/// A report with a piece of every kind, and words of strangers that try to be markup.
enum SampleReport {
  static let hostile = "<img src=x onerror=alert(1)> & \"a\u{1}b\" **b"

  static let models = ["auto", "ets", "dynamic-theta", "seasonal-naive"]

  static var report: Report {
    var report = Report(
      kicker: "Comparison · 414 series · 48 steps ahead",
      title: "auto is the most accurate: MASE 0.83, 27 % below seasonal-naive",
      lead: ["Its lead over **ets** is certain: see `scores.csv`.", hostile],
      nextCommand: "almanac forecast 'a<b>.csv' --model auto"
    )
    report.headlines = [
      Headline("0.83", "MASE of auto"), Headline("−27 %", "against seasonal-naive"),
    ]
    var lines = LineChart(
      lines: [
        .init("actual", .actual, values: (0..<40).map { Double($0 % 12) }),
        .init("auto", .model(0), start: 30, values: (30..<40).map { Double($0 % 12) + 0.4 }),
        .init("ets", .model(1), start: 30, values: (30..<40).map { Double($0 % 12) - 0.7 }),
      ],
      labels: (1...40).map(String.init)
    )
    lines.bands = [
      .init(
        "80 %",
        model: 0,
        start: 30,
        lower: [Double](repeating: 0, count: 10),
        upper: (0..<10).map { 5 + Double($0) }
      )
    ]
    (lines.origin, lines.xTitle, lines.yTitle) = (29, "step", "demand")
    var intervals = IntervalChart(
      rows: models.enumerated().map { place, name in
        .init(
          name,
          value: 0.8 + 0.1 * Double(place),
          lower: 0.75 + 0.1 * Double(place),
          upper: 0.86 + 0.1 * Double(place)
        )
      },
      xTitle: "MASE"
    )
    (intervals.emphasis, intervals.shaded) = (0, 0.75...0.86)
    intervals.reference = (1.1, "seasonal-naive")
    var scatter = ScatterChart(
      points: models.enumerated().map { place, name in
        .init(name, x: [0.01, 2, 0.4, 0.001][place], y: 0.8 + 0.1 * Double(place), group: place)
      },
      xTitle: "seconds",
      yTitle: "MASE"
    )
    scatter.hasLogarithmicX = true
    var bars = BarChart(values: [0.05, 0.06, 0.04], labels: ["0", "5", "10"])
    (bars.isPercent, bars.reference) = (true, (0.05, "ideal"))
    report.sections = [
      Section(
        "Leaderboard",
        [
          .prose("All models, the best first."),
          .table(
            Table(
              "Accuracy",
              columns: [.text("model"), .number("MASE"), .percent("skill"), .text("note")],
              rows: models.enumerated().map { place, name in
                [
                  .text(name), .number(0.8 + 0.1 * Double(place)),
                  .shaded(0.3 - 0.1 * Double(place), by: Double(place) / 3), .text(hostile),
                ]
              },
              emphasis: 0
            )
          ),
          .figure(Figure("Accuracy and its 95 % interval", chart: .intervals(intervals))),
        ]
      ),
      Section(
        "Forecasts",
        [
          .figure(Figure("Series H1 \(hostile)", chart: .lines(lines), note: "Shaded: 80 %.")),
          .figures([
            Figure("Time against accuracy", chart: .scatter(scatter)),
            Figure("Calibration", chart: .bars(bars)),
          ]),
        ]
      ),
      Section(
        "More",
        [
          .heading("Smaller"), .list(["one", "two"]), .code("almanac compare x.csv"),
          .details("All series", [.prose("There are many.")]),
        ]
      ),
    ]
    report.provenance = [Fact("command", "almanac compare \(hostile)"), Fact("seed", "0")]
    return report
  }
}
