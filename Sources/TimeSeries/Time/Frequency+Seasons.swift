extension Frequency {
  /// The number of steps in the season that is usual for this frequency; 1 for none.
  ///
  /// 3600 for seconds, 1440 for minutes, 24 for hours, 7 for days, 5 for business days, 12 for months,
  /// 4 for quarters, 1 for the rest. A multiple divides it, or has none. A multiple that amounts to a
  /// larger unit is taken for that unit: `60min` is `h`, `24h` is `D`, `3MS` is a quarter.
  ///
  /// - Source: the defaults of GluonTS, with 7 for days.
  public var seasonalPeriod: Int {
    let natural = coarsened
    return natural.unit.usualPeriod.divided(by: natural.multiple) ?? 1
  }

  /// The seasons that series of this frequency may have, in steps and ascending: of seconds the
  /// minute and the hour, of minutes the hour and the day, of half hours and hours the day and the
  /// week, of days the week and the year. Empty when there is none, as for years.
  public var seasonalCandidates: [Int] {
    let natural = coarsened
    let (unit, multiple) = (natural.unit, natural.multiple)
    let periods: [Int] =
      switch unit {
      case .integer, .microsecond, .millisecond, .year: []
      case .second: [60, 3600]
      case .minute: multiple < 30 ? [60, 1440] : [1440, 10_080]
      case .hour: [24, 168]
      case .day: [7, 365]
      case .businessDay: [5]
      case .week: [52]
      case .month: [12]
      case .quarter: [4]
      }
    return periods.compactMap { $0.divided(by: multiple) }.filter { $0 > 1 }
  }

  /// The same steps in the largest unit of seconds, minutes, hours, days, months, quarters, years
  /// that divides them: `60min` is `h`, `12MS` is `YS-JAN`. Days stay days, as weeks have anchors.
  public var coarsened: Frequency {
    let larger: (unit: Unit, size: Int)? =
      switch unit {
      case .microsecond: (.millisecond, 1000)
      case .millisecond: (.second, 1000)
      case .second: (.minute, 60)
      case .minute: (.hour, 60)
      case .hour: (.day, 24)
      case .month(let edge): (.quarter(edge, month: edge == .end ? 12 : 1), 3)
      case .quarter(let edge, let month): (.year(edge, month: month), 4)
      case .integer, .day, .businessDay, .week, .year: nil
      }
    guard let larger, multiple.isMultiple(of: larger.size) else { return self }
    return Frequency(larger.unit, multiple: multiple / larger.size).coarsened
  }
}

extension Frequency.Unit {
  fileprivate var usualPeriod: Int {
    switch self {
    case .integer, .microsecond, .millisecond, .week, .year: 1
    case .second: 3600
    case .minute: 1440
    case .hour: 24
    case .day: 7
    case .businessDay: 5
    case .month: 12
    case .quarter: 4
    }
  }
}

extension Int {
  fileprivate func divided(by divisor: Int) -> Int? {
    isMultiple(of: divisor) ? self / divisor : nil
  }
}
