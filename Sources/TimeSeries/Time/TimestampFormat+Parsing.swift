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
    if separator != 0 && isNumericDay {
      let count = field.byteCount
      if count == 10 && !isZoned {
        if let day = dayNumber(in: field) { return Timestamp(dayNumber: day, microseconds: 0) }
      } else if count >= 16, let time, let t = moment(in: field, isZoned: time.isZoned) {
        return t
      }
    } else if date == .integer {
      return integer(in: field)
    }
    return slowTimestamp(from: field)
  }

  /// Whether dates are a day, a month and a year in numbers.
  @inline(__always)
  private var isNumericDay: Bool {
    date == .yearMonthDay || date == .dayMonthYear || date == .monthDayYear
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

  /// The day of `YYYY-MM-DD`, `DD-MM-YYYY` or `MM-DD-YYYY` at the start of a field.
  ///
  /// - Precondition: the field has at least 10 bytes.
  @inline(__always)
  private func dayNumber(in field: RawSpan) -> Int? {
    // Two digits of the year at one end; at the other, three pairs and what separates them. Every
    // bit pattern is a valid integer, and the loads check their bounds.
    let isYearFirst = date == .yearMonthDay
    let pair = field.unsafeLoadUnaligned(fromByteOffset: isYearFirst ? 0 : 8, as: UInt16.self)
    let rest = field.unsafeLoadUnaligned(fromByteOffset: isYearFirst ? 2 : 0, as: UInt64.self)
    let end = TwoDigits(UInt64(UInt16(littleEndian: pair)) | 0x3030_3030_3030_0000)
    let parts = TwoDigits(UInt64(littleEndian: rest), separator: separator)
    guard end.areDigits, parts.areDigits else { return nil }
    let (year, month, day) =
      switch date {
      case .yearMonthDay: (end[0] * 100 + parts[0], parts[3], parts[6])
      case .dayMonthYear: (parts[6] * 100 + end[0], parts[3], parts[0])
      default: (parts[6] * 100 + end[0], parts[0], parts[3])
      }
    return CivilDate(validYear: year, month: month, day: day)?.dayNumber
  }

  /// The moment of a date and ` HH:MM`, ` HH:MM:SS` or ` HH:MM:SS.ffffff`, with `Z` if zoned; nil also
  /// for what is written in another way.
  ///
  /// - Precondition: the field has at least 16 bytes.
  @inline(__always)
  private func moment(in field: RawSpan, isZoned: Bool) -> Timestamp? {
    let separator = field.unsafeLoad(fromByteOffset: 10, as: UInt8.self)
    guard separator == UInt8(ascii: " ") || separator == UInt8(ascii: "T"),
      let day = dayNumber(in: field)
    else { return nil }
    var count = field.byteCount
    if isZoned {
      count -= 1
      guard field.unsafeLoad(fromByteOffset: count, as: UInt8.self) == UInt8(ascii: "Z")
      else { return nil }
    }
    let text: UInt64
    if count >= 19 {
      text = UInt64(
        littleEndian: field.unsafeLoadUnaligned(fromByteOffset: 11, as: UInt64.self)
      )
    } else if count == 16 {
      // `HH:MM` are the last five bytes of these eight; `:00` is put behind them.
      let load = field.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self)
      text = UInt64(littleEndian: load) >> 24 | 0x3030_3a00_0000_0000
    } else {
      return nil
    }
    // H H : M M : S S
    let parts = TwoDigits(text, separator: UInt8(ascii: ":"))
    let (hour, minute, second) = (parts[0], parts[3], parts[6])
    guard parts.areDigits, hour < 24, minute < 60, second < 60 else { return nil }
    let seconds = Int64((hour * 60 + minute) * 60 + second)
    var microseconds = seconds * Timestamp.microsecondsPerSecond
    if count > 19 {
      guard let fraction = fraction(in: field, upTo: count) else { return nil }
      microseconds += fraction
    }
    return Timestamp(dayNumber: day, microseconds: microseconds)
  }

  /// Microseconds of `.f` to `.ffffff` from the 19th byte of a field up to another.
  @inline(__always)
  private func fraction(in field: RawSpan, upTo end: Int) -> Int64? {
    guard end >= 21, end <= 26,
      field.unsafeLoad(fromByteOffset: 19, as: UInt8.self) == UInt8(ascii: ".")
    else { return nil }
    var value: Int64 = 0
    for position in 20..<26 {
      let isDigit = position < end
      let digit =
        isDigit
        ? field.unsafeLoad(fromByteOffset: position, as: UInt8.self) &- UInt8(ascii: "0") : 0
      guard digit < 10 else { return nil }
      value = value * 10 + Int64(digit)
    }
    return value
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
    case (.yearWeek, .yearWeek):
      day = CivilDate(weekYear: year, week: first)
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
