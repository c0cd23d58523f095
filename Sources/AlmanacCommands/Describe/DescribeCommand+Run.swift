internal import CommandLineKit
internal import Forecasting
internal import Parallelism
internal import Reporting
internal import TimeSeries

extension DescribeCommand {
  func run(on terminal: Terminal) throws -> ExitCode {
    try refuseReplacing(input: input.file, with: output)
    var file = try OutputFile(path: output)
    if let page = self.report {
      try refuseReplacing(input: input.file, with: page)
      _ = try OutputFile(path: page)
    }
    let watch = Stopwatch()
    let (panel, report) = try Panel.reading(csv: input.file, options: input.csvOptions)
    let found = SeasonalPeriod(of: panel, frequency: report.frequency)
    let period = season ?? found.period
    let timestamps = report.timeFormat ?? .integer
    var overview = PanelOverview()
    var page = self.report == nil ? nil : DescribePage(total: panel.count, timestamps: timestamps)
    var listed: [DescribedSeries] = []
    let meter = ProgressMeter(
      "Describing",
      total: panel.count,
      unit: "series",
      on: terminal,
      isQuiet: options.quiet
    )
    var position = 0
    try withThreads(options.threadCount) {
      try parallelPipeline(
        next: { () -> Series? in
          guard position < panel.count else { return nil }
          defer { position += 1 }
          return panel[position]
        },
        transform: {
          DescribedSeries($0, period: period, horizon: horizon, timestamps: timestamps)
        },
        consume: { row in
          if Interrupt.isRequested { throw Interrupted(output: output) }
          if csv {
            try file.write(row.csv(withHeader: overview.series == 0))
          } else if json {
            try file.write(row.json())
          } else if listed.count < most {
            listed.append(row)
          }
          page?.count(row, of: panel[overview.series])
          overview.count(row)
          meter.advance()
        }
      )
    }
    meter.finish()
    let facts = overview.facts(
      panel: panel,
      report: report,
      duplicates: input.duplicates,
      season: season.map { "\($0), as given" } ?? found.prose
    )
    if !csv && !json {
      var lines = PanelOverview.lines(of: facts, file: report.file)
      lines += [""] + Self.table(of: listed, style: terminal.outputStyle)
      if listed.count < panel.count && !listed.isEmpty {
        lines.append(
          "and \(panel.count - listed.count) more: --most lists them here, --csv writes a row for each"
        )
      }
      try file.write(Array((lines.joined(separator: "\n") + "\n").utf8))
    }
    try file.commit()
    if let path = self.report, let page {
      let text = page.report(
        file: report.file,
        facts: facts.map { Fact($0.name, $0.text) },
        remarks: report.remarks,
        run: Fact.run(options, seconds: watch.seconds)
      ).html()
      try OutputFile.write(Array(text.utf8), to: path)
    }
    if !options.quiet {
      for remark in report.remarks { StandardError.write("almanac: \(remark)") }
    }
    return .success
  }

  /// The rows of the listed series under a header, in columns.
  private static func table(of rows: [DescribedSeries], style: Style) -> [String] {
    guard !rows.isEmpty else { return [] }
    let hasOutlook = rows.contains { $0.outlook != nil }
    var table = TextTable(
      columns: ["unique_id"],
      rightAligned: [
        "steps", "missing", "zeros", "mean", "sd", "min", "max", "class", "trend", "season",
        "forecastable",
      ] + (hasOutlook ? ["MASE to expect", "verdict"] : [])
    )
    func share(_ value: Double?) -> String {
      LinePlot.short(((value ?? .nan) * 100).rounded() / 100)
    }
    for row in rows {
      let summary = row.summary
      let moments = summary.moments
      table.append(
        [
          row.id.shown(most: 30),
          String(summary.count),
          String(summary.missing),
          String(summary.zeros),
          LinePlot.short(moments.mean),
          LinePlot.short(moments.standardDeviation),
          LinePlot.short(moments.minimum),
          LinePlot.short(moments.maximum),
          row.kind,
          share(summary.trendStrength),
          share(summary.seasonalStrength),
          share(row.forecastability),
        ] + (row.outlook.map { [$0.expected?.inProse ?? "-", $0.verdict?.rawValue ?? "-"] } ?? [])
      )
    }
    return table.lines(header: style.bold)
  }
}

extension ExpectedErrors.Band {
  /// The median and the ends of the band; a mark where the series is unusual.
  var inProse: String {
    let numbers = [mase50, mase10, mase90].map { Digits.fixed($0, 2) }
    return "\(numbers[0]) (\(numbers[1]) to \(numbers[2]))\(isFarOff ? "?" : "")"
  }
}
