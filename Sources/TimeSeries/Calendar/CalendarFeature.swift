internal import Glibc

/// Something that the calendar says of each step, as covariates of history and future alike.
///
/// A step is a day or within one, or stands for all the days of its period: a week up to its stamp, a
/// month from or up to it. Then the days of each kind are counted, so that months have, for instance,
/// four or five Sundays.
public enum CalendarFeature: Hashable, Sendable {
  /// The weekdays, but for Monday.
  case weekday
  /// The months, but for January.
  case month
  /// The first and the last day of the month, and two waves through it.
  case monthDay
  /// The holidays of a country by name, and the days before and after them.
  case holidays(HolidayCalendar)
  /// Ramadan, the two feasts of the Islamic year, and the week before each feast.
  case ramadan
  /// So many waves through a period of so many steps: sines and cosines.
  case waves(period: Double, count: Int)
  /// Events by name.
  case events(EventCalendar)

  /// The covariates of a series at its stamps and the next ones.
  ///
  /// - Parameters:
  ///   - id: the id of the series, for events of single ones.
  ///   - index: the stamps of the series.
  ///   - horizon: how many steps more.
  /// - Precondition: the stamps are not plain integers, but for waves.
  public func covariates(of id: String, at index: TimeIndex, horizon: Int) -> [Covariate] {
    let steps = index.count + horizon
    func covariate(_ name: String, _ value: (Int) -> Double) -> Covariate {
      let numbers = (0..<steps).map(value)
      return Covariate(
        name: name,
        values: Array(numbers[..<index.count]),
        future: Array(numbers[index.count...])
      )
    }
    if case .waves(let period, let count) = self {
      return (1...max(count, 1)).prefix(count).flatMap { wave in
        let speed = 2 * Double.pi * Double(wave) / period
        return [
          covariate("sin-\(period)-\(wave)") { sin(speed * Double($0)) },
          covariate("cos-\(period)-\(wave)") { cos(speed * Double($0)) },
        ]
      }
    }
    precondition(index.frequency.unit != .integer, "plain integers are no days of a calendar")
    let spans = (0..<steps).map { index.days(ofStep: $0) }
    func counted(_ name: String, _ isCounted: (Int) -> Bool) -> Covariate {
      covariate(name) { step in Double(spans[step].count(where: isCounted)) }
    }
    switch self {
    case .weekday:
      return Weekday.allCases.dropFirst().map { weekday in
        counted("weekday-\(weekday)") { Weekday(dayNumber: $0) == weekday }
      }
    case .month:
      return (2...12).map { month in
        counted("month-\(month)") { CivilDate(dayNumber: $0).month == month }
      }
    case .monthDay:
      let waves = (1...2).flatMap { wave in
        [(name: "sin", value: { sin($0) }), (name: "cos", value: { cos($0) })].map { shape in
          covariate("monthday-\(shape.name)-\(wave)") { step in
            let angles = spans[step].lazy.map { 2 * Double.pi * Double(wave) * $0.shareOfMonth }
            return angles.reduce(0) { $0 + shape.value($1) } / Double(spans[step].count)
          }
        }
      }
      return [
        counted("month-first") { CivilDate(dayNumber: $0).day == 1 },
        counted("month-last") { CivilDate(dayNumber: $0).isMonthEnd },
      ] + waves
    case .holidays(let calendar):
      guard let first = spans.first?.lowerBound, let last = spans.last?.upperBound else {
        return []
      }
      let years = CivilDate(dayNumber: first - 1).year...CivilDate(dayNumber: last + 1).year
      var days: [String: Set<Int>] = [:]
      var all: Set<Int> = []
      for holiday in calendar.holidays(in: years) {
        days[holiday.name, default: []].insert(holiday.date.dayNumber)
        all.insert(holiday.date.dayNumber)
      }
      let own = calendar.names.map { name in
        counted("\(calendar.country)-\(name)") { days[name]?.contains($0) ?? false }
      }
      return own + [
        counted("\(calendar.country)-before") { all.contains($0 + 1) && !all.contains($0) },
        counted("\(calendar.country)-after") { all.contains($0 - 1) && !all.contains($0) },
      ]
    case .ramadan:
      guard let first = spans.first?.lowerBound, let last = spans.last?.upperBound else {
        return []
      }
      // A month of Ramadan may have begun in the year before, a feast may follow in the next.
      let years = CivilDate(dayNumber: first - 31).year...CivilDate(dayNumber: last + 8).year
      func starts(month: Int, day: Int) -> [Int] {
        years.flatMap { IslamicCalendar.days(month: month, day: day, in: $0) }
      }
      func within(_ name: String, _ starts: [Int], _ days: Range<Int>) -> Covariate {
        let all = Set(starts.flatMap { start in days.map { start + $0 } })
        return counted(name) { all.contains($0) }
      }
      let (ramadan, fitr) = (starts(month: 9, day: 1), starts(month: 10, day: 1))
      let adha = starts(month: 12, day: 10)
      let feasts = Set(fitr)
      let fasting = Set(ramadan.flatMap { start in (0..<30).map { start + $0 } }).subtracting(
        feasts
      )
      return [
        counted("ramadan") { fasting.contains($0) },
        within("eid-al-fitr-before", fitr, -7..<0),
        within("eid-al-fitr", fitr, 0..<3),
        within("eid-al-adha-before", adha, -7..<0),
        within("eid-al-adha", adha, 0..<4),
      ]
    case .events(let events):
      return events.names.map { name in
        covariate("event-\(name)") { Double(events.count(name, of: id, in: spans[$0])) }
      }
    case .waves: return []
    }
  }
}

extension Int {
  /// Which share of its month has passed when a day begins.
  fileprivate var shareOfMonth: Double {
    let date = CivilDate(dayNumber: self)
    return Double(date.day - 1) / Double(CivilDate.monthLength(year: date.year, month: date.month))
  }
}

extension TimeIndex {
  /// The days that a step stands for: that of its stamp, or where steps are longer all from its stamp
  /// to the next, or for weeks and ends of months all behind the stamp before.
  fileprivate func days(ofStep step: Int) -> ClosedRange<Int> {
    let day = timestamp(at: step).dayNumber
    switch frequency.unit {
    case .week, .month(.end), .quarter(.end, _), .year(.end, _):
      let previous = timestamp(at: step - 1).dayNumber
      return previous < day ? previous + 1...day : day...day
    case .month, .quarter, .year, .day:
      let next = timestamp(at: step + 1).dayNumber
      return next > day ? day...next - 1 : day...day
    default: return day...day
    }
  }
}
