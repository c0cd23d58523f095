/// The first rows of a file, from which its layout is told.
struct CSVSample: Sendable {
  /// What the fields of a column look like.
  enum Kind: Sendable {
    case empty, number, text
  }

  /// How much of a file is looked at.
  static let byteCount = 1 << 18
  private static let mostRows = 1000
  private static let mostFields = 20_000

  /// Per column, the texts of its fields that are not empty.
  private(set) var texts: [[String]]
  /// Per column, what they look like.
  private(set) var kinds: [Kind]
  /// How many rows were looked at.
  private(set) var rowCount = 0

  /// Looks at the rows at the start of the buffer; at one at least, if the file has any.
  init(_ input: inout CSVInput, decimalPoint: UInt8) throws(CSVError) {
    let columnCount = input.header.count
    texts = Array(repeating: [], count: columnCount)
    kinds = Array(repeating: .empty, count: columnCount)
    if input.buffer.available == 0 { _ = try input.buffer.refill() }
    // A first row that is longer than the window; one whose quote never ends is for the reader.
    var scanner = RecordScanner(separator: input.separator)
    while input.buffer.available > 0 {
      if case .row = scanner.scan(input.buffer.start, count: input.buffer.available) { break }
      if input.buffer.available > 1 << 28 { return }
      if try !input.buffer.refill() { return }
    }
    let start = input.buffer.start
    let available = input.buffer.available
    let mostRows = max(5, min(Self.mostRows, Self.mostFields / max(columnCount, 1)))
    var offset = 0
    while rowCount < mostRows, offset < available, offset < Self.byteCount,
      case .row(let length, _) = scanner.scan(start + offset, count: available - offset)
    {
      let isBlank = scanner.fields.count == 1 && scanner.fields[0].count == 0
      if !isBlank {
        add(scanner.fields, row: start + offset, decimalPoint: decimalPoint)
        rowCount += 1
      }
      offset += length
    }
  }

  /// Whether a column holds the words true and false, in any case, and nothing else.
  func isFlag(_ column: Int) -> Bool {
    !texts[column].isEmpty && texts[column].allSatisfy { ExtraFields.flag($0.utf8) != nil }
  }

  private mutating func add(
    _ fields: [RecordScanner.Field],
    row: UnsafePointer<UInt8>,
    decimalPoint: UInt8
  ) {
    for (column, field) in fields.prefix(texts.count).enumerated() where field.count > 0 {
      let bytes = RecordScanner.bytes(of: field, in: row)
      texts[column].append(String(decoding: bytes, as: UTF8.self))
      switch NumberText.read(row + field.start, count: field.count, decimalPoint: decimalPoint) {
      case .missing: break
      case .number, .infinite: if kinds[column] == .empty { kinds[column] = .number }
      case .malformed: kinds[column] = .text
      }
    }
  }
}
