import AlmanacTesting
import Testing

@testable import TimeSeries

@Suite("CivilDate")
struct CivilDateTests {
  @Test("known days have their numbers and weekdays")
  func knownDays() {
    let days: [(Int, Int, Int, number: Int, Weekday)] = [
      (1970, 1, 1, 0, .thursday), (1969, 12, 31, -1, .wednesday), (2000, 2, 29, 11_016, .tuesday),
      (2000, 3, 1, 11_017, .wednesday), (1, 1, 1, -719_162, .monday),
      (0, 3, 1, -719_468, .wednesday), (1582, 10, 15, -141_427, .friday),
      (9999, 12, 31, 2_932_896, .friday),
    ]
    for (year, month, day, number, weekday) in days {
      let date = CivilDate(year: year, month: month, day: day)
      #expect(date.dayNumber == number)
      #expect(CivilDate(dayNumber: number) == date)
      #expect(Weekday(dayNumber: number) == weekday)
    }
  }

  @Test("each day follows the one before it, for 1600 years", .tags(.property))
  func successors() {
    var date = CivilDate(year: -400, month: 1, day: 1)
    for number in date.dayNumber..<CivilDate(year: 1200, month: 1, day: 1).dayNumber {
      let next = CivilDate(dayNumber: number + 1)
      let expected =
        !date.isMonthEnd
        ? CivilDate(year: date.year, month: date.month, day: date.day + 1)
        : date.month < 12
          ? CivilDate(year: date.year, month: date.month + 1, day: 1)
          : CivilDate(year: date.year + 1, month: 1, day: 1)
      guard next == expected, next.dayNumber == number + 1 else {
        Issue.record("day \(number + 1) is \(next), not \(expected)")
        return
      }
      date = next
    }
  }

  @Test("every day of the range of stamps comes back", .tags(.property))
  func roundTrip() {
    for number in stride(from: -106_751_992, through: 106_751_991, by: 997) {
      let date = CivilDate(dayNumber: number)
      guard date.dayNumber == number,
        CivilDate(validYear: date.year, month: date.month, day: date.day) == date
      else {
        Issue.record("day \(number) is \(date), which is day \(date.dayNumber)")
        return
      }
    }
    #expect(Timestamp.distantPast.date.year == -290_308)
    #expect(Timestamp.distantFuture.date.year == 294_247)
  }

  @Test("days that the calendar lacks are refused")
  func invalid() {
    for (year, month, day) in [
      (2023, 2, 29), (1900, 2, 29), (2024, 2, 30), (2024, 4, 31), (2024, 0, 1), (2024, 13, 1),
      (2024, 1, 0), (2024, 1, 32), (2024, -1, 5), (2024, 5, -1),
    ] {
      #expect(CivilDate(validYear: year, month: month, day: day) == nil)
    }
    #expect(CivilDate(validYear: 2000, month: 2, day: 29) != nil)
    #expect(CivilDate(validYear: 2024, month: 2, day: 29) != nil)
    #expect(CivilDate(validYear: 2024, month: 8, day: 31) != nil)
  }
}
