import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

/// Against `Golden/arima-peers.json`, made by `make_arima_peers.py` from the series of `arima.json`.
@Suite("ARIMA against statsforecast and statsmodels", .tags(.golden))
struct ArimaPeerTests {
  struct Source: Decodable {
    struct Values: Decodable {
      var values: [Double?]
      var period: Int
    }
    var series: [String: Values]
  }

  struct Fit: Decodable {
    var peer: String
    var series: String
    var order: [Int]
    var seasonal: [Int]
    var hasConstant: Bool
    var logLikelihood: Double
    var mean: [Double]
    var deviation: [Double]
  }

  @Test("no likelihood falls short of a peer's, and forecasts are the peer's where it is the same")
  func fits() throws {
    let source: Source = try goldenFile("arima.json")
    let fits = try goldenFile("arima-peers.json", as: [Fit].self)
    #expect(Set(fits.map(\.peer)) == ["statsforecast", "statsmodels"])
    var agreeing = 0
    for fit in fits {
      let values = try #require(source.series[fit.series])
      let orders = ArimaOrders(
        fit.order[0],
        fit.order[1],
        fit.order[2],
        seasonal: (fit.seasonal[0], fit.seasonal[1], fit.seasonal[2]),
        period: values.period
      )
      let model = try Arima(orders, hasConstant: fit.hasConstant)
        .fitted(to: Series(values: values.values.map { $0 ?? .nan }))
      let name = "\(fit.peer), \(fit.series), \(model)"
      // 1e-3 in −2 log-likelihood; statsforecast counts the values before the series with a variance of
      // 1e6, which moves it by some 1e-4 for each.
      let tolerance = fit.peer == "statsmodels" ? 5e-4 : 5e-3
      #expect(model.logLikelihood > fit.logLikelihood - tolerance, "\(name): \(fit.logLikelihood)")
      guard !fit.mean.isEmpty, model.logLikelihood < fit.logLikelihood + tolerance else { continue }
      agreeing += 1
      var stream = RandomStream(seed: 1)
      let forecast = model.distribution(horizon: fit.mean.count, using: &stream)
      for step in fit.mean.indices {
        let (own, other) = (forecast.mean[step], fit.mean[step])
        #expect(abs(own - other) < 0.05 * fit.deviation[step], "\(name): \(own) but \(other)")
      }
    }
    #expect(agreeing >= 6)
  }
}
