import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("models of seasonally adjusted series", .tags(.property))
struct SeasonallyAdjustedTests {
  /// A series whose season of four multiplies, or is added around 0.
  static func series(isPositive: Bool = true, hasGaps: Bool = false) -> Series {
    var stream = RandomStream(seed: 8)
    let season = [1.3, 0.8, 1.1, 0.8]
    return Series(
      values: (0..<41).map { step in
        let level = isPositive ? 100 + Double(step) : 0
        let factor = season[step % 4]
        let value = (isPositive ? level * factor : 20 * (factor - 1)) + stream.normal()
        return hasGaps && step % 9 == 5 ? .nan : value
      }
    )
  }

  static func distribution(_ model: some LocalModel, horizon: Int = 9) -> ForecastDistribution {
    var stream = RandomStream(seed: 0)
    return model.distribution(horizon: horizon, using: &stream)
  }

  @Test("Naive2 is the benchmark that errors are compared with")
  func naive2() throws {
    for series in [Self.series(), Self.series(hasGaps: true), Series(values: [3, 1, 4, 1, 5, 9])] {
      let model = try SeasonallyAdjustedNaive(seasonalPeriod: 4).fitted(to: series)
      let expected = TimeSeries.Naive2.forecast(series.values, period: 4, horizon: 9)
      for (a, b) in zip(Self.distribution(model).mean, expected) {
        // A product is taken in another order.
        #expect(abs(a - b) <= 1e-14 * abs(b))
      }
    }
  }

  @Test("the season multiplies where it can, and is added elsewhere")
  func composition() throws {
    let forecaster = SeasonallyAdjustedNaive(seasonalPeriod: 4)
    #expect(try forecaster.fitted(to: Self.series()).description == "Naive2(M)")
    #expect(try forecaster.fitted(to: Self.series(isPositive: false)).description == "Naive2(A)")
    #expect(try forecaster.fitted(to: Series(values: [3, 1, 4])).description == "Naive2")
  }

  @Test("comb is the mean of its three members")
  func comb() throws {
    let series = Self.series(hasGaps: true)
    let pattern = try #require(SeasonalPattern(of: series.values, period: 4, test: .m4))
    let adjusted = Series(values: pattern.adjusted(series.values))
    let members: [ForecastDistribution] = [
      Self.distribution(try SimpleExponentialSmoothing().fitted(to: adjusted)),
      Self.distribution(try Holt().fitted(to: adjusted)),
      Self.distribution(try Holt(isDamped: true).fitted(to: adjusted)),
    ]
    let comb = Self.distribution(try Comb(seasonalPeriod: 4).fitted(to: series))
    for step in 0..<9 {
      let factor = pattern.indices[(41 + step) % 4]
      for level in [0.1, 0.5, 0.9] {
        let expected = factor * members.reduce(0) { $0 + $1.quantile(level)[step] } / 3
        #expect(abs(comb.quantile(level)[step] - expected) < 1e-9 * abs(expected))
      }
    }
  }

  @Test("what was estimated gives the same model, to the last bit")
  func keeping() throws {
    for series in [Self.series(hasGaps: true), Self.series(isPositive: false)] {
      let naive = try SeasonallyAdjustedNaive(seasonalPeriod: 4).fitted(to: series)
      let naiveAgain = try SeasonallyAdjustedNaive(seasonalPeriod: 4)
        .fitted(to: series, keeping: naive.estimates)
      #expect(Self.distribution(naiveAgain) == Self.distribution(naive))
      let damped = try DampedTrend(seasonalPeriod: 4).fitted(to: series)
      let dampedAgain = try DampedTrend().fitted(to: series, keeping: damped.estimates)
      #expect(Self.distribution(dampedAgain) == Self.distribution(damped))
      let comb = try Comb(seasonalPeriod: 4).fitted(to: series)
      let combAgain = try Comb().fitted(to: series, keeping: comb.estimates)
      #expect(Self.distribution(combAgain) == Self.distribution(comb))
      #expect(throws: ForecastError.unsuitable(series: "series")) {
        try Comb().fitted(to: series, keeping: damped.estimates)
      }
    }
  }

  @Test("a history that has grown goes on from the season that was found")
  func growing() throws {
    let series = Self.series()
    let model = try SeasonallyAdjustedNaive(seasonalPeriod: 4).fitted(to: series)
    let grown = Series(values: series.values + [150, .nan])
    let later = try SeasonallyAdjustedNaive().fitted(to: grown, keeping: model.estimates)
    let season = try #require(model.season)
    let level = 150 / season.indices[1]
    for (step, mean) in Self.distribution(later).mean.enumerated() {
      #expect(abs(mean - level * season.indices[(43 + step) % 4]) < 1e-9)
    }
  }
}
