/// Reads the layouts in which series are columns or rows of numbers.
struct WideReader: ~Copyable {
  private var input: CSVInput
  private let plan: CSVPlan
  private let format: TimestampFormat
  /// The first column of values, where series are rows.
  private let firstValue: Int
  private let decimalPoint: UInt8
  private let skipsErrors: Bool
  /// What was read and what was left out.
  var report: CSVReport

  init(
    input: consuming CSVInput,
    plan: CSVPlan,
    format: TimestampFormat,
    options: CSVOptions,
    report: CSVReport
  ) {
    self.input = input
    self.plan = plan
    firstValue = plan.value ?? 0
    self.format = format
    self.report = report
    decimalPoint = options.decimalComma ? Ascii.comma : Ascii.point
    skipsErrors = options.onError == .skip
  }

  /// Reads a series per column.
  ///
  /// Missing values before the first observation of a column and behind its last are not part of
  /// its series, unless it has none at all.
  mutating func readColumns() throws(CSVError) -> [SeriesRows] {
    let columns = input.header.indices.filter { $0 != plan.time }
    var series = columns.map { SeriesRows(id: input.header[$0]) }
    var stamps: [Timestamp] = []
    var lines: [Int] = []
    var values = [Double](repeating: .nan, count: columns.count)
    while let row = try nextRow() {
      do throws(CSVError) {
        stamps.append(try stampedValues(columns, into: &values))
        lines.append(input.line)
        for i in series.indices { series[i].values.append(values[i]) }
        report.rows += 1
      } catch {
        try leaveOut(error)
      }
      input.consume(row)
    }

    // Series that are observed throughout share the memory of their stamps.
    let wholeStamps = TimestampRuns(stamps)
    let wholeLines = LineRuns(lines)
    for i in series.indices {
      let kept = observed(series[i].values, isAscending: wholeStamps.isAscending)
      if let kept, kept.count < stamps.count {
        series[i].stamps = TimestampRuns(kept.lazy.map { stamps[$0] })
        series[i].lines = LineRuns(kept.lazy.map { lines[$0] })
        series[i].values = kept.map { series[i].values[$0] }
      } else {
        series[i].stamps = wholeStamps
        series[i].lines = wholeLines
      }
    }
    return series
  }

  /// The rows between the first and the last observation of a column; nil if it has none.
  private func observed(_ values: [Double], isAscending: Bool) -> [Int]? {
    guard let first = values.firstIndex(where: { !$0.isNaN }),
      let last = values.lastIndex(where: { !$0.isNaN })
    else { return nil }
    // In a file out of order it is not known yet which rows are the first and last in time.
    return isAscending ? Array(first...last) : values.indices.filter { !values[$0].isNaN }
  }

  /// The stamp of the row that was scanned, and the values of some columns.
  private func stampedValues(
    _ columns: [Int],
    into values: inout [Double]
  ) throws(CSVError) -> Timestamp {
    let fields = input.scanner.fields
    guard fields.count == input.header.count else { throw ragged(fields.count) }
    let stamp = try input.stamp(plan.time ?? 0, format, series: nil)
    for (i, column) in columns.enumerated() {
      values[i] = try value(fields[column], column: column, series: input.header[column])
    }
    return stamp
  }

  /// Reads a series per row.
  ///
  /// Empty fields at the end of a row are not observations, and a row may end early.
  mutating func readRows() throws(CSVError) -> [SeriesRows] {
    var series: [SeriesRows] = []
    var earlierLines: [String: Int] = [:]
    while let row = try nextRow() {
      do throws(CSVError) {
        let one = try wholeSeries(earlierLines)
        earlierLines[one.id] = input.line
        series.append(one)
        report.rows += 1
      } catch {
        try leaveOut(error)
      }
      input.consume(row)
    }
    return series
  }

  /// The series in the row that was scanned.
  private func wholeSeries(_ earlierLines: [String: Int]) throws(CSVError) -> SeriesRows {
    let fields = input.scanner.fields
    guard fields.count <= input.header.count, fields.count >= firstValue else {
      throw ragged(fields.count)
    }
    let id = try input.id(plan.id)
    if let earlier = earlierLines[id] {
      throw error(.duplicateID(earlierLine: earlier), column: plan.id[0], series: id)
    }
    var end = fields.count
    while end > firstValue, fields[end - 1].count == 0 { end -= 1 }
    var series = SeriesRows(id: id)
    series.values.reserveCapacity(end - firstValue)
    for column in firstValue..<end {
      series.values.append(try value(fields[column], column: column, series: id))
    }
    return series
  }

  // MARK: - Rows and fields

  /// Finds the next row; nil at the end of the file.
  private mutating func nextRow() throws(CSVError) -> CSVInput.Row? {
    do throws(CSVError) {
      return try input.scanRow()
    } catch {
      // Nothing can be told apart behind a quote that is not closed.
      guard error.fact == .unclosedQuote else { throw error }
      try leaveOut(error)
      return nil
    }
  }

  /// Reports a row that is left out, or throws if that is not the policy.
  private mutating func leaveOut(_ error: CSVError) throws(CSVError) {
    guard skipsErrors else { throw error }
    report.skip(error)
  }

  private func value(
    _ field: RecordScanner.Field,
    column: Int,
    series: String
  ) throws(CSVError) -> Double {
    let start = input.buffer.start + field.start
    if !field.isRaw {
      // Most fields: the row lies in the buffer.
      let reading = NumberText.read(start, count: field.count, decimalPoint: decimalPoint)
      if case .number(let value) = reading { return value }
      if reading == .missing { return .nan }
    }
    let bytes = RecordScanner.bytes(of: field, in: input.buffer.start)
    switch NumberText.read(bytes, decimalPoint: decimalPoint) {
    case .number(let value): return value
    case .missing: return .nan
    case .infinite: throw error(.infinite(text: .excerpt(bytes)), column: column, series: series)
    case .malformed:
      throw error(.notANumber(text: .excerpt(bytes)), column: column, series: series)
    }
  }

  private func ragged(_ actual: Int) -> CSVError {
    error(.raggedRow(expected: input.header.count, actual: actual), column: nil, series: nil)
  }

  private func error(_ fact: CSVError.Fact, column: Int?, series: String?) -> CSVError {
    input.error(fact, column: column, series: series)
  }
}
