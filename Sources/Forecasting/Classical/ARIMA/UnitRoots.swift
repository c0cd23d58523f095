internal import Glibc
internal import TimeSeries

/// How often a series must be differenced to become stationary.
enum UnitRoots {
  /// The number of differences, at most 2, after which the test of Kwiatkowski, Phillips, Schmidt and
  /// Shin no longer speaks against a constant level, at 5 %; missing values are left out.
  static func differences(_ values: [Double]) -> Int {
    var rest = values.filter { !$0.isNaN }
    var count = 0
    while count < 2, !ArimaSample.isConstant(rest), levelStatistic(rest) > 0.463 {
      count += 1
      rest = ArimaOrders.differenced(rest, lag: 1)
    }
    return count
  }

  /// The statistic of that test, with Bartlett weights up to the lag ⌊3√n/13⌋.
  ///
  /// - Source: Kwiatkowski, Phillips, Schmidt and Shin 1992, “Testing the null hypothesis of stationarity
  ///   against the alternative of a unit root”.
  static func levelStatistic(_ values: [Double]) -> Double {
    let n = Double(values.count)
    guard values.count > 1 else { return 0 }
    let mean = values.reduce(0, +) / n
    let deviations = values.map { $0 - mean }
    var sum = 0.0
    var partial = 0.0
    var variance = 0.0
    for deviation in deviations {
      partial += deviation
      sum += partial * partial
      variance += deviation * deviation
    }
    let lags = Int(3 * n.squareRoot() / 13)
    for lag in stride(from: 1, through: min(lags, values.count - 1), by: 1) {
      var product = 0.0
      for t in lag..<values.count { product += deviations[t] * deviations[t - lag] }
      variance += 2 * (1 - Double(lag) / Double(lags + 1)) * product
    }
    return variance > 0 ? sum / (n * variance) : 0
  }

  /// Whether a series should be differenced over its season: where the season is more than .64 of what
  /// moves beside the trend.
  static func needsSeasonalDifference(_ values: [Double], period: Int) -> Bool {
    guard period > 1, values.count > 2 * period, !ArimaSample.isConstant(values),
      let parts = MSTL(periods: [period]).decomposition(of: values), !parts.periods.isEmpty
    else { return false }
    return parts.seasonalStrength() > 0.64
  }
}
