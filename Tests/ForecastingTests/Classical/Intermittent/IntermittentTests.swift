import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("Intermittent demand")
struct IntermittentTests {
  static let all: [any LocalForecaster] = [
    Croston(), OptimizedCroston(), SyntetosBoylan(), TSB(), ADIDA(), IMAPA(), NegativeBinomial(),
    EmpiricalQuantiles(),
  ]

  /// Counts with many zeros.
  static func counts(seed: UInt64, count: Int = 60) -> [Double] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in
      stream.uniform() < 0.35 ? (1 + 6 * stream.uniform()).rounded(.down) : 0
    }
  }

  @Test("what was never asked for is not expected, with certainty")
  func allZero() throws {
    for forecaster in Self.all {
      let forecast = try distribution(forecaster, Series(values: [0, 0, .nan, 0, 0]), 3)
      #expect(forecast.mean == [0, 0, 0])
      #expect(forecast.quantile(0.99) == [0, 0, 0])
    }
  }

  @Test("a series without observations is refused")
  func refusesNothing() {
    for forecaster in Self.all {
      #expect(throws: ForecastError.noObservations(series: "empty")) {
        _ = try distribution(forecaster, Series(id: "empty", values: [.nan]), 3)
      }
    }
  }

  @Test("missing values are as if their periods had not been")
  func missing() throws {
    let values = Self.counts(seed: 1)
    let gappy = values.flatMap { $0 == 2 ? [.nan, $0, .nan] : [$0] }
    for forecaster in Self.all {
      let plain = try distribution(forecaster, Series(values: values), 3)
      #expect(try distribution(forecaster, Series(values: gappy), 3) == plain)
    }
  }

  @Test("quantiles of counts are counts, and lean to the side of more", arguments: 0..<4 as Range)
  func counts(seed: Int) throws {
    let series = Series(values: Self.counts(seed: UInt64(seed)))
    for forecaster in Self.all.dropLast() {
      let forecast = try distribution(forecaster, series, 1)
      let quantiles = [0.025, 0.1, 0.5, 0.9, 0.975].map { forecast.quantile($0)[0] }
      #expect(quantiles.allSatisfy { $0 == $0.rounded() && $0 >= 0 })
      #expect(quantiles[4] - quantiles[2] > quantiles[2] - quantiles[0])
    }
  }

  @Test("amounts happen with a probability, and then with the sizes there were")
  func amounts() throws {
    // A demand of 10.5 or 20.5 in every second period.
    let values = (0..<80).map { [0, 10.5, 0, 20.5][$0 % 4] }
    let forecast = try distribution(TSB(), Series(values: values), 1)
    let mean = try #require(forecast.mean.first)
    #expect(abs(mean - 7.75) < 1)
    #expect(forecast.quantile(0.4) == [0])
    let ratio = forecast.quantile(0.995)[0] / forecast.quantile(0.55)[0]
    #expect(abs(ratio - 20.5 / 10.5) < 1e-9)
  }

  @Test("returns are demand below zero, and quantiles still ascend")
  func returns() throws {
    let values = (0..<60).map { [0, 4.5, 0, -3, 0, 0, 7, 0][$0 % 8] }
    for forecaster in Self.all {
      let forecast = try distribution(forecaster, Series(values: values), 2)
      let quantiles = (1...19).map { forecast.quantile(Double($0) / 20)[0] }
      #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy(<=))
      #expect(quantiles[0] < 0 && quantiles[9] == 0 && quantiles[18] > 0)
    }
  }

  @Test("TSB lets an item die, Croston does not")
  func obsolescence() throws {
    let alive = Self.counts(seed: 5)
    let dead = Series(values: alive + Array(repeating: 0, count: 40))
    let before = try distribution(TSB(), Series(values: alive), 1).mean[0]
    #expect(try distribution(TSB(), dead, 1).mean[0] < 0.02 * before)
    let croston = try distribution(Croston(), dead, 1).mean
    #expect(try distribution(Croston(), Series(values: alive), 1).mean == croston)
  }

  @Test("the empirical quantiles are those of the window")
  func window() throws {
    let values = Array(repeating: 99, count: 5) + (0...20).map(Double.init)
    let forecast = try distribution(EmpiricalQuantiles(window: 21), Series(values: values), 2)
    for value in forecast.mean { #expect(abs(value - 10) < 1e-12) }
    for (level, expected) in [(0.05, 1.0), (0.5, 10), (0.95, 19)] {
      for value in forecast.quantile(level) { #expect(abs(value - expected) < 1e-12) }
    }
  }

  @Test("counts that vary more than by chance get wider quantiles")
  func dispersion() throws {
    var stream = RandomStream(seed: 2)
    let calm = (0..<200).map { _ in Double((0..<20).count { _ in stream.uniform() < 0.2 }) }
    let wild = calm.enumerated().map { $0.offset % 7 == 0 ? $0.element * 5 : $0.element / 4 }
      .map { $0.rounded() }
    let calmly = try distribution(NegativeBinomial(), Series(values: calm), 1)
    let wildly = try distribution(NegativeBinomial(), Series(values: wild), 1)
    #expect(calmly.quantile(0.975)[0] < 10)
    #expect(wildly.quantile(0.975)[0] > calmly.quantile(0.975)[0])
  }

  @Test(
    "the weight found is that of the least sum of squares",
    .tags(.property),
    arguments: 0..<20 as Range
  )
  func bestLevel(seed: Int) {
    let values = Self.counts(seed: UInt64(seed), count: 3 + 7 * seed)
    func squares(_ weight: Double) -> Double {
      var (level, sum) = (values[0], 0.0)
      for value in values.dropFirst() {
        sum += (value - level) * (value - level)
        level += weight * (value - level)
      }
      return sum
    }
    let grid = (0...2000).map { 0.1 + 0.0001 * Double($0) }
    guard let best = grid.min(by: { squares($0) < squares($1) }) else { return }
    let levels = [-1.0, 1].map {
      SmoothedLevel.level(of: values, weight: min(max(best + $0 * 1e-4, 0.1), 0.3))
    }
    let found = SmoothedLevel.bestLevel(of: values)
    // A sum of squares may have two valleys; then another weight is as good to a thousandth.
    let isBest =
      min(levels[0], levels[1]) - 1e-9 <= found && found <= max(levels[0], levels[1]) + 1e-9
    let alternative = grid.min {
      abs(SmoothedLevel.level(of: values, weight: $0) - found)
        < abs(SmoothedLevel.level(of: values, weight: $1) - found)
    }
    #expect(isBest || squares(alternative ?? 0.1) <= 1.001 * squares(best), "seed \(seed)")
  }
}
