/// A CSV file that has been opened and its header read; then row by row, with line numbers.
struct CSVInput: ~Copyable {
  /// The bytes from the next row on.
  var buffer: InputBuffer
  /// The physical line at which the next row starts, from 1.
  var line: Int
  /// The fields of the row looked at last.
  private(set) var scanner: RecordScanner
  /// The names of the columns.
  let header: [String]

  private static let mostBytesOfRow = 1 << 28

  /// A row that lies at the start of the buffer.
  struct Row {
    var length: Int
    var lines: Int
  }

  /// Opens a file and reads its header.
  ///
  /// - Throws: `CSVError` if there is no such file, no header, or one that cannot be read.
  init(path: String, options: CSVOptions) throws(CSVError) {
    var buffer = try InputBuffer(path: path, cancellation: options.cancellation)
    // The rows that the layout is told from must not depend on how much a pipe delivers at once.
    _ = try buffer.fill(toHold: CSVSample.byteCount)
    try Self.skipByteOrderMark(&buffer)
    var line = 1
    while buffer.available > 0, ByteSearch.isLineEnd(buffer.start[0]) {
      let isPair = buffer.start[0] == Ascii.carriageReturn && buffer.start[1] == Ascii.lineFeed
      // The second of a pair may not have been read yet; then it counts as a blank line itself.
      buffer.consume(min(isPair ? 2 : 1, buffer.available))
      line += 1
      if buffer.available == 0 { _ = try buffer.refill() }
    }
    let separator = options.separator ?? Self.separator(of: buffer, options: options)
    var scanner = RecordScanner(separator: separator)
    guard let row = try Self.scan(&buffer, &scanner, line: line) else {
      throw CSVError(.emptyFile, file: path)
    }
    var header: [String] = []
    header.reserveCapacity(scanner.fields.count)
    for field in scanner.fields {
      guard let name = RecordScanner.text(of: field, in: buffer.start) else {
        throw CSVError(.invalidUTF8, file: path, line: line, column: header.count + 1)
      }
      header.append(name.trimmed)
    }
    if options.header.isEmpty {
      buffer.consume(row.length)
      line += row.lines
    } else if options.header.count == header.count {
      header = options.header
    } else {
      let fact = CSVError.Fact.raggedRow(expected: options.header.count, actual: header.count)
      throw CSVError(fact, file: path, line: line)
    }
    self.buffer = buffer
    self.line = line
    self.scanner = scanner
    self.header = header
  }

  /// The path as given.
  var file: String { buffer.file }

  /// The byte between fields.
  var separator: UInt8 { scanner.separator }

  /// Finds the next row, which then lies at the start of the buffer; nil at the end of the file.
  ///
  /// Blank lines are passed over.
  ///
  /// - Throws: `CSVError` if a quote is not closed, or the file cannot be read on.
  mutating func scanRow() throws(CSVError) -> Row? {
    while let row = try Self.scan(&buffer, &scanner, line: line) {
      guard scanner.fields.count == 1, let field = scanner.fields.first, field.count == 0,
        !field.isQuoted
      else { return row }
      consume(row)
    }
    return nil
  }

  /// Moves behind a row.
  mutating func consume(_ row: Row) {
    buffer.consume(row.length)
    line += row.lines
  }

  /// Leaves the rest of the file unread.
  mutating func consumeRest() throws(CSVError) {
    repeat { buffer.consume(buffer.available) } while try buffer.refill()
  }

  /// The id in the row that was scanned: the texts of its columns, joined by `/`.
  ///
  /// - Precondition: the row has these columns.
  func id(_ columns: [Int]) throws(CSVError) -> String {
    var id = ""
    for (position, column) in columns.enumerated() {
      guard let text = RecordScanner.text(of: scanner.fields[column], in: buffer.start) else {
        throw error(.invalidUTF8, column: column, series: nil)
      }
      if position > 0 { id += "/" }
      id += text
    }
    return id
  }

  /// How many bytes each column gives to the id they are joined to, if other texts could be joined
  /// to it too, which takes a `/` in one of them; else empty.
  ///
  /// - Precondition: the row has these columns, and `id` is theirs.
  func division(of id: String, _ columns: [Int]) -> [Int] {
    guard columns.count > 1, id.utf8.count(where: { $0 == Ascii.slash }) >= columns.count else {
      return []
    }
    return columns.map { RecordScanner.bytes(of: scanner.fields[$0], in: buffer.start).count }
  }

