import Forecasting
import Glibc
import TimeSeries

/// Forecasts a file with one model, one series after the other on one thread, for a benchmark.
///
///     Runner TRAIN MODEL HORIZON SEASON OUT [QUANTILES]
///
/// TRAIN holds a row per series; OUT becomes a long file of means, of the bounds of the 80 % and 95 %
/// intervals, and of quantiles at levels separated by commas. One line of JSON says how many series there
/// were, how many did not get the model, and the seconds of processor time that fitting and forecasting
/// took, without the quantiles.
@main
struct Runner {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 6 || arguments.count == 7,
      let horizon = Int(arguments[3]),
      let season = Int(arguments[4]),
      let type = ModelCatalogue.models.first(where: {
        ([$0.entry.name, $0.entry.column] + $0.entry.aliases).contains(arguments[2])
      }),
      let model = type.init(options: ModelOptions(seasonalPeriod: season))
        as? any LocalForecaster
    else {
      print("usage: Runner TRAIN MODEL HORIZON SEASON OUT [QUANTILES]")
      exit(64)
    }
    var options = CSVOptions()
    options.layout = .rows
    let panel = try Panel(csv: arguments[1], options: options)
    let levels =
      arguments.count > 6 ? arguments[6].split(separator: ",").compactMap(Double.init) : []
    let (fallbacks, seconds) = try forecast(
      panel,
      model,
      horizon: horizon,
      quantiles: levels,
      to: arguments[5]
    )
    print(#"{"series": \#(panel.count), "fallbacks": \#(fallbacks), "seconds": \#(seconds)}"#)
  }

  static func forecast(
    _ panel: Panel,
    _ model: some LocalForecaster,
    horizon: Int,
    quantiles levels: [Double],
    to path: String
  ) throws -> (fallbacks: Int, seconds: Double) {
    var writer = try CSVWriter(path: path)
    let names = ["unique_id", "ds", "mean", "lo-80", "hi-80", "lo-95", "hi-95"]
    for name in names + levels.map({ "q-\($0)" }) { writer.append(name) }
    try writer.endRow()
    var (fallbacks, seconds) = (0, 0.0)
    // Asking for the time takes as long as a small fit: once for a batch.
    for first in stride(from: 0, to: panel.count, by: 64) {
      let start = now()
      let forecasts = (first..<min(first + 64, panel.count)).map { number in
        let forecast = model.fittedOrReplaced(panel[number]).forecast(horizon: horizon)
        return (forecast, forecast.interval(0.8), forecast.interval(0.95))
      }
      seconds += now() - start
      for (forecast, narrow, wide) in forecasts {
        if forecast.fallback != nil { fallbacks += 1 }
        let bounds = [forecast.mean, narrow.lower, narrow.upper, wide.lower, wide.upper]
        let columns = bounds + levels.map(forecast.quantile)
        for step in 0..<horizon {
          writer.append(forecast.id)
          writer.append(step + 1)
          for column in columns { writer.append(column[step]) }
          try writer.endRow()
        }
      }
    }
    try writer.commit()
    return (fallbacks, seconds)
  }

  static func now() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
  }
}
