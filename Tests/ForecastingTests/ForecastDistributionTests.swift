import AlmanacTesting
import Tensors
import Testing

@testable import Forecasting

@Suite("ForecastDistribution")
struct ForecastDistributionTests {
  static let normal = ForecastDistribution(
    mean: [10, 20, -3],
    shape: .normal(standardDeviation: [1, 0, 5])
  )
  static let table = ForecastDistribution(
    mean: [2, 5],
    shape: .quantiles(levels: [0.1, 0.5, 0.9], values: [[1, 2, 4], [5, 5, 5]])
  )

  @Test("a normal interval lies symmetrically; a deviation of 0 has no width")
  func normalInterval() {
    let (lower, upper) = Self.normal.interval(0.95)
    let score = 1.959963984540054
    #expect(abs(lower[0] - (10 - score)) < 1e-14 && abs(upper[0] - (10 + score)) < 1e-14)
    #expect(lower[1] == 20 && upper[1] == 20)
    #expect(Self.normal.quantile(0.5) == [10, 20, -3])
  }

  @Test("quantiles are linear between the levels of a table and held beyond them")
  func tableQuantiles() {
    #expect(Self.table.quantile(0.5) == [2, 5])
    #expect(Self.table.quantile(0.3) == [1.5, 5])
    #expect(Self.table.quantile(0.7) == [3, 5])
    #expect(Self.table.quantile(0.01) == [1, 5])
    #expect(Self.table.quantile(0.99) == [4, 5])
  }

  @Test("quantiles never cross, nor does clipping make them", .tags(.property))
  func monotone() {
    let levels = (1...199).map { Double($0) / 200 }
    for forecast in [Self.normal, Self.table] {
      for part in [forecast, forecast.clipped(below: 1.7), forecast.scaled(by: 0)] {
        for (lower, upper) in zip(levels, levels.dropFirst()) {
          #expect(zip(part.quantile(lower), part.quantile(upper)).allSatisfy(<=))
        }
      }
    }
  }

  @Test("values that cross are put in order")
  func sorts() {
    let crossed = ForecastDistribution(
      mean: [0],
      shape: .quantiles(levels: [0.1, 0.5, 0.9], values: [[3, 1, 2]])
    )
    #expect(crossed.quantile(0.5) == [2])
  }

  @Test("clipping raises means and quantiles, and nothing else")
  func clips() {
    let clipped = Self.normal.clipped(below: 0)
    #expect(clipped.mean == [10, 20, 0])
    #expect(clipped.quantile(0.1)[2] == 0)
    #expect(clipped.quantile(0.9)[2] == Self.normal.quantile(0.9)[2])
    #expect(clipped.clipped(below: -5) == clipped)
    #expect(clipped.clipped(below: 15).mean == [15, 20, 15])
  }

  @Test("scaling and shifting move every quantile alike")
  func moves() {
    for forecast in [Self.table, Self.table.clipped(below: 1.5)] {
      let moved = forecast.scaled(by: [2, 3]).shifted(by: [1, -1])
      for level in [0.05, 0.3, 0.5, 0.95] {
        let quantile = forecast.quantile(level)
        #expect(moved.quantile(level) == [quantile[0] * 2 + 1, quantile[1] * 3 - 1])
      }
      #expect(moved.mean == [5, 14])
    }
    #expect(Self.normal.scaled(by: 3).shifted(by: 2).mean == [32, 62, -7])
  }

  @Test("the table of simulated paths is that of their distribution")
  func simulation() {
    var stream = RandomStream(seed: 5)
    let (count, horizon) = (20_000, 3)
    var paths: [Double] = []
    for _ in 0..<count {
      var level = 100.0
      for _ in 0..<horizon {
        level += stream.normal()
        paths.append(level)
      }
    }
    let forecast = ForecastDistribution(paths: paths, horizon: horizon)
    let truth = ForecastDistribution(
      mean: [100, 100, 100],
      shape: .normal(standardDeviation: [1, 2.0.squareRoot(), 3.0.squareRoot()])
    )
    for level in ForecastDistribution.simulationLevels {
      for (a, b) in zip(forecast.quantile(level), truth.quantile(level)) {
        // Five standard errors at the outermost level: √(p(1−p)/count) / density.
        #expect(abs(a - b) < 0.3, "level \(level)")
      }
    }
    #expect(forecast.mean.allSatisfy { abs($0 - 100) < 0.1 })
    #expect(ForecastDistribution(paths: paths, horizon: 3, mean: [1, 2, 3]).mean == [1, 2, 3])
  }

  @Test("values that are not finite are left out of simulated paths")
  func explosions() {
    let forecast = ForecastDistribution(paths: [1, .nan, 3, .infinity], horizon: 2)
    #expect(forecast.mean[0] == 2 && forecast.mean[1].isNaN)
    #expect(forecast.quantile(0.5)[0] == 2)
  }

  @Test("levels outside of (0, 1) are refused")
  func levels() async {
    await #expect(processExitsWith: .failure) {
      _ = ForecastDistribution(mean: [1], shape: .normal(standardDeviation: [1])).quantile(0)
    }
    await #expect(processExitsWith: .failure) {
      _ = ForecastDistribution(mean: [1], shape: .normal(standardDeviation: [1])).interval(1)
    }
    await #expect(processExitsWith: .failure) {
      _ = ForecastDistribution(mean: [1], shape: .normal(standardDeviation: [-1]))
    }
  }
}
