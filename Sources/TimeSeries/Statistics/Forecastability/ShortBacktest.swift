/// How far the simplest forecasts were from the last windows of a series: mean absolute errors.
struct ShortBacktest {
  /// Those of the seasonal naive forecast, on average over up to three windows; NaN where not one has
  /// a past of a season and a value.
  private(set) var seasonalNaive = Double.nan
  /// The same for a season of seven seasons, such as the week of a day of hours; NaN where the past
  /// is shorter than three of them.
  private(set) var longNaive = Double.nan
  /// Those of the average of seasonal naive forecast, line and smoothing, likewise.
  private(set) var average = Double.nan
  /// The smallest on the last window of the seasonal naive forecast, the straight line through first
  /// and last value, and simple smoothing; NaN likewise.
  private(set) var best = Double.nan

  /// The errors over windows of `horizon` steps that do not overlap.
  init(_ values: [Double], period: Int, horizon: Int) {
    var naive: [Double] = []
    var long: [Double] = []
    var average: [Double] = []
    for window in 1...3 {
      let origin = values.count - window * horizon
      guard origin > period + 1 else { break }
      let past = values[..<origin]
      let future = values[origin..<origin + horizon]
      func error(_ forecast: (_ step: Int) -> Double) -> Double {
        Moments(of: future.enumerated().map { abs($1 - forecast($0)) }).mean
      }
      func seasonal(_ step: Int) -> Double { past[origin - period + step % period] }
      naive.append(error(seasonal))
      if period > 1 && origin > 21 * period {
        long.append(error { past[origin - 7 * period + $0 % (7 * period)] })
      }
      guard let first = past.firstIndex(where: { !$0.isNaN }),
        let last = past.lastIndex(where: { !$0.isNaN }), last > first
      else { continue }
      let slope = (past[last] - past[first]) / Double(last - first)
      func line(_ step: Int) -> Double { past[last] + slope * Double(origin - last + step) }
      let level = Self.smoothed(past)
      average.append(error { (seasonal($0) + line($0) + level) / 3 })
      if window == 1 {
        best = [naive[0], error(line), error { _ in level }].filter { !$0.isNaN }.min() ?? .nan
      }
    }
    seasonalNaive = Moments(of: naive).mean
    longNaive = Moments(of: long).mean
    self.average = Moments(of: average).mean
  }

  /// The last level of simple smoothing, with the constant whose one-step errors are smallest.
  private static func smoothed(_ past: ArraySlice<Double>) -> Double {
    guard let first = past.first(where: { !$0.isNaN }) else { return .nan }
    let constants = SIMD8<Double>(0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1)
    var levels = SIMD8<Double>(repeating: first)
    var squares = SIMD8<Double>()
    for value in past where !value.isNaN {
      let errors = value - levels
      squares += errors * errors
      levels += constants * errors
    }
    var chosen = 0
    for place in 1..<8 where squares[place] < squares[chosen] { chosen = place }
    return levels[chosen]
  }
}
