/// Reads the long layout: a row per observation.
///
/// Rows of the usual kind are read in one pass over their bytes, by `readPlainRows`; any other row,
/// such as the first of a series, one with quotes inside quotes, or a wrong one, by `readOddRow`.
struct LongReader: ~Copyable, @unchecked Sendable {
  // Sendable: its memory is owned by this value alone, which cannot be copied.
  private var input: CSVInput
  private let plan: CSVPlan
  private let format: TimestampFormat
  private let decimalPoint: UInt8
  private let skipsErrors: Bool
  /// Whether the rows of a series come together, so that only one series is held.
  private let isGrouped: Bool

  /// What each column is for, and how the plain rows are recognised.
  // Not private: swiftc 6.3 breaks off a debug build over a private one.
  enum Role: UInt8 { case other, id, time, value, covariate, known, attribute }
  private var roles = GrowingBuffer<Role>()
  /// The other columns that are read, if any.
  private var extras: ExtraFields
  private let hasExtras: Bool
  private var ids: IDTable
  private var segments = GrowingBuffer<IDTable.Segment>()
  /// The spelling of the last row, and the one expected in the next; −1 for none.
  private var previous = -1
  private var expected = -1

  /// The series so far; in grouped input, the one being read.
  private var series = GrowingBuffer<SeriesRows>()
  private var numbers: [String: Int] = [:]
  /// Hashes of the ids that grouped input has had.
  private var seen: Set<UInt64> = []

  /// What was read and what was left out.
  var report: CSVReport

  init(
    input: consuming CSVInput,
    plan: CSVPlan,
    format: TimestampFormat,
    options: CSVOptions,
    isGrouped: Bool,
    report: CSVReport
  ) {
    ids = IDTable(columnCount: plan.id.count)
    self.isGrouped = isGrouped
    skipsErrors = options.onError == .skip
    decimalPoint = options.decimalComma ? Ascii.comma : Ascii.point
    for column in input.header.indices {
      let role: Role =
        plan.id.contains(column)
        ? .id : column == plan.time ? .time : column == plan.value ? .value : .other
      roles.append(role)
    }
    for column in plan.covariates { roles[column] = .covariate }
    for column in plan.known { roles[column] = .known }
    for column in plan.attributes { roles[column] = .attribute }
    extras = ExtraFields(plan)
    hasExtras = !extras.isEmpty
    for _ in plan.id { segments.append(IDTable.Segment(start: input.buffer.start, count: 0)) }
    self.plan = plan
    self.format = format
    self.report = report
    self.input = input
  }

  /// Goes on with what is known by now of what was read. An assignment to `report` through an optional reader leaks the
  /// report before (Swift 6.3).
  mutating func goOn(with report: CSVReport) { self.report = report }

  /// Reads all the rows; the series come in the order in which their ids first appear.
  mutating func readAll() throws(CSVError) -> [SeriesRows] {
    while try readMore() {}
    var all: [SeriesRows] = []
    all.reserveCapacity(series.count)
    while series.count > 0 { all.append(series.removeLast()) }
    all.reverse()
    return all
  }

  /// Reads the next series of grouped input; nil at the end.
  mutating func readSeries() throws(CSVError) -> SeriesRows? {
    while try readMore() {}
    ids.removeAll()
    previous = -1
    expected = -1
    return series.count > 0 ? series.removeLast() : nil
  }

  /// Reads some rows; returns false at the end of the file, or of a series of grouped input.
  private mutating func readMore() throws(CSVError) -> Bool {
    readPlainRows()
    do throws(CSVError) {
      guard let row = try input.scanRow() else { return false }
      do throws(CSVError) {
        guard try readOddRow() else { return false }
      } catch {
        guard skipsErrors else { throw error }
        report.skip(error)
      }
      input.consume(row)
    } catch {
      // Nothing can be told apart behind a quote that is not closed.
      guard skipsErrors, error.fact == .unclosedQuote else { throw error }
      report.skip(error)
      try input.consumeRest()
      return false
    }
    return true
  }

  // MARK: - Rows of the usual kind

