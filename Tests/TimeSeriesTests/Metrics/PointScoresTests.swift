import AlmanacTesting
import Testing
import TimeSeries

@Suite("PointErrors")
struct PointErrorsTests {
  @Test("by hand")
  func byHand() throws {
    let errors = PointErrors(actual: [1, 2, .nan, 0], forecast: [2, 0, 7, 0])
    #expect(errors.count == 3 && errors.missing == 1 && errors.zeroActuals == 1)
    #expect(errors.mae == 1)
    #expect(errors.mse == 5.0 / 3)
    #expect(errors.bias == -1.0 / 3)
    #expect(errors.mape == 1)
    #expect(abs(errors.smapeFraction - 4.0 / 9) < 1e-15)
    #expect(errors.smape == 200 * errors.smapeFraction)
    #expect(errors.nd == 1)
    #expect(errors.nrmse == (5.0 / 3).squareRoot())
    #expect(errors.actualSum == 3)
  }

  @Test("a forecast that is not finite is not hidden")
  func broken() {
    #expect(PointErrors(actual: [1, 2], forecast: [1, .nan]).mae.isNaN)
    #expect(PointErrors(actual: [1, 2], forecast: [1, .nan]).smape.isNaN)
    #expect(PointErrors(actual: [1, .nan], forecast: [1, .nan]).mae == 0)
    #expect(PointErrors(actual: [], forecast: []).mae.isNaN)
  }

  @Test("a perfect forecast of zeros has no error")
  func zeros() {
    let errors = PointErrors(actual: [0, 0], forecast: [0, 0])
    #expect(errors.smape == 0 && errors.mae == 0)
    #expect(errors.mape.isNaN && errors.nd.isNaN)
  }

  @Test("pooling equals computing at once", .tags(.property))
  func pooling() {
    let actual = (0..<17).map { Double(($0 * 7919) % 101) - 20 }
    let forecast = (0..<17).map { Double(($0 * 104_729) % 101) - 20 }
    var pooled = PointErrors(actual: Array(actual[..<5]), forecast: Array(forecast[..<5]))
    pooled += PointErrors(actual: Array(actual[5...]), forecast: Array(forecast[5...]))
    let whole = PointErrors(actual: actual, forecast: forecast)
    #expect(abs(pooled.rmse - whole.rmse) < 1e-12 && abs(pooled.mape - whole.mape) < 1e-12)
    #expect(pooled.count == whole.count && pooled.zeroActuals == whole.zeroActuals)
  }

  @Test("scaling the series changes no scaled metric", .tags(.property), arguments: [1e-15, 1e15])
  func invariance(factor: Double) throws {
    let training = [3.0, 5, 4, 7, 5, 9]
    let plain = PointErrors(actual: [6, 8], forecast: [5, 9])
    let large = PointErrors(actual: [6 * factor, 8 * factor], forecast: [5 * factor, 9 * factor])
    let scale = ErrorScale(training, period: 2)
    let largeScale = ErrorScale(training.map { $0 * factor }, period: 2)
    let mase = try #require(plain.mase(scale))
    #expect(abs(try #require(large.mase(largeScale)) - mase) < 1e-14)
    let rmsse = try #require(plain.rmsse(scale))
    #expect(abs(try #require(large.rmsse(largeScale)) - rmsse) < 1e-14)
    #expect(abs(large.smape - plain.smape) < 1e-12)
  }

  @Test("forecasts and actual values must be as many")
  func mismatch() async {
    await #expect(processExitsWith: .failure) {
      _ = PointErrors(actual: [1], forecast: [1, 2])
    }
  }
}

@Suite("ErrorScale")
struct ErrorScaleTests {
  @Test("seasonal differences, missing ones left out")
  func seasonal() {
    let scale = ErrorScale([1, 2, 4, .nan, 9], period: 2)
    #expect(scale.absolute == 4 && scale.squared == 17)
  }

  @Test("M5 starts at the first demand")
  func m5() {
    let scale = ErrorScale.m5([0, 0, 3, 0, 1])
    #expect(scale.absolute == 2 && scale.squared == 5)
    #expect(ErrorScale.m5([0, 0]).squared.isNaN)
  }

  @Test("nothing is scaled by a constant or by too short a training part")
  func useless() {
    let errors = PointErrors(actual: [1], forecast: [2])
    for training in [[3, 3, 3], [3], []] as [[Double]] {
      #expect(errors.mase(ErrorScale(training, period: 1)) == nil)
      #expect(errors.rmsse(ErrorScale(training, period: 1)) == nil)
    }
  }
}

@Suite("PointScores")
struct PointScoresTests {
  private func scores(_ series: [(errors: PointErrors, scale: ErrorScale?)]) -> PointScores {
    var scores = PointScores()
    for (errors, scale) in series { scores.add(errors, scale: scale) }
    return scores
  }

  private let small = PointErrors(actual: [1, 2], forecast: [2, 3])
  private let large = PointErrors(actual: [100], forecast: [50])
  private let unobserved = PointErrors(actual: [.nan], forecast: [50])
  private let unit = ErrorScale([0, 1], period: 1)

  @Test("means are over series, ND over points")
  func aggregation() {
    let scores = scores([(small, unit), (large, unit)])
    #expect(scores[.mae].value == 25.5)
    #expect(scores[.mae].unit == .series && scores[.mae].count == 2)
    #expect(scores[.nd].value == 52.0 / 103)
    #expect(scores[.nd].unit == .points && scores[.nd].count == 3)
    #expect(scores[.rmse].value == 25.5)
  }

  @Test("series without a scale or without actual values are left out and counted")
  func leftOut() {
    let flat = ErrorScale([5, 5], period: 1)
    let scores = scores([(small, unit), (large, flat), (large, nil), (unobserved, unit)])
    #expect(scores[.mase].value == 1)
    #expect(scores[.mase].count == 1 && scores[.mase].leftOut == 3)
    #expect(scores[.mae].count == 3 && scores[.mae].leftOut == 1)
    #expect(scores[.nd].leftOut == 1)
    #expect(PointScores()[.mase].value.isNaN)
  }

  @Test("panels add up", .tags(.property))
  func merging() {
    var merged = scores([(small, unit)])
    merged += scores([(large, unit), (unobserved, unit)])
    let whole = scores([(small, unit), (large, unit), (unobserved, unit)])
    for metric in PointMetric.allCases {
      #expect(merged[metric] == whole[metric])
    }
  }

  @Test("OWA is a ratio of averages, and 1 of the benchmark itself")
  func owa() {
    let benchmark = scores([(small, unit), (large, unit)])
    #expect(benchmark.owa(against: benchmark) == 1)
    let half = scores([(PointErrors(actual: [1, 2], forecast: [1, 2]), unit), (large, unit)])
    let smape = half[.smape].value / benchmark[.smape].value
    #expect(half.owa(against: benchmark) == (smape + 25.0 / 25.5) / 2)
  }
}

@Suite("Naive2")
struct Naive2Tests {
  @Test("a multiplicative season goes on, on the level of the last value")
  func seasonal() {
    let season = [0.5, 1.5, 1.25, 0.75]
    let history = (0..<22).map { 10 * season[$0 % 4] }
    let forecast = Naive2.forecast(history, period: 4, horizon: 5)
    let expected = (22..<27).map { 10 * season[$0 % 4] }
    #expect(zip(forecast, expected).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test("without a season it is the last observed value")
  func naive() {
    #expect(Naive2.forecast([1, 5, 2, .nan], period: 4, horizon: 2) == [2, 2])
    #expect(Naive2.forecast([], period: 1, horizon: 1)[0].isNaN)
  }
}
