import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("PanelCalibration")
struct PanelCalibrationTests {
  /// Forecasts of spread 1 where values have another spread on each side.
  static func trials(_ count: Int, lower: Double, upper: Double) -> [PanelCalibration.Trial] {
    (0..<count).map { number in
      var stream = RandomStream(seed: 1, stream: UInt64(number))
      return PanelCalibration.Trial(
        forecast: ForecastDistribution(
          mean: [10, 20, 30],
          shape: .normal(standardDeviation: [1, 2, 3])
        ),
        actual: [1, 2, 3].map { step in
          let error = stream.normal()
          return 10 * step + step * error * (error < 0 ? lower : upper)
        }
      )
    }
  }

  @Test("intervals get the width that values have, quantiles stay in order, and skew stays")
  func widths() throws {
    let calibration = try #require(
      PanelCalibration(Self.trials(4000, lower: 1.7, upper: 1.7), seriesCount: 4000)
    )
    let claimed = ForecastDistribution(
      mean: [5, 5, 5],
      shape: .normal(standardDeviation: [1, 1, 1])
    )
    let honest = calibration.calibrated(claimed)
    #expect(honest.mean == claimed.mean && honest.quantile(0.5) == [5, 5, 5])
    let (lower, upper) = honest.interval(0.95)
    for step in 0..<3 {
      // A sample of 4000 has its 2.5 % quantile within some 4 % of the true one.
      #expect(abs((upper[step] - lower[step]) / 3.92 - 1.7) < 0.1)
      #expect(abs(upper[step] + lower[step] - 10) < 1e-9)
    }
    let levels = ForecastDistribution.simulationLevels.map { honest.quantile($0)[0] }
    #expect(zip(levels, levels.dropFirst()).allSatisfy(<=))
    let skewed = ForecastDistribution(
      mean: [5],
      shape: .quantiles(levels: [0.1, 0.5, 0.9], values: [[4, 5, 8]])
    )
    let (low, high) = calibration.calibrated(skewed).interval(0.8)
    #expect(abs((high[0] - 5) / (5 - low[0]) - 3) < 1e-9)
  }

  @Test("a bias of the windows is not taken for a skew")
  func bias() throws {
    let calibration = try #require(
      PanelCalibration(Self.trials(2000, lower: 0.5, upper: 1.5), seriesCount: 2000)
    )
    let factors = calibration.factors[0]
    #expect(zip(factors, factors.reversed()).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// What windows with values of these widths call for.
  static func calibration(
    _ widths: [Double],
    series: Int = 1000,
    areOne: Bool = false
  ) throws -> PanelCalibration {
    let trials = widths.enumerated().flatMap { window, width in
      Self.trials(series, lower: width, upper: width).map {
        PanelCalibration.Trial(
          forecast: $0.forecast,
          actual: $0.actual,
          window: areOne ? 0 : window
        )
      }
    }
    return try #require(PanelCalibration(trials, seriesCount: 1_000_000))
  }

  @Test("of two windows the mean counts")
  func twoWindows() throws {
    let (two, mean) = (
      try Self.calibration([0.8, 2]), try Self.calibration([1.4, 1.4])
    )
    for (two, mean) in zip(two.factors.joined(), mean.factors.joined()) {
      #expect(abs(two - mean) < 1e-9)
    }
  }

  @Test("windows of less than 40 values are judged together")
  func smallWindows() throws {
    let widths = [0.8, 3, 0.8]
    for (series, areJudgedAlone) in [(13, false), (14, true)] {
      let windows = try Self.calibration(widths, series: series)
      let together = try Self.calibration(widths, series: series, areOne: true)
      #expect((windows == together) != areJudgedAlone)
    }
  }

  @Test("of several windows the median counts, so that a shock in one of them widens nothing")
  func windows() throws {
    let (calm, shocked) = (
      try Self.calibration([0.8, 0.8, 0.8]), try Self.calibration([0.8, 3, 0.8])
    )
    #expect(calm.lastSteps == shocked.lastSteps)
    for (calm, shocked) in zip(calm.factors.joined(), shocked.factors.joined()) {
      #expect(abs(calm - shocked) < 1e-12)
    }
    #expect(try Self.calibration([0.6, 1, 3]).factors == Self.calibration([1, 1, 1]).factors)
  }

  @Test("an earlier window that few series have says nothing")
  func fewWithWindow() throws {
    let late = Self.trials(1000, lower: 1, upper: 1)
    let early = Self.trials(100, lower: 3, upper: 3).map {
      PanelCalibration.Trial(forecast: $0.forecast, actual: $0.actual, window: 1)
    }
    let (alone, both) = (
      try #require(PanelCalibration(late, seriesCount: 1000)),
      try #require(PanelCalibration(late + early, seriesCount: 1000))
    )
    #expect(alone.factors.map { $0[0] } == both.factors.map { $0[0] })
  }

  @Test("few series change little")
  func few() throws {
    let some = try #require(
      PanelCalibration(Self.trials(20, lower: 3, upper: 3), seriesCount: 2)
    )
    let many = try #require(
      PanelCalibration(Self.trials(20, lower: 3, upper: 3), seriesCount: 2000)
    )
    let (few, all) = (some.factors[0][2], many.factors[0][2])
    #expect(few > 1 && few < all && all <= 4)
    let half = PanelCalibration(Self.trials(20, lower: 3, upper: 3), seriesCount: 2000, belief: 0.5)
    #expect(abs((half?.factors[0][2] ?? 0) - 1 - (all - 1) / 2) < 1e-12)
    #expect(PanelCalibration(Self.trials(6, lower: 1, upper: 1), seriesCount: 6) == nil)
  }

  @Test("forecasts without a width, or of nothing, are left as they are")
  func degenerate() throws {
    let flat = ForecastDistribution(mean: [1, 1], shape: .normal(standardDeviation: [0, 0]))
    let trials = (0..<50).map { _ in
      PanelCalibration.Trial(forecast: flat, actual: [2, .nan])
    }
    let calibration = try #require(PanelCalibration(trials, seriesCount: 50))
    #expect(calibration.factors.joined().allSatisfy { $0 == 1 })
    #expect(calibration.calibrated(flat).quantile(0.9) == [1, 1])
  }

  @Test("a tensor gives it back")
  func tensor() throws {
    let calibration = try #require(
      PanelCalibration(Self.trials(3000, lower: 1, upper: 2), seriesCount: 3000)
    )
    #expect(calibration.lastSteps.count == 3)
    #expect(PanelCalibration(calibration.tensor) == calibration)
    #expect(PanelCalibration(Tensor([1, 2], .float64)) == nil)
  }
}
