import AlmanacTesting
import Forecasting
import Tensors
import Testing
import TimeSeries

@Suite("Baselines")
struct BaselineTests {
  static let all: [any LocalForecaster] = [
    HistoricAverage(), Naive(), Drift(), SeasonalNaive(seasonalPeriod: 4),
    WindowAverage(window: 3), SeasonalWindowAverage(window: 2, seasonalPeriod: 4),
  ]

  @Test("a series without observations is refused")
  func refusesNothing() throws {
    for forecaster in Self.all {
      for values in [[], [Double.nan], [.nan, .nan, .nan, .nan, .nan, .nan]] {
        #expect(throws: ForecastError.noObservations(series: "empty")) {
          _ = try distribution(forecaster, Series(id: "empty", values: values), 3)
        }
      }
    }
  }

  @Test("a season longer than the series is refused, so that the panel can fall back")
  func refusesShort() throws {
    let series = Series(values: [1, 2, 3, 4])
    let error = ForecastError.tooShort(series: "series", required: 5, actual: 4)
    #expect(throws: error) { try SeasonalNaive(seasonalPeriod: 4).fitted(to: series) }
    #expect(throws: error) { try SeasonalWindowAverage(seasonalPeriod: 4).fitted(to: series) }
    #expect(throws: ForecastError.tooShort(series: "series", required: 2, actual: 1)) {
      try Drift().fitted(to: Series(values: [.nan, 7, .nan]))
    }
  }

  @Test("a single observation is repeated, without width")
  func single() throws {
    for forecaster: any LocalForecaster in [HistoricAverage(), Naive(), WindowAverage()] {
      let forecast = try distribution(forecaster, Series(values: [5]), 3)
      #expect(forecast.mean == [5, 5, 5])
      #expect(forecast.interval(0.95).lower == [5, 5, 5])
    }
  }

  @Test("a constant series is continued without width", arguments: [0, 7, 1e15, -1e-15, 0.1])
  func constant(value: Double) throws {
    for forecaster in Self.all {
      let series = Series(values: Array(repeating: value, count: 11))
      let forecast = try distribution(forecaster, series, 6)
      for bound in [forecast.mean, forecast.quantile(0.01), forecast.quantile(0.99)] {
        #expect(bound.allSatisfy { abs($0 - value) <= 1e-15 * abs(value) })
      }
    }
  }

  @Test(
    "forecasts scale and shift with the series",
    .tags(.property),
    arguments: 0..<5 as Range<UInt64>
  )
  func equivariance(seed: UInt64) throws {
    var stream = RandomStream(seed: seed)
    let values = (0..<23).map { _ in stream.normal() }
    let other = values.map { 1e15 * $0 + 3e15 }
    for forecaster in Self.all {
      let plain = try distribution(forecaster, Series(values: values), 9)
      let moved = try distribution(forecaster, Series(values: other), 9)
      for (a, b) in zip(plain.quantile(0.9), moved.quantile(0.9)) {
        #expect(abs(1e15 * a + 3e15 - b) < 1e3, "seed \(seed)")
      }
    }
  }

  @Test("missing values at the front change nothing")
  func leadingGap() throws {
    let values = [3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]
    for forecaster in Self.all {
      let plain = try distribution(forecaster, Series(values: values), 9)
      let padded = try distribution(forecaster, Series(values: [.nan, .nan, .nan] + values), 9)
      #expect(plain == padded)
    }
  }

  @Test("naive forecasts count their steps from the last observation")
  func trailingGap() throws {
    let naive = try Naive().fitted(to: Series(values: [1, 3, 2, .nan, .nan]))
    #expect(naive.averages == [2])
    // Changes of 2 and −1: the mean square is 2.5; the first step ahead is the third.
    var stream = RandomStream(seed: 1)
    let forecast = naive.distribution(horizon: 2, using: &stream)
    let deviations = [7.5, 10].map { $0.squareRoot() }
    #expect(forecast.shape == .normal(standardDeviation: deviations))

    let drift = try distribution(Drift(), Series(values: [1, 3, 5, .nan]), 2)
    #expect(drift.mean == [9, 11])
  }

  @Test("a change over a gap counts by its length")
  func innerGap() throws {
    let naive = try Naive().fitted(to: Series(values: [0, .nan, .nan, .nan, 4, 5]))
    // A change of 4 over four steps, and one of 1: (16/4 + 1) / 2.
    #expect(naive.variance == 2.5)
  }

  @Test("each phase takes its latest observation; one never observed takes that before it")
  func phases() throws {
    let series = Series(values: [.nan, 10, 20, .nan, 40, 11, .nan, .nan, 41, 12, 22, .nan])
    let forecast = try distribution(SeasonalNaive(seasonalPeriod: 4), series, 6)
    #expect(forecast.mean == [41, 12, 22, 22, 41, 12])
    // The first phase is a season older than the others are.
    #expect(
      try distribution(SeasonalNaive(seasonalPeriod: 3), Series(values: [1, 2, 3, 4]), 3).mean
        == [2, 3, 4]
    )
    let gone = Series(values: [1, 2, 3, 4, .nan, 6])
    let model = try distribution(SeasonalNaive(seasonalPeriod: 2), gone, 2)
    #expect(model.mean == [3, 6])
    let deviations = [8, 4].map { Double($0).squareRoot() }
    #expect(model.shape == .normal(standardDeviation: deviations))
  }

  @Test("seasonal forecasts reproduce a purely seasonal series", arguments: [2, 7, 12, 24])
  func season(period: Int) throws {
    let values = (0..<(3 * period + 5)).map { Double($0 % period * ($0 % period)) }
    let next = (0..<30).map {
      Double(($0 + values.count) % period * (($0 + values.count) % period))
    }
    let series = Series(values: values)
    #expect(try distribution(SeasonalNaive(seasonalPeriod: period), series, 30).mean == next)
    let average = SeasonalWindowAverage(window: 2, seasonalPeriod: period)
    #expect(try distribution(average, series, 30).mean == next)
  }

  @Test("a window longer than the series averages all of it")
  func longWindow() throws {
    #expect(try distribution(WindowAverage(window: 9), Series(values: [1, 2, 6]), 1).mean == [3])
  }

  @Test(
    "intervals of the naive methods cover simulated walks as often as they say",
    .tags(.property)
  )
  func coverage() throws {
    var stream = RandomStream(seed: 11)
    let (horizon, walks) = (8, 2000)
    var inside = ["naive": 0, "drift": 0]
    for _ in 0..<walks {
      var level = 0.0
      let walk = (0..<(60 + horizon)).map { _ in
        level += stream.normal()
        return level
      }
      let history = Series(values: Array(walk.prefix(60)))
      for (name, forecaster) in ["naive": Naive(), "drift": Drift()]
        as [String: any LocalForecaster]
      {
        let (lower, upper) = try distribution(forecaster, history, horizon).interval(0.9)
        inside[name]! += (0..<horizon).count {
          lower[$0] <= walk[60 + $0] && walk[60 + $0] <= upper[$0]
        }
      }
    }
    for (name, count) in inside {
      #expect(abs(Double(count) / Double(walks * horizon) - 0.9) < 0.02, "\(name)")
    }
  }
}
