extension EventLog {
  /// Reads the events of a CSV file; `-` is standard input, and gzip is recognised.
  ///
  /// - Throws: `CSVError`, which names the place in the file.
  public init(csv path: String, options: EventLogOptions = EventLogOptions()) throws(CSVError) {
    self = try EventLog.reading(csv: path, options: options).log
  }

  /// Reads the events of a CSV file, and reports what was found in it and done with it.
  ///
  /// A row without a user tells nothing of anybody and is left out. So is a return: a row whose value is
  /// zero or less. Whole numbers are Unix times if they look like it, see `EventClock`.
  ///
  /// - Throws: `CSVError`, which names the place in the file.
  public static func reading(
    csv path: String,
    options: EventLogOptions = EventLogOptions()
  ) throws(CSVError) -> (log: EventLog, report: EventLogReport) {
    var reader = try EventReader(path: path, options: options)
    try reader.readAll()
    var (log, report) = reader.finish(options: options)
    report.repeats = report.rows - log.count
    return (log, report)
  }

  /// The texts of the first column of a file, such as a list of users; a first line that names a column of
  /// users is passed over.
  ///
  /// - Throws: `CSVError`, which names the place in the file.
  public static func names(csv path: String) throws(CSVError) -> [String] {
    var input = try CSVInput(path: path, options: CSVOptions())
    var names: [String] = []
    if let first = input.header.first, !EventColumns.userNames.contains(first.lowercased()) {
      names.append(first)
    }
    while let row = try input.scanRow() {
      let name = try input.id([0]).trimmed
      if !name.isEmpty { names.append(name) }
      input.consume(row)
    }
    return names
  }
}

/// Reads rows of events.
private struct EventReader: ~Copyable {
  private var input: CSVInput
  private let columns: EventColumns
  private let format: TimestampFormat
  private let clock: EventClock
  private let decimalPoint: UInt8
  private let skips: Bool
  private var rows = EventLog.Rows()
  private var users = NameTable()
  private var items = NameTable()
  private(set) var report: EventLogReport

  init(path: String, options: EventLogOptions) throws(CSVError) {
    var csv = CSVOptions()
    csv.separator = options.separator
    csv.decimalComma = options.decimalComma
    csv.dateOrder = options.dateOrder
    csv.onError = options.onError
    csv.header = options.columns
    csv.cancellation = options.cancellation
    let point = options.decimalComma ? Ascii.comma : Ascii.point
    var input = try CSVInput(path: path, options: csv)
    let sample = try CSVSample(&input, decimalPoint: point)
    if sample.rowCount == 0, try input.scanRow() == nil {
      throw CSVError(.headerOnly, file: path, line: input.line)
    }
    let header = input.header
    let columns = try EventColumns(header: header, options: options, file: path)
    let format = try CSVOpening.format(
      of: sample.texts[columns.time],
      column: columns.time,
      input: input,
      options: csv
    )
    self.columns = columns
    self.format = format
    clock =
      format.isInteger
      ? EventClock(integers: sample.texts[columns.time].compactMap { Int64($0.trimmed) })
      : EventClock(format)
    for name in options.knownUsers { _ = users.number(of: name) }
    for name in options.knownItems where columns.item != nil { _ = items.number(of: name) }
    decimalPoint = point
    skips = options.onError == .skip
    report = EventLogReport(
      file: path,
      userColumn: header[columns.user],
      itemColumn: columns.item.map { header[$0] },
      timeColumn: header[columns.time],
      valueColumns: columns.values.map { header[$0] }
    )
    self.input = input
  }

  mutating func readAll() throws(CSVError) {
    while let row = try input.scanRow() {
      do throws(CSVError) {
        try readRow()
      } catch {
        guard skips, error.fact != .cancelled else { throw error }
        report.skippedRows += 1
        if report.skipped.count < CSVReport.mostSkipped { report.skipped.append(error) }
      }
      input.consume(row)
    }
  }

  private mutating func readRow() throws(CSVError) {
    let fieldCount = input.scanner.fields.count
    guard fieldCount == input.header.count else {
      let fact = CSVError.Fact.raggedRow(expected: input.header.count, actual: fieldCount)
      throw input.error(fact, column: nil, series: nil)
    }
    var value: Double?
    for column in columns.values { value = (value ?? 1) * (try number(column)) }
    let stamp = try input.stamp(columns.time, format, series: nil)
    var time = stamp.rawValue
    if let unit = clock.unixUnit {
      let (product, overflow) = time.multipliedReportingOverflow(by: unit)
      if overflow {
        let fact = CSVError.Fact.notADate(text: String(time), format: "a Unix time")
        throw input.error(fact, column: columns.time, series: nil)
      }
      time = product
    }
    guard let user = try Self.name(columns.user, of: input, in: &users) else {
      report.rowsWithoutUser += 1
      return
    }
    var item = 0
    if let column = columns.item {
      guard let named = try Self.name(column, of: input, in: &items) else {
        throw input.error(.missingItem, column: column, series: nil)
      }
      item = named
    }
    if let value, value <= 0 {
      report.returns += 1
      return
    }
    rows.append(user: user, item: item, time: time, value: value)
    report.rows += 1
  }

