/// Rows of CSV as bytes, built field by field.
///
/// Separators and line ends are put where they belong; a field is quoted only if it has to be.
/// Numbers have the shortest text that reads back to the same double; NaN is an empty field.
public struct CSVText: Sendable {
  /// The byte between fields.
  public let separator: UInt8
  /// Whether numbers have a decimal comma.
  public let decimalComma: Bool
  /// The rows written so far.
  public private(set) var bytes: [UInt8] = []
  private var rowStart = 0

  /// - Precondition: a decimal comma has another separator than the comma.
  public init(separator: UInt8 = 44, decimalComma: Bool = false) {
    precondition(
      !decimalComma || separator != Ascii.comma,
      "the comma cannot separate both fields and decimals"
    )
    self.separator = separator
    self.decimalComma = decimalComma
  }

  /// Appends a text field.
  public mutating func append(_ field: String) {
    let isPlain: Void? = field.utf8.withContiguousStorageIfAvailable { append(utf8: $0) }
    if isPlain == nil { Array(field.utf8).withUnsafeBufferPointer { append(utf8: $0) } }
  }

  /// Appends a text field given as UTF-8.
  private mutating func append(utf8 field: UnsafeBufferPointer<UInt8>) {
    if needsQuotes(field) {
      bytes.append(Ascii.quote)
      for byte in field {
        if byte == Ascii.quote { bytes.append(byte) }
        bytes.append(byte)
      }
      bytes.append(Ascii.quote)
    } else {
      bytes.append(contentsOf: field)
    }
    bytes.append(separator)
  }

  /// Whether a field holds a separator, a quote or a line end.
  @inline(__always)
  private func needsQuotes(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = field.baseAddress else { return false }
    let separators = ByteSearch.pattern(separator)
    var i = 0
    // Eight bytes at a time while there are eight.
    while i + 8 <= field.count {
      let word = ByteSearch.word(start + i)
      let found =
        ByteSearch.zeros(word ^ separators) | ByteSearch.zeros(word ^ Self.quotes)
        | ByteSearch.zeros(word ^ Self.lineFeeds) | ByteSearch.zeros(word ^ Self.returns)
      if found != 0 { return true }
      i += 8
    }
    while i < field.count {
      let byte = start[i]
      if byte == separator || byte == Ascii.quote || ByteSearch.isLineEnd(byte) { return true }
      i += 1
    }
    return false
  }

  private static let quotes = ByteSearch.pattern(Ascii.quote)
  private static let lineFeeds = ByteSearch.pattern(Ascii.lineFeed)
  private static let returns = ByteSearch.pattern(Ascii.carriageReturn)

  /// Appends a number field; empty for NaN.
  public mutating func append(_ number: Double) {
    let (separator, decimalComma) = (separator, decimalComma)
    fill(NumberText.greatestLength + 1) { p in
      let length = NumberText.write(number, to: p)
      if decimalComma {
        for i in 0..<length where p[i] == Ascii.point { p[i] = Ascii.comma }
      }
      p[length] = separator
      return length + 1
    }
  }

  /// Appends a whole number field.
  public mutating func append(_ whole: Int) {
    let separator = separator
    fill(22) { p in
      if whole < 0 { p[0] = Ascii.minus }
      let end = NumberText.writeWhole(UInt64(whole.magnitude), to: whole < 0 ? p + 1 : p)
      end[0] = separator
      return end + 1 - p
    }
  }

  /// Appends a stamp field.
  public mutating func append(_ stamp: Timestamp, format: TimestampFormat) {
    format.append(stamp, to: &bytes)
    bytes.append(separator)
  }

  /// Ends the row.
  ///
  /// - Precondition: the row has a field.
  public mutating func endRow() {
    precondition(bytes.count > rowStart, "a row of CSV needs a field")
    // An empty line would be skipped by readers: the one empty field of a row is quoted.
    if bytes.count == rowStart + 1 {
      bytes.insert(contentsOf: [Ascii.quote, Ascii.quote], at: rowStart)
    }
    bytes[bytes.count - 1] = Ascii.lineFeed
    rowStart = bytes.count
  }

  /// Forgets the rows and keeps the memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    rowStart = 0
  }

  /// Lets `body` write up to `room` bytes at the end of the rows; it returns how many it wrote.
  @inline(__always)
  private mutating func fill(_ room: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
    bytes.append(addingCapacity: room) { output in
      output.withUnsafeMutableBufferPointer { buffer, count in
        // The buffer has the room asked for, and nothing in it yet.
        if let start = buffer.baseAddress { count += body(start) }
      }
    }
  }
}
