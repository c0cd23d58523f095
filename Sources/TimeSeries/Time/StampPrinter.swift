/// Writes stamps one after the other, which are often in the month of the one before.
///
/// The text of year and month is kept, so that only the day and the time are made anew.
struct StampPrinter: Sendable {
  /// The month's first moment.
  private var start = Timestamp(0)
  /// How many microseconds the month has; 0 as long as there is none.
  private var length: UInt64 = 0
  /// `YYYY-MM-` in the order of a word's bytes, with the separator of the format.
  private var text: UInt64 = 0
  private var separator: UInt8 = 0

  /// How many bytes `write` may fill.
  static let greatestLength = TimestampFormat.greatestLength

  /// Writes a stamp as `format.append` does; returns the count of bytes.
  ///
  /// - Precondition: `p` has room for `greatestLength` bytes.
  @inline(__always)
  mutating func write(
    _ t: Timestamp,
    format: TimestampFormat,
    to p: UnsafeMutablePointer<UInt8>
  ) -> Int {
    // A stamp before the month is far behind it here.
    let offset = UInt64(bitPattern: t.rawValue &- start.rawValue)
    if offset < length, format.separator == separator, format.date == .yearMonthDay,
      format.isPadded
    {
      let day = offset / UInt64(Timestamp.microsecondsPerDay)
      let time = offset &- day &* UInt64(Timestamp.microsecondsPerDay)
      if format.time == nil, time == 0 {
        writeDate(day, to: p)
        return 10
      }
      if let layout = format.time { return write(day, Int64(time), layout: layout, to: p) }
    }
    return writeAny(t, format: format, to: p)
  }

  /// Writes a day of the month, counted from 0.
  @inline(__always)
  private func writeDate(_ day: UInt64, to p: UnsafeMutablePointer<UInt8>) {
    DigitWord.store(text, to: p)
    let number = UInt8(truncatingIfNeeded: day + 1)
    p[8] = Ascii.zero + number / 10
    p[9] = Ascii.zero + number % 10
  }

  private func write(
    _ day: UInt64,
    _ time: Int64,
    layout: TimestampFormat.TimeLayout,
    to p: UnsafeMutablePointer<UInt8>
  ) -> Int {
    writeDate(day, to: p)
    return 10
      + Self.fill(p + 10, room: Self.greatestLength - 10) { $0.append(time, layout: layout) }
  }

  /// Writes a stamp of another month or in another format, and takes note of its month.
  @inline(never)
  private mutating func writeAny(
    _ t: Timestamp,
    format: TimestampFormat,
    to p: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let count = Self.fill(p, room: Self.greatestLength) { format.append(t, to: &$0) }
    let date = t.date
    guard format.date == .yearMonthDay, format.isPadded, format.separator != 0,
      0...9999 ~= date.year
    else { return count }
    // Then the text is that of year, month and day first, whatever follows.
    text = UInt64(littleEndian: UnsafeRawPointer(p).loadUnaligned(as: UInt64.self))
    separator = format.separator
    start = Timestamp(CivilDate(year: date.year, month: date.month, day: 1))
    let days = CivilDate.monthLength(year: date.year, month: date.month)
    length = UInt64(days) * UInt64(Timestamp.microsecondsPerDay)
    return count
  }

  /// Lets `body` append bytes at `p`, where there is room for them; returns how many.
  @inline(__always)
  private static func fill(
    _ p: UnsafeMutablePointer<UInt8>,
    room: Int,
    _ body: (inout OutputSpan<UInt8>) -> Void
  ) -> Int {
    let buffer = UnsafeMutableBufferPointer(start: p, count: room)
    // Bytes need no initialisation: the span may take all of them for free.
    var output = OutputSpan(buffer: buffer, initializedCount: 0)
    body(&output)
    return output.finalize(for: buffer)
  }
}