  /// The stamp in a column of the row that was scanned; spaces around it are ignored.
  func stamp(_ column: Int, _ format: TimestampFormat, series: String?) throws(CSVError)
    -> Timestamp
  {
    let bytes = RecordScanner.bytes(of: scanner.fields[column], in: buffer.start)
    if let stamp = format.timestamp(from: bytes.span) { return stamp }
    let text = String(decoding: bytes, as: UTF8.self).trimmed
    if text.isEmpty { throw error(.missingTime, column: column, series: series) }
    if let stamp = format.timestamp(from: Array(text.utf8).span) { return stamp }
    let fact = CSVError.Fact.notADate(text: .excerpt(bytes), format: format.description)
    throw error(fact, column: column, series: series)
  }

  /// An error in the row that was scanned.
  func error(_ fact: CSVError.Fact, column: Int?, series: String?) -> CSVError {
    CSVError(
      fact,
      file: file,
      line: line,
      column: column.map { $0 + 1 },
      columnName: column.map { header[$0] },
      series: series
    )
  }

  private static func scan(
    _ buffer: inout InputBuffer,
    _ scanner: inout RecordScanner,
    line: Int
  ) throws(CSVError) -> Row? {
    while true {
      var openLine: Int?
      if buffer.available > 0 {
        switch scanner.scan(buffer.start, count: buffer.available) {
        case .row(let length, let lines): return Row(length: length, lines: lines)
        case .incomplete: break
        case .openQuote(let lines): openLine = line + lines
        }
      }
      // A row without end is not read into memory to the end of a huge file.
      var hasMore = false
      if buffer.available <= mostBytesOfRow { hasMore = try buffer.refill() }
      if !hasMore {
        if buffer.available == 0 { return nil }
        throw CSVError(
          openLine == nil ? .rowTooLong : .unclosedQuote,
          file: buffer.file,
          line: openLine ?? line,
          column: scanner.fields.count + 1
        )
      }
    }
  }

  private static func skipByteOrderMark(_ buffer: inout InputBuffer) throws(CSVError) {
    guard buffer.available >= 2 else { return }
    // The padding makes a third byte readable.
    let (a, b, c) = (buffer.start[0], buffer.start[1], buffer.start[2])
    switch (a, b) {
    case (0xef, 0xbb) where c == 0xbf: buffer.consume(3)
    case (0xff, 0xfe), (0xfe, 0xff):
      throw CSVError(.wrongEncoding(name: "UTF-16"), file: buffer.file, line: 1)
    // No CSV file has NUL in its header, but every second byte of English UTF-16 is one.
    case (0, _), (_, 0): throw CSVError(.wrongEncoding(name: "UTF-16"), file: buffer.file, line: 1)
    default: break
    }
  }

  /// The separator that the first line has most of, outside of quotes; a comma if it has none.
  private static func separator(of buffer: borrowing InputBuffer, options: CSVOptions) -> UInt8 {
    var candidates = [Ascii.comma, Ascii.semicolon, Ascii.tab, Ascii.bar]
    if options.decimalComma { candidates.removeFirst() }
    var counts = candidates.map { _ in 0 }
    var isQuoted = false
    var p = buffer.start
    let end = p + buffer.available
    while p < end, isQuoted || !ByteSearch.isLineEnd(p[0]) {
      if p[0] == Ascii.quote { isQuoted.toggle() }
      if !isQuoted, let i = candidates.firstIndex(of: p[0]) { counts[i] += 1 }
      p += 1
    }
    var best = 0
    for i in candidates.indices where counts[i] > counts[best] { best = i }
    return candidates[best]
  }
}

extension String {
  /// The text of a field, cut off where it is too long for a message.
  static func excerpt(_ field: [UInt8]) -> String {
    String(decoding: field.prefix(60), as: UTF8.self) + (field.count > 60 ? "…" : "")
  }

  /// The text without spaces and tabs at its ends.
  var trimmed: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }),
      let last = lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(self[first...last])
  }
}
