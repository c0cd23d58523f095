import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

/// A series with the forecasts of statsforecast 2.1.1.
struct MFLESGolden: Decodable {
  var name: String
  var values: [Double]
  var period: Int
  var mean: [Double]
}

@Suite("MFLES")
struct MFLESTests {
  static func distribution(_ model: some LocalModel, horizon: Int = 12) -> ForecastDistribution {
    var stream = RandomStream(seed: 0)
    return model.distribution(horizon: horizon, using: &stream)
  }

  @Test("forecasts are the peer's", .tags(.golden))
  func golden() throws {
    for golden in try goldenFile("mfles.json", as: [MFLESGolden].self) {
      let model = try MFLES(seasonalPeriod: golden.period).fitted(to: Series(values: golden.values))
      let largest = golden.values.reduce(0) { max($0, abs($1)) }
      for (a, b) in zip(Self.distribution(model).mean, golden.mean) {
        // Sums of some hundred terms in another order.
        #expect(abs(a - b) < 1e-10 * largest, "\(golden.name)")
      }
    }
  }

  @Test("what was estimated gives the same model, to the last bit", .tags(.property))
  func keeping() throws {
    let gaps = CESTests.series(hasGaps: true)
    let additive = Series(values: gaps.values.map { $0 - 55 } + [.nan, .nan])
    for (series, period) in [(gaps, 4), (additive, 4), (gaps, 1)] {
      let model = try MFLES(seasonalPeriod: period).fitted(to: series)
      let again = try MFLES().fitted(to: series, keeping: model.estimates)
      #expect(Self.distribution(again) == Self.distribution(model))
      #expect(again.description == model.description)
    }
    #expect(throws: ForecastError.unsuitable(series: "series")) {
      try MFLES().fitted(to: gaps, keeping: Estimates(form: "MFLES", numbers: [1, 2, 3]))
    }
  }

  @Test("a season that multiplies is kept from values that it cannot take", .tags(.property))
  func composition() throws {
    let series = CESTests.series()
    let model = try MFLES(seasonalPeriod: 4).fitted(to: series)
    #expect(model.isMultiplicative && model.description == "MFLES(M)")
    let negative = Series(values: series.values + [-1])
    #expect(throws: ForecastError.unsuitable(series: "series")) {
      try MFLES().fitted(to: negative, keeping: model.estimates)
    }
    #expect(try MFLES(seasonalPeriod: 4).fitted(to: negative).description == "MFLES(A)")
    #expect(try MFLES(seasonalPeriod: 30).fitted(to: series).description == "MFLES")
  }

  @Test("additive parts move and stretch with the series", .tags(.property))
  func affine() throws {
    let series = CESTests.series()
    let mean = Self.distribution(try MFLES(seasonalPeriod: 1).fitted(to: series)).mean
    let moved = Series(values: series.values.map { 3 * $0 - 1000 })
    let other = Self.distribution(try MFLES(seasonalPeriod: 1).fitted(to: moved)).mean
    for (a, b) in zip(mean, other) { #expect(abs(3 * a - 1000 - b) < 1e-9 * abs(b)) }
  }

  @Test("steps missing at the end are forecast on the way", .tags(.property))
  func missingEnd() throws {
    let series = CESTests.series()
    let gap = Series(values: series.values + [.nan, .nan, .nan])
    let mean = Self.distribution(try MFLES(seasonalPeriod: 4).fitted(to: series)).mean
    let later = Self.distribution(try MFLES(seasonalPeriod: 4).fitted(to: gap), horizon: 9).mean
    #expect(later == Array(mean[3...]))
    #expect(throws: ForecastError.tooShort(series: "series", required: 4, actual: 3)) {
      try MFLES().fitted(to: Series(values: [1, 2, .nan, 4, .nan]))
    }
  }
}
