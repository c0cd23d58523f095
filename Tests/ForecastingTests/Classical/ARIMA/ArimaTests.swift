import AlmanacTesting
import Foundation
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

func sine(_ x: Double) -> Double { sin(x) }

@Suite("ARIMA", .tags(.property))
struct ArimaTests {
  private func model(_ values: [Double], period: Int = 1) throws -> ArimaModel {
    try AutoArima(seasonalPeriod: period).fitted(to: Series(values: values))
  }

  private func distribution(_ model: ArimaModel, horizon: Int = 18) -> ForecastDistribution {
    var stream = RandomStream(seed: 1)
    return model.distribution(horizon: horizon, using: &stream)
  }

  private func deviations(_ model: ArimaModel, horizon: Int = 18) -> [Double] {
    guard case .normal(let deviations) = distribution(model, horizon: horizon).shape else {
      return []
    }
    return deviations
  }

  // MARK: Awkward series

  @Test("every length gives finite forecasts", arguments: [1, 2, 3, 4, 7, 12, 24, 52])
  func shortSeries(period: Int) throws {
    for count in Array(1...30) + [60, 130] {
      let model = try model(ETSTests.series(seed: 7, count: count, period: 12), period: period)
      let forecast = distribution(model)
      #expect(forecast.mean.allSatisfy { $0.isFinite }, "\(count) values, \(model)")
      #expect(forecast.quantile(0.9).allSatisfy { $0.isFinite }, "\(count) values, \(model)")
    }
  }

  @Test("a constant series goes on with certainty", arguments: [0.0, 5, -3, 1e15, 1e300])
  func constant(value: Double) throws {
    for count in [1, 2, 30] {
      let forecast = distribution(try model(Array(repeating: value, count: count), period: 4))
      #expect(forecast.mean == Array(repeating: value, count: 18))
      #expect(forecast.quantile(0.99) == forecast.mean)
    }
  }

  @Test("a straight line goes on with certainty")
  func line() throws {
    let forecast = distribution(try model((1...30).map { 3 * Double($0) }), horizon: 3)
    for (value, expected) in zip(forecast.mean, [93.0, 96, 99]) {
      #expect(abs(value - expected) < 1e-9)
    }
    for (low, high) in zip(forecast.interval(0.9).lower, forecast.interval(0.9).upper) {
      #expect(high - low < 1e-9)
    }
  }

  @Test("a pure season repeats itself")
  func pureSeason() throws {
    let season: [Double] = [10, 14, 9, 11]
    let model = try model((0..<40).map { season[$0 % 4] }, period: 4)
    for (value, expected) in zip(distribution(model, horizon: 4).mean, season) {
      #expect(abs(value - expected) < 1e-9)
    }
  }

  @Test("an exact wave, an outlier, a jump and a burst are survived")
  func pathological() throws {
    let wave = (0..<60).map { sine(Double($0)) }
    var outlier = ETSTests.series(seed: 1, count: 60)
    outlier[30] = 1e9
    let jump = (0..<60).map { $0 < 40 ? 0.0 : 1e6 }
    let burst = (0..<60).map { t in (0..<t).reduce(1.0) { value, _ in value * 2 } }
    let zeros = (0..<60).map { $0 == 59 ? 1.0 : 0 }
    for values in [wave, outlier, jump, burst, zeros, burst.map { -$0 * 1e280 }] {
      for period in [1, 12] {
        let forecast = distribution(try model(values, period: period))
        #expect(forecast.mean.allSatisfy { $0.isFinite })
      }
    }
  }

