extension TimestampFormat {
  /// Writes a stamp at the end of a buffer, as `timestamp(from:)` reads it.
  ///
  /// A stamp that this format cannot show in full, such as noon in a format of days, is written with
  /// all its parts as `2024-02-29 12:00:00`.
  @inline(__always)
  public func append(_ t: Timestamp, to buffer: inout [UInt8]) {
    if date == .yearMonthDay && isPadded && separator != 0 {
      let (dayNumber, time) = t.dayAndTime
      let day = CivilDate(dayNumber: dayNumber)
      if UInt(bitPattern: day.year) < 10_000 {
        if self.time == nil && time == 0 {
          buffer.append(addingCapacity: 10) { $0.append(day, separator: separator) }
          return
        }
        if let layout = self.time, layout.hasSeconds, layout.isHourPadded,
          layout.fractionDigits == 0, !layout.isZoned,
          time.isMultiple(of: Timestamp.microsecondsPerSecond)
        {
          let seconds = Int(truncatingIfNeeded: time / Timestamp.microsecondsPerSecond)
          buffer.append(addingCapacity: 19) { output in
            output.append(day, separator: separator)
            output.append(layout.separator)
            output.append(secondOfDay: seconds)
          }
          return
        }
      }
    }
    appendSlowly(t, to: &buffer)
  }

  @inline(never)
  private func appendSlowly(_ t: Timestamp, to buffer: inout [UInt8]) {
    if date == .integer {
      buffer.append(contentsOf: String(t.rawValue).utf8)
      return
    }
    let (dayNumber, time) = t.dayAndTime
    let day = CivilDate(dayNumber: dayNumber)
    guard shows(day) && (time == 0 || self.time != nil) else {
      var complete = TimestampFormat.second
      complete.time?.isZoned = isZoned
      complete.append(day, time, to: &buffer)
      return
    }
    append(day, time, to: &buffer)
  }

  /// Whether no part of the date gets lost in this format.
  private func shows(_ date: CivilDate) -> Bool {
    switch self.date {
    case .integer: false
    case .yearMonthDay, .dayMonthYear, .monthDayYear: true
    case .yearMonth, .yearMonthName, .monthNameYear: date.day == 1
    case .yearQuarter: date.day == 1 && date.month % 3 == 1
    }
  }

  private func append(_ day: CivilDate, _ time: Int64, to buffer: inout [UInt8]) {
    appendDate(day, to: &buffer)
    guard let layout = self.time else { return }
    buffer.append(layout.separator)
    let seconds = Int(time / Timestamp.microsecondsPerSecond)
    let fraction = Int(time % Timestamp.microsecondsPerSecond)
    buffer.append(number: seconds / 3600, digits: layout.isHourPadded ? 2 : 1)
    buffer.append(UInt8(ascii: ":"))
    buffer.append(number: seconds / 60 % 60, digits: 2)
    if layout.hasSeconds || seconds % 60 != 0 || fraction != 0 {
      buffer.append(UInt8(ascii: ":"))
      buffer.append(number: seconds % 60, digits: 2)
    }
    var digits = layout.fractionDigits
    if digits < 6, !fraction.isMultiple(of: Self.powersOfTen[6 - digits]) { digits = 6 }
    if digits > 0 {
      buffer.append(UInt8(ascii: "."))
      let nanoseconds = fraction * 1000
      buffer.append(number: nanoseconds / Self.powersOfTen[9 - digits], digits: digits)
    }
    if layout.isZoned { buffer.append(UInt8(ascii: "Z")) }
  }

  private func appendDate(_ day: CivilDate, to buffer: inout [UInt8]) {
    let digits = isPadded ? 2 : 1
    func separate(_ buffer: inout [UInt8]) { if separator != 0 { buffer.append(separator) } }
    func pair(_ first: Int, _ second: Int, _ buffer: inout [UInt8]) {
      buffer.append(number: first, digits: digits)
      separate(&buffer)
      buffer.append(number: second, digits: digits)
    }
    switch date {
    case .dayMonthYear:
      pair(day.day, day.month, &buffer)
    case .monthDayYear:
      pair(day.month, day.day, &buffer)
    case .monthNameYear:
      buffer.append(contentsOf: Self.monthNames[day.month - 1].utf8)
    default:
      buffer.append(number: day.year, digits: 4)
    }
    separate(&buffer)
    switch date {
    case .yearMonthDay:
      pair(day.month, day.day, &buffer)
    case .yearMonth:
      buffer.append(number: day.month, digits: 2)
    case .yearMonthName:
      buffer.append(contentsOf: Self.monthNames[day.month - 1].utf8)
    case .yearQuarter:
      buffer.append(UInt8(ascii: "Q"))
      buffer.append(number: (day.month + 2) / 3, digits: 1)
    default:
      buffer.append(number: day.year, digits: 4)
    }
  }
}

extension OutputSpan<UInt8> {
  /// `YYYY-MM-DD` of a year in 0...9999.
  @inline(__always)
  fileprivate mutating func append(_ day: CivilDate, separator: UInt8) {
    append(pair: day.year / 100)
    append(pair: day.year % 100)
    append(separator)
    append(pair: day.month)
    append(separator)
    append(pair: day.day)
  }

  /// `HH:MM:SS`.
  @inline(__always)
  fileprivate mutating func append(secondOfDay seconds: Int) {
    append(pair: seconds / 3600)
    append(UInt8(ascii: ":"))
    append(pair: seconds / 60 % 60)
    append(UInt8(ascii: ":"))
    append(pair: seconds % 60)
  }

  /// Two digits of a number in 0...99.
  @inline(__always)
  private mutating func append(pair: Int) {
    let value = UInt8(truncatingIfNeeded: pair)
    append(value / 10 + UInt8(ascii: "0"))
    append(value % 10 + UInt8(ascii: "0"))
  }
}

extension [UInt8] {
  /// The decimal digits of a number, at least so many.
  fileprivate mutating func append(number: Int, digits: Int) {
    if number < 0 { append(UInt8(ascii: "-")) }
    let text = String(number.magnitude).utf8
    append(contentsOf: repeatElement(UInt8(ascii: "0"), count: Swift.max(0, digits - text.count)))
    append(contentsOf: text)
  }
}
