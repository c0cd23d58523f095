extension TimestampFormat {
  /// Writes a stamp at the end of a buffer, as `timestamp(from:)` reads it.
  ///
  /// A stamp that this format cannot show in full, such as noon in a format of days, is written with
  /// all its parts as `2024-02-29 12:00:00`.
  public func append(_ t: Timestamp, to buffer: inout [UInt8]) {
    buffer.append(addingCapacity: Self.greatestLength) { append(t, to: &$0) }
  }

  /// The text of a stamp, as `append(_:to:)` writes it.
  public func text(_ t: Timestamp) -> String {
    var bytes: [UInt8] = []
    append(t, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The most bytes of a stamp: a year of at most 6 digits with its sign, and 27 bytes that may
  /// follow.
  static let greatestLength = 40

  /// Writes a stamp.
  ///
  /// - Precondition: `output` has room for `greatestLength` bytes.
  func append(_ t: Timestamp, to output: inout OutputSpan<UInt8>) {
    if date == .integer {
      for digit in String(t.rawValue).utf8 { output.append(digit) }
      return
    }
    let (dayNumber, time) = t.dayAndTime
    let day = CivilDate(dayNumber: dayNumber)
    var format = self
    if !shows(day) || (time != 0 && self.time == nil) {
      format = .second
      format.time?.isZoned = isZoned
    }
    format.appendDate(day, to: &output)
    if let layout = format.time { output.append(time, layout: layout) }
  }

  /// Whether no part of the date gets lost in this format.
  private func shows(_ date: CivilDate) -> Bool {
    switch self.date {
    case .integer: false
    case .yearMonthDay, .dayMonthYear, .monthDayYear: true
    case .yearMonth, .yearMonthName, .monthNameYear: date.day == 1
    case .yearQuarter: date.day == 1 && date.month % 3 == 1
    case .yearWeek: Weekday(dayNumber: date.dayNumber) == .monday
    }
  }

  @inline(__always)
  private func appendDate(_ day: CivilDate, to output: inout OutputSpan<UInt8>) {
    switch date {
    case .integer, .yearMonthDay, .yearMonth, .yearQuarter, .yearMonthName:
      output.append(year: day.year)
    case .yearWeek:
      output.append(year: day.week.year)
    case .dayMonthYear:
      output.append(day.day, isPadded: isPadded)
    case .monthDayYear:
      output.append(day.month, isPadded: isPadded)
    case .monthNameYear:
      output.append(monthName: day.month, isWhole: hasWholeNames)
    }
    if separator != 0 { output.append(separator) }
    switch date {
    case .integer, .yearMonthDay, .dayMonthYear:
      output.append(day.month, isPadded: isPadded)
    case .monthDayYear:
      output.append(day.day, isPadded: isPadded)
    case .yearMonth:
      output.append(pair: day.month)
      return
    case .yearQuarter:
      output.append(UInt8(ascii: "Q"))
      output.append(UInt8(ascii: "1") + UInt8(truncatingIfNeeded: (day.month - 1) / 3))
      return
    case .yearWeek:
      output.append(UInt8(ascii: "W"))
      output.append(pair: day.week.number)
      return
    case .yearMonthName:
      output.append(monthName: day.month, isWhole: hasWholeNames)
      return
    case .monthNameYear:
      output.append(year: day.year)
      return
    }
    if separator != 0 { output.append(separator) }
    if date == .yearMonthDay {
      output.append(day.day, isPadded: isPadded)
    } else {
      output.append(year: day.year)
    }
  }
}

extension OutputSpan<UInt8> {
  /// A time of day after its separator.
  @inline(__always)
  mutating func append(_ time: Int64, layout: TimestampFormat.TimeLayout) {
    let seconds = Int(truncatingIfNeeded: time / Timestamp.microsecondsPerSecond)
    let fraction = Int(truncatingIfNeeded: time % Timestamp.microsecondsPerSecond)
    append(layout.separator)
    append(seconds / 3600, isPadded: layout.isHourPadded)
    append(UInt8(ascii: ":"))
    append(pair: seconds / 60 % 60)
    if layout.hasSeconds || seconds % 60 != 0 || fraction != 0 {
      append(UInt8(ascii: ":"))
      append(pair: seconds % 60)
    }
    if layout.fractionDigits > 0 || fraction != 0 {
      append(fraction: fraction, digits: layout.fractionDigits)
    }
    if layout.isZoned { append(UInt8(ascii: "Z")) }
  }

  /// Microseconds as a decimal fraction of so many digits, or six when these are too few for it.
  private mutating func append(fraction: Int, digits: Int) {
    let isShown = digits >= 6 || fraction.isMultiple(of: TimestampFormat.powersOfTen[6 - digits])
    append(UInt8(ascii: "."))
    var rest = fraction * 1000
    for position in 0..<(isShown ? digits : 6) {
      let unit = TimestampFormat.powersOfTen[8 - position]
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / unit))
      rest %= unit
    }
  }

  /// A year, in at least four digits.
  @inline(__always)
  fileprivate mutating func append(year: Int) {
    if UInt(bitPattern: year) < 10_000 {
      append(pair: year / 100)
      append(pair: year % 100)
    } else {
      if year < 0 { append(UInt8(ascii: "-")) }
      let digits = String(year.magnitude).utf8
      for _ in digits.count..<Swift.max(4, digits.count) { append(UInt8(ascii: "0")) }
      for digit in digits { append(digit) }
    }
  }

  /// The name of a month, or its first three letters.
  fileprivate mutating func append(monthName month: Int, isWhole: Bool) {
    let name = TimestampFormat.monthNames[month - 1].utf8
    for letter in name.prefix(isWhole ? name.count : 3) { append(letter) }
  }

  /// A number in 0...99, in two digits if padded, else in as many as it has.
  @inline(__always)
  fileprivate mutating func append(_ number: Int, isPadded: Bool) {
    if isPadded || number >= 10 {
      append(pair: number)
    } else {
      append(UInt8(truncatingIfNeeded: number) + UInt8(ascii: "0"))
    }
  }

  /// Two digits of a number in 0...99.
  @inline(__always)
  fileprivate mutating func append(pair: Int) {
    let value = UInt8(truncatingIfNeeded: pair)
    append(value / 10 + UInt8(ascii: "0"))
    append(value % 10 + UInt8(ascii: "0"))
  }
}
