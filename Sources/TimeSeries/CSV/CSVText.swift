/// Rows of CSV as bytes, built field by field.
///
/// Separators and line ends are put where they belong; a field is quoted only if it has to be.
/// Numbers have the shortest text that reads back to the same double; NaN is an empty field.
public struct CSVText: ~Copyable, @unchecked Sendable {
  // Sendable: the memory is owned by this value alone, which cannot be copied.

  /// The byte between fields.
  public let separator: UInt8
  /// Whether numbers have a decimal comma.
  public let decimalComma: Bool
  /// The rows written so far, and the fields of the row that has not ended, each with a separator.
  private var rows = GrowingBuffer<UInt8>()
  private var rowStart = 0
  private var stamps = StampPrinter()

  /// - Precondition: a decimal comma has another separator than the comma.
  public init(separator: UInt8 = 44, decimalComma: Bool = false) {
    precondition(
      !decimalComma || separator != Ascii.comma,
      "the comma cannot separate both fields and decimals"
    )
    self.separator = separator
    self.decimalComma = decimalComma
  }

  /// The rows written so far.
  ///
  /// - Complexity: O(n): the bytes are copied.
  public var bytes: [UInt8] {
    // The buffer's first `count` bytes are its elements.
    Array(UnsafeBufferPointer(start: rows.base, count: rows.count))
  }

  /// How many bytes have been written.
  var count: Int { rows.count }

  /// Writes the rows to a file.
  func write(to output: inout OutputFile) throws(OutputError) {
    try output.write(UnsafeRawBufferPointer(start: rows.base, count: rows.count))
  }

  /// Appends a text field.
  public mutating func append(_ field: String) {
    let isPlain: Void? = field.utf8.withContiguousStorageIfAvailable { append(utf8: $0) }
    if isPlain == nil { Array(field.utf8).withUnsafeBufferPointer { append(utf8: $0) } }
  }

  /// Appends a text field given as UTF-8.
  @inline(__always)
  private mutating func append(utf8 field: UnsafeBufferPointer<UInt8>) {
    // Every byte may be a quote, which is doubled; two more enclose the field.
    let p = rows.end(withRoom: 2 * field.count + 3)
    var length = field.count
    if let start = field.baseAddress, !Self.copyPlain(start, count: length, separator, to: p) {
      length = Self.copyQuoted(field, to: p)
    }
    endField(p, length)
  }

  /// Ends a field whose bytes have been written behind the rows.
  @inline(__always)
  private mutating func endField(_ p: UnsafeMutablePointer<UInt8>, _ length: Int) {
    p[length] = separator
    rows.extend(by: length + 1)
  }

  /// Copies a field as long as its bytes need no quotes; returns whether that is all of them.
  ///
  /// - Precondition: `count` bytes can be read at `field` and written at `p`.
  @inline(__always)
  private static func copyPlain(
    _ field: UnsafePointer<UInt8>,
    count: Int,
    _ separator: UInt8,
    to p: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    guard count >= 8 else {
      for i in 0..<count {
        let byte = field[i]
        if byte == separator || byte == Ascii.quote || ByteSearch.isLineEnd(byte) { return false }
        p[i] = byte
      }
      return true
    }
    let separators = ByteSearch.pattern(separator)
    // Words from the beginning, and the last one again at the very end.
    var i = 0
    while true {
      let word = ByteSearch.word(field + i)
      if needsQuotes(word, separators) { return false }
      DigitWord.store(UInt64(littleEndian: word), to: p + i)
      if i == count - 8 { return true }
      i = min(i + 8, count - 8)
    }
  }

  /// Whether one of eight bytes is a separator, a quote or a line end.
  @inline(__always)
  private static func needsQuotes(_ word: UInt64, _ separators: UInt64) -> Bool {
    // Quotes and line ends are below 35, and so is little else.
    let low = (word &- ByteSearch.pattern(35)) & ~word & ByteSearch.pattern(0x80)
    if low | ByteSearch.zeros(word ^ separators) == 0 { return false }
    let found =
      ByteSearch.zeros(word ^ separators) | ByteSearch.zeros(word ^ ByteSearch.pattern(Ascii.quote))
      | ByteSearch.zeros(word ^ ByteSearch.pattern(Ascii.lineFeed))
      | ByteSearch.zeros(word ^ ByteSearch.pattern(Ascii.carriageReturn))
    return found != 0
  }

  /// Copies a field between quotes, and its own quotes twice; returns how many bytes that makes.
  ///
  /// - Precondition: `start` has room for twice the field and two bytes.
  @inline(never)
  private static func copyQuoted(
    _ field: UnsafeBufferPointer<UInt8>,
    to start: UnsafeMutablePointer<UInt8>
  ) -> Int {
    start[0] = Ascii.quote
    var p = start + 1
    for byte in field {
      p[0] = byte
      p += 1
      if byte == Ascii.quote {
        p[0] = byte
        p += 1
      }
    }
    p[0] = Ascii.quote
    return p + 1 - start
  }

  /// Appends a number field; empty for NaN.
  public mutating func append(_ number: Double) {
    let p = rows.end(withRoom: NumberText.greatestLength + 1)
    let length = NumberText.write(number, to: p)
    if decimalComma {
      for i in 0..<length where p[i] == Ascii.point { p[i] = Ascii.comma }
    }
    endField(p, length)
  }

  /// Appends a whole number field.
  public mutating func append(_ whole: Int) {
    let p = rows.end(withRoom: NumberText.greatestLength + 1)
    p[0] = Ascii.minus
    let end = NumberText.writeWhole(UInt64(whole.magnitude), to: whole < 0 ? p + 1 : p)
    endField(p, end - p)
  }

  /// Appends a stamp field.
  public mutating func append(_ stamp: Timestamp, format: TimestampFormat) {
    let p = rows.end(withRoom: StampPrinter.greatestLength + 1)
    endField(p, stamps.write(stamp, format: format, to: p))
  }

  /// Ends the row.
  ///
  /// - Precondition: the row has a field.
  @inline(__always)
  public mutating func endRow() {
    precondition(rows.count > rowStart, "a row of CSV needs a field")
    // An empty line would be skipped by readers: the one empty field of a row is quoted.
    if rows.count == rowStart + 1 {
      rows[rowStart] = Ascii.quote
      rows.append(Ascii.quote)
      rows.append(separator)
    }
    rows[rows.count - 1] = Ascii.lineFeed
    rowStart = rows.count
  }

  /// Forgets the rows and keeps the memory.
  public mutating func removeAll() {
    rows.removeAll()
    rowStart = 0
  }
}
