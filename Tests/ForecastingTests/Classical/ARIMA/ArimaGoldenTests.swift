import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

/// Against `Golden/arima.json`, made by `make_arima.R`.
@Suite("ARIMA, golden", .tags(.golden))
struct ArimaGoldenTests {
  struct File: Decodable {
    struct Values: Decodable {
      var values: [Double?]
      var period: Int
    }
    struct Fit: Decodable {
      var series: String
      var order: [Int]
      var seasonal: [Int]
      var hasConstant: Bool
      var logLikelihood: Double
      var criterion: Double
      var variance: Double
      var mean: [Double]
      var deviation: [Double]
      var coefficients: [Double]?
    }
    var series: [String: Values]
    var fixed: [Fit]
    var automatic: [Fit]
    var regression: Fit
  }

  private let file: File

  init() throws { file = try goldenFile("arima.json") }

  private func series(_ name: String) throws -> Series {
    let values = try #require(file.series[name]).values
    return Series(values: values.map { $0 ?? .nan })
  }

  private func orders(_ fit: File.Fit) throws -> ArimaOrders {
    let period = try #require(file.series[fit.series]).period
    return ArimaOrders(
      fit.order[0],
      fit.order[1],
      fit.order[2],
      seasonal: (fit.seasonal[0], fit.seasonal[1], fit.seasonal[2]),
      period: period
    )
  }

  private func distribution(_ model: ArimaModel) -> ForecastDistribution {
    var stream = RandomStream(seed: 1)
    return model.distribution(horizon: 8, using: &stream)
  }

  /// The peer takes a variance of 1e6 for that of the values before the series, where it is infinite here:
  /// that moves its likelihood by some 1e-4. Its optimiser stops where the likelihood is flat to some
  /// 1e-6; forecasts follow the parameters, which are then known to some 1e-3 of their errors.
  private func expectAgreement(_ model: ArimaModel, _ fit: File.Fit) {
    #expect(model.logLikelihood > fit.logLikelihood - 5e-4, "\(model): \(fit.logLikelihood)")
    // Where the hill is the same, so is everything else.
    guard model.logLikelihood < fit.logLikelihood + 1e-3 else { return }
    #expect(abs(model.correctedCriterion - fit.criterion) < 2.5e-3)
    #expect(abs(model.variance / fit.variance - 1) < 2e-3, "\(model)")
    let forecast = distribution(model)
    guard case .normal(let deviations) = forecast.shape else { return }
    for k in 0..<8 {
      #expect(
        abs(forecast.mean[k] - fit.mean[k]) < 0.01 * fit.deviation[k],
        "\(fit.series), \(model), step \(k + 1): \(forecast.mean[k]) but \(fit.mean[k])"
      )
      #expect(
        abs(deviations[k] / fit.deviation[k] - 1) < 2e-3,
        "\(fit.series), \(model), step \(k + 1): \(deviations[k]) but \(fit.deviation[k])"
      )
    }
  }

  @Test("given orders have the peer's likelihood, or a higher one, and its forecasts")
  func fixed() throws {
    for fit in file.fixed {
      let model = try Arima(try orders(fit), hasConstant: fit.hasConstant).fitted(
        to: try series(fit.series)
      )
      expectAgreement(model, fit)
    }
  }

  @Test("the automatic choice is as good as the peer's by its criterion")
  func automatic() throws {
    for fit in file.automatic {
      let orders = try orders(fit)
      let model = try AutoArima(seasonalPeriod: orders.seasonalPeriod)
        .fitted(to: try series(fit.series))
      #expect(model.orders.differences == orders.differences, "\(fit.series)")
      #expect(model.orders.seasonalDifferences == orders.seasonalDifferences, "\(fit.series)")
      #expect(
        model.correctedCriterion < fit.criterion + 1e-3,
        "\(fit.series): \(model), \(model.correctedCriterion) but \(orders) \(fit.criterion)"
      )
    }
  }

  @Test("a regression with errors of a season is the peer's")
  func regression() throws {
    var series = try series("quarters")
    let price = (1...108).map { sine(Double($0) / 5) }
    let promotion = (1...108).map { $0 % 7 == 0 ? 1.0 : 0 }
    for t in 0..<100 { series.values[t] += 4 * price[t] + 6 * promotion[t] }
    series.covariates = [
      Covariate(name: "price", values: Array(price[..<100]), future: Array(price[100...])),
      Covariate(
        name: "promotion",
        values: Array(promotion[..<100]),
        future: Array(promotion[100...])
      ),
      Covariate(name: "of the past only", values: promotion[..<100].map { 1 - $0 }),
    ]
    let fit = file.regression
    let model = try Arima(try orders(fit)).fitted(to: series)
    expectAgreement(model, fit)
    for (own, other) in zip(model.regression, try #require(fit.coefficients)) {
      #expect(abs(own - other) < 1e-3 * abs(other))
    }
    #expect(model.regression.count == 2)
  }
}
