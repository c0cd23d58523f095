/// Rows of CSV as bytes, built field by field.
///
/// Separators and line ends are put where they belong; a field is quoted only if it has to be.
/// Numbers have the shortest text that reads back to the same double; NaN is an empty field.
public struct CSVText: Sendable {
  /// The byte between fields.
  public let separator: UInt8
  /// Whether numbers have a decimal comma.
  public let decimalComma: Bool
  private var storage: [UInt8]
  private var stampText: [UInt8] = []
  private var rowStart = 0
  /// How many bytes have been written.
  public private(set) var count = 0

  /// - Precondition: a decimal comma has another separator than the comma.
  public init(separator: UInt8 = 44, decimalComma: Bool = false) {
    precondition(
      !decimalComma || separator != Ascii.comma,
      "the comma cannot separate both fields and decimals"
    )
    self.separator = separator
    self.decimalComma = decimalComma
    storage = [UInt8](repeating: 0, count: 1 << 10)
  }

  /// The rows written so far.
  public var bytes: [UInt8] { Array(storage[..<count]) }

  /// Appends a text field.
  public mutating func append(_ field: String) {
    var field = field
    field.withUTF8 { append(utf8: $0) }
  }

  /// Appends a text field given as UTF-8.
  mutating func append(utf8 field: UnsafeBufferPointer<UInt8>) {
    reserve(field.count * 2 + 3)
    let separator = separator
    let needsQuotes = field.contains {
      $0 == separator || $0 == Ascii.quote || $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn
    }
    fill { p in
      var p = p
      if needsQuotes {
        p[0] = Ascii.quote
        p += 1
      }
      for byte in field {
        if byte == Ascii.quote {
          p[0] = byte
          p += 1
        }
        p[0] = byte
        p += 1
      }
      if needsQuotes {
        p[0] = Ascii.quote
        p += 1
      }
      p[0] = separator
      return p + 1
    }
  }

  /// Appends a number field; empty for NaN.
  public mutating func append(_ number: Double) {
    reserve(NumberText.greatestLength + 1)
    let separator = separator
    let decimalComma = decimalComma
    fill { p in
      let length = NumberText.write(number, to: p)
      if decimalComma {
        for i in 0..<length where p[i] == Ascii.point { p[i] = Ascii.comma }
      }
      p[length] = separator
      return p + length + 1
    }
  }

  /// Appends a whole number field.
  public mutating func append(_ whole: Int) {
    reserve(22)
    let separator = separator
    fill { p in
      if whole < 0 { p[0] = Ascii.minus }
      let end = NumberText.writeWhole(UInt64(whole.magnitude), to: whole < 0 ? p + 1 : p)
      end[0] = separator
      return end + 1
    }
  }

  /// Appends a stamp field.
  public mutating func append(_ stamp: Timestamp, format: TimestampFormat) {
    stampText.removeAll(keepingCapacity: true)
    format.append(stamp, to: &stampText)
    let text = stampText
    text.withUnsafeBufferPointer { append(utf8: $0) }
  }

  /// Ends the row.
  ///
  /// - Precondition: the row has a field.
  public mutating func endRow() {
    precondition(count > rowStart, "a row of CSV needs a field")
    // An empty line would be skipped by readers: the one empty field of a row is quoted.
    if count == rowStart + 1 {
      reserve(2)
      storage[rowStart] = Ascii.quote
      storage[rowStart + 1] = Ascii.quote
      count += 2
    }
    storage[count - 1] = Ascii.lineFeed
    rowStart = count
  }

  /// Forgets the rows and keeps the memory.
  public mutating func removeAll() {
    count = 0
    rowStart = 0
  }

  /// Writes the rows to a file and forgets them.
  ///
  /// - Throws: `OutputError` if the file cannot take them.
  public mutating func flush(to file: inout OutputFile) throws(OutputError) {
    try file.write(storage, count: count)
    removeAll()
  }

  @inline(__always)
  private mutating func reserve(_ room: Int) {
    if count + room > storage.count { grow(room) }
  }

  @inline(never)
  private mutating func grow(_ room: Int) {
    storage.append(contentsOf: repeatElement(0, count: max(storage.count, room)))
  }

  /// Lets `body` write at the end of the rows, within the room reserved; it returns the new end.
  @inline(__always)
  private mutating func fill(
    _ body: (UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>
  ) {
    let start = count
    count = storage.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return start }
      return body(base + start) - base
    }
  }
}
