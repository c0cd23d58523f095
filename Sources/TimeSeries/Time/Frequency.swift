/// The spacing of a series: a unit, how many of them, and where in the calendar they are anchored.
///
/// The names are those of the pandas ecosystem: `15min`, `h`, `D`, `B`, `W-SUN`, `MS`, `ME`,
/// `QS-JAN`, `YE-DEC`, or an integer step such as `1`.
public struct Frequency: Hashable, Sendable {
  /// A unit of time, with its anchor where the calendar has several.
  public enum Unit: Hashable, Sendable {
    /// Steps of a plain integer index.
    case integer
    case microsecond, millisecond, second, minute, hour
    case day
    /// Monday to Friday.
    case businessDay
    /// Weeks whose stamps fall on this weekday (`W-SUN`).
    case week(Weekday)
    /// Months stamped at their first (`MS`) or last (`ME`) day.
    case month(Edge)
    /// Quarters; `month` (1...12) is the month that opens (`QS-JAN`) or closes (`QE-DEC`) a year.
    case quarter(Edge, month: Int)
    /// Years; `month` (1...12) is the month that opens (`YS-JAN`) or closes (`YE-DEC`) a year.
    case year(Edge, month: Int)
  }

  /// Which end of a calendar period its stamp marks.
  public enum Edge: Hashable, Sendable { case start, end }

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

/// A day of the week; raw values count from Monday = 0.
public enum Weekday: Int, CaseIterable, Hashable, Sendable {
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}
