import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("Theta family")
struct ThetaTests {
  static let all: [any LocalForecaster] = [
    Theta(seasonalPeriod: 4), OptimizedTheta(seasonalPeriod: 4), DynamicTheta(seasonalPeriod: 4),
    DynamicOptimizedTheta(seasonalPeriod: 4), AutoTheta(seasonalPeriod: 4),
  ]

  /// A series that wanders, with a trend and a season of 4.
  static func wanderer(count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed)
    var level = 100.0
    return (0..<count).map { step in
      level += 0.5 + stream.normal()
      return level + [6, -3, 1, -4][step % 4] + stream.normal()
    }
  }

  @Test("fewer than four observations are refused")
  func refuses() throws {
    for forecaster in Self.all {
      #expect(throws: ForecastError.tooShort(series: "series", required: 4, actual: 3)) {
        _ = try distribution(forecaster, Series(values: [1, 2, .nan, 3]), 3)
      }
      #expect(throws: ForecastError.noObservations(series: "series")) {
        _ = try distribution(forecaster, Series(values: [.nan, .nan]), 3)
      }
      let shortest = try distribution(forecaster, Series(values: [1, 2, 4, 3]), 3)
      #expect(shortest.mean.allSatisfy { $0.isFinite })
    }
  }

  @Test("a constant series is continued without width", arguments: [0, 7, 1e15, -1e-15, 0.1])
  func constant(value: Double) throws {
    for forecaster in Self.all {
      let series = Series(values: Array(repeating: value, count: 20))
      let forecast = try distribution(forecaster, series, 6)
      #expect(forecast.quantile(0.01) == Array(repeating: value, count: 6))
    }
  }

  @Test("with an estimated θ a line is continued")
  func line() throws {
    let values = (0..<30).map { 5 + 3 * Double($0) }
    for forecaster: any LocalForecaster in [OptimizedTheta(), DynamicOptimizedTheta()] {
      let forecast = try distribution(forecaster, Series(values: values), 5)
      for (step, mean) in forecast.mean.enumerated() {
        #expect(abs(mean - (95 + 3 * Double(step))) < 1e-4)
      }
    }
  }

  @Test(
    "forecasts scale with the series, and shift where no season is multiplied",
    .tags(.property)
  )
  func equivariance() throws {
    for seed in 0..<4 as Range<UInt64> {
      let values = Self.wanderer(count: 37, seed: seed)
      for forecaster in Self.all {
        let plain = try distribution(forecaster, Series(values: values), 9)
        for scale in [1e15, 1e-15] {
          let scaled = try distribution(forecaster, Series(values: values.map { $0 * scale }), 9)
          for (a, b) in zip(plain.quantile(0.9), scaled.quantile(0.9)) {
            #expect(abs(a * scale / b - 1) < 1e-9, "seed \(seed)")
          }
        }
      }
      let free = DynamicOptimizedTheta(seasonalPeriod: 1)
      let plain = try distribution(free, Series(values: values), 9)
      let moved = try distribution(free, Series(values: values.map { $0 - 1e6 }), 9)
      for (a, b) in zip(plain.quantile(0.9), moved.quantile(0.9)) {
        #expect(abs(a - 1e6 - b) < 1e-4, "seed \(seed)")
      }
    }
  }

  @Test("a season is put back: a purely seasonal series is continued")
  func season() throws {
    for offset in [10.0, -2] {
      let values = (0..<24).map { offset + [5.0, 1, 4, 2][$0 % 4] }
      for forecaster in Self.all {
        let forecast = try distribution(forecaster, Series(values: values), 7)
        for (step, mean) in forecast.mean.enumerated() {
          #expect(abs(mean - values[step]) < 1e-6)
        }
      }
    }
  }

  @Test("the description names the member and the season")
  func description() throws {
    let positive = Self.wanderer(count: 60, seed: 1)
    let model = try DynamicOptimizedTheta(seasonalPeriod: 4).fitted(to: Series(values: positive))
    #expect(model.description == "DynamicOptimizedTheta(M)")
    let negative = Series(values: positive.map { $0 - 120 })
    #expect(try Theta(seasonalPeriod: 4).fitted(to: negative).description == "Theta(A)")
    #expect(try Theta(seasonalPeriod: 1).fitted(to: negative).description == "Theta")
  }

  @Test("missing values at the front change nothing; at the end they count as steps")
  func outerGaps() throws {
    let values = Self.wanderer(count: 40, seed: 2)
    for forecaster in Self.all {
      let plain = try distribution(forecaster, Series(values: values), 12)
      let late = try distribution(forecaster, Series(values: [.nan, .nan, .nan] + values), 12)
      #expect(plain == late)
      let early = try distribution(forecaster, Series(values: values + [.nan, .nan]), 10)
      #expect(Array(plain.mean.dropFirst(2)) == early.mean)
    }
  }

  @Test("missing values within a series hardly move its forecast")
  func innerGaps() throws {
    var values = Self.wanderer(count: 80, seed: 3)
    for forecaster in Self.all {
      let plain = try distribution(forecaster, Series(values: values), 8)
      for step in [9, 10, 11, 30, 47] { values[step] = .nan }
      let gappy = try distribution(forecaster, Series(values: values), 8)
      for (a, b) in zip(plain.mean, gappy.mean) { #expect(abs(a - b) < 3) }
    }
  }

  @Test("the automatic choice is the member with the smallest errors")
  func auto() throws {
    let series = Series(values: Self.wanderer(count: 50, seed: 4))
    let chosen = try AutoTheta(seasonalPeriod: 1).fitted(to: series)
    for variant in ThetaVariant.allCases {
      let other = try ThetaModel(series, period: 1, variants: [variant])
      #expect(chosen.meanSquaredError <= other.meanSquaredError)
    }
  }
}
