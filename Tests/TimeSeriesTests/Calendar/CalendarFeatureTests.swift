import AlmanacTesting
import Foundation
import Testing

@testable import TimeSeries

@Suite("CalendarFeature")
struct CalendarFeatureTests {
  private func index(_ name: String, _ start: Timestamp, _ count: Int) throws -> TimeIndex {
    TimeIndex(start: start, frequency: try #require(Frequency(name)), count: count)
  }

  @Test("days have a weekday each, and hours that of their day")
  func weekdays() throws {
    // A Monday.
    let days = try index("D", .day(2024, 1, 1), 10)
    let features = CalendarFeature.weekday.covariates(of: "a", at: days, horizon: 4)
    #expect(features.map(\.name).first == "weekday-tuesday")
    #expect(features.count == 6)
    #expect(features[0].values == [0, 1, 0, 0, 0, 0, 0, 0, 1, 0])
    #expect(features[5].values + features[5].future == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1])
    let hours = try index("12h", .day(2024, 1, 1), 3)
    let halves = CalendarFeature.weekday.covariates(of: "a", at: hours, horizon: 2)
    #expect(halves[0].values == [0, 0, 1])
    #expect(halves[0].future == [1, 0])
  }

  @Test("months count their weekdays and holidays from their first day or up to their last")
  func months() throws {
    for (name, start) in [("MS", Timestamp.day(2024, 1, 1)), ("ME", .day(2024, 1, 31))] {
      let months = try index(name, start, 11)
      let sundays = CalendarFeature.weekday.covariates(of: "a", at: months, horizon: 1)[5]
      #expect(sundays.values == [4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4], "\(name)")
      #expect(sundays.future == [5], "\(name)")
      let country = try #require(HolidayCalendar(country: "DE"))
      let holidays = CalendarFeature.holidays(country).covariates(of: "a", at: months, horizon: 1)
      let friday = try #require(holidays.first { $0.name == "DE-Good Friday" })
      #expect(friday.values == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], "\(name)")
      let christmas = try #require(holidays.first { $0.name == "DE-Christmas Day" })
      #expect(christmas.future == [1], "\(name)")
    }
  }

  @Test("a week reaches back from its stamp")
  func weeks() throws {
    // The weeks that end on 2011-11-18, 25, and 2011-12-02; Thanksgiving is the 24th.
    let weeks = try index("W-FRI", .day(2011, 11, 18), 2)
    let country = try #require(HolidayCalendar(country: "US"))
    let features = CalendarFeature.holidays(country).covariates(of: "a", at: weeks, horizon: 1)
    let thanksgiving = try #require(features.first { $0.name == "US-Thanksgiving" })
    #expect(thanksgiving.values + thanksgiving.future == [0, 1, 0])
  }

  @Test("the days before and after a holiday are no holidays themselves")
  func neighbours() throws {
    let days = try index("D", .day(2024, 12, 23), 5)
    let country = try #require(HolidayCalendar(country: "DE"))
    let features = CalendarFeature.holidays(country).covariates(of: "a", at: days, horizon: 1)
    #expect(features.first { $0.name == "DE-before" }?.values == [0, 1, 0, 0, 0])
    #expect(features.first { $0.name == "DE-after" }?.values == [0, 0, 0, 0, 1])
  }

  @Test("months and their edges are told")
  func monthDays() throws {
    let days = try index("D", .day(2024, 2, 27), 4)
    let edges = CalendarFeature.monthDay.covariates(of: "a", at: days, horizon: 1)
    #expect(edges[0].values == [0, 0, 0, 1])
    #expect(edges[1].values == [0, 0, 1, 0])
    #expect(edges.count == 6)
    let months = CalendarFeature.month.covariates(of: "a", at: days, horizon: 1)
    #expect(months.map(\.name).first == "month-2")
    #expect(months[0].values == [1, 1, 1, 0])
  }

  @Test("waves go on from the history into the future, dates or not")
  func waves() throws {
    let steps = TimeIndex(start: Timestamp(1), frequency: Frequency(.integer), count: 6)
    let waves = CalendarFeature.waves(period: 8, count: 2).covariates(
      of: "a",
      at: steps,
      horizon: 2
    )
    #expect(waves.count == 4)
    let all = waves[0].values + waves[0].future
    for step in all.indices { #expect(abs(all[step] - sin(.pi * Double(step) / 4)) < 1e-12) }
  }

  @Test("events are for all series, or with an id for their own")
  func events() throws {
    let folder = try TemporaryFolder()
    let days = try index("D", .day(2024, 5, 1), 3)
    func covariates(_ text: String, of id: String) throws -> [Covariate] {
      let path = try folder.file(text.utf8)
      let events = try EventCalendar(csv: path, id: ["shop"], options: CSVOptions())
      return CalendarFeature.events(events).covariates(of: id, at: days, horizon: 2)
    }
    let all = "date,name\n2024-05-02,fair\n2024-05-05,fair\n2024-05-04,strike\n"
    let fair = try covariates(all, of: "a")[0]
    #expect(fair.name == "event-fair")
    #expect(fair.values + fair.future == [0, 1, 0, 0, 1])
    let own = "shop,date,event\na,2024-05-01,fair\nb,2024-05-03,fair\n"
    #expect(try covariates(own, of: "a")[0].values == [1, 0, 0])
    #expect(try covariates(own, of: "b")[0].values == [0, 0, 1])
  }

  @Test("a file of events without a time or a name is an error, and so is a wrong row")
  func eventErrors() throws {
    let folder = try TemporaryFolder()
    func failure(_ text: String) throws -> CSVError? {
      let path = try folder.file(text.utf8)
      do throws(CSVError) {
        _ = try EventCalendar(csv: path, id: [], options: CSVOptions())
        return nil
      } catch {
        return error
      }
    }
    let nameless = try failure("date,what\n2024-05-02,fair\n")
    #expect(nameless?.fact == .missingColumn(.event, name: "name", found: ["date", "what"]))
    let timeless = try failure("day of it,name\nsoon,fair\n")
    #expect(
      timeless?.fact == .missingColumn(.time, name: nil, found: ["day of it", "name"])
    )
    let wrong = try failure("date,name\n2024-05-02,fair\n2024-05-40,fair\n")
    #expect(wrong?.fact == .notADate(text: "2024-05-40", format: "YYYY-MM-DD"))
    #expect(wrong?.location.line == 3)
    #expect(try failure("date,name\n2024-05-02,fair\n2024-05-03\n")?.location.line == 3)
    #expect(try failure("date,name\n2024-05-02,\n")?.fact == .missingName)
    #expect(try failure("date,name\n")?.fact == .headerOnly)
  }
}
