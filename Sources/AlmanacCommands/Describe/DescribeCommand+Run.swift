internal import CommandLineKit
internal import Parallelism
internal import TimeSeries

extension DescribeCommand {
  func run(on terminal: Terminal) throws -> ExitCode {
    try refuseReplacing(input: input.file, with: output)
    var file = try OutputFile(path: output)
    let (panel, report) = try Panel.reading(csv: input.file, options: input.csvOptions)
    let found = SeasonalPeriod(of: panel, frequency: report.frequency)
    let period = season ?? found.period
    let timestamps = report.timeFormat ?? .integer
    var overview = PanelOverview()
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
        transform: { DescribedSeries($0, period: period, timestamps: timestamps) },
        consume: { row in
          if Interrupt.isRequested { throw Interrupted(output: output) }
          if csv {
            try file.write(row.csv(withHeader: overview.series == 0))
          } else if json {
            try file.write(row.json())
          } else if listed.count < most {
            listed.append(row)
          }
          overview.count(row)
          meter.advance()
        }
      )
    }
    meter.finish()
    if !csv && !json {
      let season = season.map { "\($0), as given" } ?? found.prose
      var lines = overview.lines(
        panel: panel,
        report: report,
        duplicates: input.duplicates,
        season: season
      )
      lines += [""] + Self.table(of: listed, style: terminal.outputStyle)
      if listed.count < panel.count && !listed.isEmpty {
        lines.append(
          "and \(panel.count - listed.count) more: --most lists them here, --csv writes a row for each"
        )
      }
      try file.write(Array((lines.joined(separator: "\n") + "\n").utf8))
    }
    try file.commit()
    if !options.quiet {
      for remark in report.remarks { StandardError.write("almanac: \(remark)") }
    }
    return .success
  }

  /// The rows of the listed series under a header, in columns.
  private static func table(of rows: [DescribedSeries], style: Style) -> [String] {
    guard !rows.isEmpty else { return [] }
    var table = TextTable(
      columns: ["unique_id"],
      rightAligned: [
        "steps", "missing", "zeros", "mean", "sd", "min", "max", "class", "trend", "season",
        "forecastable",
      ]
    )
    func share(_ value: Double?) -> String {
      LinePlot.short(((value ?? .nan) * 100).rounded() / 100)
    }
    for row in rows {
      let summary = row.summary
      let moments = summary.moments
      table.append([
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
      ])
    }
    return table.lines(header: style.bold)
  }
}
