import Foundation
import NeuralNetworks
import Tensors
import TimeSeries

@testable import Forecasting

/// Panels and networks that the tests of networks share.
enum NeuralPanels {
  /// Hourly waves, of a day unless told otherwise, each at a level and place of its own, with noise.
  static func waves(
    _ count: Int,
    hours: Int,
    period: Double = 24,
    noise: Double = 0.1,
    level: ClosedRange<Double> = 10...20,
    seed: UInt64 = 1
  ) -> Panel {
    Panel(
      (0..<count).map { number in
        var stream = RandomStream(seed: seed, stream: UInt64(number))
        let height = level.lowerBound + stream.uniform() * (level.upperBound - level.lowerBound)
        let shift = period * stream.uniform()
        return Series(
          id: "s\(number)",
          index: TimeIndex(
            start: Timestamp(year: 2024, month: 1, day: 1, hour: number % 5),
            frequency: Frequency(.hour),
            count: hours
          ),
          values: (0..<hours).map { hour -> Double in
            let wave: Double = sin(2 * Double.pi * (Double(hour) + shift) / period)
            return height * (1 + 0.5 * wave + noise * stream.normal())
          }
        )
      }
    )
  }

  /// Series with a covariate, an attribute and gaps.
  ///
  /// - Parameter hasPast: whether there is another covariate, of which the past alone is known, gaps too.
  static func rich(_ count: Int, days: Int, horizon: Int, hasPast: Bool = false) -> Panel {
    Panel(
      (0..<count).map { number in
        var stream = RandomStream(seed: 9, stream: UInt64(number))
        let prices = (0..<days + horizon).map { _ in 1 + stream.uniform() }
        var weather = RandomStream(seed: 10, stream: UInt64(number))
        let past = Covariate(
          name: "weather",
          values: (0..<days).map { $0 % 13 == 5 ? .nan : 20 + 5 * weather.normal() }
        )
        return Series(
          id: "r\(number)",
          index: TimeIndex(
            start: Timestamp(year: 2023, month: 12, day: 25),
            frequency: Frequency(.day),
            count: days
          ),
          values: (0..<days).map {
            stream.uniform() < 0.1 ? .nan : 30 / prices[$0] + Double(number % 2) * 10
          },
          covariates: [
            Covariate(
              name: "price",
              values: Array(prices[..<days]),
              future: Array(prices[days...])
            )
          ] + (hasPast ? [past] : []),
          attributes: [Attribute(name: "kind", value: "k\(number % 2)")]
        )
      }
    )
  }

  /// Noise, and behind it by a step a covariate whose future is not known.
  static func echo(_ count: Int, days: Int, isShown: Bool) -> Panel {
    Panel(
      (0..<count).map { number in
        var stream = RandomStream(seed: 3, stream: UInt64(number))
        let signal = (0..<days).map { _ in stream.normal() }
        let values = (0..<days).map { day -> Double in
          let cause = day == 0 ? 0 : signal[day - 1]
          return 50 + 10 * cause + stream.normal()
        }
        var series = Series(id: "e\(number)", values: values)
        if isShown { series.covariates = [Covariate(name: "signal", values: signal)] }
        return series
      }
    )
  }

  /// A forecaster with few updates.
  static func forecaster<Network: NeuralNetwork>(
    _ type: Network.Type,
    horizon: Int,
    updates: Int,
    seed: UInt64 = 3,
    _ change: (inout NeuralOptions) -> Void = { _ in }
  ) -> NeuralForecaster<Network> {
    var options = ModelOptions(seed: seed, horizon: horizon)
    options.neural.updates = updates
    change(&options.neural)
    return NeuralForecaster<Network>(options: options)
  }

  /// A network and some windows of a panel, in double precision.
  static func network<Network: NeuralNetwork>(
    _ type: Network.Type,
    loss: NeuralLoss,
    horizon: Int = 3,
    context: Int = 12,
    windows: Int = 4
  ) -> (network: Network, batch: WindowBatch) {
    let panel = rich(windows, days: 60, horizon: horizon, hasPast: true)
    let schema = FeedSchema(panel, seasonalPeriod: 7).read(as: Network.covariateUse)
    let lags = Network.isRecurrent ? [1, 2, 7] : []
    let plan = NetworkPlan(
      shape: Network.shape(horizon: horizon, context: context, lags: lags, span: 14),
      schema: schema,
      head: OutputHead(loss: loss),
      lags: lags
    )
    var random = RandomStream(seed: 4)
    let network = Network(plan, using: &random).converted(to: .float64)
    let feed = WindowFeed(panel.map { $0 }, schema: schema, shape: plan.shape)
    let batch = feed.batch((0..<windows).map { Window(series: $0, origin: 30 + 5 * $0) })
    return (network, batch.converted(to: .float64))
  }
}
