internal import Glibc
public import TimeSeries

/// What a network is told of the time of a step: the hour, the day, and how old its series is.
///
/// A series without dates whose season is that of hours, days, weeks, months or quarters is given the
/// features of such steps from a mock date on; with another season, its place in the season.
public struct TimeFeatures: Sendable, Hashable {
  /// How a place in a cycle is written.
  public enum Form: String, Sendable, Hashable, CaseIterable {
    /// As a number from -½ to ½, as in the reference.
    case ramp
    /// As two points on circles, which have no seam; two turns for the shortest cycle.
    case circle
  }

  /// A cycle that a step has a place in.
  enum Cycle: Hashable {
    case minute, hour, weekday, monthDay, yearDay, week, month
    case season(Int)
  }

  /// How places are written.
  public let form: Form
  /// The spacing of the series.
  public let sourceFrequency: Frequency
  /// The steps of a season, as given.
  public let season: Int
  /// The spacing of the series, as it is taken for.
  private let frequency: Frequency
  /// Whether stamps are replaced by those of a mock clock.
  private let isMock: Bool
  let cycles: [Cycle]

  /// The features of series with a spacing.
  ///
  /// - Parameter season: The steps of a season, for series without dates; 1 for none.
  public init(frequency: Frequency, season: Int, form: Form = .ramp) {
    (self.form, sourceFrequency, self.season) = (form, frequency, season)
    isMock = frequency.unit == .integer
    self.frequency = isMock ? Self.clock(ofSeason: season) ?? frequency : frequency.coarsened
    switch self.frequency.unit {
    case .integer: cycles = season > 1 ? [.season(season)] : []
    case .microsecond, .millisecond, .second, .minute:
      cycles = [.minute, .hour, .weekday, .monthDay, .yearDay]
    case .hour: cycles = [.hour, .weekday, .monthDay, .yearDay]
    case .day, .businessDay: cycles = [.weekday, .monthDay, .yearDay]
    case .week: cycles = [.monthDay, .week]
    case .month, .quarter: cycles = [.month]
    case .year: cycles = []
    }
  }

  /// The number of features of a step, the age among them.
  public var count: Int {
    let places = form == .ramp ? cycles.count : 2 * cycles.count + (cycles.isEmpty ? 0 : 2)
    return places + 1
  }

  /// The features of the steps of an index from a position on, feature after feature; positions may lie
  /// outside of the index.
  public func values(of index: TimeIndex, from first: Int, count steps: Int) -> [Float] {
    var values = [Float](repeating: 0, count: count * steps)
    for step in 0..<steps {
      let stamp = self.stamp(of: index, at: first + step)
      var row = 0
      func put(_ value: Double) {
        values[row * steps + step] = Float(value)
        row += 1
      }
      let parts = ClockParts(stamp)
      for (order, cycle) in cycles.enumerated() {
        let (place, length) = place(in: cycle, parts, raw: stamp.rawValue)
        switch form {
        case .ramp: put(length > 1 ? place / (length - 1) - 0.5 : 0)
        case .circle:
          for turns in 1...(order == 0 ? 2 : 1) {
            let angle = 2 * Double.pi * Double(turns) * place / length
            put(0.5 * sin(angle))
            put(0.5 * cos(angle))
          }
        }
      }
      put(Self.age(first + step))
    }
    return values
  }

  /// The logarithm of how many steps a series is old.
  static func age(_ position: Int) -> Double { log10(2 + Double(max(0, position))) }

  private func stamp(of index: TimeIndex, at position: Int) -> Timestamp {
    let stamp = index.timestamp(at: position)
    guard isMock, frequency.unit != .integer else { return stamp }
    // Series of integers are numbered; number 1 is taken for the first stamp of the mock clock.
    let steps = (stamp.rawValue - 1) / Int64(max(1, index.frequency.multiple))
    return frequency.advanced(Timestamp(year: 1750, month: 1, day: 1), by: Int(clamping: steps))
  }

  private func place(
    in cycle: Cycle,
    _ parts: ClockParts,
    raw: Int64
  ) -> (place: Double, length: Double) {
    switch cycle {
    case .minute: (parts.minute, 60)
    case .hour: (parts.hour, 24)
    case .weekday: (parts.weekday, 7)
    case .monthDay: (parts.monthDay, 31)
    case .yearDay: (parts.yearDay, 366)
    case .week: ((parts.yearDay / 7).rounded(.down), 53)
    case .month: (parts.month, 12)
    case .season(let length):
      (Double(raw % Int64(length) + (raw % Int64(length) < 0 ? Int64(length) : 0)), Double(length))
    }
  }

  /// The clock whose usual season has so many steps.
  private static func clock(ofSeason season: Int) -> Frequency? {
    switch season {
    case 4: Frequency(.quarter(.start, month: 1))
    case 5: Frequency(.businessDay)
    case 7: Frequency(.day)
    case 12: Frequency(.month(.start))
    case 24, 168: Frequency(.hour)
    case 48: Frequency(.minute, multiple: 30)
    case 96: Frequency(.minute, multiple: 15)
    case 144: Frequency(.minute, multiple: 10)
    case 288: Frequency(.minute, multiple: 5)
    case 1440: Frequency(.minute)
    default: nil
    }
  }
}

/// The parts of a stamp by the clock, each counted from 0.
private struct ClockParts {
  let minute, hour, weekday, monthDay, yearDay, month: Double

  init(_ stamp: Timestamp) {
    let date = stamp.date
    let seconds = (stamp.rawValue - Timestamp(date).rawValue) / 1_000_000
    minute = Double(seconds / 60 % 60)
    hour = Double(seconds / 3600)
    // 1970-01-01 was a Thursday, the fourth day of its week.
    weekday = Double((date.dayNumber % 7 + 10) % 7)
    monthDay = Double(date.day - 1)
    yearDay = Double(date.dayNumber - CivilDate(year: date.year, month: 1, day: 1).dayNumber)
    month = Double(date.month - 1)
  }
}
