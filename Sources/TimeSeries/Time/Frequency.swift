/// The spacing of a series: a unit, how many of them, and where in the calendar they are anchored.
///
/// The names are those of the pandas ecosystem: `15min`, `h`, `D`, `B`, `W-SUN`, `MS`, `ME`,
/// `QS-JAN`, `YE-DEC`, or an integer step such as `1`.
public struct Frequency: Hashable, Sendable {
  /// A unit of time, with its anchor where the calendar has several.
  ///
  /// The anchor says where the stamps of a new range fall and how the unit is named. Stepping starts
  /// from a given stamp and keeps to it, anchored or not: see `Frequency.advanced(_:by:)`.
  public enum Unit: Hashable, Sendable {
    /// Steps of a plain integer index.
    case integer
    case microsecond, millisecond, second, minute, hour
    case day
    /// Monday to Friday.
    case businessDay
    /// Weeks whose stamps fall on this weekday (`W-SUN`).
    case week(Weekday)
    /// Months stamped at their first (`MS`) or last (`ME`) day, or a day between (`MS-15`).
    case month(Edge)
    /// Quarters; `month` (1...12) is the month that opens (`QS-JAN`) or closes (`QE-DEC`) a year.
    case quarter(Edge, month: Int)
    /// Years; `month` (1...12) is the month that opens (`YS-JAN`) or closes (`YE-DEC`) a year.
    case year(Edge, month: Int)
  }

  /// Which day of a calendar period its stamp marks.
  public enum Edge: Hashable, Sendable {
    /// The first day of the first month.
    case start
    /// The last day of the last month.
    case end
    /// This day (2...30) of the first month, or its last day when it has fewer.
    case day(Int)

    /// The day of the month; 31 stands for the last.
    var dayOfMonth: Int {
      switch self {
      case .start: 1
      case .end: 31
      case .day(let day): day
      }
    }

    /// The edge that marks a day of the month; 31 stands for the last.
    init(dayOfMonth day: Int) {
      self = day == 1 ? .start : day == 31 ? .end : .day(day)
    }
  }

  /// The unit that is counted.
  public var unit: Unit
  /// How many units one step spans; at least 1.
  public var multiple: Int

  /// - Precondition: `multiple` is at least 1.
  public init(_ unit: Unit, multiple: Int = 1) {
    precondition(multiple >= 1, "a frequency needs a multiple of at least 1, got \(multiple)")
    self.unit = unit
    self.multiple = multiple
  }
}

extension Frequency.Unit {
  /// The length of a unit that is always as long: microseconds, or the integer step; else nil.
  @inline(__always)
  var fixedLength: Int64? {
    switch self {
    case .integer, .microsecond: 1
    case .millisecond: 1_000
    case .second: 1_000_000
    case .minute: 60_000_000
    case .hour: 3_600_000_000
    case .day: Timestamp.microsecondsPerDay
    case .week: 7 * Timestamp.microsecondsPerDay
    case .businessDay, .month, .quarter, .year: nil
    }
  }

  /// The length of a unit of whole months, and the day its stamps fall on; else nil.
  @inline(__always)
  var monthsAndEdge: (months: Int, edge: Frequency.Edge)? {
    switch self {
    case .month(let edge): (1, edge)
    case .quarter(let edge, _): (3, edge)
    case .year(let edge, _): (12, edge)
    default: nil
    }
  }
}
