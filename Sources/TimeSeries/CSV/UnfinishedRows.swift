internal import Glibc

/// How the rows are counted that an interrupted run has left: a header, then groups of equally many.
public struct UnfinishedRows: Sendable {
  /// The bytes before the first group.
  public var header: [UInt8]
  /// The rows of each group.
  public var rowsPerGroup: Int
  /// Whether a line break may stand between quotes, as in CSV.
  public var hasQuotes: Bool

  /// - Precondition: a group has at least one row.
  public init(header: [UInt8], rowsPerGroup: Int, hasQuotes: Bool) {
    precondition(rowsPerGroup >= 1, "a group of \(rowsPerGroup) rows")
    self.header = header
    self.rowsPerGroup = rowsPerGroup
    self.hasQuotes = hasQuotes
  }

  /// The whole groups of an open file, and the byte behind the last of them; none, and 0, where the
  /// file does not begin with the header.
  ///
  /// - Complexity: O(bytes), in constant memory.
  func count(descriptor: Int32) -> (groups: Int, end: Int) {
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    var (groups, end, position, rows) = (0, header.count, 0, 0)
    var isQuoted = false
    while true {
      // The system fills at most the bytes of the array.
      let count = chunk.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress, $0.count, off_t(position))
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { break }
      for byte in chunk[..<count] {
        defer { position += 1 }
        if position < header.count {
          if byte != header[position] { return (0, 0) }
          continue
        }
        if byte == UInt8(ascii: "\""), hasQuotes { isQuoted.toggle() }
        guard byte == UInt8(ascii: "\n"), !isQuoted else { continue }
        rows += 1
        if rows == rowsPerGroup { (groups, end, rows) = (groups + 1, position + 1, 0) }
      }
    }
    return groups == 0 ? (0, 0) : (groups, end)
  }
}