  /// Reads rows up to one that is not complete, or not plain.
  private mutating func readPlainRows() {
    let start = input.buffer.start
    let end = start + input.buffer.available
    let separator = input.separator
    let separators = ByteSearch.pattern(separator)
    let columnCount = roles.count
    let roles = roles.base
    let segments = segments.base
    let series = series.base
    let (numbers, texts) = (extras.numbers.base, extras.texts.base)
    let hasTime = plan.time != nil
    var line = input.line
    var rowStart = start
    var rows = 0
    // Below: the text ends in a line end, so each field ends before `end` or at the padding, which
    // holds line ends too. `p` therefore stays within the buffer, and passes `end` only if the row
    // is not complete.
    rows: while rowStart < end {
      var p = rowStart
      if ByteSearch.isLineEnd(p[0]) { break }
      var isExpected = expected >= 0
      var idColumn = 0
      var stamp = Timestamp(0)
      var value = Double.nan
      var number = 0
      var text = 0
      var column = 0
      while true {
        switch roles[column] {
        case .value:
          var q = p
          if let number = NumberText.readPlain(&q, decimalPoint: decimalPoint),
            q[0] == separator || ByteSearch.isLineEnd(q[0])
          {
            value = number
            p = q
          } else {
            guard let field = plainField(&p, end, separators),
              let number = plainNumber(field)
            else { break rows }
            value = number
          }
        case .id:
          segments[idColumn].start = p
          if isExpected, let count = ids.match(expected, column: idColumn, at: p),
            p[count] == separator || ByteSearch.isLineEnd(p[count])
          {
            segments[idColumn].count = count
            p += count
          } else {
            isExpected = false
            guard plainField(&p, end, separators) != nil else { break rows }
            segments[idColumn].count = p - segments[idColumn].start
          }
          idColumn += 1
        case .time:
          guard let field = plainField(&p, end, separators),
            let read = format.timestamp(from: UnsafeRawBufferPointer(field).bytes)
          else { break rows }
          stamp = read
        case .covariate, .known:
          guard let field = plainField(&p, end, separators), let read = plainCovariate(field),
            !read.isNaN || roles[column] != .known
          else { break rows }
          numbers[number] = read
          number += 1
        case .attribute:
          guard let field = plainField(&p, end, separators) else { break rows }
          texts[text] = field
          text += 1
        case .other:
          guard plainField(&p, end, separators) != nil else { break rows }
        }
        column += 1
        if column == columnCount { break }
        guard p[0] == separator else { break rows }
        p += 1
      }
      if p[0] == Ascii.lineFeed {
        p += 1
      } else if p[0] == Ascii.carriageReturn {
        p += p[1] == Ascii.lineFeed ? 2 : 1
      } else {
        break
      }
      if p > end { break }
      var spelling = expected
      if !isExpected {
        guard let found = ids.find(segments) else { break }
        spelling = found
      }
      // A spelling's series is one of those in the buffer, which does not grow here.
      let target = series + ids.series(spelling)
      if hasExtras, !extras.add(to: &target.pointee) { break }
      target.pointee.values.append(value)
      target.pointee.lines.append(line)
      if hasTime { target.pointee.stamps.append(stamp) }
      follow(spelling)
      line += 1
      rows += 1
      rowStart = p
    }
    input.buffer.consume(rowStart - start)
    input.line = line
    report.rows += rows
  }

  /// Notes the spelling of a row, and what to expect in the next: the same again, or in a file
  /// ordered by time what followed it the last time.
  @inline(__always)
  private mutating func follow(_ spelling: Int) {
    if spelling == previous {
      expected = spelling
    } else {
      if previous >= 0 { ids.setFollower(spelling, of: previous) }
      previous = spelling
      expected = ids.follower(spelling)
    }
  }

  /// The field at `p` without its quotes, and `p` moved behind it; nil if it has quotes or line ends
  /// within quotes.
  @inline(__always)
  private func plainField(
    _ p: inout UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>,
    _ separators: UInt64
  ) -> UnsafeBufferPointer<UInt8>? {
    let start = p
    if start[0] == Ascii.quote {
      guard let close = Self.plainQuote(start + 1, end) else { return nil }
      p = close + 1
      return UnsafeBufferPointer(start: start + 1, count: close - start - 1)
    }
    p = ByteSearch.fieldEnd(p, separators)
    return UnsafeBufferPointer(start: start, count: p - start)
  }

  /// The quote that ends a field; nil if a line end comes first, or another quote next to it.
  @inline(never)
  private static func plainQuote(
    _ start: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    let p = ByteSearch.fieldEnd(start, ByteSearch.pattern(Ascii.quote))
    return p < end && p[0] == Ascii.quote && p[1] != Ascii.quote ? p : nil
  }

  @inline(never)
  private func plainNumber(_ field: UnsafeBufferPointer<UInt8>) -> Double? {
    guard let start = field.baseAddress else { return nil }
    switch NumberText.read(start, count: field.count, decimalPoint: decimalPoint) {
    case .number(let number): return number
    case .missing: return .nan
    case .infinite, .malformed: return nil
    }
  }

  // MARK: - Other rows

