internal import TimeSeries

/// What the calendar says of a stamp, as a number from −0.5 to 0.5.
///
/// - Source: the time features of the GluonTS project.
enum TimeFeature: Hashable, Sendable {
  case second, minute, hour
  case weekday, monthDay, yearDay
  case week, month

  /// The features that tell the steps of a frequency apart; none where steps are plain integers.
  static func features(for frequency: Frequency) -> [TimeFeature] {
    let days: [TimeFeature] = [.weekday, .monthDay, .yearDay]
    return switch frequency.coarsened.unit {
    case .integer, .year: []
    case .quarter, .month: [.month]
    case .week: [.monthDay, .week]
    case .day, .businessDay: days
    case .hour: [.hour] + days
    case .minute: [.minute, .hour] + days
    case .second, .millisecond, .microsecond: [.second, .minute, .hour] + days
    }
  }

  /// The feature of a stamp.
  func value(at stamp: Timestamp) -> Float {
    let date = stamp.date
    let (position, last): (Int, Int) =
      switch self {
      case .second: (stamp.secondOfDay % 60, 59)
      case .minute: (stamp.secondOfDay / 60 % 60, 59)
      case .hour: (stamp.secondOfDay / 3600, 23)
      case .weekday: (stamp.weekday.rawValue, 6)
      case .monthDay: (date.day - 1, 30)
      case .yearDay: (date.dayOfYear - 1, 365)
      case .week: ((date.dayOfYear - 1) / 7, 52)
      case .month: (date.month - 1, 11)
      }
    return Float(position) / Float(last) - 0.5
  }
}

extension CivilDate {
  /// The day of the year; 1 is the first.
  fileprivate var dayOfYear: Int {
    dayNumber - CivilDate(year: year, month: 1, day: 1).dayNumber + 1
  }
}

extension Timestamp {
  /// The whole seconds since midnight, by the clock reading.
  fileprivate var secondOfDay: Int {
    let day: Int64 = 86_400_000_000
    let rest = rawValue % day
    return Int((rest < 0 ? rest + day : rest) / 1_000_000)
  }
}
