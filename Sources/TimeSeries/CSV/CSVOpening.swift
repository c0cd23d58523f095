/// A CSV file of which is known how to read it.
struct CSVOpening: ~Copyable {
  var input: CSVInput
  /// What the columns are for.
  let plan: CSVPlan
  /// How stamps are written; of no meaning where there are none.
  let format: TimestampFormat
  /// What is known before the first row is read.
  var report: CSVReport
  /// What covariates will be, if that was given.
  let future: FutureCovariates?

  /// Opens a file, reads its header and looks at its first rows.
  ///
  /// - Throws: `CSVError` if it has none, or its columns do not fit a layout.
  init(path: String, options: CSVOptions) throws(CSVError) {
    var input = try CSVInput(path: path, options: options)
    let sample = try CSVSample(
      &input,
      decimalPoint: options.decimalComma ? Ascii.comma : Ascii.point
    )
    if sample.rowCount == 0, try input.scanRow() == nil {
      throw CSVError(.headerOnly, file: path, line: input.line)
    }
    let header = input.header
    var plan = try CSVPlan(header: header, sample: sample, options: options, file: path)
    var report = CSVReport(file: path, layout: plan.layout, separator: input.separator)
    var format = TimestampFormat.integer
    var future: FutureCovariates?
    if let time = plan.time {
      format = try Self.format(of: sample.texts[time], column: time, input: input, options: options)
      report.timeColumn = header[time]
      report.timeFormat = format
    }
    if plan.layout == .long {
      report.valueColumn = plan.value.map { header[$0] }
      report.idColumns = plan.id.map { header[$0] }
      if let asked = options.future {
        let read = try FutureCovariates(asked, of: report, header: header, options: options)
        plan.know(read.names, in: header)
        report.knownColumns = read.names
        report.futureSteps = read.horizon
        report.futureSurplus = read.count
        future = read
      }
      report.covariateColumns = plan.covariates.map { header[$0] }
      report.attributeColumns = plan.attributes.map { header[$0] }
      report.otherColumns = header.indices
        .filter { !plan.isUsed($0) }
        .map { CSVReport.OtherColumn(name: header[$0], isNumeric: sample.kinds[$0] == .number) }
    }
    report.idColumns = plan.id.map { header[$0] }
    self.plan = plan
    self.format = format
    self.report = report
    self.future = future
    self.input = input
  }

  /// Opens a file of the future of series.
  ///
  /// - Parameters:
  ///   - history: what is known of the file of the series.
  ///   - columns: the header of that file.
  /// - Throws: `CSVError` if it has none, or its columns do not go with those of the series.
  init(
    future path: String,
    of history: CSVReport,
    header columns: [String],
    options: CSVOptions
  ) throws(CSVError) {
    var input = try CSVInput(path: path, options: options)
    let sample = try CSVSample(
      &input,
      decimalPoint: options.decimalComma ? Ascii.comma : Ascii.point
    )
    let header = input.header
    let plan = try CSVPlan(ofFuture: header, in: path, of: history, header: columns)
    if sample.rowCount == 0, try input.scanRow() == nil {
      throw CSVError(.headerOnly, file: path, line: input.line)
    }
    var format = TimestampFormat.integer
    if let time = plan.time, let expected = history.timeFormat {
      let read = try Self.format(
        of: sample.texts[time],
        column: time,
        input: input,
        options: options
      )
      guard read.isInteger == expected.isInteger, read.isZoned == expected.isZoned else {
        throw CSVError(
          .notADate(text: sample.texts[time].first ?? "", format: expected.description),
          file: path,
          line: input.line,
          column: time + 1,
          columnName: header[time]
        )
      }
      format = read
    }
    self.plan = plan
    self.format = format
    var report = CSVReport(file: path, layout: .long, separator: input.separator)
    report.covariateColumns = plan.covariates.map { header[$0] }
    self.report = report
    future = nil
    self.input = input
  }

  /// A file of which everything is known.
  init(input: consuming CSVInput, plan: CSVPlan, format: TimestampFormat, report: CSVReport) {
    self.plan = plan
    self.format = format
    self.report = report
    future = nil
    self.input = input
  }

  /// How the stamps of a column are written.
  static func format(
    of texts: [String],
    column: Int,
    input: borrowing CSVInput,
    options: CSVOptions
  ) throws(CSVError) -> TimestampFormat {
    let fact: CSVError.Fact
    var texts = texts.map(\.trimmed)
    var detection = TimestampFormat.detected(in: texts.map(\.utf8), dateOrder: options.dateOrder)
    // Wrong stamps among right ones are for the reader, which knows their lines; one at the very
    // beginning leaves nothing to compare with, unless it may be left out.
    while case .unrecognized(let sample) = detection, sample > 0 || options.onError == .skip {
      texts.remove(at: sample)
      detection = TimestampFormat.detected(in: texts.map(\.utf8), dateOrder: options.dateOrder)
    }
    switch detection {
    case .format(let format):
      if let frequency = options.frequency, (frequency.unit == .integer) != format.isInteger {
        fact = .frequencyMismatch(frequency: frequency, stamp: texts[0])
        break
      }
      return format
    case .noSamples: return .day
    case .ambiguous: fact = .ambiguousDateOrder(examples: Array(texts.prefix(3)))
    case .unrecognized: fact = .unknownTimeFormat(examples: Array(texts.prefix(3)))
    }
    throw CSVError(
      fact,
      file: input.file,
      line: input.line,
      column: column + 1,
      columnName: input.header[column]
    )
  }

  /// A reader of the long layout.
  consuming func longReader(options: CSVOptions, isGrouped: Bool) -> LongReader {
    LongReader(
      input: input,
      plan: plan,
      format: format,
      options: options,
      isGrouped: isGrouped,
      report: report
    )
  }

  /// A reader of the other layouts.
  consuming func wideReader(options: CSVOptions) -> WideReader {
    WideReader(input: input, plan: plan, format: format, options: options, report: report)
  }
}
