extension TimestampFormat {
  /// The stamp that a field holds; nil when it is not one in this format, or its day does not exist.
  @inline(__always)
  public func timestamp(from field: Span<UInt8>) -> Timestamp? {
    timestamp(from: field.bytes)
  }

  /// The stamp that a field holds; nil when it is not one in this format, or its day does not exist.
  ///
  /// Parts may have one digit or two, seconds may be absent, and so may the whole time of a day that
  /// has no offset. A time is refused where the format has none.
  @inline(__always)
  public func timestamp(from field: RawSpan) -> Timestamp? {
    if date == .yearMonthDay && separator != 0 {
      let count = field.byteCount
      if count == 10 && time?.isZoned != true {
        if let day = yearMonthDay(in: field) { return Timestamp(dayNumber: day, microseconds: 0) }
      } else if let time, count == (time.isZoned ? 20 : 19), let t = moment(in: field) {
        return t
      }
    } else if date == .integer {
      return integer(in: field)
    }
    return slowTimestamp(from: field)
  }

  /// The integer that a field holds, of at most 18 digits; longer ones are read slowly.
  @inline(__always)
  private func integer(in field: RawSpan) -> Timestamp? {
    let count = field.byteCount
    guard count > 0, count <= 18 else { return slowTimestamp(from: field) }
    let isNegative = field.unsafeLoad(as: UInt8.self) == UInt8(ascii: "-")
    var value: Int64 = 0
    for position in (isNegative ? 1 : 0)..<count {
      let digit = field.unsafeLoad(fromByteOffset: position, as: UInt8.self) &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value * 10 + Int64(digit)
    }
    return isNegative && count == 1 ? nil : Timestamp(isNegative ? -value : value)
  }

  /// The day number of `YYYY-MM-DD` at the start of a field.
  ///
  /// - Precondition: the field has at least 10 bytes.
  @inline(__always)
  private func yearMonthDay(in field: RawSpan) -> Int? {
    // Every bit pattern is a valid integer, and the loads check their bounds.
    let head = UInt16(littleEndian: field.unsafeLoadUnaligned(as: UInt16.self))
    let tail = UInt64(littleEndian: field.unsafeLoadUnaligned(fromByteOffset: 2, as: UInt64.self))
    // Y Y - M M - D D
    let century = TwoDigits(UInt64(head) | 0x3030_3030_3030_0000)
    let parts = TwoDigits(tail, separator: separator)
    guard century.areDigits, parts.areDigits else { return nil }
    return CivilDate(
      validYear: century[0] * 100 + parts[0],
      month: parts[3],
      day: parts[6]
    )?.dayNumber
  }

  /// The moment of `YYYY-MM-DD HH:MM:SS`, and `Z` where the format has offsets.
  ///
  /// - Precondition: the field has at least 19 bytes.
  @inline(__always)
  private func moment(in field: RawSpan) -> Timestamp? {
    let separator = field.unsafeLoad(fromByteOffset: 10, as: UInt8.self)
    guard separator == UInt8(ascii: " ") || separator == UInt8(ascii: "T"),
      let day = yearMonthDay(in: field)
    else { return nil }
    if field.byteCount == 20 {
      guard field.unsafeLoad(fromByteOffset: 19, as: UInt8.self) == UInt8(ascii: "Z")
      else { return nil }
    }
    let text = field.unsafeLoadUnaligned(fromByteOffset: 11, as: UInt64.self)
    // H H : M M : S S
    let parts = TwoDigits(UInt64(littleEndian: text), separator: UInt8(ascii: ":"))
    let (hour, minute, second) = (parts[0], parts[3], parts[6])
    guard parts.areDigits, hour < 24, minute < 60, second < 60 else { return nil }
    let seconds = Int64((hour * 60 + minute) * 60 + second)
    return Timestamp(dayNumber: day, microseconds: seconds * Timestamp.microsecondsPerSecond)
  }

  @inline(never)
  private func slowTimestamp(from field: RawSpan) -> Timestamp? {
    guard var scanned = ScannedTimestamp(field) else { return nil }
    if date == .yearMonthDay && separator == 0 && scanned.shape == .integer {
      guard scanned.becomeCompactDate() else { return nil }
    }
    return timestamp(from: scanned)
  }

  /// The stamp that the parts of a field mean in this format.
  func timestamp(from scanned: ScannedTimestamp) -> Timestamp? {
    guard scanned.separator == separator else { return nil }
    if let scannedTime = scanned.time {
      guard let time, time.isZoned == scannedTime.layout.isZoned else { return nil }
    } else if isZoned {
      return nil
    }
    let (year, first, second) = (scanned.number, scanned.first, scanned.second)
    let day: CivilDate?
    switch (date, scanned.shape) {
    case (.integer, .integer):
      return Timestamp(Int64(scanned.number))
    case (.yearMonthDay, .yearFirst), (.yearMonth, .yearMonth), (.yearMonthName, .yearMonthName),
      (.monthNameYear, .monthNameYear), (.monthDayYear, .yearLast):
      day = CivilDate(validYear: year, month: first, day: second)
    case (.dayMonthYear, .yearLast):
      day = CivilDate(validYear: year, month: second, day: first)
    case (.yearQuarter, .yearQuarter):
      day = CivilDate(validYear: year, month: first * 3 - 2, day: 1)
    default:
      return nil
    }
    return day.map { Timestamp($0, microseconds: scanned.time?.microseconds ?? 0) }
  }
}

/// Eight bytes in which pairs of digits are read as numbers, all at once.
private struct TwoDigits {
  private let digits: UInt64
  /// Whether the bytes are what was expected.
  let areDigits: Bool

  /// Bytes that should all be digits.
  @inline(__always)
  init(_ text: UInt64) {
    digits = text ^ 0x3030_3030_3030_3030
    // A digit leaves 0...9; adding 6 to more than that reaches the upper half of the byte.
    areDigits = (digits | (digits &+ 0x0606_0606_0606_0606)) & 0xf0f0_f0f0_f0f0_f0f0 == 0
  }

  /// Bytes that should be digits save for the third and the sixth, which should be `separator`.
  @inline(__always)
  init(_ text: UInt64, separator: UInt8) {
    digits = text ^ (0x3030_0030_3000_3030 | UInt64(separator) &* 0x0000_0100_0001_0000)
    let isSeparated = digits & 0x0000_ff00_00ff_0000 == 0
    let overNine = (digits | (digits &+ 0x0606_0006_0600_0606)) & 0xf0f0_00f0_f000_f0f0
    areDigits = isSeparated && overNine == 0
  }

  /// The number whose first digit is at a position.
  @inline(__always)
  subscript(position: Int) -> Int {
    let pair = digits >> UInt64(position * 8)
    return Int((pair & 0xff) * 10 + (pair >> 8 & 0xff))
  }
}
