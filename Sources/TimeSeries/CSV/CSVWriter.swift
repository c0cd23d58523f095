/// Writes CSV to a file, field by field, in constant memory.
///
/// The file appears under its name at `commit()`; until then, or if the writer is dropped, the
/// target is untouched.
public struct CSVWriter: ~Copyable, Sendable {
  private var text: CSVText
  private var output: OutputFile
  private static let blockSize = 1 << 17

  /// Opens a file; `-` is standard output, and a name that ends in `.gz` is compressed.
  ///
  /// - Precondition: a decimal comma has another separator than the comma.
  /// - Throws: `OutputError` if the file cannot be written.
  public init(
    path: String,
    separator: UInt8 = 44,
    decimalComma: Bool = false
  ) throws(OutputError) {
    text = CSVText(separator: separator, decimalComma: decimalComma)
    output = try OutputFile(path: path)
  }

  /// Appends a text field, quoted if it has to be.
  public mutating func append(_ field: String) { text.append(field) }

  /// Appends a number field; empty for NaN.
  public mutating func append(_ number: Double) { text.append(number) }

  /// Appends a whole number field.
  public mutating func append(_ whole: Int) { text.append(whole) }

  /// Appends a stamp field.
  public mutating func append(_ stamp: Timestamp, format: TimestampFormat) {
    text.append(stamp, format: format)
  }

  /// Ends the row.
  ///
  /// - Precondition: the row has a field.
  /// - Throws: `OutputError` if the file cannot take the rows that have gathered.
  public mutating func endRow() throws(OutputError) {
    text.endRow()
    if text.count >= Self.blockSize { try flush() }
  }

  /// Hands the rows that have gathered to the file.
  ///
  /// - Throws: `OutputError` if the file cannot take them.
  public mutating func flush() throws(OutputError) {
    try text.write(to: &output)
    text.removeAll()
  }

  /// Writes what has gathered and gives the file its name.
  ///
  /// - Throws: `OutputError`; then the target is as it was before.
  public consuming func commit() throws(OutputError) {
    try text.write(to: &output)
    try output.commit()
  }
}
