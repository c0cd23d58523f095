extension CivilDate {
  /// The Monday of a week; nil when its year has no such week.
  ///
  /// - Source: ISO 8601-1 (2019): weeks begin on Mondays, and the first of a year has its first Thursday.
  init?(weekYear year: Int, week: Int) {
    let fourth = CivilDate(year: year, month: 1, day: 4).dayNumber
    let first = fourth - Weekday(dayNumber: fourth).rawValue
    self.init(dayNumber: first + 7 * (week - 1))
    guard self.week == (year, week) else { return nil }
  }

  /// The week of ISO 8601 that this day is in, and the year to which that belongs.
  var week: (year: Int, number: Int) {
    let number = dayNumber
    let thursday = number - Weekday(dayNumber: number).rawValue + 3
    let year = CivilDate(dayNumber: thursday).year
    return (year, (thursday - CivilDate(year: year, month: 1, day: 1).dayNumber) / 7 + 1)
  }
}
