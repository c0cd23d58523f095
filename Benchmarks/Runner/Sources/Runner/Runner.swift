import Forecasting
import Glibc
import TimeSeries

/// Forecasts a file with one model, one series after the other on one thread, for a benchmark.
///
///     Runner TRAIN MODEL HORIZON SEASON OUT [QUANTILES]
///     Runner fitting TRAIN MODEL SEASON
///     Runner likelihoods …
///
/// TRAIN holds a row per series; OUT becomes a long file of means, of the bounds of the 80 % and 95 %
/// intervals, and of quantiles at levels separated by commas. One line of JSON says how many series there
/// were, how many did not get the model, and the seconds of processor time that fitting and forecasting
/// took, without the quantiles. `fitting` prints the seconds of fitting alone, which for models of demand is all
/// that a mean forecast takes; for `likelihoods` see there.
@main
struct Runner {
  static func main() throws {
    let arguments = CommandLine.arguments
    if arguments.dropFirst().first == "likelihoods" {
      return try Likelihoods.run(Array(arguments.dropFirst(2)))
    }
    if arguments.dropFirst().first == "fitting" {
      return try fitting(Array(arguments.dropFirst(2)))
    }
    guard arguments.count == 6 || arguments.count == 7,
      let horizon = Int(arguments[3]),
      let season = Int(arguments[4]),
      let model = model(arguments[2], season: season)
    else {
      print("usage: Runner TRAIN MODEL HORIZON SEASON OUT [QUANTILES]")
      exit(64)
    }
    let panel = try panel(arguments[1])
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

  private static func panel(_ path: String) throws -> Panel {
    var options = CSVOptions()
    options.layout = .rows
    return try Panel(csv: path, options: options)
  }

  private static func model(_ name: String, season: Int) -> (any LocalForecaster)? {
    let type = ModelCatalogue.models.first {
      ([$0.entry.name, $0.entry.column] + $0.entry.aliases).contains(name)
    }
    return type?.init(options: ModelOptions(seasonalPeriod: season)) as? any LocalForecaster
  }

  private static func fitting(_ arguments: [String]) throws {
    guard arguments.count == 3, let season = Int(arguments[2]),
      let model = model(arguments[1], season: season)
    else { return print("usage: Runner fitting TRAIN MODEL SEASON") }
    let panel = try panel(arguments[0])
    let start = now()
    let count = fitted(model, panel)
    print(#"{"series": \#(panel.count), "fitted": \#(count), "seconds": \#(now() - start)}"#)
  }

  private static func fitted(_ model: some LocalForecaster, _ panel: Panel) -> Int {
    panel.reduce(0) { count, series in count + ((try? model.fitted(to: series)) == nil ? 0 : 1) }
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
