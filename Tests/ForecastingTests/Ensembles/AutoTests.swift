import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("Auto")
struct AutoTests {
  /// A level of about 100 with noise.
  static func noise(count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in 100 + 5 * stream.normal() }
  }

  /// A pattern without a shape, again and again.
  static func repeated(period: Int, cycles: Int) -> [Double] {
    let pattern = noise(count: period, seed: 7)
    return (0..<period * cycles).map { pattern[$0 % period] }
  }

  static func fitted(_ values: [Double], period: Int) throws -> Combination {
    try Auto(seasonalPeriod: period).fitted(to: Series(values: values))
  }

  /// The weight of the seasonal naive member.
  static func weightOfSeasonalNaive(_ fitted: Combination) -> Double {
    fitted.members.filter { $0.model is SeasonalMovingAverage }.reduce(0) { $0 + $1.weight }
  }

  @Test(
    "the weights are positive and add up to 1",
    .tags(.property),
    arguments: [1, 2, 3, 4, 5, 11, 12, 17, 64, 65],
    [1, 4, 12, 100]
  )
  func weights(count: Int, period: Int) throws {
    let fitted = try Self.fitted(Self.noise(count: count, seed: UInt64(count)), period: period)
    #expect(!fitted.members.isEmpty)
    #expect(fitted.members.allSatisfy { $0.weight > 0 })
    #expect(abs(fitted.members.reduce(0) { $0 + $1.weight } - 1) < 1e-15)
  }

  @Test("a long season that repeats exactly is forecast by repeating it")
  func longSeason() throws {
    let values = Self.repeated(period: 24, cycles: 8)
    let fitted = try Self.fitted(values, period: 24)
    #expect(Self.weightOfSeasonalNaive(fitted) > 0.9)
    var stream = RandomStream(seed: 1)
    let mean = fitted.distribution(horizon: 24, using: &stream).mean
    for (value, expected) in zip(mean, values) { #expect(abs(value - expected) < 1e-6) }
  }

  @Test("for a short season the test moves the weights half way only")
  func shortSeason() throws {
    let fitted = try Self.fitted(Self.repeated(period: 12, cycles: 10), period: 12)
    let weight = Self.weightOfSeasonalNaive(fitted)
    #expect(weight > 0 && weight <= 0.5)
    let others = fitted.members.filter { !($0.model is SeasonalMovingAverage) }.map(\.weight)
    #expect(others.count == 2 && others.allSatisfy { $0 >= 0.25 })
  }

  @Test("a series too short for a test gets exponential smoothing and Theta in equal parts")
  func prior() throws {
    let fitted = try Self.fitted(Self.noise(count: 11, seed: 3), period: 1)
    #expect(fitted.members.map(\.weight) == [0.5, 0.5])
    #expect(fitted.members[0].model is ETSModel && fitted.members[1].model is ThetaModel)
    #expect(fitted.description.hasPrefix("50 % ETS("))
    #expect(fitted.description.hasSuffix(") + 50 % DynamicOptimizedTheta"))
  }

  @Test("a member that the series is too short for is left out")
  func leavesOut() throws {
    let fitted = try Self.fitted([3, 5, 4], period: 1)
    #expect(fitted.members.map(\.weight) == [1])
    #expect(fitted.description == "ETS(A,N,N)")
  }

  @Test("a series without observations is refused")
  func nothingObserved() {
    #expect(throws: ForecastError.noObservations(series: "series")) {
      try Self.fitted([.nan, .nan], period: 1)
    }
  }

  @Test("a constant goes on, with intervals of no width")
  func constant() throws {
    let fitted = try Self.fitted(Array(repeating: 3, count: 40), period: 4)
    var stream = RandomStream(seed: 1)
    let distribution = fitted.distribution(horizon: 5, using: &stream)
    let (lower, upper) = distribution.interval(0.95)
    #expect([distribution.mean, lower, upper].joined().allSatisfy { $0 == 3 })
  }

  @Test("gaps in the part that is tested on, even all of it missing, do no harm")
  func gaps() throws {
    var values = Self.noise(count: 60, seed: 4)
    for step in stride(from: 48, to: 60, by: 2) { values[step] = .nan }
    for _ in 0..<2 {
      let fitted = try Self.fitted(values, period: 1)
      var stream = RandomStream(seed: 1)
      #expect(fitted.distribution(horizon: 3, using: &stream).mean.allSatisfy { abs($0 - 100) < 9 })
      for step in 40..<60 { values[step] = .nan }
    }
  }
}
