import Forecasting
import Glibc
import TimeSeries

/// Forecasts a file with one model, one series after the other on one thread, for a benchmark.
///
///     Runner TRAIN MODEL HORIZON SEASON OUT
///
/// TRAIN holds a row per series; OUT becomes a long file of means and of the bounds of the 80 % and
/// 95 % intervals. One line of JSON says how many series there were, how many did not get the model,
/// and the seconds of processor time that fitting and forecasting took.
@main
struct Runner {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 6,
      let horizon = Int(arguments[3]),
      let season = Int(arguments[4]),
      let type = ModelCatalogue.models.first(where: {
        ([$0.entry.name, $0.entry.column] + $0.entry.aliases).contains(arguments[2])
      }),
      let model = type.init(options: ModelOptions(seasonalPeriod: season))
        as? any LocalForecaster
    else {
      print("usage: Runner TRAIN MODEL HORIZON SEASON OUT")
      exit(64)
    }
    var options = CSVOptions()
    options.layout = .rows
    let panel = try Panel(csv: arguments[1], options: options)
    let (fallbacks, seconds) = try forecast(panel, model, horizon: horizon, to: arguments[5])
    print(#"{"series": \#(panel.count), "fallbacks": \#(fallbacks), "seconds": \#(seconds)}"#)
  }

  static func forecast(
    _ panel: Panel,
    _ model: some LocalForecaster,
    horizon: Int,
    to path: String
  ) throws -> (fallbacks: Int, seconds: Double) {
    var writer = try CSVWriter(path: path)
    for name in ["unique_id", "ds", "mean", "lo-80", "hi-80", "lo-95", "hi-95"] {
      writer.append(name)
    }
    try writer.endRow()
    var (fallbacks, seconds) = (0, 0.0)
    for series in panel {
      let start = now()
      let fitted = model.fittedOrReplaced(series)
      let forecast = fitted.forecast(horizon: horizon)
      let (mean, narrow, wide) = (forecast.mean, forecast.interval(0.8), forecast.interval(0.95))
      seconds += now() - start
      if fitted.fallback != nil { fallbacks += 1 }
      for step in 0..<horizon {
        writer.append(series.id)
        writer.append(step + 1)
        for bound in [mean, narrow.lower, narrow.upper, wide.lower, wide.upper] {
          writer.append(bound[step])
        }
        try writer.endRow()
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
