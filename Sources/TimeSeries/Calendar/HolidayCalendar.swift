/// The public holidays that all of a country keeps, by rules.
///
/// Days that only parts of a country keep are not among them. The rules are those of recent decades; the
/// calendar of China is known from 1990 to 2050. Checked day by day against the Python package
/// `holidays`, see the tests, but for feasts of the Islamic year. These are computed by the calendar of Umm al-Qura,
/// which the tests hold within a day of those of the package (Saudi Arabia's are the same from 2010 to 2030 but for
/// 2015). Days that Egypt and the Emirates move within the week, or add to a feast for a year, are not known here.
public struct HolidayCalendar: Hashable, Sendable {
  /// The country by the two letters of ISO 3166.
  public let country: String

  /// The calendar of a country, in any case; nil if there is none.
  public init?(country: String) {
    let code = country.uppercased()
    guard Self.rules[code] != nil else { return nil }
    self.country = code
  }

  /// The countries that there are, by their letters.
  public static let countries: [String] = rules.keys.sorted()

  /// The names of the holidays, in the order of the rules.
  public var names: [String] {
    var names: [String] = []
    for rule in rules where !names.contains(rule.name) { names.append(rule.name) }
    return names
  }

  /// The holidays of some years in their order, and the days off in place of those at weekends.
  public func holidays(in years: ClosedRange<Int>) -> [Holiday] {
    var found: [(day: Int, name: String)] = []
    // A neighbouring year may give a day off to this one.
    for year in years.lowerBound - 1...years.upperBound + 1 {
      found += holidays(of: year)
    }
    // Two rules may name one day.
    return Set(found.map { Holiday(name: $0.name, date: CivilDate(dayNumber: $0.day)) })
      .filter { years.contains($0.date.year) }
      .sorted { ($0.date.dayNumber, $0.name) < ($1.date.dayNumber, $1.name) }
  }

  private var rules: [HolidayRule] { Self.rules[country] ?? [] }

  private func holidays(of year: Int) -> [(day: Int, name: String)] {
    var found: [(day: Int, name: String)] = []
    var kept: [(day: Int, rule: HolidayRule)] = []
    for (rule, day) in rules.flatMap({ rule in rule.dayNumbers(in: year).map { (rule, $0) } }) {
      var day = day
      let isSunday = Weekday(dayNumber: day) == .sunday
      switch rule.observance {
      case .lostOnSunday where isSunday: continue
      case .notSunday where isSunday: day -= 1
      default: break
      }
      kept.append((day, rule))
      found.append((day, rule.name))
    }
    var taken = Set(kept.map(\.day))
    for (day, rule) in kept.sorted(by: { $0.day < $1.day }) {
      guard let free = dayOff(for: day, rule.observance, taken) else { continue }
      taken.insert(free)
      found.append((free, rule.name))
    }
    if country == "JP" {
      // A day between two holidays is one, too.
      for day in kept.map(\.day)
      where taken.contains(day + 2) && !taken.contains(day + 1)
        && kept.contains(where: { $0.day == day + 2 })
        && Weekday(dayNumber: day + 1) != .sunday
      {
        found.append((day + 1, "National Holiday"))
      }
    }
    return found
  }

  /// The day off in place of a holiday at a weekend; nil if there is none.
  private func dayOff(
    for day: Int,
    _ observance: HolidayRule.Observance,
    _ taken: Set<Int>
  ) -> Int? {
    let weekday = Weekday(dayNumber: day)
    let isWeekend = weekday == .saturday || weekday == .sunday
    switch observance {
    case .none, .notSunday, .lostOnSunday: return nil
    case .nearest:
      return weekday == .saturday ? day - 1 : weekday == .sunday ? day + 1 : nil
    case .monday:
      return weekday == .saturday ? day + 2 : weekday == .sunday ? day + 1 : nil
    case .nextWeekday:
      guard isWeekend else { return nil }
      var free = day + 1
      while taken.contains(free) || Weekday(dayNumber: free).rawValue > 4 { free += 1 }
      return free
    case .nextAfterSunday:
      guard weekday == .sunday else { return nil }
      var free = day + 1
      while taken.contains(free) { free += 1 }
      return free
    }
  }
}
