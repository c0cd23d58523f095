internal import Glibc

/// Where the fields of one row are: every case of RFC 4180, at moderate speed.
struct RecordScanner: Sendable {
  /// The place of a field, relative to the start of its row.
  struct Field: Sendable {
    var start: Int
    var count: Int
    /// Whether the field is in quotes; these are not part of the range unless it `isRaw`.
    var isQuoted: Bool
    /// Whether the range has quotes in it that need decoding.
    var isRaw: Bool
  }

  /// What was found at the start of the bytes.
  enum Outcome: Sendable {
    /// A row of so many bytes, and the line ends in it.
    case row(length: Int, lines: Int)
    /// The row does not end within the bytes.
    case incomplete
    /// A quote does not end within the bytes; how many lines below the row's first it opens.
    case openQuote(line: Int)
  }

  /// The byte between fields.
  let separator: UInt8
  /// The fields of the last row found.
  private(set) var fields: [Field] = []

  init(separator: UInt8) {
    self.separator = separator
  }

  /// Finds the fields of the row at `start`.
  ///
  /// - Precondition: `count` bytes and, behind them, eight line feeds can be read at `start`.
  mutating func scan(_ start: UnsafePointer<UInt8>, count: Int) -> Outcome {
    fields.removeAll(keepingCapacity: true)
    let end = start + count
    let separators = ByteSearch.pattern(separator)
    var p = start
    var lines = 0
    while p < end {
      let fieldStart = p
      if p[0] == Ascii.quote {
        let line = lines
        var hasDoubled = false
        p += 1
        while true {
          // `p..<end` is readable.
          guard p < end, let found = memchr(p, Int32(Ascii.quote), end - p) else {
            return .openQuote(line: line)
          }
          let quote = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
          lines += Self.lineEnds(p, quote)
          p = quote + 1
          guard p < end else { return .incomplete }
          if p[0] != Ascii.quote { break }
          hasDoubled = true
          p += 1
        }
        let close = p
        p = ByteSearch.fieldEnd(p, separators)
        if hasDoubled || p > close {
          append(fieldStart - start, p - fieldStart, isQuoted: true, isRaw: true)
        } else {
          append(fieldStart + 1 - start, close - fieldStart - 2, isQuoted: true, isRaw: false)
        }
      } else {
        p = ByteSearch.fieldEnd(p, separators)
        append(fieldStart - start, p - fieldStart, isQuoted: false, isRaw: false)
      }
      if p >= end { return .incomplete }
      if p[0] == separator {
        p += 1
        // A separator at the very end of the bytes has a field behind it that is not here yet.
        continue
      }
      let isReturn = p[0] == Ascii.carriageReturn
      p += 1
      if isReturn, p[0] == Ascii.lineFeed { p += 1 }
      return p > end ? .incomplete : .row(length: p - start, lines: lines + 1)
    }
    return .incomplete
  }

  private mutating func append(_ start: Int, _ count: Int, isQuoted: Bool, isRaw: Bool) {
    fields.append(Field(start: start, count: count, isQuoted: isQuoted, isRaw: isRaw))
  }

  /// How many lines end between two places.
  private static func lineEnds(
    _ start: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>
  ) -> Int {
    var count = 0
    var p = start
    while p < end {
      // The byte behind a return is readable: at `end` there is a quote.
      if p[0] == Ascii.lineFeed || (p[0] == Ascii.carriageReturn && p[1] != Ascii.lineFeed) {
        count += 1
      }
      p += 1
    }
    return count
  }

  /// The bytes of a field without its quotes.
  ///
  /// - Precondition: `row` is the start of the row that was scanned last.
  static func bytes(of field: Field, in row: UnsafePointer<UInt8>) -> [UInt8] {
    let raw = UnsafeBufferPointer(start: row + field.start, count: field.count)
    guard field.isRaw else { return Array(raw) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(raw.count)
    var isInside = true
    var i = 1
    while i < raw.count {
      if isInside, raw[i] == Ascii.quote {
        if i + 1 < raw.count, raw[i + 1] == Ascii.quote {
          bytes.append(Ascii.quote)
          i += 1
        } else {
          isInside = false
        }
      } else {
        bytes.append(raw[i])
      }
      i += 1
    }
    return bytes
  }

  /// The text of a field, or nil if it is not UTF-8.
  static func text(of field: Field, in row: UnsafePointer<UInt8>) -> String? {
    String(validating: bytes(of: field, in: row), as: UTF8.self)
  }
}

/// Searches eight bytes at a time.
enum ByteSearch {
  /// A byte repeated eight times.
  @inline(__always)
  static func pattern(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

  /// Marks the bytes that are zero; exact for the lowest of them.
  @inline(__always)
  static func zeros(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }

  /// The eight bytes at `p`.
  @inline(__always)
  static func word(_ p: UnsafePointer<UInt8>) -> UInt64 {
    UnsafeRawPointer(p).loadUnaligned(as: UInt64.self)
  }

  @inline(__always)
  static func isLineEnd(_ byte: UInt8) -> Bool {
    byte == Ascii.lineFeed || byte == Ascii.carriageReturn
  }

  /// The first separator or line end at or behind `p`.
  ///
  /// - Precondition: there is one, with seven readable bytes behind it.
  @inline(__always)
  static func fieldEnd(
    _ start: UnsafePointer<UInt8>,
    _ separators: UInt64
  ) -> UnsafePointer<UInt8> {
    var p = start
    while true {
      let word = word(p)
      let found =
        zeros(word ^ separators) | zeros(word ^ pattern(Ascii.lineFeed))
        | zeros(word ^ pattern(Ascii.carriageReturn))
      if found != 0 { return p + found.trailingZeroBitCount >> 3 }
      p += 8
    }
  }
}
