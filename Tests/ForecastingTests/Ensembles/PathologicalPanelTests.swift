import AlmanacTesting
import Testing
import TimeSeries

@testable import Forecasting

/// A panel of a thousand series that nobody would draw, with a few that can be learnt from.
@Suite("Pathological panels", .tags(.property))
struct PathologicalPanelTests {
  @Test(
    "auto and boosting give every series numbers in order, or say why not",
    arguments: ["auto", "boosting"],
    [1, 7]
  )
  func survives(name: String, period: Int) throws {
    let panel = Panel((0..<1000).map { PathologicalSeriesTests.series($0) })
    let type = try #require(ModelCatalogue.model(named: name))
    let options = ModelOptions(seasonalPeriod: period, horizon: 5)
    let global = try #require(type.init(options: options) as? any GlobalForecaster)
    let trained = try global.trained(on: panel) { _ in true }
    for series in panel {
      let forecast = trained.fittedOrReplaced(series).forecast(horizon: 5)
      guard series.values.contains(where: { !$0.isNaN }) else {
        #expect(forecast.fallback != nil)
        continue
      }
      let quantiles = [0.025, 0.1, 0.5, 0.9, 0.975].map { forecast.quantile($0) }
      let isFinite = (quantiles + [forecast.mean]).joined().allSatisfy(\.isFinite)
      #expect(isFinite, "\(series.values)")
      for (low, high) in zip(quantiles, quantiles.dropFirst()) {
        #expect(zip(low, high).allSatisfy(<=), "\(series.values)")
      }
    }
  }
}
