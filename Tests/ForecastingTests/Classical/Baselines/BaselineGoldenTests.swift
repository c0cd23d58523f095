import AlmanacTesting
import Forecasting
import Tensors
import Testing
import TimeSeries

/// One series with the forecasts of statsforecast 2.1.1.
struct BaselineGolden: Decodable {
  var name: String
  var values: [Double]
  var period: Int
  var horizon: Int
  var forecasts: [String: [String: [Double]]]
}

@Suite("Baselines against statsforecast", .tags(.golden))
struct BaselineGoldenTests {
  @Test(
    "means and intervals are those of the peer",
    arguments: ["HistoricAverage", "Naive", "SeasonalNaive", "RWD", "WindowAverage", "SeasWA"]
  )
  func matches(column: String) throws {
    for golden in try goldenFile("baselines.json", as: [BaselineGolden].self) {
      let series = Series(values: golden.values)
      let forecast: ForecastDistribution =
        switch column {
        case "HistoricAverage": try distribution(HistoricAverage(), series, golden.horizon)
        case "Naive": try distribution(Naive(), series, golden.horizon)
        case "SeasonalNaive":
          try distribution(SeasonalNaive(seasonalPeriod: golden.period), series, golden.horizon)
        case "RWD": try distribution(Drift(), series, golden.horizon)
        case "WindowAverage": try distribution(WindowAverage(window: 3), series, golden.horizon)
        default:
          try distribution(
            SeasonalWindowAverage(window: 2, seasonalPeriod: golden.period),
            series,
            golden.horizon
          )
        }
      for (name, expected) in try #require(golden.forecasts[column]) {
        let actual =
          switch name {
          case "lo-80": forecast.interval(0.8).lower
          case "hi-80": forecast.interval(0.8).upper
          case "lo-95": forecast.interval(0.95).lower
          case "hi-95": forecast.interval(0.95).upper
          default: forecast.mean
          }
        // Both add the same few numbers, in another order; bounds near 0 are differences.
        let size = golden.values.map(abs).max() ?? 1
        for (a, b) in zip(actual, expected) {
          #expect(abs(a - b) <= 1e-12 * size, "\(golden.name), \(name)")
        }
        #expect(actual.count == expected.count)
      }
    }
  }
}

/// What a forecaster makes of a series.
func distribution(
  _ forecaster: some LocalForecaster,
  _ series: Series,
  _ horizon: Int
) throws -> ForecastDistribution {
  var stream = RandomStream(seed: 1)
  return try forecaster.fitted(to: series).distribution(horizon: horizon, using: &stream)
}
