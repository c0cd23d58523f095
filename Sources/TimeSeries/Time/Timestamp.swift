/// A place in time: microseconds since 1970-01-01 00:00:00 of a naive clock, or, in a panel whose
/// time column holds integers, that integer.
///
/// A naive clock has no zone and no daylight saving; every day has 24 hours. Which of the two
/// readings applies is known to the `Frequency` beside it. The clock reaches from the year -290,308
/// to 294,247.
public struct Timestamp: Comparable, Hashable, Sendable {
  /// Microseconds since the start of 1970, or the integer itself.
  public var rawValue: Int64

  /// The place with this raw value.
  @inline(__always)
  public init(_ rawValue: Int64) {
    self.rawValue = rawValue
  }

  /// The first place there is. Steps that would lead before it end here.
  public static let distantPast = Timestamp(.min)
  /// The last place there is. Steps that would lead beyond it end here.
  public static let distantFuture = Timestamp(.max)

  /// Whether `a` is earlier than `b`.
  @inline(__always)
  public static func < (a: Timestamp, b: Timestamp) -> Bool {
    a.rawValue < b.rawValue
  }
}

extension Timestamp {
  static let microsecondsPerSecond: Int64 = 1_000_000
  static let microsecondsPerDay: Int64 = 86_400 * microsecondsPerSecond

  /// The moment at which a day begins, or a time of it.
  ///
  /// - Parameter microseconds: the time since midnight; it may reach into other days.
  public init(_ date: CivilDate, microseconds: Int64 = 0) {
    self.init(dayNumber: date.dayNumber, microseconds: microseconds)
  }

  /// A moment by its calendar parts, such as `Timestamp(year: 2024, month: 2, day: 29)`.
  ///
  /// - Precondition: the parts name a day that exists, and the moment is one a stamp can hold.
  public init(
    year: Int,
    month: Int,
    day: Int,
    hour: Int = 0,
    minute: Int = 0,
    second: Int = 0,
    microsecond: Int = 0
  ) {
    guard let date = CivilDate(validYear: year, month: month, day: day) else {
      preconditionFailure("there is no day \(year)-\(month)-\(day)")
    }
    let seconds = Int64((hour * 60 + minute) * 60 + second)
    self.init(date, microseconds: seconds * Self.microsecondsPerSecond + Int64(microsecond))
  }

  /// The day, by the clock reading.
  public var date: CivilDate { CivilDate(dayNumber: dayNumber) }

  /// The weekday, by the clock reading.
  public var weekday: Weekday { Weekday(dayNumber: dayNumber) }

  @inline(__always)
  init(dayNumber: Int, microseconds: Int64) {
    self.init(Int64(dayNumber) * Self.microsecondsPerDay + microseconds)
  }

  /// Days since 1970-01-01.
  @inline(__always)
  var dayNumber: Int { Int(rawValue.flooredQuotient(by: Self.microsecondsPerDay)) }

  /// The day, and microseconds since it began.
  @inline(__always)
  var dayAndTime: (day: Int, time: Int64) {
    let day = rawValue.flooredQuotient(by: Self.microsecondsPerDay)
    // The start of the very first day is out of range; wrapping there and back is exact.
    return (Int(day), rawValue &- day &* Self.microsecondsPerDay)
  }
}
