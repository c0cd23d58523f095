/// What the times of an event log mean: a calendar, counted in microseconds, or plain numbers.
///
/// A calendar's times are those of a clock without daylight saving: as written, or universal time where
/// the log has Unix times or offsets.
public struct EventClock: Hashable, Sendable {
  /// How times are written.
  public let format: TimestampFormat
  /// The microseconds in one unit of Unix times; nil where times are written otherwise.
  public let unixUnit: Int64?

  /// The clock of times that are written in a format.
  public init(_ format: TimestampFormat) {
    (self.format, unixUnit) = (format, nil)
  }

  /// The clock of times that count from the start of 1970 in units of so many microseconds.
  public init(unixUnit: Int64) {
    (format, self.unixUnit) = (.integer, unixUnit)
  }

  /// Plain numbers, such as weeks since a beginning.
  public static let integer = EventClock(.integer)

  /// The clock that whole numbers look like they were read from: Unix times if all lie within the years
  /// 1973 to 5138 in seconds, milli- or microseconds, else plain numbers.
  public init(integers samples: [Int64]) {
    for (unit, scale) in [(1_000_000, 1), (1000, 1000), (1, 1_000_000)] as [(Int64, Int64)]
    where !samples.isEmpty {
      let years = 100_000_000 * scale..<100_000_000_000 * scale
      if samples.allSatisfy(years.contains) {
        self.init(unixUnit: unit)
        return
      }
    }
    self = .integer
  }

  /// Whether times are plain numbers rather than moments of a calendar.
  public var isInteger: Bool { format.isInteger && unixUnit == nil }

  /// Whether moments are those of universal time, rather than of the clock the log was written by.
  public var isUniversal: Bool { unixUnit != nil || format.isZoned }

  /// The ticks in a day; 1 for plain numbers, each of which is a day of its own.
  public var ticksPerDay: Int64 { isInteger ? 1 : Timestamp.microsecondsPerDay }

  /// A time as it would be written for people: a date and a time of day, or the number.
  public func text(_ tick: Int64) -> String {
    if isInteger { return String(tick) }
    let isMidnight =
      tick.flooredQuotient(by: Timestamp.microsecondsPerDay)
      * Timestamp.microsecondsPerDay == tick
    return (isMidnight ? TimestampFormat.day : .second).text(Timestamp(tick))
  }

  /// The tick that a text names: a date, a date and time, or, for plain numbers and Unix times, a number.
  /// Nil where it names none.
  public func tick(of text: String) -> Int64? {
    if format.isInteger, let number = Int64(text) {
      guard let unixUnit else { return number }
      // Eight digits are a day, as everywhere.
      if text.utf8.count != 8 {
        return number.multipliedReportingOverflow(by: unixUnit).partialValue
      }
    }
    guard !isInteger,
      case .format(let found) = TimestampFormat.detected(in: [text.utf8]), !found.isInteger
    else { return nil }
    return found.timestamp(from: Array(text.utf8).span)?.rawValue
  }

  /// The ticks of a length of time: `30d`, `13w`, `12h`, `90min`, `45s`, or a plain number where times
  /// are plain numbers. Nil for other texts, and for lengths that are not positive.
  public func ticks(of text: String) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int64(digits), number > 0 else { return nil }
    let unit = text.dropFirst(digits.count)
    if isInteger { return unit.isEmpty ? number : nil }
    let seconds: Int64? =
      switch unit {
      case "s": 1
      case "min": 60
      case "h": 3600
      case "d": 86_400
      case "w": 7 * 86_400
      default: nil
      }
    guard let seconds else { return nil }
    let (ticks, overflow) = number.multipliedReportingOverflow(
      by: seconds * Timestamp.microsecondsPerSecond
    )
    return overflow ? nil : ticks
  }

  /// A length of time in words: `30 days`, `36 hours`, or the number.
  public func lengthText(_ ticks: Int64) -> String {
    func counted(_ number: Int64, _ unit: String) -> String {
      "\(number) \(unit)\(number == 1 ? "" : "s")"
    }
    if isInteger { return String(ticks) }
    let units: [(Int64, String)] = [(86_400, "day"), (3600, "hour"), (60, "minute")]
    for (seconds, name) in units where ticks % (seconds * Timestamp.microsecondsPerSecond) == 0 {
      return counted(ticks / (seconds * Timestamp.microsecondsPerSecond), name)
    }
    return counted(ticks / Timestamp.microsecondsPerSecond, "second")
  }
}
