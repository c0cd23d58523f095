internal import TimeSeries

extension Frequency {
  /// The steps that people plan ahead at this frequency: as in the M4 competition, and in between a
  /// like number of seasons.
  var usualHorizon: Int {
    switch coarsened.unit {
    case .year: 6
    case .quarter: 8
    case .month: 18
    case .week: 13
    case .day: 14
    case .businessDay: 10
    case .hour: 48
    case .integer: 12
    case .minute, .second, .millisecond, .microsecond: seasonalPeriod > 1 ? seasonalPeriod : 60
    }
  }
}