  private func number(_ column: Int) throws(CSVError) -> Double {
    let field = input.scanner.fields[column]
    let bytes = RecordScanner.bytes(of: field, in: input.buffer.start)
    switch NumberText.read(bytes, decimalPoint: decimalPoint) {
    case .number(let number): return number
    case .missing: throw input.error(.missingValue, column: column, series: nil)
    case .infinite: throw input.error(.infinite(text: .excerpt(bytes)), column: column, series: nil)
    case .malformed:
      throw input.error(.notANumber(text: .excerpt(bytes)), column: column, series: nil)
    }
  }

  /// The number of the name in a column; nil where there is none.
  private static func name(
    _ column: Int,
    of input: borrowing CSVInput,
    in table: inout NameTable
  ) throws(CSVError) -> Int? {
    let field = input.scanner.fields[column]
    // The row starts where the buffer does, and line feeds follow it.
    let start = input.buffer.start + field.start
    if !field.isRaw, let known = table.find(start, count: field.count) { return known }
    guard let text = RecordScanner.text(of: field, in: input.buffer.start) else {
      throw input.error(.invalidUTF8, column: column, series: nil)
    }
    let name = text.trimmed
    return name.isEmpty ? nil : table.number(of: name)
  }

  consuming func finish(options: EventLogOptions) -> (EventLog, EventLogReport) {
    // Users and items of which only returns are known stay without events.
    let log = EventLog(
      rows,
      userNames: users.names,
      itemNames: columns.item == nil ? [""] : items.names,
      clock: clock,
      visits: options.visits,
      merging: options.mergesRepeats
    )
    return (log, report)
  }
}

/// What the columns of a file of events are for.
private struct EventColumns {
  let user: Int
  let item: Int?
  let time: Int
  let values: [Int]

  fileprivate static let userNames = [
    "user", "user_id", "userid", "customer", "customer_id", "customerid", "household_id", "member",
    "member_id", "client_id", "visitor", "visitor_id", "visitorid", "account_id", "uid",
  ]
  private static let itemNames = [
    "item", "item_id", "itemid", "product", "product_id", "productid", "article", "article_id",
    "sku",
    "stockcode", "movie_id", "movieid", "iid",
  ]
  private static let timeNames = [
    "time", "timestamp", "datetime", "date", "ds", "event_time", "invoicedate", "order_date",
    "transaction_timestamp", "created_at", "unix_time", "ts",
  ]

  init(header: [String], options: EventLogOptions, file: String) throws(CSVError) {
    let lowered = header.map { $0.lowercased() }
    func column(_ name: String, _ role: CSVError.Role) throws(CSVError) -> Int {
      for names in [header, lowered] {
        let asked = names == header ? name : name.lowercased()
        let found = names.indices.filter { names[$0] == asked }
        if found.count == 1 { return found[0] }
        if found.count > 1 { throw CSVError(.repeatedColumn(name: name), file: file, line: 1) }
      }
      throw CSVError(.missingColumn(role, name: name, found: header), file: file, line: 1)
    }
    func found(_ known: [String], _ role: CSVError.Role) throws(CSVError) -> Int? {
      let found = header.indices.filter { known.contains(lowered[$0]) }
      if found.count > 1 {
        let fact = CSVError.Fact.ambiguousColumn(role, candidates: found.map { header[$0] })
        throw CSVError(fact, file: file, line: 1)
      }
      return found.first
    }
    func required(_ name: String?, _ known: [String], _ role: CSVError.Role) throws(CSVError) -> Int
    {
      if let name { return try column(name, role) }
      if let found = try found(known, role) { return found }
      throw CSVError(.missingColumn(role, name: nil, found: header), file: file, line: 1)
    }
    user = try required(options.user, Self.userNames, .user)
    time = try required(options.time, Self.timeNames, .time)
    if let name = options.item {
      item = try column(name, .item)
    } else {
      item = try found(Self.itemNames, .item)
    }
    var values: [Int] = []
    for name in options.values { values.append(try column(name, .value)) }
    self.values = values
  }
}

/// Names with numbers from 0, found by their bytes.
private struct NameTable: ~Copyable {
  private var table = IDTable(columnCount: 1)
  private(set) var names: [String] = []

  /// The number of the name with these bytes; nil for one that is new.
  ///
  /// - Precondition: `start` lies in an input buffer, so that what `IDTable` reads is there.
  func find(_ start: UnsafePointer<UInt8>, count: Int) -> Int? {
    var segment = IDTable.Segment(start: start, count: count)
    return table.find(&segment)
  }

  /// The number of a name, a new one if need be.
  mutating func number(of name: String) -> Int {
    // Eight more bytes are readable behind the name, the first of which ends every comparison.
    var bytes = Array(name.utf8)
    let count = bytes.count
    bytes += [Ascii.lineFeed, 0, 0, 0, 0, 0, 0, 0]
    return bytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return 0 }
      var segment = IDTable.Segment(start: start, count: count)
      if let known = table.find(&segment) { return known }
      names.append(name)
      return table.insert(&segment, series: names.count - 1)
    }
  }
}
