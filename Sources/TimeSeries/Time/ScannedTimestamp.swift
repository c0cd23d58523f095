/// The parts of a written stamp, before it is known in which order they are meant.
struct ScannedTimestamp {
  /// What the parts look like.
  enum Shape: Equatable {
    case integer
    /// Year, month, day.
    case yearFirst
    /// Two numbers and a year.
    case yearLast
    case yearMonth, yearQuarter, yearWeek, yearMonthName, monthNameYear
  }

  var shape: Shape
  /// The character between the parts of the date; 0 for none.
  var separator: UInt8 = 0
  /// The integer, or the year.
  var number = 0
  /// The parts beside the year in the order in which they stand; a quarter or a week is a first part.
  var first = 1
  var second = 1
  /// Whether a part beside the year is a single digit.
  var isUnpadded = false
  /// Whether a part beside the year has a leading zero.
  var isPadded = false
  /// Whether the month has its whole name, and one of more than three letters.
  var hasWholeName = false
  /// The number of digits of an integer.
  var digits = 0
  /// The time of day in microseconds, and how it is written; nil when there is none.
  var time: (microseconds: Int64, layout: TimestampFormat.TimeLayout)?
}

extension ScannedTimestamp {
  /// The parts of a field, all of which must be used; nil when it is no stamp.
  init?(_ field: RawSpan) {
    guard let result = field.withUnsafeBytes({ ScannedTimestamp(Cursor($0)) }) else { return nil }
    self = result
  }

  private init?(_ start: Cursor) {
    var cursor = start
    guard var result = ScannedTimestamp(dateFrom: &cursor) else { return nil }
    if !cursor.isAtEnd {
      guard result.allowsTime, let time = cursor.time(), cursor.isAtEnd else { return nil }
      result.time = time
      if result.shape == .integer, !result.becomeCompactDate() { return nil }
    }
    self = result
  }

  private var allowsTime: Bool {
    shape == .yearFirst || shape == .yearLast || (shape == .integer && digits == 8)
  }

  /// Reads an integer of eight digits as `YYYYMMDD`; false when it has not eight.
  mutating func becomeCompactDate() -> Bool {
    guard shape == .integer, digits == 8, number >= 0 else { return false }
    shape = .yearFirst
    (first, second) = (number / 100 % 100, number % 100)
    number /= 10_000
    return true
  }

  private init?(dateFrom cursor: inout Cursor) {
    if let month = cursor.monthName() {
      self.init(shape: .monthNameYear)
      (first, hasWholeName) = month
      separator = cursor.take(anyOf: " -") ?? 0
      guard separator != 0, let year = cursor.number(digits: 4)
      else { return nil }
      number = year
      return
    }
    let isNegative = cursor.take("-")
    guard let (head, digits) = cursor.number(upTo: 19) else { return nil }
    let isInteger = cursor.isAtEnd || digits == 8
    if isInteger || isNegative {
      guard isInteger else { return nil }
      self.init(shape: .integer)
      number = isNegative ? -head : head
      self.digits = digits
      return
    }
    if digits == 4 {
      self.init(year: head, from: &cursor)
    } else if digits <= 2 {
      self.init(shape: .yearLast)
      separator = cursor.take(anyOf: "/.-") ?? 0
      guard separator != 0, let (second, secondDigits) = cursor.number(upTo: 2),
        cursor.take(separator), let year = cursor.number(digits: 4)
      else { return nil }
      (first, self.second, number) = (head, second, year)
      notePadding((head, digits), (second, secondDigits))
    } else {
      return nil
    }
  }

  /// What may follow a year.
  private init?(year: Int, from cursor: inout Cursor) {
    self.init(shape: .yearFirst)
    number = year
    separator = cursor.take(anyOf: "-/. ") ?? 0
    if separator != UInt8(ascii: "/") && separator != UInt8(ascii: ".") {
      if cursor.take("Q") || cursor.take("q") {
        shape = .yearQuarter
        guard let quarter = cursor.number(digits: 1) else { return nil }
        first = quarter
        return
      }
      if cursor.take("W") || cursor.take("w") {
        shape = .yearWeek
        guard let week = cursor.number(digits: 2) else { return nil }
        first = week
        return
      }
      if separator != 0, let month = cursor.monthName() {
        shape = .yearMonthName
        (first, hasWholeName) = month
        return
      }
    }
    guard separator != 0, separator != UInt8(ascii: " "),
      let month = cursor.number(upTo: 2)
    else { return nil }
    first = month.value
    if cursor.take(separator) {
      guard let day = cursor.number(upTo: 2) else { return nil }
      second = day.value
      notePadding(month, day)
    } else {
      // 2024.02 would be a decimal number, 2024-2 hardly a month.
      guard separator != UInt8(ascii: "."), month.digits == 2 else { return nil }
      shape = .yearMonth
      isPadded = true
    }
  }

