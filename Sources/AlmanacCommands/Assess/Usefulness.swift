internal import Forecasting
internal import Synthesis
internal import TimeSeries

/// What synthetic series are worth to somebody who forecasts: errors on the end of the real series of
/// trees that have learnt from the rest of them, from synthetic series, and from both.
struct Usefulness {
  /// The mean absolute scaled errors, and how many series they are over.
  var real, synthetic, both: Double
  /// The standard error of the difference between both and real.
  var standardError: Double
  var seriesCount: Int

  /// Learns and forecasts; nil where no real series is long enough.
  init?(
    real panel: Panel,
    synthetic: Panel,
    season: Int,
    horizon: Int,
    seed: UInt64
  ) throws(ForecastError) {
    let histories = Panel(
      panel.compactMap { series in
        let count = series.values.count - horizon
        guard count > max(2 * season, 8) else { return nil }
        var history = series
        history.values = Array(series.values[..<count])
        history.index.count = count
        (history.covariates, history.attributes) = ([], [])
        return history
      }
    )
    if histories.isEmpty { return nil }
    let made = synthetic.map { series in
      var plain = series
      plain.id = "~" + series.id
      (plain.covariates, plain.attributes) = ([], [])
      return plain
    }
    func errors(_ learnt: Panel) throws(ForecastError) -> [Double] {
      var options = BoostingOptions()
      options.seed = seed
      let trees = try BoostingForecaster(
        seasonalPeriod: season,
        horizon: horizon,
        boosting: options
      ).trained(on: learnt) { _ in true }
      return histories.map { history in
        guard let series = panel[id: history.id] else { return .nan }
        let actual = Array(series.values.suffix(horizon))
        let forecast = trees.fittedOrReplaced(history).forecast(horizon: horizon).mean
        let scale = ErrorScale(history.values, period: season).absolute
        return PointErrors(actual: actual, forecast: forecast).mae / scale
      }
    }
    let (a, b, c) = try (
      errors(histories), errors(Panel(made)), errors(Panel(Array(histories) + made))
    )
    let rows = a.indices.filter { a[$0].isFinite && b[$0].isFinite && c[$0].isFinite }
    guard !rows.isEmpty else { return nil }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    real = mean(rows.map { a[$0] })
    self.synthetic = mean(rows.map { b[$0] })
    both = mean(rows.map { c[$0] })
    let gains = rows.map { c[$0] - a[$0] }
    let centre = mean(gains)
    let variance = gains.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    let count = Double(gains.count)
    standardError = gains.count > 1 ? (variance / (count - 1) / count).squareRoot() : .nan
    seriesCount = gains.count
  }

  /// The scores, a line each.
  var lines: [ScoreLine] {
    [
      ScoreLine("MASE, learnt from real", real, "the error to compare with"),
      ScoreLine("MASE, learnt from synthetic", synthetic, floor: real, "the floor"),
      ScoreLine(
        "MASE, learnt from both",
        both,
        deviation: standardError,
        floor: real,
        "below the floor"
      ),
    ]
  }
}
