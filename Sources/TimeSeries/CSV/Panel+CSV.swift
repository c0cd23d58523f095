extension Panel {
  /// Reads the series of a CSV file; `-` is standard input, and gzip is recognised.
  ///
  /// Each series runs from its own first stamp to its last on the grid of the frequency; stamps that
  /// the file lacks in between have no value. Without a time column the rows are numbered from 1.
  ///
  /// - Throws: `CSVError`, which names the place in the file.
  /// - Complexity: O(n) time for n rows in the order of time, and beyond the series a constant
  ///   amount of memory.
  public init(csv path: String, options: CSVOptions = CSVOptions()) throws(CSVError) {
    self = try Panel.reading(csv: path, options: options).panel
  }

  /// Reads the series of a CSV file, and reports what was found in it and done with it.
  ///
  /// - Throws: `CSVError`, which names the place in the file.
  public static func reading(
    csv path: String,
    options: CSVOptions = CSVOptions()
  ) throws(CSVError) -> (panel: Panel, report: CSVReport) {
    let opened = try CSVOpening(path: path, options: options)
    var report: CSVReport
    var rows: [SeriesRows]
    let plan = opened.plan
    let format = opened.format
    let future = opened.future
    if plan.layout == .long {
      var reader = opened.longReader(options: options, isGrouped: false)
      rows = try reader.readAll()
      report = reader.report
    } else {
      var reader = opened.wideReader(options: options)
      rows = try plan.layout == .columns ? reader.readColumns() : reader.readRows()
      report = reader.report
    }
    if plan.time != nil {
      if let given = options.frequency {
        report.frequency = given
      } else {
        report.frequency = try PanelFrequency.inferred(from: rows, format: format, file: path)
        report.isFrequencyInferred = true
      }
    }
    let assembly = SeriesAssembly(
      file: path,
      format: format,
      frequency: report.frequency,
      isFrequencyInferred: report.isFrequencyInferred,
      isGrouped: false,
      hasID: !plan.id.isEmpty || plan.layout != .long,
      options: options,
      columns: .init(covariates: report.covariateColumns, attributes: report.attributeColumns),
      future: future
    )
    var series: [Series] = []
    series.reserveCapacity(rows.count)
    for i in rows.indices {
      // Each series' rows are let go before the next are turned into a series.
      var one = SeriesRows(id: "")
      swap(&one, &rows[i])
      if let made = try assembly.series(one, report: &report) { series.append(made) }
    }
    return (Panel(series), report)
  }
}
