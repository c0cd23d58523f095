import Forecasting
import Glibc
import Tensors
import TimeSeries

/// Fits ARIMA to each series of a file on one thread and prints a line for each.
///
///     Runner FILE SEASON HORIZON [p,d,q,P,D,Q,constant]
///
/// FILE holds a row per series. The line has tabs between the id, the model, the seven orders, the
/// log-likelihood, the corrected criterion, the microseconds of processor time that fitting and forecasting
/// took, and with commas between them the forecasts and their standard deviations. With orders given these
/// are fitted to every series, else they are chosen.
@main
struct Runner {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4, let season = Int(arguments[2]), let horizon = Int(arguments[3])
    else {
      print("usage: Runner FILE SEASON HORIZON [p,d,q,P,D,Q,constant]")
      exit(64)
    }
    let orders =
      arguments.count > 4 ? arguments[4].split(separator: ",").compactMap { Int($0) } : []
    var options = CSVOptions()
    options.layout = .rows
    for series in try Panel(csv: arguments[1], options: options) {
      let start = seconds()
      guard let model = try? fit(series, season: season, orders: orders) else {
        print(series.id, "none", separator: "\t")
        continue
      }
      var stream = RandomStream(seed: 0)
      let forecast = model.distribution(horizon: horizon, using: &stream)
      let time = (seconds() - start) * 1e6
      let (low, high) = forecast.interval(0.8)
      let kept = model.orders
      let fields = [
        kept.autoregressive, kept.differences, kept.movingAverage, kept.seasonalAutoregressive,
        kept.seasonalDifferences, kept.seasonalMovingAverage, model.constant == nil ? 0 : 1,
      ]
      print(
        series.id,
        model.description,
        fields.map(String.init).joined(separator: ","),
        model.logLikelihood,
        model.correctedCriterion,
        time,
        forecast.mean.map { "\($0)" }.joined(separator: ","),
        zip(low, high).map { "\(($1 - $0) / 2.5631031310892)" }.joined(separator: ","),
        separator: "\t"
      )
    }
  }

  static func fit(_ series: Series, season: Int, orders: [Int]) throws -> ArimaModel {
    guard orders.count == 7 else {
      return try AutoArima(seasonalPeriod: season).fitted(to: series)
    }
    let seasonal = (orders[3], orders[4], orders[5])
    let chosen = ArimaOrders(
      orders[0],
      orders[1],
      orders[2],
      seasonal: seasonal,
      period: max(season, 1)
    )
    return try Arima(chosen, hasConstant: orders[6] > 0).fitted(to: series)
  }

  /// Processor time: unlike time by the clock, it is not lengthened by other programs.
  static func seconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
  }
}
