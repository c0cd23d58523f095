import AlmanacTesting
import Testing
import TimeSeries

@Suite("Scores of distributions")
struct DistributionScoresTests {
  @Test("the loss at the median is the absolute error")
  func median() {
    let errors = QuantileErrors(actual: [1, 5, .nan], levels: [0.5], quantiles: [[2], [2], [0]])
    #expect(errors.ql == 2)
    #expect(errors.wql == 4.0 / 6)
    #expect(errors.pinball(0) == 1)
    #expect(errors.calibration(0) == 0.5)
    #expect(errors.missing == 1)
  }

  @Test("no loss depends on the actual value being in range of the quantiles")
  func outside() {
    let errors = QuantileErrors(actual: [10], levels: [0.1, 0.9], quantiles: [[1, 2]])
    #expect(abs(errors.pinball(0) - 0.9) < 1e-15 && abs(errors.pinball(1) - 7.2) < 1e-15)
  }

  @Test("WQL pools, SQL averages series, zero scales are counted")
  func quantileScores() {
    let a = QuantileErrors(actual: [1, 5], levels: [0.5], quantiles: [[2], [2]])
    let b = QuantileErrors(actual: [100], levels: [0.5], quantiles: [[90]])
    var scores = QuantileScores(levels: [0.5])
    scores.add(a, scale: ErrorScale([0, 2], period: 1))
    var other = QuantileScores(levels: [0.5])
    other.add(b, scale: ErrorScale([2, 2], period: 1))
    scores += other
    #expect(scores.wql.value == 14.0 / 106 && scores.wql.count == 3)
    #expect(scores.sql.value == 1 && scores.sql.count == 1 && scores.sql.leftOut == 1)
  }

  @Test("intervals: coverage, width, Winkler and MSIS by hand")
  func intervals() throws {
    let errors = IntervalErrors(
      actual: [1, 5, 9, .nan],
      lower: [1, 6, 2, 0],
      upper: [3, 8, 7, 1],
      level: 0.75
    )
    #expect(errors.covered == 1 && errors.count == 3 && errors.missing == 1)
    #expect(abs(errors.coverage - 1.0 / 3) < 1e-15)
    #expect(errors.width == 3)
    // Distances 1 and 2, each counted 2/α = 8 times, over 3 steps.
    #expect(errors.winkler == 11)
    #expect(try #require(errors.msis(ErrorScale([0, 2], period: 1))) == 5.5)

    var scores = IntervalScores(level: 0.75)
    scores.add(errors, scale: ErrorScale([0, 2], period: 1))
    scores.add(errors)
    #expect(scores.msis.value == 5.5 && scores.msis.leftOut == 1)
    #expect(abs(scores.acd.value - (0.75 - 1.0 / 3)) < 1e-15)
    #expect(scores.coverage.count == 6 && scores.coverage.leftOut == 2)
    #expect(scores.width.value == 3)
  }

  @Test("the CRPS of one sample is the absolute error, whatever the level", arguments: [0, 1e15])
  func oneSample(level: Double) {
    let errors = SampleErrors(actual: [level + 3, .nan], samples: [[level + 5], [0]])
    #expect(errors.crps == 2 && errors.missing == 1)
    let same = SampleErrors(actual: [level], samples: [[level + 1, level - 1]])
    #expect(same.crps == 0.5)
  }

  @Test("many quantiles approach the CRPS of the samples they come from")
  func quantilesApproach() {
    let samples = (0..<1000).map { Double(($0 * 7919) % 1009) / 100 }
    let levels = (0..<500).map { (Double($0) + 0.5) / 500 }
    let quantiles = samples.quantiles(at: levels)
    let exact = SampleErrors(actual: [3], samples: [samples]).crps
    let approximate = QuantileErrors(actual: [3], levels: levels, quantiles: [quantiles]).ql
    #expect(abs(exact - approximate) < 0.01 * exact)
  }
}