  /// Reads the row that was scanned; returns false if it begins another series of grouped input.
  private mutating func readOddRow() throws(CSVError) -> Bool {
    let fields = input.scanner.fields
    let row = input.buffer.start
    guard fields.count == roles.count else {
      let fact = CSVError.Fact.raggedRow(expected: roles.count, actual: fields.count)
      throw CSVError(fact, file: input.file, line: input.line)
    }
    let name = plan.value.map { input.header[$0] } ?? ""
    let id = plan.id.isEmpty ? (name.isEmpty ? "series" : name) : try input.id(plan.id)
    if isGrouped, series.count > 0, series.base[0].id != id { return false }
    let target = try number(of: id)
    let division = input.division(of: id, plan.id)
    if target < series.count, series.base[target].division != division {
      let earlier = series.base[target].lines[0]
      throw error(.sameIDOfOtherParts(earlierLine: earlier), column: plan.id.first, series: id)
    }

    var stamp: Timestamp?
    if let column = plan.time { stamp = try input.stamp(column, format, series: id) }
    var value = Double.nan
    if let column = plan.value {
      value = try number(of: fields[column], row, column: column, id: id)
    }
    var attributes: [[UInt8]] = []
    if hasExtras { attributes = try readExtras(row, isObserved: !value.isNaN, id: id) }
    if target < series.count {
      try refuseChange(to: attributes, of: target)
    } else {
      begin(id, division)
      (series.base + target).pointee.attributes = attributes
    }
    if hasExtras { extras.addNumbers(to: &(series.base + target).pointee) }
    (series.base + target).pointee.values.append(value)
    (series.base + target).pointee.lines.append(input.line)
    if let stamp { (series.base + target).pointee.stamps.append(stamp) }
    report.rows += 1
    remember(fields, row, series: target)
    return true
  }

  /// The number of a series; one more than the last for a new one.
  private func number(of id: String) throws(CSVError) -> Int {
    guard isGrouped else { return numbers[id] ?? series.count }
    if series.count == 0, seen.contains(Self.hash(id)) {
      throw error(.returningID, column: plan.id.first, series: id)
    }
    return 0
  }

  /// Adds a series.
  private mutating func begin(_ id: String, _ division: [Int]) {
    if isGrouped { seen.insert(Self.hash(id)) } else { numbers[id] = series.count }
    series.append(SeriesRows(id: id, division: division))
  }

  /// A 64-bit hash of a text (Fowler, Noll and Vo's 1a).
  private static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return hash
  }

  private func number(
    of field: RecordScanner.Field,
    _ row: UnsafePointer<UInt8>,
    column: Int,
    id: String
  ) throws(CSVError) -> Double {
    let bytes = RecordScanner.bytes(of: field, in: row)
    switch NumberText.read(bytes, decimalPoint: decimalPoint) {
    case .number(let value): return value
    case .missing: return .nan
    case .infinite: throw error(.infinite(text: .excerpt(bytes)), column: column, series: id)
    case .malformed:
      if column == plan.value {
        throw error(.notANumber(text: .excerpt(bytes)), column: column, series: id)
      }
      if let flag = ExtraFields.flag(bytes) { return flag }
      throw error(.notACovariate(text: .excerpt(bytes)), column: column, series: id)
    }
  }

  // MARK: - Other columns

  @inline(never)
  private func plainCovariate(_ field: UnsafeBufferPointer<UInt8>) -> Double? {
    plainNumber(field) ?? ExtraFields.flag(field)
  }

  /// Reads the covariates of the row that was scanned, and returns its attributes.
  private mutating func readExtras(
    _ row: UnsafePointer<UInt8>,
    isObserved: Bool,
    id: String
  ) throws(CSVError) -> [[UInt8]] {
    let fields = input.scanner.fields
    for (i, column) in plan.covariates.enumerated() {
      let number = try number(of: fields[column], row, column: column, id: id)
      // What was not observed needs no explanation; the future does.
      if number.isNaN, roles[column] == .known, isObserved || plan.value == nil {
        throw error(.missingCovariate, column: column, series: id)
      }
      extras.setNumber(number, at: i)
    }
    return plan.attributes.map { RecordScanner.bytes(of: fields[$0], in: row) }
  }

  /// Throws if the attributes of the row that was scanned are not those of its series.
  private func refuseChange(to attributes: [[UInt8]], of target: Int) throws(CSVError) {
    let earlier = series.base[target]
    for (i, column) in plan.attributes.enumerated() where attributes[i] != earlier.attributes[i] {
      let fact = CSVError.Fact.attributeChanged(
        text: .excerpt(attributes[i]),
        earlier: .excerpt(earlier.attributes[i]),
        earlierLine: earlier.lines[0]
      )
      throw error(fact, column: column, series: earlier.id)
    }
  }

  /// Keeps the spelling of a row's id, so that the next such row is a plain one.
  private mutating func remember(
    _ fields: [RecordScanner.Field],
    _ row: UnsafePointer<UInt8>,
    series target: Int
  ) {
    let columns = plan.id.sorted()
    for (position, column) in columns.enumerated() {
      let field = fields[column]
      // Plain rows have no line end in an id, and no quotes in quotes.
      if field.isRaw { return }
      let quotes = field.isQuoted ? 1 : 0
      let start = row + field.start - quotes
      let count = field.count + 2 * quotes
      if (0..<count).contains(where: { ByteSearch.isLineEnd(start[$0]) }) { return }
      segments[position] = IDTable.Segment(start: start, count: count)
    }
    follow(ids.find(segments.base) ?? ids.insert(segments.base, series: target))
  }

  private func error(_ fact: CSVError.Fact, column: Int?, series: String?) -> CSVError {
    input.error(fact, column: column, series: series)
  }
}
