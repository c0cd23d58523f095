import Testing
import TimeSeries

@testable import Forecasting

@Suite("EndTest")
struct EndTestTests {
  @Test("the model that goes on as the series does gets most of the weight")
  func better() throws {
    let values = AutoTests.repeated(period: 12, cycles: 8)
    let test = try #require(EndTest(Series(values: values), period: 12))
    let weights = try #require(
      test.weights(of: [SeasonalNaive(seasonalPeriod: 12), Naive(), Drift()])
    )
    #expect(weights[0] > 0.9 && abs(weights.reduce(-1, +)) < 1e-12)
  }

  @Test("a series too short for it, or not observed at the end, has none")
  func none() {
    #expect(EndTest(Series(values: AutoTests.noise(count: 11, seed: 1)), period: 1) == nil)
    var values = AutoTests.noise(count: 60, seed: 4)
    for step in 40..<60 { values[step] = .nan }
    #expect(EndTest(Series(values: values), period: 1)?.weights(of: [Naive()]) == nil)
  }
}
