/// How the stamps of a column are written; found from samples, then used to read and to write.
///
/// | written | read as |
/// |---|---|
/// | `-17` | the integer |
/// | `2024-02-29`, `2024/02/29`, `2024.02.29` | the day |
/// | `20240229` | the day, where that is evident: see `detected(in:dateOrder:compactDates:)` |
/// | `29.02.2024`, `29/02/2024`, `02/29/2024` | the day, in the order found or given |
/// | `2024-02`, `2024/02` | the first day of the month |
/// | `2024 Feb`, `2024-Feb`, `Feb 2024`, `February 2024` | the first day of the month |
/// | `2024 Q1`, `2024Q1`, `2024-Q1` | the first day of the quarter |
/// | `2024 W09`, `2024W09`, `2024-W09` | the Monday of the week of ISO 8601 |
///
/// Days may be followed by a space or `T` and a time, `8:05`, `08:05:09` or `08:05:09.25`, with up to
/// nine digits of a second of which those past the sixth are zero; and the time by `Z` or an offset
/// such as `+02:00`, by which it is converted to universal time. A column has offsets on all its
/// stamps or on none. Years have four digits.
public struct TimestampFormat: Hashable, Sendable {
  /// The parts of a date and their order.
  enum DateLayout: Hashable, Sendable {
    case integer
    case yearMonthDay, dayMonthYear, monthDayYear
    case yearMonth, yearQuarter, yearWeek, yearMonthName, monthNameYear
  }

  /// What follows a date.
  struct TimeLayout: Hashable, Sendable {
    /// A space or `T`.
    var separator: UInt8
    var isHourPadded: Bool
    var hasSeconds: Bool
    /// 0...9.
    var fractionDigits: Int
    /// Whether an offset from universal time follows.
    var isZoned: Bool
  }

  var date: DateLayout
  /// The character between the parts of the date; 0 for none.
  var separator: UInt8
  /// Whether days and months have two digits.
  var isPadded: Bool
  /// Whether months have their whole names.
  var hasWholeNames = false
  var time: TimeLayout?

  init(_ date: DateLayout, separator: UInt8, isPadded: Bool = true, time: TimeLayout? = nil) {
    self.date = date
    self.separator = separator
    self.isPadded = isPadded
    self.time = time
  }

  /// Plain integers.
  public static let integer = TimestampFormat(.integer, separator: 0)
  /// Days, as `2024-02-29`.
  public static let day = TimestampFormat(.yearMonthDay, separator: UInt8(ascii: "-"))
  /// Moments, as `2024-02-29 08:05:09`.
  public static let second = TimestampFormat(
    .yearMonthDay,
    separator: UInt8(ascii: "-"),
    time: TimeLayout(
      separator: UInt8(ascii: " "),
      isHourPadded: true,
      hasSeconds: true,
      fractionDigits: 0,
      isZoned: false
    )
  )

  /// Whether the stamps are plain integers rather than clock readings.
  public var isInteger: Bool { date == .integer }

  /// The order of day and month, where the year comes last; else nil.
  var dateOrder: DateOrder? {
    switch date {
    case .dayMonthYear: .dayFirst
    case .monthDayYear: .monthFirst
    default: nil
    }
  }

  /// Whether the stamps carry offsets from universal time, to which they are converted.
  public var isZoned: Bool { time?.isZoned == true }
}

extension TimestampFormat: CustomStringConvertible {
  /// The format as a pattern, such as `YYYY-MM-DD HH:MM`, for messages.
  public var description: String {
    let separator = separator == 0 ? "" : String(UnicodeScalar(separator))
    let (day, month) = isPadded ? ("DD", "MM") : ("D", "M")
    let name = hasWholeNames ? "Month" : "Mon"
    let parts =
      switch date {
      case .integer: ["integer"]
      case .yearMonthDay: ["YYYY", month, day]
      case .dayMonthYear: [day, month, "YYYY"]
      case .monthDayYear: [month, day, "YYYY"]
      case .yearMonth: ["YYYY", month]
      case .yearQuarter: ["YYYY", "Qn"]
      case .yearWeek: ["YYYY", "Wnn"]
      case .yearMonthName: ["YYYY", name]
      case .monthNameYear: [name, "YYYY"]
      }
    var pattern = parts.joined(separator: separator)
    guard let time else { return pattern }
    pattern += String(UnicodeScalar(time.separator)) + (time.isHourPadded ? "HH:MM" : "H:MM")
    if time.hasSeconds { pattern += ":SS" }
    if time.fractionDigits > 0 {
      pattern += "." + String(repeating: "f", count: time.fractionDigits)
    }
    return time.isZoned ? pattern + "Z" : pattern
  }
}

/// The order of days and months before a year.
public enum DateOrder: String, CaseIterable, Hashable, Sendable {
  /// Day, month, year: `29/02/2024`.
  case dayFirst = "dmy"
  /// Month, day, year: `02/29/2024`.
  case monthFirst = "mdy"
}
