/// A day that a country keeps, or a day off in its place.
public struct Holiday: Hashable, Sendable {
  /// Its name in English, also of the day off in its place.
  public var name: String
  /// The day.
  public var date: CivilDate
}

/// A rule by which a holiday returns each year.
struct HolidayRule: Sendable {
  /// How the day is found in a year.
  enum Day: Sendable {
    /// This day of this month.
    case fixed(Int, Int)
    /// So many days after Easter Sunday.
    case easter(Int)
    /// So many days after Easter Sunday of the eastern churches.
    case easternEaster(Int)
    /// This day of this month of the Islamic year.
    case islamic(Int, Int)
    /// The first, second, … such weekday of a month; the last for −1.
    case nth(Int, Weekday, month: Int)
    /// The first such weekday from a day on.
    case onOrAfter(Weekday, month: Int, day: Int)
    /// The day at which the sun crosses the equator in Japan.
    case vernalEquinox, autumnalEquinox
    /// So many days after those of a table: month times 100 plus day for each year from the first on.
    case table(first: Int, [Int], plus: Int = 0)
  }

  /// What becomes of a holiday at a weekend.
  enum Observance: Sendable {
    /// Nothing.
    case none
    /// Saturdays give the Friday before, Sundays the Monday after.
    case nearest
    /// Both give the Monday after.
    case monday
    /// Both give the next weekday that is no holiday.
    case nextWeekday
    /// Sundays give the next day that is no holiday.
    case nextAfterSunday
    /// It is kept the day before a Sunday instead.
    case notSunday
    /// It is lost on a Sunday.
    case lostOnSunday
  }

  var name: String
  var day: Day
  var observance = Observance.none
  var years = 1...9999
  /// Years in which the day was moved or left out.
  var except: Set<Int> = []
  /// Only every so many years.
  var interval = 1

  init(
    _ name: String,
    _ day: Day,
    _ observance: Observance = .none,
    from first: Int = 1,
    to last: Int = 9999,
    except: Set<Int> = [],
    interval: Int = 1
  ) {
    self.name = name
    self.day = day
    self.observance = observance
    years = first...last
    self.except = except
    self.interval = interval
  }

  /// A day of a single year.
  static func once(_ name: String, _ year: Int, _ month: Int, _ day: Int) -> HolidayRule {
    HolidayRule(name, .fixed(month, day), from: year, to: year)
  }

  /// The day numbers of the holiday in a year, before any observance; two where it moves by the moon.
  func dayNumbers(in year: Int) -> [Int] {
    guard years.contains(year), !except.contains(year), year % interval == 0 else { return [] }
    if case .islamic(let month, let day) = day {
      return IslamicCalendar.days(month: month, day: day, in: year)
    }
    return dayNumber(in: year).map { [$0] } ?? []
  }

  private func dayNumber(in year: Int) -> Int? {
    switch day {
    case .islamic: return nil
    case .fixed(let month, let day): return Self.number(year, month, day)
    case .easter(let offset): return Self.easter(year) + offset
    case .easternEaster(let offset): return Self.easternEaster(year) + offset
    case .nth(let place, let weekday, let month):
      if place > 0 {
        return Self.first(weekday, from: Self.number(year, month, 1)) + 7 * (place - 1)
      }
      let last = Self.number(year, month, CivilDate.monthLength(year: year, month: month))
      return Self.first(weekday, from: last - 6)
    case .onOrAfter(let weekday, let month, let day):
      return Self.first(weekday, from: Self.number(year, month, day))
    case .vernalEquinox: return Self.number(year, 3, Self.equinox(year, 20.8431))
    case .autumnalEquinox: return Self.number(year, 9, Self.equinox(year, 23.2488))
    case .table(let first, let days, let offset):
      guard days.indices.contains(year - first) else { return nil }
      let day = days[year - first]
      return Self.number(year, day / 100, day % 100) + offset
    }
  }

  private static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
    CivilDate(year: year, month: month, day: day).dayNumber
  }

  private static func first(_ weekday: Weekday, from day: Int) -> Int {
    day + (weekday.rawValue - Weekday(dayNumber: day).rawValue).flooredRemainder(by: 7)
  }

  /// The day number of Easter Sunday of the western churches.
  ///
  /// - Source: the algorithm of *Nature* 1876, in Meeus 1991, “Astronomical Algorithms”, chapter 8.
  static func easter(_ year: Int) -> Int {
    let (a, b, c) = (year % 19, year / 100, year % 100)
    let epact = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30
    let weekday = (32 + 2 * (b % 4) + 2 * (c / 4) - epact - c % 4) % 7
    let shift = (a + 11 * epact + 22 * weekday) / 451
    let day = epact + weekday - 7 * shift + 114
    return number(year, day / 31, day % 31 + 1)
  }

  /// The day number of Easter Sunday of the eastern churches.
  ///
  /// - Source: Meeus 1991, “Astronomical Algorithms”, chapter 8, by the Julian calendar.
  static func easternEaster(_ year: Int) -> Int {
    let moon = (19 * (year % 19) + 15) % 30
    let weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    let day = moon + weekday + 114
    return number(year, day / 31, day % 31 + 1) + year / 100 - year / 400 - 2
  }

  /// The day of the month of an equinox in Japan, from 1980 to 2099.
  ///
  /// - Source: the approximation that the Japan Coast Guard published.
  private static func equinox(_ year: Int, _ offset: Double) -> Int {
    Int(offset + 0.242194 * Double(year - 1980)) - (year - 1980).flooredQuotient(by: 4)
  }
}
