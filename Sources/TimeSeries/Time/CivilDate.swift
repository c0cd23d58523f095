/// A day of the proleptic Gregorian calendar.
///
/// - Source: Neri and Schneider 2023, “Euclidean affine functions and their application to calendar
///   algorithms”, figures 12 and 13, with 800 cycles of 400 years added so that every day a
///   `Timestamp` can hold has a positive number.
public struct CivilDate: Hashable, Sendable {
  /// The year; 0 is the year before 1.
  public var year: Int
  /// The month, 1...12.
  public var month: Int
  /// The day of the month, 1...31.
  public var day: Int

  /// The date with these parts, which are not checked; see `init(validYear:month:day:)`.
  @inline(__always)
  public init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date with these parts, or nil when the calendar has no such day.
  @inline(__always)
  public init?(validYear year: Int, month: Int, day: Int) {
    // The two comparisons wrap negative numbers to large ones.
    guard UInt(bitPattern: month &- 1) < 12, UInt(bitPattern: day &- 1) < 31,
      day <= 28 || day <= CivilDate.monthLength(year: year, month: month)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Years and days by which the algorithms shift the calendar to stay above zero.
  private static let shiftedYears = 400 * 800
  private static let shiftedDays = 719_468 + 146_097 * 800

  /// The years that day numbers can be computed for; wider than what a `Timestamp` can hold.
  static let years = -300_000...300_000

  /// The date of a day counted from 1970-01-01.
  ///
  /// - Precondition: the year is within ±300,000.
  @inline(__always)
  public init(dayNumber: Int) {
    let days = UInt64(dayNumber + CivilDate.shiftedDays)
    let inCenturies = 4 * days + 3
    let century = inCenturies / 146_097
    let dayOfCentury = inCenturies % 146_097 / 4

    let inYears = 2_939_745 * (4 * dayOfCentury + 3)
    let yearOfCentury = inYears >> 32
    let dayOfYear = (inYears & 0xffff_ffff) / 2_939_745 / 4

    // Years begin in March here, so that the leap day is their last.
    let inMonths = 2_141 * dayOfYear + 197_913
    let month = Int(inMonths >> 16)
    let isNextYear = dayOfYear >= 306

    year = Int(100 * century + yearOfCentury) - CivilDate.shiftedYears + (isNextYear ? 1 : 0)
    self.month = isNextYear ? month - 12 : month
    day = Int((inMonths & 0xffff) / 2_141) + 1
  }

  /// Days since 1970-01-01.
  ///
  /// - Precondition: the year is within ±300,000.
  @inline(__always)
  public var dayNumber: Int {
    let isEarly = month <= 2
    let year = UInt64(self.year + CivilDate.shiftedYears - (isEarly ? 1 : 0))
    let month = UInt64(truncatingIfNeeded: isEarly ? self.month + 12 : self.month)
    let century = year / 100
    let days = 1461 * year / 4 - century + century / 4 + (979 * month - 2919) / 32
    return Int(truncatingIfNeeded: days) + day - 1 - CivilDate.shiftedDays
  }

  /// Months since January of the year 0.
  var monthNumber: Int { year * 12 + month - 1 }

  /// The day in the month with this number, or its last day when it has fewer.
  @inline(__always)
  init(monthNumber: Int, clippedDay day: Int) {
    let year = monthNumber.flooredQuotient(by: 12)
    let month = monthNumber - year * 12 + 1
    self.init(
      year: year,
      month: month,
      day: day <= 28 ? day : min(day, CivilDate.monthLength(year: year, month: month))
    )
  }

  /// Whether no later day is in the same month.
  var isMonthEnd: Bool { day == CivilDate.monthLength(year: year, month: month) }

  /// The number of days in a month.
  @inline(__always)
  static func monthLength(year: Int, month: Int) -> Int {
    if month == 2 { return isLeap(year) ? 29 : 28 }
    // Odd months are long until July, even ones from August on.
    return 30 | (month ^ (month >> 3))
  }

  private static func isLeap(_ year: Int) -> Bool {
    // A year that 100 divides is leap when 16 divides it too, for then 400 does.
    year & (year % 100 == 0 ? 15 : 3) == 0
  }
}

/// A day of the week; raw values count from Monday = 0.
public enum Weekday: Int, CaseIterable, Hashable, Sendable {
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday

  /// The weekday of a day counted from 1970-01-01, a Thursday.
  init(dayNumber: Int) {
    self = Weekday.allCases[(dayNumber + 3).flooredRemainder(by: 7)]
  }
}

extension FixedWidthInteger {
  /// The quotient rounded down.
  @inline(__always)
  func flooredQuotient(by divisor: Self) -> Self {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// What is left after `flooredQuotient(by:)`; never negative.
  @inline(__always)
  func flooredRemainder(by divisor: Self) -> Self {
    let remainder = self % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }
}
