import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

/// A series with the forecasts of statsforecast 2.1.1.
struct MSTLGolden: Decodable {
  var name: String
  var values: [Double]
  var periods: [Int]
  var mean: [Double]
}

@Suite("MSTL as a forecaster")
struct SeasonalTrendTests {
  static func distribution(_ model: some LocalModel, horizon: Int = 48) -> ForecastDistribution {
    var stream = RandomStream(seed: 0)
    return model.distribution(horizon: horizon, using: &stream)
  }

  @Test("with a naive trend, forecasts are about the peer's", .tags(.golden))
  func golden() throws {
    for golden in try goldenFile("mstl.json", as: [MSTLGolden].self) {
      let forecaster = SeasonalTrend(periods: golden.periods, trend: Naive())
      let model = try forecaster.fitted(to: Series(values: golden.values))
      let deviation = Moments(of: golden.values).standardDeviation
      for (a, b) in zip(Self.distribution(model).mean, golden.mean) {
        // The peer makes an estimate at every step, ours one in ten of each window.
        #expect(abs(a - b) < 0.02 * deviation, "\(golden.name)")
      }
    }
  }

  @Test("a series of two seasons goes on as it is", .tags(.property))
  func pure() throws {
    let short: [Double] = [3, -1, -2, 4, 0, -4]
    var values: [Double] = []
    for step in 0..<252 {
      let phase = step % 42
      values.append(100 + short[step % 6])
      values[step] += Double(phase / 6)
    }
    let forecaster = SeasonalTrend(periods: [6, 42], trend: HistoricAverage())
    let model = try forecaster.fitted(to: Series(values: Array(values.dropLast(42))))
    #expect(model.seasons.map { $0.count } == [6, 42])
    for (mean, value) in zip(Self.distribution(model, horizon: 42).mean, values.suffix(42)) {
      // The seasons are smoothed, and range over 14.
      #expect(abs(mean - value) < 0.5)
    }
  }

  @Test("without a season it is the model of the trend", .tags(.property))
  func noSeason() throws {
    let series = CESTests.series(hasGaps: true)
    let plain = try ETS(seasonalPeriod: 1).fitted(to: series)
    for forecaster in [SeasonalTrend(seasonalPeriod: 1), SeasonalTrend(periods: [21])] {
      let model = try forecaster.fitted(to: series)
      #expect(Self.distribution(model) == Self.distribution(plain))
      #expect(model.description == "MSTL + \(plain)")
    }
  }

  @Test("the longer season is taken where the series spans three of it", .tags(.property))
  func longerSeason() throws {
    func periods(_ count: Int, asked: Int) throws -> [Int] {
      let values = (0..<count).map { Double($0 % 24) + Double($0 % 5) }
      return try SeasonalTrend(seasonalPeriod: asked).fitted(to: Series(values: values))
        .seasons.map { $0.count }
    }
    #expect(try periods(503, asked: 24) == [24])
    #expect(try periods(504, asked: 24) == [24, 168])
    #expect(try periods(504, asked: 12) == [12])
  }

  @Test("what was estimated gives the same model, to the last bit", .tags(.property))
  func keeping() throws {
    let series = CESTests.series(hasGaps: true)
    for period in [1, 4] {
      let model = try SeasonalTrend(seasonalPeriod: period).fitted(to: series)
      let again = try SeasonalTrend().fitted(to: series, keeping: model.estimates)
      #expect(Self.distribution(again) == Self.distribution(model))
    }
    #expect(throws: ForecastError.unsuitable(series: "series")) {
      try SeasonalTrend().fitted(to: series, keeping: Estimates(form: "MSTL(4)", numbers: [4]))
    }
  }
}
