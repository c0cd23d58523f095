import AlmanacTesting
import Foundation
import Testing

@testable import TimeSeries

@Suite("ForecastabilityMeasures")
struct ForecastabilityMeasuresTests {
  static func measures(
    _ values: [Double],
    period: Int = 1,
    horizon: Int = 6
  ) -> ForecastabilityMeasures {
    ForecastabilityMeasures(
      values,
      summary: SeriesSummary(values, period: period),
      horizon: horizon
    )
  }

  @Test("the flatness and the ceiling of an autoregression are those of its equation")
  func autoregression() {
    var noise = Noise(state: 3)
    var level = 0.0
    let values = noise.values(20_000).map { step in
      level = 0.8 * level + step
      return level
    }
    let measures = Self.measures(values, horizon: 3)
    #expect(abs(measures["flatness"] - (1 - 0.64)) < 0.02)
    // R² at step k is φ^{2k}.
    let ceiling = [1, 2, 3].reduce(0) { $0 + pow(0.64, Double($1)) } / 3
    #expect(abs(measures["ceiling"] - ceiling) < 0.02)
  }

  @Test("noise has a flat spectrum, all patterns of order, and tells nothing of what comes")
  func noise() {
    var noise = Noise(state: 4)
    let measures = Self.measures(noise.values(5000))
    #expect(measures["flatness"] > 0.98)
    #expect(measures["ceiling"] < 0.02)
    #expect(measures["permutation_entropy"] > 0.99)
    #expect(measures["information"] < 0.01)
    // The changes of noise are not noise: half of each is taken back by the next.
    #expect(measures["noise_of_changes"] < 0.6)
  }

  @Test("the steps of a walk are noise, its values are not")
  func walk() {
    var noise = Noise(state: 5)
    let measures = Self.measures(noise.walk(5000))
    #expect(measures["noise_of_changes"] > 0.98)
    #expect(measures["flatness"] < 0.05)
  }

  @Test("a line is foretold without error and has one pattern of order")
  func line() {
    let measures = Self.measures((0..<40).map { 5 + 2 * Double($0) })
    #expect(measures["backtest_best"] < 1e-12)
    #expect(measures["permutation_entropy"] == 0)
    #expect(measures["steadiness"] == 1)
    #expect(abs(measures["drift"] - 6) < 1e-9)
    // Six steps ahead the last value is 3.5 steps off on average.
    #expect(abs(measures["backtest_naive"] - 3.5) < 1e-9)
  }

  @Test("a season that repeats itself leaves the seasonal naive forecast nothing to miss")
  func season() {
    var noise = Noise(state: 6)
    let season = noise.values(12)
    let values = (0..<96).map { 10 + season[$0 % 12] + ($0 == 20 ? 1e-3 : 0) }
    let measures = Self.measures(values, period: 12, horizon: 12)
    #expect(measures["backtest_naive"] == 0)
    #expect(measures["seasonal_strength"] > 0.99)
    #expect(measures["backtest_long"].isNaN)
  }

  @Test("weeks of days that repeat themselves on a level that moves are foretold but for the move")
  func profile() {
    var noise = Noise(state: 8)
    let week = noise.values(7 * 4)
    let values = (0..<336).map { (step: Int) -> Double in
      let level = Double(step / 4) / 50
      return week[step % 28] + level
    }
    let measures = Self.measures(values, period: 4, horizon: 8)
    let scale = ErrorScale(values, period: 4).absolute
    // Between a season and the same one of the next week lie seven moves of the level.
    #expect(abs(measures["long_changes"] * scale - 7.0 / 50) < 1e-9)
    // The profile is moved to where the last season is, and so misses what a week moves.
    #expect(abs(measures["backtest_profile"] * scale - 7.0 / 50) < 1e-9)
    func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
    // The last week, each step beside the same one of the day before.
    let late = (312..<336).map { abs(values[$0] - values[$0 - 4]) }
    #expect(abs(measures["last_seasons"] * scale - mean(late)) < 1e-9)
    // The last 28 days, each mean beside that of the day before.
    let days = (56..<84).map { day in mean(Array(values[4 * day..<4 * day + 4])) }
    let moves = zip(days.dropFirst(), days).map { abs($0 - $1) }
    #expect(abs(measures["season_moves"] * scale - mean(moves)) < 1e-9)
    // The last two days.
    let last = Array(values.suffix(8))
    let squares = last.map { ($0 - mean(last)) * ($0 - mean(last)) }
    let spread = (squares.reduce(0, +) / 7).squareRoot()
    #expect(abs(measures["last_spread"] * scale - spread) < 1e-9)
    // Without a past of eight seasons there is no week to look back to.
    let short = Self.measures(Array(values.prefix(30)), period: 4, horizon: 4)
    #expect(short["long_changes"].isNaN && short["last_seasons"].isNaN)
    #expect(short["backtest_profile"].isFinite)
  }

  @Test("percentages of values around 0 refer to their size, not to their mean")
  func aroundZero() {
    let values = (0..<60).map { $0 % 2 == 0 ? 1.0 : -1 }
    #expect(Self.measures(values)["roughness"] == 2)
  }

  @Test(
    "no measure depends on the unit, and none is infinite",
    .tags(.property),
    arguments: [1e-150, 1e-12, 1e-3, 1e9, 1e150],
    [7, 24]
  )
  func units(unit: Double, period: Int) {
    var noise = Noise(state: 7)
    // Of hours five weeks, as weeks of days need two and their errors three.
    var values = noise.walk(period == 24 ? 840 : 90).map { 100 + $0 }
    for gap in [20, 50, values.count - 60] { values[gap] = .nan }
    let plain = Self.measures(values, period: period, horizon: period)
    let scaled = Self.measures(values.map { $0 * unit }, period: period, horizon: period)
    #expect(plain["weeks_best"].isFinite == (period == 24))
    for (name, (a, b)) in zip(ForecastabilityMeasures.names, zip(plain.values, scaled.values)) {
      #expect(a.isNaN && b.isNaN || abs(a - b) <= 1e-6 * max(1, abs(a)), "\(name): \(a), \(b)")
      #expect(!a.isInfinite)
    }
  }

  @Test(
    "short and constant series have sizes and nothing else",
    arguments: [[], [1], [1, .nan, 3], [Double](repeating: 4, count: 50)]
  )
  func unmeasured(values: [Double]) {
    let measures = Self.measures(values)
    #expect(measures.values.count == ForecastabilityMeasures.names.count)
    #expect(measures.values.prefix(5).allSatisfy { $0.isFinite })
    #expect(measures.values.dropFirst(5).allSatisfy { $0.isNaN })
  }

  @Test("ties share the mean of their places, and missing values have none")
  func ranks() {
    let ranks = [3, .nan, 1, 3, 2].ranks
    #expect(ranks[0] == 3.5 && ranks[2] == 1 && ranks[3] == 3.5 && ranks[4] == 2)
    #expect(ranks[1].isNaN)
  }
}
