internal import TimeSeries

/// Which earlier values a recurrent network is shown at each step: the last seven, and those around
/// whole cycles of the calendar.
///
/// - Source: Salinas, Flunkert, Gasthaus and Januschowski 2020, “DeepAR”, with the lags by frequency
///   of the GluonTS project.
enum LagSet {
  /// No lag is longer.
  static let longest = 1200
  /// No cycle that windows are scaled over is longer: a week of half hours.
  private static let longestCycle = 336

  /// The lags for a frequency, ascending.
  ///
  /// - Parameter seasonalPeriod: the steps of a season, which stand for the calendar where steps are
  ///   plain integers.
  static func lags(for frequency: Frequency, seasonalPeriod: Int) -> [Int] {
    let natural = frequency.coarsened
    let multiple = Double(natural.multiple)
    let cycles: [Int] =
      switch natural.unit {
      case .year: []
      case .quarter: months(3 * multiple)
      case .month: months(multiple)
      case .week: weeks(multiple)
      case .day: days(multiple) + weeks(multiple / 7)
      case .businessDay: days(multiple, inWeek: 5, inMonth: 22) + weeks(multiple / 5)
      case .hour: hours(multiple) + days(multiple / 24) + weeks(multiple / 168)
      case .minute:
        sixties(multiple) + hours(multiple / 60) + days(multiple / 1440)
          + weeks(multiple / 10_080)
      case .second: sixties(multiple) + sixties(multiple / 60) + hours(multiple / 3600)
      case .integer, .microsecond, .millisecond: integers(season: seasonalPeriod)
      }
    return Set(cycles.filter { $0 > 7 && $0 <= longest } + Array(1...7)).sorted()
  }

  /// The steps of the longest cycle that a window is scaled over: a week of days, hours or half hours, a day
  /// of minutes, a year of weeks, months or quarters; 1 for none. A year of days says little of the level.
  ///
  /// - Parameter seasonalPeriod: as for the lags.
  static func cycle(for frequency: Frequency, seasonalPeriod: Int) -> Int {
    guard frequency.seasonalCandidates.isEmpty else {
      return frequency.seasonalCandidates.last { $0 <= longestCycle } ?? 1
    }
    return seasonalPeriod == 24 ? 168 : max(seasonalPeriod, 1)
  }

  /// Those of the unit that usually has such a season, else around whole seasons.
  private static func integers(season: Int) -> [Int] {
    switch season {
    case ...1: []
    case 4, 12: months(12 / Double(season))
    case 5: days(1, inWeek: 5, inMonth: 22) + weeks(1.0 / 5)
    case 7: days(1) + weeks(1.0 / 7)
    case 24: hours(1) + days(1.0 / 24) + weeks(1.0 / 168)
    case 52: weeks(1)
    default: around(Double(season), cycles: 4)
    }
  }

  private static func sixties(_ multiple: Double) -> [Int] {
    around(60 / multiple, cycles: 3, reach: 2)
  }

  private static func hours(_ multiple: Double) -> [Int] { around(24 / multiple, cycles: 7) }

  private static func days(_ multiple: Double, inWeek: Double = 7, inMonth: Double = 30) -> [Int] {
    around(inWeek / multiple, cycles: 4) + around(inMonth / multiple, cycles: 1)
  }

  private static func weeks(_ multiple: Double) -> [Int] {
    around(52 / multiple, cycles: 3) + [Int(4 / multiple), Int(8 / multiple), Int(12 / multiple)]
  }

  private static func months(_ multiple: Double) -> [Int] { around(12 / multiple, cycles: 3) }

  /// The lags up to `reach` steps away from whole numbers of cycles.
  private static func around(_ period: Double, cycles: Int, reach: Int = 1) -> [Int] {
    (1...cycles).flatMap { cycle in
      let middle = Int((Double(cycle) * period).rounded(.down))
      return (middle - reach)...(middle + reach)
    }
  }
}
