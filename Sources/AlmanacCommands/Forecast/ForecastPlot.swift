internal import CommandLineKit
internal import Forecasting
internal import TimeSeries

/// The end of a series and its forecast, drawn in the terminal.
struct ForecastPlot {
  /// The history.
  let series: Series
  /// The forecast by the first model that was asked for.
  let forecast: Forecast
  /// The name of the model's column.
  let column: String
  /// The coverage of the band, in per cent.
  let level: Double
  let timestamps: TimestampFormat

  /// The lines of the picture, as wide as the terminal but at most 100 characters.
  func lines(on terminal: Terminal) -> [String] {
    let style = terminal.errorStyle
    return plot.rendered(width: min(terminal.width, 100), height: 12, unicode: terminal.isUnicode) {
      role,
      text in
      switch role {
      case .future: style.cyan(text)
      case .band: style.dim(text)
      case .past, nil: text
      }
    }
  }

  /// Four horizons of history, but no less than fit the eye, then the forecast with its band.
  var plot: LinePlot {
    let horizon = forecast.index.count
    let past = Array(series.values.suffix(max(4 * horizon, 36)))
    let earliest = series.index.count - past.count
    let (lower, upper) = forecast.interval(level / 100)
    // The forecast and its band set out from the last observation.
    let last = past.lastIndex { !$0.isNaN } ?? past.count
    let anchor = last == past.count - 1 ? [past[last]] : []
    let start = past.count - anchor.count
    var labels = [(step: past.count, text: stamp(forecast.index, 0))]
    if !past.isEmpty { labels.append((0, stamp(series.index, earliest))) }
    if horizon > 1 { labels.append((past.count + horizon - 1, stamp(forecast.index, horizon - 1))) }
    return LinePlot(
      title: "\(series.id.shown(most: 30)): \(column) = \(forecast.model), band \(level.asLevel) %",
      lines: [
        .init(.past, start: 0, values: past),
        .init(.future, start: start, values: anchor + forecast.mean),
      ],
      bands: [.init(start: start, lower: anchor + lower, upper: anchor + upper)],
      labels: labels
    )
  }

  private func stamp(_ index: TimeIndex, _ position: Int) -> String {
    timestamps.text(index.timestamp(at: position))
  }
}
