/// What the weeks of a series whose season is a day tell of the steps to come.
///
/// A day whose errors are large comes again after a week: a forecast over a weekend misses what one over
/// three working days does not. So forecasts are tried where the week was as it is now, and the profile of
/// the week says how the steps to come differ from the last day.
struct WeeksOfDays {
  /// The mean absolute errors of four simple forecasts over the steps that came one, two and three weeks
  /// ago: the average of up to four weeks, the same moved to the level of the last day, the last day
  /// and the last week; NaN where no three weeks are known. Of a horizon above a week, the steps that are
  /// known count: a week of those a week ago, two of those two weeks ago.
  private(set) var errors = [Double](repeating: .nan, count: 4)
  /// Those of a week ago alone.
  private(set) var lastErrors = [Double](repeating: .nan, count: 4)
  /// How far the mean of the next day is from that of the last one, by the average of the weeks; NaN for
  /// fewer than two weeks.
  private(set) var levelToCome = Double.nan
  /// How far the steps to come are from those of the last day, by the average of the weeks; NaN likewise.
  private(set) var changeToCome = Double.nan
  /// The same once both are moved to one level; NaN likewise.
  private(set) var shapeToCome = Double.nan
  /// The standard deviation of the steps to come, by the average of the weeks; NaN likewise.
  private(set) var spreadToCome = Double.nan

  /// What the weeks tell of the next `horizon` steps.
  ///
  /// - Parameter period: the steps of a season; there are no weeks if it is none of
  ///   `ForecastabilityMeasures.dayLengths`.
  init(_ values: [Double], period: Int, horizon: Int) {
    let week = 7 * period
    guard ForecastabilityMeasures.dayLengths.contains(period), values.count >= 2 * week else {
      return
    }
    func mean(_ values: some Sequence<Double>) -> Double { Moments(of: Array(values)).mean }
    /// The average of up to four weeks before an origin; its first step is the one that comes.
    func profile(before origin: Int) -> [Double] {
      let weeks = min(4, origin / week)
      return (0..<week).map { phase in mean((1...weeks).map { values[origin - $0 * week + phase] })
      }
    }

    var tried = [[Double]](repeating: [], count: errors.count)
    for back in 1...3 {
      let origin = values.count - back * week
      guard origin >= 2 * week else { break }
      let average = profile(before: origin)
      let move = mean(values[origin - period..<origin]) - mean(average.suffix(period))
      let steps = 0..<min(horizon, back * week)
      func error(_ forecast: (_ step: Int) -> Double) -> Double {
        mean(steps.map { abs(values[origin + $0] - forecast($0)) })
      }
      tried[0].append(error { average[$0 % week] })
      tried[1].append(error { average[$0 % week] + move })
      tried[2].append(error { values[origin - period + $0 % period] })
      tried[3].append(error { values[origin - week + $0 % week] })
    }
    errors = tried.map { mean($0) }
    lastErrors = tried.map { $0.first ?? .nan }

    let average = profile(before: values.count)
    let (next, last) = (mean(average.prefix(period)), Array(average.suffix(period)))
    let ahead = (0..<horizon).map { average[$0 % week] }
    let repeated = (0..<horizon).map { last[$0 % period] }
    let gap = mean(ahead) - mean(repeated)
    levelToCome = abs(next - mean(last))
    changeToCome = mean(zip(ahead, repeated).map { abs($0 - $1) })
    shapeToCome = mean(zip(ahead, repeated).map { abs($0 - $1 - gap) })
    spreadToCome = Moments(of: ahead).standardDeviation
  }

  /// The smallest of the errors; NaN where there are none.
  var best: Double { errors.filter { !$0.isNaN }.min() ?? .nan }
}
