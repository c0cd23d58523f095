import AlmanacTesting
import Forecasting
import Testing
import TimeSeries

/// One series with the mean forecasts of statsforecast 2.1.1.
struct IntermittentGolden: Decodable {
  var name: String
  var values: [Double]
  var forecasts: [String: Double]
}

@Suite("Intermittent demand against statsforecast", .tags(.golden))
struct IntermittentGoldenTests {
  static let models: [(column: String, forecaster: any LocalForecaster, tolerance: Double)] = [
    ("CrostonClassic", Croston(), 1e-13),
    ("CrostonSBA", SyntetosBoylan(), 1e-13),
    ("TSB", TSB(sizeWeight: 0.2, probabilityWeight: 0.05), 1e-13),
    // The peer's search stops where the sum of squares no longer changes.
    ("CrostonOptimized", OptimizedCroston(), 1e-4),
    ("ADIDA", ADIDA(), 1e-4),
    ("IMAPA", IMAPA(), 1e-4),
  ]

  @Test("means are those of the peer", arguments: models.indices)
  func matches(number: Int) throws {
    let (column, forecaster, tolerance) = Self.models[number]
    for golden in try goldenFile("intermittent.json", as: [IntermittentGolden].self) {
      let expected = try #require(golden.forecasts[column])
      let mean = try distribution(forecaster, Series(values: golden.values), 3).mean
      let size = golden.values.reduce(0, +) / Double(golden.values.count)
      #expect(mean.count == 3)
      for value in mean {
        #expect(abs(value - expected) <= tolerance * size, "\(column), \(golden.name)")
      }
    }
  }
}
