import AlmanacTesting
import Forecasting
import Tensors
import Testing
import TimeSeries

@Suite("Intervals of the Theta family", .tags(.property))
struct ThetaCoverageTests {
  static let all: [any LocalForecaster] = [
    Theta(), OptimizedTheta(), DynamicTheta(), DynamicOptimizedTheta(), AutoTheta(),
  ]

  @Test(
    "simulated levels are covered as often as the intervals say",
    arguments: [0.3, 0.7, 1.0],
    [0.8, 0.95]
  )
  func coverage(smoothing: Double, coverage: Double) throws {
    let (length, horizon, count) = (120, 6, 1000)
    var inside = [Int](repeating: 0, count: Self.all.count)
    var stream = RandomStream(seed: 21)
    for _ in 0..<count {
      var level = 0.0
      let values = (0..<(length + horizon)).map { _ in
        let error = stream.normal()
        defer { level += smoothing * error }
        return level + error
      }
      let history = Series(values: Array(values.prefix(length)))
      for (place, forecaster) in Self.all.enumerated() {
        let (lower, upper) = try distribution(forecaster, history, horizon).interval(coverage)
        inside[place] += (0..<horizon).count {
          lower[$0] <= values[length + $0] && values[length + $0] <= upper[$0]
        }
      }
    }
    for (forecaster, inside) in zip(Self.all, inside) {
      let share = Double(inside) / Double(count * horizon)
      #expect(abs(share - coverage) < 0.02, "\(forecaster) covers \(share)")
    }
  }
}
