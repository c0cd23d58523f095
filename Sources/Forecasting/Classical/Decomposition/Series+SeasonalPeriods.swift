internal import TimeSeries

extension Series {
  /// The seasons that a model of several looks for, ascending: the one that was asked for, or that of
  /// the frequency, and the longer one that usually goes with it.
  ///
  /// With a day of any number of hours, or of a multiple of 24 steps, that is the week; with a week of
  /// seven days it is the year. The result depends on the period alone, not on the stamps. Empty when
  /// there is no season.
  func seasonalPeriods(asked: Int?) -> [Int] {
    let period = seasonalPeriod(asked: asked)
    if period < 2 { return [] }
    if period.isMultiple(of: 24) { return [period, 7 * period] }
    return period == 7 ? [7, 365] : [period]
  }
}
