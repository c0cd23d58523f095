internal import Forecasting
internal import TimeSeries

/// The forecasts of a backtest beside what happened, as a table in the ecosystem's columns: `unique_id`,
/// `ds`, `cutoff`, `y`, then for each model its name, the ends of its intervals and its quantiles.
struct BacktestTable: Sendable {
  private static let levels = [80.0, 95.0]
  private static let quantiles = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
  /// The numbers of a model at a step: mean, two intervals, nine quantiles.
  private static let width = 1 + 2 * levels.count + quantiles.count

  private let plan: ComparePlan
  private let columns: [String]
  private let isWanted: Bool

  /// The table of these contestants; nothing where it is not wanted.
  init(_ plan: ComparePlan, contestants: [Contestant], isWanted: Bool) {
    self.plan = plan
    self.isWanted = isWanted
    columns = contestants.map(\.column)
  }

  /// The header line.
  func header() -> [UInt8] {
    var text = CSVText()
    for name in ["unique_id", "ds", "cutoff", "y"] { text.append(name) }
    for column in columns {
      text.append(column)
      for level in Self.levels {
        text.append("\(column)-lo-\(level.asLevel)")
        text.append("\(column)-hi-\(level.asLevel)")
      }
      for quantile in Self.quantiles { text.append("\(column)-q-\(quantile.asLevel)") }
    }
    text.endRow()
    return text.bytes
  }

  /// How many numbers the rows of so many series are made of.
  func fieldCount(series: Int) -> Int {
    guard isWanted else { return 0 }
    return series * columns.count * plan.backtest.windows * plan.backtest.horizon * Self.width
  }

  /// The numbers of the forecasts of one series: by model, window and step.
  func numbers(of forecasts: [[TimedForecast?]]) -> [Double] {
    guard isWanted else { return [] }
    let steps = plan.backtest.horizon
    let none = [Double](repeating: .nan, count: steps * Self.width)
    return forecasts.flatMap { windows in
      windows.flatMap { timed -> [Double] in
        guard let forecast = timed?.forecast else { return none }
        var parts = [forecast.mean]
        for level in Self.levels {
          let (lower, upper) = forecast.interval(level / 100)
          parts += [lower, upper]
        }
        parts += Self.quantiles.map(forecast.quantile)
        return (0..<steps).flatMap { step in parts.map { $0[step] } }
      }
    }
  }

  /// The rows of some series, given their numbers.
  func rows(of numbers: [Double], series: Range<Int>) -> [UInt8] {
    guard isWanted else { return [] }
    let format = plan.report.timeFormat ?? .integer
    let steps = plan.backtest.horizon
    let perModel = plan.backtest.windows * steps * Self.width
    var text = CSVText()
    for position in series {
      let subject = plan.subjects[position]
      let index = subject.series.index
      let start = (position - series.lowerBound) * columns.count * perModel
      for (window, origin) in subject.origins.enumerated() where origin > 0 {
        for (step, actual) in subject.actual(window, in: plan.backtest).enumerated() {
          text.append(subject.series.id)
          text.append(index.timestamp(at: origin + step), format: format)
          text.append(index.timestamp(at: origin - 1), format: format)
          text.append(actual)
          for model in columns.indices {
            let at = start + model * perModel + (window * steps + step) * Self.width
            for number in numbers[at..<at + Self.width] { text.append(number) }
          }
          text.endRow()
        }
      }
    }
    return text.bytes
  }
}
