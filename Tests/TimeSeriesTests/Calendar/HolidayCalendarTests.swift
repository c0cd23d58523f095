import AlmanacTesting
import Testing

@testable import TimeSeries

@Suite("HolidayCalendar")
struct HolidayCalendarTests {
  /// The days of a country as `YYYY-MM-DD`.
  private func days(_ country: String, _ years: ClosedRange<Int>) throws -> Set<String> {
    let calendar = try #require(HolidayCalendar(country: country))
    return Set(calendar.holidays(in: years).map { TimestampFormat.day.text(Timestamp($0.date)) })
  }

  @Test(
    "21 years of a country are those of the package holidays, day by day",
    .tags(.golden),
    arguments: HolidayCalendar.countries.filter { !["AE", "CN", "EG", "SA", "TR"].contains($0) }
  )
  func golden(country: String) throws {
    let golden: [String: [String]] = try goldenFile("holidays.json")
    let expected = Set(try #require(golden[country]))
    let found = try days(country, 2010...2030)
    #expect(found.subtracting(expected).sorted() == [], "too many")
    #expect(expected.subtracting(found).sorted() == [], "missing")
  }

  @Test("every day of China in the package holidays is one here", .tags(.golden))
  func china() throws {
    let golden: [String: [String]] = try goldenFile("holidays.json")
    let found = try days("CN", 2010...2030)
    // Since 2025 the second of May is kept as well, until 2013 the eve of the Spring Festival was.
    let other = try #require(golden["CN"]).filter { !found.contains($0) }
    #expect(other.allSatisfy { $0.hasSuffix("-05-02") }, "\(other)")
  }

  @Test("Easter is that of the tables")
  func easter() {
    for (year, month, day) in [
      (1818, 3, 22), (1943, 4, 25), (2000, 4, 23), (2008, 3, 23), (2024, 3, 31), (2025, 4, 20),
      (2038, 4, 25), (2285, 3, 22),
    ] {
      let date = CivilDate(dayNumber: HolidayRule.easter(year))
      #expect(date == CivilDate(year: year, month: month, day: day))
    }
  }

  @Test("a holiday at a weekend gives a day off, perhaps in the year before")
  func observance() throws {
    #expect(try days("US", 2021...2021).isSuperset(of: ["2021-12-24", "2021-12-25", "2021-12-31"]))
    #expect(try days("GB", 2021...2021).isSuperset(of: ["2021-12-27", "2021-12-28"]))
    #expect(try !days("ES", 2027...2027).contains("2027-08-15"))
    #expect(try days("NL", 2025...2025).contains("2025-04-26"))
  }

  @Test("countries are found in any case, others are not")
  func countries() {
    #expect(HolidayCalendar(country: "us")?.country == "US")
    #expect(HolidayCalendar(country: "XX") == nil)
    #expect(HolidayCalendar.countries.count == 26)
  }
}
