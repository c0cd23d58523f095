import AlmanacTesting
import Testing

@testable import TimeSeries

/// Recorded decompositions of statsmodels 0.15.0.
private struct Golden: Decodable {
  struct Run: Decodable {
    var period: Int
    var seasonal: [Int]
    var trend: [Int]
    var lowPass: [Int]
    var inner: Int
    var outer: Int
    var season: [Double]
    var level: [Double]
  }
  struct Multiple: Decodable {
    var values: [Double]
    var level: [Double]
    var seasons: [[Double]]
  }
  var values: [Double]
  var stl: [Run]
  var mstl: Multiple
}

private func loess(_ numbers: [Int]) -> Loess {
  Loess(window: numbers[0], degree: numbers[1], jump: numbers[2])
}

/// The largest difference, relative to the largest value.
private func distance(_ a: [Double], _ b: [Double]) -> Double {
  let size = b.map(abs).max() ?? 0
  return zip(a, b).map { abs($0 - $1) }.max().map { $0 / size } ?? .infinity
}

@Suite("STL")
struct STLTests {
  static let pattern = [5.0, -2, -4, 1]

  @Test("air passengers, all parameters, against statsmodels", .tags(.golden), arguments: 0..<6)
  func golden(run: Int) throws {
    let golden = try goldenFile("stl.json", as: Golden.self)
    let expected = golden.stl[run]
    var stl = STL(
      period: expected.period,
      seasonal: loess(expected.seasonal),
      trend: loess(expected.trend),
      lowPass: loess(expected.lowPass)
    )
    stl.innerIterations = expected.inner
    stl.robustnessIterations = expected.outer
    let parts = try #require(stl.decomposition(of: golden.values))
    // Only the order of additions differs; robust runs repeat it fifteen times.
    #expect(distance(parts.seasons[0], expected.season) < 1e-11)
    #expect(distance(parts.trend, expected.level) < 1e-12)
  }

  @Test("the parts add up to the series", .tags(.property), arguments: [4, 5, 8, 17, 64, 65])
  func sum(count: Int) throws {
    let values = (0..<count).map { Double(($0 * 7919) % 101) }
    let parts = try #require(STL(period: 2, seasonalWindow: 7).decomposition(of: values))
    for i in 0..<count {
      #expect(abs(parts.trend[i] + parts.seasons[0][i] + parts.remainder[i] - values[i]) < 1e-11)
    }
  }

  @Test("a periodic season repeats exactly")
  func periodic() throws {
    let values: [Double] = (0..<40).map { Double($0) + Self.pattern[$0 % 4] }
    let stl = STL.periodic(period: 4, count: 40)
    let parts = try #require(stl.decomposition(of: values))
    for i in 4..<40 { #expect(parts.seasons[0][i] == parts.seasons[0][i - 4]) }
    #expect(parts.seasonalStrength() > 0.99 && parts.trendStrength > 0.99)
  }

  @Test("a robust run lets a spike stay in the remainder")
  func robust() throws {
    var values: [Double] = (0..<60).map { step in
      let noise = Double((step * 7919) % 101) / 50
      return Self.pattern[step % 4] + noise
    }
    values[30] += 100
    let plain = try #require(STL(period: 4, seasonalWindow: 7).decomposition(of: values))
    let stl = STL(period: 4, seasonalWindow: 7, isRobust: true)
    let robust = try #require(stl.decomposition(of: values))
    #expect(abs(robust.remainder[30] - 100) < 2)
    #expect(abs(plain.remainder[30] - 100) > 20)
  }

  @Test("missing values are missing in the remainder only")
  func missing() throws {
    var values: [Double] = (0..<48).map { Double($0) + Double($0 % 12) }
    values[0] = .nan
    values[20] = .nan
    let parts = try #require(STL(period: 12, seasonalWindow: 7).decomposition(of: values))
    #expect(parts.remainder.indices.filter { parts.remainder[$0].isNaN } == [0, 20])
    #expect(parts.trend.allSatisfy { $0.isFinite } && parts.seasons[0].allSatisfy { $0.isFinite })
    // The season can only be known as well as the gap at the start can be filled.
    #expect(abs(parts.trend[20] + parts.seasons[0][20] - 28) < 0.1)
  }

  @Test("a series of fewer than two periods is refused")
  func short() {
    #expect(
      STL(period: 12, seasonalWindow: 7).decomposition(of: .init(repeating: 1, count: 23)) == nil
    )
    #expect(STL(period: 2, seasonalWindow: 7).decomposition(of: [.nan, .nan, .nan, .nan]) == nil)
  }
}

@Suite("Loess")
struct LoessTests {
  @Test(
    "a local line restores a line, weighted or not",
    .tags(.property),
    arguments: [1, 2, 3, 17, 64, 65],
    [1, 4]
  )
  func line(count: Int, jump: Int) {
    let line = (0..<count).map { 3 - 2 * Double($0) }
    let weights = (0..<count).map { 1 + Double($0 % 3) }
    for window in [5, 31] {
      let loess = Loess(window: window, degree: 1, jump: jump)
      for smoothed in [loess.smoothed(line), loess.smoothed(line, weights: weights)] {
        #expect(zip(smoothed, line).allSatisfy { abs($0 - $1) < 1e-10 })
      }
    }
  }

  @Test("the fast path in the middle equals the weighted one")
  func convolution() {
    let values: [Double] = (0..<65).map { Double(($0 * 7919) % 101) }
    for window in [3, 9, 33] {
      for degree in [0, 1] {
        let loess = Loess(window: window, degree: degree)
        let fast = loess.smoothed(values)
        let slow = loess.smoothed(values, weights: .init(repeating: 1, count: 65))
        #expect(zip(fast, slow).allSatisfy { abs($0 - $1) < 1e-11 })
      }
    }
  }
}

@Suite("MSTL")
struct MSTLTests {
  @Test("half-hourly electricity, against statsmodels", .tags(.golden))
  func golden() throws {
    let golden = try goldenFile("stl.json", as: Golden.self).mstl
    var mstl = MSTL(periods: [336, 48])
    mstl.seasons = mstl.seasons.map { season in
      var stl = season
      stl.seasonal.jump = 2
      stl.trend.jump = 1
      stl.lowPass.jump = 1
      return stl
    }
    let parts = try #require(mstl.decomposition(of: golden.values))
    #expect(parts.periods == [48, 336])
    #expect(distance(parts.trend, golden.level) < 1e-12)
    for k in 0..<2 { #expect(distance(parts.seasons[k], golden.seasons[k]) < 1e-11) }
  }

  @Test("without a usable period there is a trend and a remainder", arguments: [1, 2, 3, 20])
  func trendOnly(count: Int) throws {
    let values = (0..<count).map { 2 * Double($0) }
    let parts = try #require(MSTL(periods: [24]).decomposition(of: values))
    #expect(parts.seasons.isEmpty)
    #expect(zip(parts.trend, values).allSatisfy { abs($0 - $1) < 1e-10 })
    #expect(MSTL(periods: []).decomposition(of: [.nan]) == nil)
  }

  @Test("a constant has neither trend nor season")
  func constant() throws {
    let values = [Double](repeating: 0.1, count: 60)
    let parts = try #require(MSTL(periods: [12]).decomposition(of: values))
    #expect(parts.trendStrength == 0 && parts.seasonalStrength() == 0)
  }
}