  private mutating func notePadding(_ a: (value: Int, digits: Int), _ b: (value: Int, digits: Int))
  {
    isUnpadded = a.digits == 1 || b.digits == 1
    isPadded = (a.digits == 2 && a.value < 10) || (b.digits == 2 && b.value < 10)
  }
}

/// A place in a field that is being read.
private struct Cursor {
  /// The field. A cursor lives only while `ScannedTimestamp.init` borrows it, and reads below its
  /// count only.
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ field: UnsafeRawBufferPointer) { bytes = field }

  var isAtEnd: Bool { position == bytes.count }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  mutating func take(_ character: UnicodeScalar) -> Bool { take(UInt8(ascii: character)) }

  mutating func take(anyOf characters: StaticString) -> UInt8? {
    guard let next, characters.withUTF8Buffer({ $0.contains(next) }) else { return nil }
    position += 1
    return next
  }

  /// The digits here, at most `limit` of them and at least one; nil also when they exceed an `Int`.
  mutating func number(upTo limit: Int) -> (value: Int, digits: Int)? {
    var value = 0
    let start = position
    while position - start < limit, let next, case let digit = next &- UInt8(ascii: "0"),
      digit < 10
    {
      // 18 digits always fit.
      guard position - start < 18 || value <= (Int.max - Int(digit)) / 10 else { return nil }
      value = value &* 10 &+ Int(digit)
      position += 1
    }
    return position > start ? (value, position - start) : nil
  }

  /// The number of exactly so many digits.
  mutating func number(digits: Int) -> Int? {
    guard let number = number(upTo: digits), number.digits == digits else { return nil }
    return number.value
  }

  /// The month, 1...12, whose English name or its first three letters stand here, in any case.
  mutating func monthName() -> (month: Int, isWhole: Bool)? {
    guard position + 3 <= bytes.count else { return nil }
    var letters: UInt32 = 0
    for offset in position..<position + 3 {
      letters = letters << 8 | UInt32(bytes[offset] | 0x20)
    }
    guard let month = TimestampFormat.lowercaseMonths.firstIndex(of: letters) else { return nil }
    position += 3
    let rest = TimestampFormat.monthNames[month].utf8.dropFirst(3)
    let isWhole =
      !rest.isEmpty
      && bytes[position...].prefix(rest.count).elementsEqual(rest) { $0 | 0x20 == $1 }
    if isWhole { position += rest.count }
    return (month + 1, isWhole)
  }

  /// A space or `T`, a time of day and perhaps an offset, by which the time is converted.
  mutating func time() -> (microseconds: Int64, layout: TimestampFormat.TimeLayout)? {
    guard let separator = take(anyOf: " T"), let hour = number(upTo: 2), hour.value < 24,
      take(":"), let minute = number(digits: 2), minute < 60
    else { return nil }
    var layout = TimestampFormat.TimeLayout(
      separator: separator,
      isHourPadded: hour.digits == 2,
      hasSeconds: false,
      fractionDigits: 0,
      isZoned: false
    )
    var seconds = (hour.value * 60 + minute) * 60
    var fraction = 0
    if take(":") {
      guard let second = number(digits: 2), second < 60 else { return nil }
      seconds += second
      layout.hasSeconds = true
      if take(".") {
        guard let (value, digits) = number(upTo: 9) else { return nil }
        let nanoseconds = value * TimestampFormat.powersOfTen[9 - digits]
        guard nanoseconds.isMultiple(of: 1000) else { return nil }
        fraction = nanoseconds / 1000
        layout.fractionDigits = digits
      }
    }
    if !isAtEnd {
      guard let offset = zoneOffset() else { return nil }
      layout.isZoned = true
      seconds -= offset
    }
    return (Int64(seconds) * Timestamp.microsecondsPerSecond + Int64(fraction), layout)
  }

  /// `Z`, `+HH`, `+HHMM` or `+HH:MM`, in seconds ahead of universal time.
  private mutating func zoneOffset() -> Int? {
    if take("Z") { return 0 }
    guard let sign = take(anyOf: "+-"), let hours = number(digits: 2), hours < 24
    else { return nil }
    var minutes = 0
    if !isAtEnd {
      _ = take(":")
      guard let value = number(digits: 2), value < 60 else { return nil }
      minutes = value
    }
    let seconds = (hours * 60 + minutes) * 60
    return sign == UInt8(ascii: "-") ? -seconds : seconds
  }
}

extension TimestampFormat {
  static let powersOfTen = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  ]
  static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  /// The first three letters in lower case, a byte a letter, the first in the highest.
  fileprivate static let lowercaseMonths = monthNames.map { name in
    name.utf8.prefix(3).reduce(UInt32(0)) { $0 << 8 | UInt32($1 | 0x20) }
  }
}
