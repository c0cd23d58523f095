/// How far the average of the last seasons, moved to the level of the last one, was from the last windows
/// of a series.
struct ProfileBacktest {
  /// The mean absolute error over up to eight windows; NaN where not one has a past of three seasons.
  let error: Double

  /// The error over windows of `horizon` steps that do not overlap.
  ///
  /// Up to four seasons are averaged; where the past has three seasons of seven seasons, such as the weeks
  /// of hours with a season of a day, it is those. Without a season, period 1, these are cycles of seven steps.
  init(_ values: [Double], period: Int, horizon: Int) {
    var errors: [Double] = []
    for window in 1...8 {
      let origin = values.count - window * horizon
      let length = origin > 21 * period ? 7 * period : period
      guard origin > 3 * length else { break }
      let seasons = min(4, origin / length)
      let profile = (0..<length).map { phase in
        Moments(of: (1...seasons).map { values[origin - $0 * length + phase] }).mean
      }
      let last = Moments(of: Array(values[origin - period..<origin])).mean
      let level = last - Moments(of: Array(profile.suffix(period))).mean
      let misses = (0..<horizon).map { abs(values[origin + $0] - profile[$0 % length] - level) }
      errors.append(Moments(of: misses).mean)
    }
    error = Moments(of: errors).mean
  }
}
