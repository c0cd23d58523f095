import AlmanacTesting
import Testing
import TimeSeries

@testable import Forecasting

@Suite("quantiles of sums", .tags(.property))
struct SumQuantilesTests {
  static func forecast(_ mean: [Double], deviations: [Double]) -> Forecast {
    Forecast(
      id: "a",
      index: TimeIndex(start: Timestamp(1), frequency: Frequency(.integer), count: mean.count),
      distribution: ForecastDistribution(
        mean: mean,
        shape: .normal(standardDeviation: deviations)
      ),
      model: "made"
    )
  }

  @Test("errors that do not grow are independent: the spread of a sum grows with its root")
  func independent() {
    let sums = Self.forecast(
      Array(repeating: 10, count: 9),
      deviations: Array(repeating: 1, count: 9)
    )
    .sumQuantiles(at: [0.5, 0.975])
    #expect(sums[0][0] > 9.8 && sums[0][0] < 10.2)
    // 1000 paths tell a quantile to some 6 %.
    #expect(abs(sums[1][8] - (90 + 1.96 * 3)) < 0.6)
    #expect(sums[1][8] < 90 + 9 * 1.96 * 0.6)
  }

  @Test("the errors of a random walk stay: the spread of its sum is that of the formula")
  func walk() {
    let steps = 1...6
    let forecast = Self.forecast(
      steps.map { _ in 0 },
      deviations: steps.map { Double($0).squareRoot() }
    )
    let sum = forecast.sumQuantiles(at: [0.975])[0][5]
    // The variance of the sum of six steps is 1² + 2² + … + 6².
    let expected = 1.96 * 91.0.squareRoot()
    #expect(abs(sum - expected) < 0.1 * expected)
  }

  @Test("the first step is its own quantile, sums never fall, and higher levels need more")
  func order() {
    let forecast = Self.forecast([5, 5, 5, 5], deviations: [1, 1.2, 1.4, 1.5])
    let levels = [0.5, 0.8, 0.95, 0.99]
    let sums = forecast.sumQuantiles(at: levels, seed: 3)
    for (level, row) in zip(levels, sums) {
      #expect(abs(row[0] - forecast.quantile(level)[0]) < 0.2)
      #expect(zip(row, row.dropFirst()).allSatisfy(<))
    }
    for (low, high) in zip(sums, sums.dropFirst()) { #expect(zip(low, high).allSatisfy(<)) }
    #expect(sums == forecast.sumQuantiles(at: levels, seed: 3))
  }

  @Test("a missing forecast has no sum, and one without spread has its own")
  func degenerate() {
    let none = Self.forecast([.nan], deviations: [.nan])
    #expect(none.sumQuantiles(at: [0.9])[0][0].isNaN)
    #expect(Self.forecast([2, 3], deviations: [0, 0]).sumQuantiles(at: [0.9])[0] == [2, 5])
  }
}