  @Test("a series without observations, or with an infinite one, is refused")
  func refused() {
    #expect(throws: ForecastError.noObservations(series: "series")) { try model([.nan, .nan]) }
    #expect(throws: ForecastError.diverged(series: "series")) { try model([1, .infinity, 2]) }
    #expect(throws: ForecastError.tooShort(series: "series", required: 15, actual: 10)) {
      try Arima(ArimaOrders(1, 1, 0, seasonal: (0, 1, 0), period: 12))
        .fitted(to: Series(values: Array(airPassengers[..<10])))
    }
  }

  // MARK: Invariances

  @Test("magnitudes change nothing but the scale", arguments: [1e-300, 1e-15, 1e15, 1e300])
  func magnitudes(scale: Double) throws {
    let values = ETSTests.series(seed: 11, count: 60)
    let plain = try model(values, period: 12)
    let scaled = try model(values.map { $0 * scale }, period: 12)
    #expect(scaled.orders == plain.orders)
    for (a, b) in zip(distribution(scaled).mean, distribution(plain).mean) {
      #expect(abs(a / scale - b) < 1e-5 * abs(b))
    }
  }

  @Test("a model with a constant, or differences, moves with the series")
  func shift() throws {
    let values = ETSTests.series(seed: 12, count: 60)
    for orders in [ArimaOrders(1, 0, 1), ArimaOrders(1, 1, 0), ArimaOrders(0, 2, 1)] {
      let plain = try Arima(orders).fitted(to: Series(values: values))
      let moved = try Arima(orders).fitted(to: Series(values: values.map { $0 - 1000 }))
      #expect(abs(plain.logLikelihood - moved.logLikelihood) < 1e-6)
      for (a, b) in zip(distribution(moved).mean, distribution(plain).mean) {
        #expect(abs(a + 1000 - b) < 1e-3)
      }
    }
  }

  @Test("missing values at the ends change only where the forecast begins")
  func missingEnds() throws {
    let values = ETSTests.series(seed: 21, count: 96)
    let plain = try model(values, period: 12)
    let padded = try model([.nan, .nan] + values + [.nan, .nan, .nan], period: 12)
    #expect(padded.orders == plain.orders)
    let long = distribution(plain, horizon: 13)
    let short = distribution(padded, horizon: 10)
    for (a, b) in zip(short.mean, long.mean.dropFirst(3)) { #expect(abs(a - b) < 1e-6 * abs(b)) }
    for (a, b) in zip(deviations(padded, horizon: 10), deviations(plain, horizon: 13).dropFirst(3))
    {
      #expect(abs(a - b) < 1e-6 * b)
    }
  }

  @Test("missing values are bridged by the model")
  func missing() throws {
    var values = ETSTests.series(seed: 21, count: 96)
    let complete = try model(values, period: 12)
    for gap in [1, 30, 31, 32, 50, 94] { values[gap] = .nan }
    let model = try model(values, period: 12)
    for (a, b) in zip(distribution(model, horizon: 12).mean, distribution(complete).mean) {
      #expect(abs(a - b) < 0.05 * b)
    }
  }

  @Test("a phase that is never observed, and more gaps than are taken, are survived")
  func manyGaps() throws {
    var values = ETSTests.series(seed: 22, count: 252, period: 7)
    for t in values.indices where t % 7 >= 5 { values[t] = .nan }
    for period in [1, 7] {
      let model = try model(values, period: period)
      #expect(model.orders.seasonalDifferences == 0)
      // 72 are missing: of the first 42 values none counts.
      #expect(model.observations < 160 && model.observations > 140, "\(model.observations)")
      for (value, last) in zip(distribution(model, horizon: 3).mean, [values[249], 0, 0])
      where last > 0 {
        #expect(abs(value - last) < 0.3 * last)
      }
    }
  }

  @Test("a gap before the end makes the forecast as uncertain as a longer horizon does")
  func gapBeforeEnd() throws {
    // A walk knows nothing of its level but the last value: what was before a gap is all there is.
    var stream = RandomStream(seed: 2)
    var level = 0.0
    let values = (0..<50).map { _ in
      level += stream.normal()
      return level
    }
    var gapped = values
    for t in 45..<50 { gapped[t] = .nan }
    gapped.append(.nan)
    gapped.append(1)
    let walk = Arima(ArimaOrders(0, 1, 0), hasConstant: false)
    let last = try walk.fitted(to: Series(values: gapped))
    #expect(distribution(last, horizon: 1).mean == [1])
    let deviation = deviations(last, horizon: 1)[0]
    #expect(abs(deviation - last.variance.squareRoot()) < 1e-9)
  }

  @Test("a covariate that explains everything leaves nothing")
  func covariate() throws {
    let promotion = (0..<70).map { $0 % 5 == 0 ? 1.0 : 0 }
    var series = Series(values: (0..<60).map { 10 + 4 * promotion[$0] })
    series.covariates = [
      Covariate(
        name: "promotion",
        values: Array(promotion[..<60]),
        future: Array(promotion[60...])
      )
    ]
    let forecast = distribution(try AutoArima().fitted(to: series), horizon: 12)
    for (k, value) in forecast.mean.enumerated() {
      // Beyond its future a covariate keeps its last value.
      #expect(abs(value - (10 + 4 * promotion[60 + min(k, 9)])) < 1e-6)
    }
  }

  // MARK: Intervals

  @Test("simulated paths spread as the intervals say")
  func coverage() throws {
    // 400 series of ARIMA(1,1,1): the share of outcomes within 80 % is known to some 2 points.
    var stream = RandomStream(seed: 77)
    var inside = [0, 0]
    for _ in 0..<400 {
      var (level, change, before) = (0.0, 0.0, 0.0)
      let path = (0..<126).map { _ in
        let error = stream.normal()
        change = 0.5 * change + error - 0.3 * before
        before = error
        level += change
        return level
      }
      let model = try Arima(ArimaOrders(1, 1, 1), hasConstant: false)
        .fitted(to: Series(values: Array(path[..<120])))
      let (low, high) = distribution(model, horizon: 6).interval(0.8)
      for (place, step) in [0, 5].enumerated() {
        if path[120 + step] >= low[step] && path[120 + step] <= high[step] { inside[place] += 1 }
      }
    }
    #expect(inside.allSatisfy { (300...340).contains($0) }, "\(inside)")
  }

  // MARK: Estimates

  @Test("estimates give the same model again, and follow a history that has grown")
  func estimates() throws {
    let values = ETSTests.series(seed: 30, count: 120)
    var gaps = values
    gaps[50] = .nan
    for (values, period) in [(values, 12), (gaps, 12), (values, 1), (values, 52)] {
      let forecaster = AutoArima(seasonalPeriod: period)
      let series = Series(values: values)
      let model = try forecaster.fitted(to: series)
      #expect(try forecaster.fitted(to: series, keeping: model.estimates) == model)
      let grown = Series(values: values + values.suffix(5).map { $0 + 1 })
      let next = try forecaster.fitted(to: grown, keeping: model.estimates)
      #expect(next.estimates == model.estimates)
      #expect(distribution(next).mean != distribution(model).mean)
    }
  }

  @Test("estimates of another model are refused")
  func unsuitable() throws {
    let series = Series(values: ETSTests.series(seed: 30, count: 40))
    let model = try AutoArima(seasonalPeriod: 4).fitted(to: series)
    for estimates in [
      Estimates(), Estimates(numbers: [1, 2]), Estimates(numbers: model.estimates.numbers + [1]),
    ] {
      #expect(throws: ForecastError.unsuitable(series: "series")) {
        try AutoArima().fitted(to: series, keeping: estimates)
      }
    }
    #expect(throws: ForecastError.unsuitable(series: "series")) {
      try Arima(ArimaOrders(4, 0, 4)).fitted(to: series, keeping: model.estimates)
    }
  }

  // MARK: Long seasons

  @Test("a long season is a sum of waves", arguments: [52, 168])
  func waves(period: Int) throws {
    var stream = RandomStream(seed: 6)
    let wave = { (t: Int) in
      10 * sine(2 * .pi * Double(t) / Double(period)) + 4
        * sine(14 * .pi * Double(t) / Double(period))
    }
    let values = (0..<(4 * period)).map { 50 + wave($0) + stream.normal() }
    let model = try model(values, period: period)
    #expect(model.description.hasSuffix("+waves[\(period)]"))
    for (k, value) in distribution(model, horizon: period).mean.enumerated() {
      #expect(abs(value - 50 - wave(4 * period + k)) < 1.5, "\(model)")
    }
  }
}
