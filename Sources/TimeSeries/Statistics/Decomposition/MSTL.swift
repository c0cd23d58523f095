/// Decomposition of a series with several seasons by repeated STL.
///
/// - Source: Bandara, Hyndman and Bergmeir 2021, “MSTL: A seasonal-trend decomposition algorithm for
///   time series with multiple seasonal patterns”.
public struct MSTL: Hashable, Sendable {
  /// The decompositions that take turns, by ascending period.
  public var seasons: [STL]
  /// How often each season is estimated; once suffices for a single one.
  public var sweeps = 2

  /// The seasons of these periods, each at least 2, with windows of 11, 15, 19, … periods.
  public init(periods: [Int], isRobust: Bool = false) {
    seasons = periods.sorted().enumerated().map { position, period in
      STL(period: period, seasonalWindow: 11 + 4 * position, isRobust: isRobust)
    }
  }

  /// The decomposition of a series; nil where nothing is observed.
  ///
  /// Periods of which the series has fewer than two are left out. With none left the trend is a
  /// loess over a third of the series. Missing values (NaN) are interpolated first.
  public func decomposition(of values: [Double]) -> Decomposition? {
    guard values.contains(where: { !$0.isNaN }) else { return nil }
    let seasons = seasons.filter { 2 * $0.period <= values.count }
    let filled = values.interpolated(period: seasons.last?.period ?? 1)
    guard !seasons.isEmpty else {
      let window = max(7, values.count / 3 | 1)
      let trend = Loess.sparse(window: window, degree: 1).smoothed(filled)
      let remainder = zip(values, trend).map { $0 - $1 }
      return Decomposition(trend: trend, periods: [], seasons: [], remainder: remainder)
    }

    var parts = seasons.map { _ in [Double](repeating: 0, count: values.count) }
    var adjusted = filled
    var trend = filled
    for _ in 0..<(seasons.count == 1 ? 1 : sweeps) {
      for (position, stl) in seasons.enumerated() {
        for i in adjusted.indices { adjusted[i] += parts[position][i] }
        var run = STLRun(stl, adjusted)
        run.run()
        (parts[position], trend) = (run.season, run.trend)
        for i in adjusted.indices { adjusted[i] -= parts[position][i] }
      }
    }
    let remainder = values.indices.map { values[$0].isNaN ? .nan : adjusted[$0] - trend[$0] }
    return Decomposition(
      trend: trend,
      periods: seasons.map(\.period),
      seasons: parts,
      remainder: remainder
    )
  }
}
