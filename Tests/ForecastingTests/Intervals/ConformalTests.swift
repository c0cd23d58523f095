import AlmanacTesting
import Foundation
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("Conformal intervals")
struct ConformalTests {
  /// A random walk.
  static func walk(seed: UInt64, count: Int) -> [Double] {
    var stream = RandomStream(seed: seed)
    var level = 50.0
    return (0..<count).map { _ in
      level += stream.normal()
      return level
    }
  }

  @Test("means are those of the model, and intervals hold them and do not cross")
  func means() throws {
    for (seed, count) in [(6, 3), (5, 4), (1, 5), (2, 9), (3, 30), (4, 200)] {
      let series = Series(values: Self.walk(seed: UInt64(seed), count: count))
      let model = try distribution(ETS(seasonalPeriod: 1), series, 9)
      let conformal = try distribution(Conformal(ETS(seasonalPeriod: 1)), series, 9)
      #expect(conformal.mean == model.mean)
      #expect(conformal.quantile(0.5) == model.mean)
      let rows = (1...99).map { conformal.quantile(Double($0) / 100) }
      for (low, high) in zip(rows, rows.dropFirst()) { #expect(zip(low, high).allSatisfy(<=)) }
      #expect(zip(rows[0], rows[98]).allSatisfy(<))
    }
  }

  @Test("intervals that claim too little are widened, and those that claim too much narrowed")
  func corrects() throws {
    // The steps are of one size, but each model thinks that of another.
    let values = Self.walk(seed: 5, count: 300)
    let series = Series(values: values)
    let honest = try distribution(Naive(), series, 6).interval(0.8)
    for factor in [0.3, 3.0] {
      let boaster = Boaster(factor: factor)
      let (lower, upper) = try distribution(Conformal(boaster), series, 6).interval(0.8)
      for step in 0..<6 {
        let ratio = (upper[step] - lower[step]) / (honest.upper[step] - honest.lower[step])
        #expect(ratio > 0.6 && ratio < 1.6, "\(factor), step \(step)")
      }
    }
  }

  @Test("a short history is not trusted to tell more of what comes than how far it moved")
  func shortHistory() throws {
    for count in [20, 60] {
      let series = Series(values: Self.walk(seed: 21, count: count))
      let honest = try distribution(Conformal(Naive()), series, 6).interval(0.8)
      let boaster = Conformal(Boaster(factor: 0.5))
      let (lower, upper) = try distribution(boaster, series, 6).interval(0.8)
      for step in 0..<6 {
        let ratio = (upper[step] - lower[step]) / (honest.upper[step] - honest.lower[step])
        #expect(ratio > 0.6 && ratio < 1.4, "\(count), step \(step)")
      }
    }
  }

  @Test("a smooth trend is not taken for ignorance, nor is a line")
  func smoothTrend() throws {
    var stream = RandomStream(seed: 33)
    let values = (0..<30).map { 1000 + 100 * Double($0) + stream.normal() }
    for forecaster: any LocalForecaster in [Conformal(ETS()), Conformal(Holt())] {
      let (lower, upper) = try distribution(forecaster, Series(values: values), 6).interval(0.95)
      for step in 0..<6 { #expect(upper[step] - lower[step] < 40, "\(step)") }
    }
    let line = Series(values: (0..<30).map { 1000 + 100 * Double($0) })
    let (lower, upper) = try distribution(Conformal(Drift()), line, 6).interval(0.95)
    for step in 0..<6 { #expect(upper[step] - lower[step] < 1e-6, "\(step)") }
  }

  @Test("what short histories raise grows with the steps, and by at most three times")
  func raised() throws {
    // Every third value is the same again, so that three steps move nothing.
    let values: [Double] = (0..<24).map { [0, 1, 0.25][$0 % 3] }
    let own = Spreads(
      ForecastDistribution(
        mean: Array(repeating: 0, count: 6),
        shape: .normal(standardDeviation: [1, 1, 1, 1, 1, 1])
      )
    )
    let raised = own.raised(toMovesOf: values)
    for (near, far) in zip(raised.upper, raised.upper.dropFirst()) { #expect(far >= near) }
    for spread in raised.upper { #expect(spread > 1.02 && spread < 1.1) }
    for spread in own.raised(toMovesOf: values.map { 100 * $0 }).lower {
      #expect(abs(spread - 3) < 1e-9)
    }
    // Two moves in a row are known and none over two steps.
    let few = own.raised(toMovesOf: [0, 1, .nan, .nan, 3, 4])
    for (step, spread) in few.upper.enumerated() {
      #expect(abs(spread - min(3, 1.4 * Double(step + 1).squareRoot())) < 1e-9, "\(step)")
    }
    #expect(own.raised(toMovesOf: [.nan, 7]).upper == own.upper)
  }

  @Test("moves count where neither the series nor who asks has a season")
  func seasonOfTheSeries() {
    func series(_ frequency: Frequency?) -> Series {
      guard let frequency else { return Series(values: Self.walk(seed: 3, count: 40)) }
      return Series(
        id: "a",
        index: TimeIndex(start: Timestamp(1), frequency: frequency, count: 40),
        values: Self.walk(seed: 3, count: 40)
      )
    }
    #expect(Spreads.areMeasuredByMoves(of: series(nil), seasonalPeriod: 1))
    #expect(Spreads.areMeasuredByMoves(of: series(Frequency("YS")), seasonalPeriod: nil))
    #expect(!Spreads.areMeasuredByMoves(of: series(Frequency("MS")), seasonalPeriod: 1))
    #expect(!Spreads.areMeasuredByMoves(of: series(nil), seasonalPeriod: 4))
    let long = Series(values: Self.walk(seed: 3, count: 61))
    #expect(!Spreads.areMeasuredByMoves(of: long, seasonalPeriod: 1))
  }

  @Test("errors on one side widen that side")
  func asymmetric() throws {
    // Jumps upwards, and back in many small steps.
    let values: [Double] = (0..<120).map { step in step % 8 == 0 ? 12 : -1.5 * Double(step % 8) }
    let series = Series(values: values.dropLast(3))
    let forecast = try distribution(Conformal(Naive()), series, 1)
    let (lower, upper) = forecast.interval(0.9)
    let (down, up) = (forecast.mean[0] - lower[0], upper[0] - forecast.mean[0])
    #expect(down > 0 && up > 1.2 * down)
  }

  @Test("errors of late count for more than those of long ago")
  func recency() throws {
    func width(_ moves: [Double]) throws -> Double {
      var level = 0.0
      let series = Series(
        values: moves.map { move in
          level += move
          return level
        }
      )
      let (lower, upper) = try distribution(Conformal(Naive()), series, 24).interval(0.8)
      return upper[0] - lower[0]
    }
    // The naive forecast, which takes all moves alike, claims the same of both. Single series differ.
    let ratios = try (UInt64(17)..<29).map { seed in
      var stream = RandomStream(seed: seed)
      let quiet = (0..<50).map { _ in stream.normal() }
      let loud = (0..<50).map { _ in 4 * stream.normal() }
      return try width(quiet + quiet + loud + quiet) / width(quiet + quiet + quiet + loud)
    }
    #expect(ratios.reduce(0, +) / 12 < 0.7)
  }

  @Test("a season that was asked for keeps a model without one from being raised to moves")
  func seasonAskedFor() throws {
    let series = Series(values: Self.walk(seed: 8, count: 40))
    let raised = try distribution(Conformal(Naive()), series, 4).interval(0.8)
    let seasonal = try distribution(Conformal(Naive(), seasonOfSeries: 4), series, 4).interval(0.8)
    for step in 0..<4 {
      #expect(seasonal.upper[step] - seasonal.lower[step] < raised.upper[step] - raised.lower[step])
    }
    let single = try distribution(Conformal(Naive(), seasonOfSeries: 1), series, 4)
    #expect(single.interval(0.8).upper == raised.upper)
  }

  @Test("a series without spread keeps intervals without width")
  func constant() throws {
    let series = Series(values: Array(repeating: 7, count: 20))
    let forecast = try distribution(Conformal(Naive()), series, 3)
    #expect(forecast.interval(0.95).lower == [7, 7, 7])
    let single = try distribution(Conformal(ETS()), Series(values: [4]), 2)
    #expect(single.interval(0.95).upper == single.mean)
  }

  @Test("missing values neither count as errors nor make any")
  func missing() throws {
    var values = Self.walk(seed: 9, count: 80)
    for place in stride(from: 3, to: 80, by: 5) { values[place] = .nan }
    values[79] = .nan
    for forecaster: any LocalForecaster in [Conformal(ETS(seasonalPeriod: 1)), Conformal(Naive())] {
      let (lower, upper) = try distribution(forecaster, Series(values: values), 4).interval(0.95)
      #expect((lower + upper).allSatisfy { $0.isFinite })
      #expect(zip(lower, upper).allSatisfy(<))
    }
  }

  @Test("intervals grow as errors did, not as the model claims")
  func growth() throws {
    var stream = RandomStream(seed: 14)
    func growth(_ values: [Double]) throws -> Double {
      let forecast = try distribution(Conformal(Naive()), Series(values: values), 12)
      let (lower, upper) = forecast.interval(0.8)
      return (upper[11] - lower[11]) / (upper[0] - lower[0])
    }
    // The naive forecast claims the root of 12, which is 3.5.
    let noise = (0..<200).map { _ in 50 + stream.normal() }
    #expect(try growth(noise) < 2.2)
    var (level, slope) = (0.0, 0.0)
    let smooth: [Double] = (0..<200).map { _ in
      slope = 0.95 * slope + stream.normal()
      level += slope
      return level
    }
    #expect(try growth(smooth) > 5)
  }

  @Test("intervals never narrow with the steps where what is claimed does not")
  func neverNarrows() throws {
    for seed in 1...4 {
      var stream = RandomStream(seed: UInt64(seed))
      var level = 0.0
      let noise = (0..<120).map { _ in 50 + stream.normal() }
      let damped: [Double] = (0..<120).map { _ in
        level = 0.7 * level + stream.normal()
        return level
      }
      for values in [noise, damped, Array(noise.prefix(40)), Array(damped.prefix(40))] {
        for forecaster: any LocalForecaster in [
          Conformal(HistoricAverage()), Conformal(SeasonalNaive(seasonalPeriod: 4)),
          Conformal(Naive()),
        ] {
          let forecast = try distribution(forecaster, Series(values: values), 24)
          let (lower, upper) = forecast.interval(0.8)
          for step in 1..<24 {
            let (last, width) = (upper[step - 1] - lower[step - 1], upper[step] - lower[step])
            #expect(width >= last * (1 - 1e-9), "\(forecaster), \(values.count), \(step)")
          }
        }
      }
    }
  }

  @Test("estimates that were kept give the same intervals")
  func keeping() throws {
    let series = Series(values: Self.walk(seed: 12, count: 60))
    let forecaster = Conformal(DynamicTheta(seasonalPeriod: 1))
    var (first, second) = (RandomStream(seed: 1), RandomStream(seed: 1))
    let model = try forecaster.fitted(to: series)
    let kept = try forecaster.fitted(to: series, keeping: model.estimates)
    #expect(
      model.distribution(horizon: 5, using: &first) == kept.distribution(horizon: 5, using: &second)
    )
  }

  @Test("where the mean of all lags behind a trend, intervals reach about as far as it goes on")
  func lag() throws {
    let curve = (0..<30).map { Double($0) + 0.02 * Double($0) * Double($0) }
    let series = Series(values: Array(curve.prefix(24)))
    let upper = try distribution(Conformal(HistoricAverage()), series, 6).interval(0.8).upper
    for step in 0..<6 { #expect(upper[step] > 0.995 * curve[24 + step], "\(step)") }
  }

  @Test("behind a trend the mean of all lies at the edge of what holds most of the errors to come")
  func lagging() throws {
    var stream = RandomStream(seed: 21)
    let values = (0..<206).map { 0.5 * Double($0) + stream.normal() }
    let known = Series(values: Array(values.prefix(200)))
    let forecast = try distribution(Conformal(HistoricAverage()), known, 6)
    let (lower, upper) = forecast.interval(0.8)
    for (step, mean) in forecast.mean.enumerated() {
      #expect(lower[step] <= mean && mean - lower[step] < 0.1 * (upper[step] - mean), "\(step)")
      #expect(
        upper[step] > values[200 + step] && upper[step] < mean + 2 * (values[200 + step] - mean)
      )
    }
  }

  @Test(
    "errors that are known to grow beyond what is claimed grow so where nothing tells how they do"
  )
  func unclaimedGrowth() throws {
    let series = Series(values: Self.walk(seed: 3, count: 40))
    func ratio(_ growth: Double) throws -> Double {
      let forecaster = Boaster(factor: 1, unclaimedGrowth: growth)
      let (lower, upper) = try distribution(Conformal(forecaster), series, 8).interval(0.8)
      return (upper[7] - lower[7]) / (upper[0] - lower[0])
    }
    let growths = try [0, 0.2, 0.4].map { try ratio($0) }
    #expect(growths[0] < growths[1] && growths[1] < growths[2])
    // Beliefs count as twelve errors, so that they make less than their whole power.
    #expect(growths[1] / growths[0] > pow(8, 0.05) && growths[1] / growths[0] < pow(8, 0.2))
  }

  @Test("a known shape is scaled, and by little where errors are nearly as claimed")
  func knownShape() throws {
    let levels = [0.01, 0.1, 0.3, 0.6, 0.975]
    for claim in [0.3, 1, 3] {
      let boaster = Boaster(factor: claim, isShapeKnown: true)
      let seeds = UInt64(1)...12
      let found = try seeds.map { seed in
        let series = Series(values: Self.walk(seed: seed, count: 300))
        let claimed = try distribution(boaster, series, 6)
        let calibrated = try distribution(Conformal(boaster), series, 6)
        #expect(calibrated.mean == claimed.mean)
        let factors = levels.flatMap { level in
          (0..<6).map { step in
            (calibrated.quantile(level)[step] - calibrated.mean[step])
              / (claimed.quantile(level)[step] - claimed.mean[step])
          }
        }
        for other in factors { #expect(abs(other / factors[0] - 1) < 1e-6, "\(claim), \(seed)") }
        return factors[0]
      }
      let mean = found.reduce(0, +) / 12
      #expect(mean * claim > 0.8 && mean * claim < 1.25, "\(claim): \(mean)")
      let chance = found.reduce(0) { $0 + abs($1 - 1) } / 12
      if claim == 1 { #expect(chance < 0.15, "\(chance)") }
    }
  }

  @Test("walks of few steps are covered nearly as often as is said", .tags(.property))
  func coverage() throws {
    var inside = (narrow: 0, wide: 0)
    let (walks, horizon) = (400, 6)
    for seed in 0..<walks {
      let walk = Self.walk(seed: UInt64(1000 + seed), count: 24 + horizon)
      let forecast = try distribution(
        Conformal(DynamicTheta(seasonalPeriod: 1)),
        Series(values: Array(walk.prefix(24))),
        horizon
      )
      let (narrow, wide) = (forecast.interval(0.8), forecast.interval(0.95))
      for step in 0..<horizon {
        let value = walk[24 + step]
        if narrow.lower[step] <= value && value <= narrow.upper[step] { inside.narrow += 1 }
        if wide.lower[step] <= value && value <= wide.upper[step] { inside.wide += 1 }
      }
    }
    let count = Double(walks * horizon)
    // Real series of such length surprise more than walks do, for which the intervals are too wide therefore.
    #expect((0.77...0.93).contains(Double(inside.narrow) / count))
    #expect((0.93...0.995).contains(Double(inside.wide) / count))
  }
}

/// The naive forecast with intervals that are wrong by a factor.
struct Boaster: LocalForecaster {
  static let entry = CatalogueEntry(name: "boaster", column: "Boaster", summary: "Wrong intervals.")

  var factor: Double
  var isShapeKnown: Bool
  var unclaimedGrowth: Double
  var seasonalPeriod: Int? { 1 }

  init(factor: Double, isShapeKnown: Bool = false, unclaimedGrowth: Double = 0) {
    self.factor = factor
    self.isShapeKnown = isShapeKnown
    self.unclaimedGrowth = unclaimedGrowth
  }

  init(options: ModelOptions) { self.init(factor: 1) }

  func fitted(to series: Series) throws(ForecastError) -> Model {
    Model(
      naive: try Naive().fitted(to: series),
      factor: factor,
      isShapeKnown: isShapeKnown,
      unclaimedGrowth: unclaimedGrowth
    )
  }

  struct Model: LocalModel {
    var naive: SeasonalMovingAverage
    var factor: Double
    var isShapeKnown: Bool
    var unclaimedGrowth: Double
    var description: String { "Boaster" }

    func distribution(
      horizon: Int,
      using stream: inout RandomStream
    ) -> ForecastDistribution {
      let honest = naive.distribution(horizon: horizon, using: &stream)
      guard case .normal(let deviations) = honest.shape else { return honest }
      return ForecastDistribution(
        mean: honest.mean,
        shape: .normal(standardDeviation: deviations.map { factor * $0 })
      )
    }
  }
}
