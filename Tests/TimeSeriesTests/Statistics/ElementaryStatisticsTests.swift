import AlmanacTesting
import Testing

@testable import TimeSeries

@Suite("Moments")
struct MomentsTests {
  @Test("mean and variance leave missing values out")
  func plain() {
    let moments = Moments(of: [1, .nan, 2, 3, .nan, 4])
    #expect(moments.count == 4)
    #expect(moments.mean == 2.5)
    #expect(abs(moments.variance - 5.0 / 3) < 1e-15)
    #expect(moments.minimum == 1 && moments.maximum == 4)
  }

  @Test("equal values have a variance of exactly 0, however they round")
  func constant() {
    let moments = Moments(of: [Double](repeating: 0.1, count: 1001))
    #expect(moments.variance == 0)
    #expect(moments.mean == 0.1)
    #expect(moments.isConstant)
  }

  @Test("no values and one value")
  func few() {
    #expect(Moments(of: []).mean.isNaN && Moments(of: [.nan]).count == 0)
    #expect(!Moments(of: []).isConstant)
    #expect(Moments(of: [7]).mean == 7 && Moments(of: [7]).variance.isNaN)
  }

  @Test("neither the largest nor the smallest doubles leave the range")
  func extremes() {
    let huge = Moments(of: [1.5e308, -1.5e308, 1.5e308, 1.5e308])
    #expect(abs(huge.mean / 0.75e308 - 1) < 1e-15)
    #expect(abs(huge.standardDeviation / 1.5e308 - 1) < 1e-15)
    #expect(Moments(of: [1.7e308, 1.6e308, 1.5e308]).mean == 1.6e308)
    let tiny = Moments(of: [0, .leastNonzeroMagnitude])
    #expect(tiny.mean >= 0 && tiny.mean <= .leastNonzeroMagnitude)
    #expect(tiny.standardDeviation.isFinite)
  }

  @Test("a large mean does not swallow the spread")
  func largeMean() {
    let moments = Moments(of: (0..<1000).map { 1e15 + Double($0 % 2) })
    // The variance of 500 zeros and 500 ones.
    #expect(abs(moments.variance - 250.0 / 999) < 1e-12)
  }
}

@Suite("Autocorrelation")
struct AutocorrelationTests {
  static func noisyWave(count: Int, period: Double) -> [Double] {
    (0..<count).map { Double(($0 * 7919) % 101) / 101 + Double($0 % Int(period)) }
  }

  @Test("the definition, at every awkward length", arguments: [2, 3, 5, 17, 64, 65])
  func definition(count: Int) {
    let values = Self.noisyWave(count: count, period: 4)
    let mean = values.reduce(0, +) / Double(count)
    let correlations = values.autocorrelations(through: count + 2)
    let denominator = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    for lag in 0..<(count + 3) {
      var sum = 0.0
      for t in stride(from: lag, to: count, by: 1) {
        sum += (values[t] - mean) * (values[t - lag] - mean)
      }
      #expect(abs(correlations[lag] - sum / denominator) < 1e-14, "lag \(lag)")
    }
  }

  @Test("nothing observed, one value, a constant: no correlation")
  func degenerate() {
    for values in [[], [1], [.nan, .nan], [0.1, 0.1, 0.1, 0.1]] as [[Double]] {
      #expect(values.autocorrelations(through: 3) == [1, 0, 0, 0])
    }
  }

  @Test("missing values are left out pair by pair")
  func missing() {
    // The convention of R's acf with na.action = na.pass.
    let values = [1, 3, .nan, 2, 5, 4, .nan, 8]
    let mean = 23.0 / 6
    let d = values.map { $0 - mean }
    let variance = [0, 1, 3, 4, 5, 7].map { d[$0] * d[$0] }.reduce(0, +) / 6
    let lag1 = (d[0] * d[1] + d[3] * d[4] + d[4] * d[5]) / 4 / variance
    #expect(abs(values.autocorrelations(through: 1)[1] - lag1) < 1e-15)
  }

  @Test("no magnitude overflows", arguments: [1e-300, 1e-15, 1e15, 1e300])
  func magnitudes(scale: Double) {
    let values = Self.noisyWave(count: 40, period: 4)
    let plain = values.autocorrelations(through: 8)
    let scaled = values.map { $0 * scale }.autocorrelations(through: 8)
    for lag in 0...8 { #expect(abs(plain[lag] - scaled[lag]) < 1e-12) }
  }
}

@Suite("SeasonalityTest")
struct SeasonalityTestTests {
  let wave: [Double] = (0..<36).map { step in
    let noise = Double((step * 31) % 7) / 10
    return Double(step % 12) + noise
  }

  @Test("a wave is seasonal at its period")
  func seasonal() {
    #expect(SeasonalityTest.m4.isSeasonal(wave, period: 12))
    #expect(SeasonalityTest.theta.isSeasonal(wave, period: 12))
  }

  @Test("too few periods, a constant and no period are not seasonal")
  func notSeasonal() {
    #expect(!SeasonalityTest.m4.isSeasonal(Array(wave.prefix(35)), period: 12))
    #expect(SeasonalityTest.theta.isSeasonal(Array(wave.prefix(35)), period: 12))
    #expect(!SeasonalityTest.m4.isSeasonal([Double](repeating: 0.1, count: 48), period: 12))
    #expect(!SeasonalityTest.m4.isSeasonal(wave, period: 1))
    #expect(!SeasonalityTest.theta.isSeasonal(wave, period: 3))
    #expect(!SeasonalityTest.m4.isSeasonal([], period: 12))
  }

  @Test("the statistic is the correlation over its standard error")
  func statistic() throws {
    let r = wave.autocorrelations(through: 12)
    let squares: Double = r[1..<12].reduce(0) { $0 + $1 * $1 }
    let expected: Double = abs(r[12]) / ((1 + 2 * squares) / 36).squareRoot()
    let statistic = try #require(SeasonalityTest.m4.statistic(of: wave, period: 12))
    #expect(abs(statistic - expected) < 1e-14)
  }
}

@Suite("LinearTrend")
struct LinearTrendTests {
  @Test("points on a line give the line, with gaps and without")
  func exact() {
    for values in [[1, 3, 5, 7], [.nan, 3, .nan, 7, 9]] as [[Double]] {
      let line = LinearTrend(values)
      #expect(abs(line.intercept - 1) < 1e-14 && abs(line.slope - 2) < 1e-14)
      #expect(abs(line[10] - 21) < 1e-13)
    }
  }

  @Test("one value is a level, none is nothing")
  func few() {
    #expect(LinearTrend([.nan, 4]) == LinearTrend([4]))
    #expect(LinearTrend([4])[9] == 4)
    #expect(LinearTrend([])[0].isNaN)
  }
}

@Suite("Quantiles")
struct QuantilesTests {
  @Test("type 7, against numpy 2.4.6", .tags(.golden))
  func typeSeven() {
    let values = [3, 1, .nan, 4, 1, 5, 9, 2, 6]
    #expect(values.quantile(at: 0.5) == 3.5)
    #expect(values.quantile(at: 0) == 1)
    #expect(values.quantile(at: 1) == 9)
    #expect(abs(values.quantile(at: 0.9) - 6.9) < 1e-14)
    #expect(abs(values.quantile(at: 0.333) - 2.331) < 1e-14)
  }

  @Test("none and one")
  func few() {
    #expect([Double]().quantile(at: 0.5).isNaN)
    #expect([7].quantiles(at: [0, 0.3, 1]) == [7, 7, 7])
  }
}
