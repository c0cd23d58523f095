import AlmanacTesting
import Testing

@testable import TimeSeries

@Suite("IslamicCalendar")
struct IslamicCalendarTests {
  private func text(_ day: Int) -> String {
    TimestampFormat.day.text(Timestamp(CivilDate(dayNumber: day)))
  }

  @Test("75 years of feasts are those of Umm al-Qura but for two days", .tags(.golden))
  func golden() throws {
    let golden: [String: [String]] = try goldenFile("islamic.json")
    var others: [String] = []
    for (name, month, day) in [
      ("ramadan", 9, 1), ("eid-al-fitr", 10, 1), ("eid-al-adha", 12, 10), ("new-year", 1, 1),
    ] {
      let expected = try #require(golden[name])
      let found = (2003...2077).flatMap { IslamicCalendar.days(month: month, day: day, in: $0) }
      #expect(found.count == expected.count)
      others += zip(found.map(text).sorted(), expected.sorted()).filter { $0 != $1 }.map(\.1)
    }
    // Both times the moon sets with the sun.
    #expect(others == ["2063-01-30", "2030-05-03"])
  }

  @Test("a month has 29 or 30 days and a year 354 or 355")
  func lengths() {
    for year in 1340...1500 {
      let starts = (1...13).map { IslamicCalendar.firstDay(ofMonth: $0, year: year) }
      #expect(zip(starts.dropFirst(), starts).allSatisfy { [29, 30].contains($0 - $1) }, "\(year)")
      #expect([354, 355].contains(starts[12] - starts[0]), "\(year)")
    }
  }

  @Test(
    "days that follow no moon are those of the package holidays, the feasts at most a day off",
    .tags(.golden),
    arguments: ["AE", "EG", "SA", "TR"]
  )
  func countries(country: String) throws {
    let golden: [String: [String]] = try goldenFile("islamic.json")
    let calendar = try #require(HolidayCalendar(country: country))
    let moon = ["Eid", "Arafah", "Islamic", "Prophet"]
    // Since 2020 Egypt moves most days to the end of a week.
    let holidays = calendar.holidays(in: 2010...(country == "EG" ? 2019 : 2030))
    let fixed = holidays.filter { holiday in !moon.contains { holiday.name.contains($0) } }
    #expect(Set(fixed.map { text($0.date.dayNumber) }) == Set(try #require(golden[country])))
    let announced = Set(try #require(golden["\(country)-moon"]))
    for holiday in Set(holidays).subtracting(fixed) {
      // The Emirates move the lesser days to the end of a week.
      let reach = holiday.name.contains("Eid") || country != "AE" ? 1 : 3
      let near = (-reach...reach).map { text(holiday.date.dayNumber + $0) }
      #expect(near.contains(where: announced.contains), "\(holiday)")
    }
  }

  @Test("Ramadan and its feasts are covariates of days and of months")
  func covariates() throws {
    // Ramadan of 2025 began on March 1 and had 29 days.
    let days = TimeIndex(
      start: .day(2025, 2, 27),
      frequency: try #require(Frequency("D")),
      count: 40
    )
    let features = CalendarFeature.ramadan.covariates(of: "a", at: days, horizon: 1)
    let names = [
      "ramadan", "eid-al-fitr-before", "eid-al-fitr", "eid-al-adha-before", "eid-al-adha",
    ]
    #expect(features.map(\.name) == names)
    #expect(
      features[0].values == [0, 0] + Array(repeating: 1, count: 29) + Array(repeating: 0, count: 9)
    )
    #expect(features[2].values.indices.filter { features[2].values[$0] > 0 } == [31, 32, 33])
    #expect(features[1].values.reduce(0, +) == 7)
    let months = TimeIndex(
      start: .day(2025, 2, 1),
      frequency: try #require(Frequency("MS")),
      count: 4
    )
    let counts = CalendarFeature.ramadan.covariates(of: "a", at: months, horizon: 1)
    #expect(counts[0].values == [0, 29, 0, 0])
    #expect(counts[3].values + counts[3].future == [0, 0, 0, 2, 5])
  }

  @Test("Easter of the eastern churches is that of the tables")
  func easternEaster() {
    for (year, month, day) in [(2010, 4, 4), (2016, 5, 1), (2024, 5, 5), (2025, 4, 20)] {
      let date = CivilDate(dayNumber: HolidayRule.easternEaster(year))
      #expect(date == CivilDate(year: year, month: month, day: day))
    }
  }
}
