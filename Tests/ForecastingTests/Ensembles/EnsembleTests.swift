import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("an ensemble", .tags(.property))
struct EnsembleTests {
  static let series = CESTests.series(hasGaps: true)

  static func distribution(_ model: some LocalModel) -> ForecastDistribution {
    var stream = RandomStream(seed: 0)
    return model.distribution(horizon: 6, using: &stream)
  }

  @Test("what is combined is known by name, and is nothing for one model")
  func memberNames() {
    let four = ["theta", "dynamic-theta", "ets", "ces"]
    #expect(Ensemble().memberNames(for: Self.series) == four)
    #expect(Conformal(Ensemble()).memberNames(for: Self.series) == four)
    #expect(CES().memberNames(for: Self.series).isEmpty)
    // Before training there are no trees.
    let auto = Auto(seasonalPeriod: 4)
    #expect(auto.memberNames(for: Self.series) == ["dynamic-theta", "ets", "ces"])
    #expect(Auto(seasonalPeriod: 1).memberNames(for: Self.series) == four)
  }

  @Test("the point forecast is the mean of the members'")
  func mean() throws {
    let members: [[Double]] = [
      Self.distribution(try Theta(seasonalPeriod: 4).fitted(to: Self.series)).mean,
      Self.distribution(try DynamicOptimizedTheta(seasonalPeriod: 4).fitted(to: Self.series)).mean,
      Self.distribution(try ETS(seasonalPeriod: 4).fitted(to: Self.series)).mean,
      Self.distribution(try CES(seasonalPeriod: 4).fitted(to: Self.series)).mean,
    ]
    let mean = Self.distribution(try Ensemble(seasonalPeriod: 4).fitted(to: Self.series)).mean
    for step in 0..<6 {
      let expected = members.reduce(0) { $0 + $1[step] } / 4
      #expect(abs(mean[step] - expected) < 1e-12 * abs(expected))
    }
  }

  @Test("a member that the series is too short for is left out")
  func short() throws {
    // Complex exponential smoothing needs five values, the Theta methods four.
    let four = try Ensemble().fitted(to: Series(values: [3, 1, 4, 2]))
    #expect(four.members.map(\.name) == ["theta", "dynamic-theta", "ets"])
    #expect(four.members.allSatisfy { $0.weight == 1.0 / 3 })
    #expect(try Ensemble().fitted(to: Series(values: [3, 1])).members.map(\.name) == ["ets"])
    #expect(throws: ForecastError.noObservations(series: "series")) {
      try Ensemble().fitted(to: Series(values: [.nan]))
    }
  }

  @Test("what was estimated gives the same forecasts, to the last bit")
  func keeping() throws {
    for series in [Self.series, Series(values: [3, 1, 4, 2])] {
      let model = try Ensemble(seasonalPeriod: 4).fitted(to: series)
      let again = try Ensemble(seasonalPeriod: 4).fitted(to: series, keeping: model.estimates)
      #expect(Self.distribution(again) == Self.distribution(model))
    }
    let naive = try Ensemble(members: [Naive(), Drift()]).fitted(to: Self.series)
    #expect(throws: ForecastError.unsuitable(series: "series")) {
      try Ensemble().fitted(to: Self.series, keeping: naive.estimates)
    }
  }
}
