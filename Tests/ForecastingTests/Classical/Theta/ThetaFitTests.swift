import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("Theta's fit and outlook")
struct ThetaFitTests {
  /// A walk from 0 within about ±1, with some missing values.
  static func walk(count: Int, seed: UInt64, gaps: Bool) -> [Double] {
    var stream = RandomStream(seed: seed)
    var level = 0.0
    return (0..<count).map { step in
      defer { level += 0.1 * stream.normal() + 0.02 }
      return gaps && step % 5 == 3 ? .nan : level
    }
  }

  @Test(
    "the sums over eight α agree with a plain run of the model",
    .tags(.property),
    arguments: [false, true],
    [1, 3, 4, 5, 17, 64, 65]
  )
  func sums(isDynamic: Bool, count: Int) {
    for gaps in [false, true] {
      let values = Self.walk(count: count, seed: UInt64(count), gaps: gaps)
      let trend = ThetaTrend(values, isDynamic: isDynamic)
      let alphas: SIMD8<Double> = [0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.99]
      let errors = ThetaErrors(
        values.span,
        intercepts: trend.intercepts.span,
        slopes: trend.slopes.span,
        smoothing: alphas
      )
      for lane in 0..<8 {
        for weight in [0, 0.5, 0.9, nil] {
          for startsAtFirstValue in [false, true] {
            var parameters = errors.best(
              smoothing: alphas[lane],
              lane: lane,
              weight: weight,
              startsAtFirstValue: startsAtFirstValue
            )
            let expected = parameters.squares
            parameters.run(through: values, trend: trend)
            // The sums carry a penalty of 1e-9 for parameters far from their start.
            let size = 1 + parameters.initialLevel * parameters.initialLevel
            #expect(abs(parameters.squares - expected) < 1e-8 * size, "lane \(lane)")
          }
        }
      }
    }
  }

  @Test(
    "no neighbouring parameters fit better",
    .tags(.property),
    arguments: 0..<10 as Range<UInt64>
  )
  func optimum(seed: UInt64) {
    let values = Self.walk(count: 50, seed: seed, gaps: seed % 2 == 1)
    for isDynamic in [false, true] {
      let trend = ThetaTrend(values, isDynamic: isDynamic)
      let best = ThetaSearch.parameters(of: values, trend: trend, weight: nil)
      for smoothing in [-1e-3, 0, 1e-3] {
        for weight in [-1e-3, 0, 1e-3] {
          for level in [-1e-3, 0, 1e-3] {
            var other = ThetaParameters(
              smoothing: min(max(best.smoothing + smoothing, 0.1), 0.99),
              weight: min(max(best.weight + weight, 0), 1),
              initialLevel: best.initialLevel + level
            )
            other.run(through: values, trend: trend)
            // α may lie at the edge of its region, and the weight is pulled a little to a half.
            let tolerance = smoothing == 0 && weight == 0 ? 1e-6 : 1e-3
            #expect(other.squares >= best.squares * (1 - tolerance), "seed \(seed)")
          }
        }
      }
    }
  }

  @Test("the line of the observations so far ends as the line through all of them")
  func trend() {
    let values = Self.walk(count: 31, seed: 1, gaps: false)
    let dynamic = ThetaTrend(values, isDynamic: true)
    let fixed = ThetaTrend(values, isDynamic: false)
    #expect(abs(dynamic.finalSlope - fixed.finalSlope) < 1e-12)
    #expect(abs(dynamic.finalMean - fixed.finalMean) < 1e-12)
    let part = LinearTrend(Array(values.prefix(20)))
    #expect(abs(dynamic.slopes[20] - part.slope) < 1e-12)
    #expect(abs(dynamic.intercepts[20] - (part.intercept - part.slope)) < 1e-12)
  }

  @Test("values on the line fill its gaps without moving it")
  func trendOverGaps() {
    let values: [Double] = [0, 2, 4, .nan, .nan, 10, .nan, 14]
    let trend = ThetaTrend(values, isDynamic: true)
    #expect(abs(trend.finalSlope - 2) < 1e-12 && abs(trend.finalMean - 7) < 1e-12)
  }

  @Test("θ = 1 is simple exponential smoothing")
  func simpleSmoothing() {
    let values = Self.walk(count: 40, seed: 2, gaps: false)
    for isDynamic in [false, true] {
      let trend = ThetaTrend(values, isDynamic: isDynamic)
      var parameters = ThetaParameters(smoothing: 0.3, weight: 0, initialLevel: 0.1)
      parameters.run(through: values, trend: trend)
      var (level, squares) = (0.1, 0.0)
      for (step, value) in values.enumerated() {
        if step >= 3 { squares += (value - level) * (value - level) }
        level += 0.3 * (value - level)
      }
      #expect(abs(parameters.squares - squares) < 1e-12)
      var outlook = ThetaOutlook(parameters, trend: trend, isDynamic: isDynamic, steps: 40)
      for step in 0..<5 {
        let (mean, variance) = outlook.next()
        #expect(abs(mean - level) < 1e-12)
        #expect(abs(variance - (1 + 0.09 * Double(step))) < 1e-12)
      }
    }
  }

  @Test("an estimated weight of a half is the member with θ = 2")
  func halfWeight() {
    let values = Self.walk(count: 40, seed: 3, gaps: false)
    let trend = ThetaTrend(values, isDynamic: true)
    let given = ThetaSearch.parameters(of: values, trend: trend, weight: 0.5)
    var other = ThetaParameters(
      smoothing: given.smoothing,
      weight: 1 - 1 / 2.0,
      initialLevel: given.initialLevel
    )
    other.run(through: values, trend: trend)
    #expect(other.squares == given.squares && other.finalLevel == given.finalLevel)
    let free = ThetaSearch.parameters(of: values, trend: trend, weight: nil)
    #expect(free.squares <= given.squares)
  }

  @Test("the standard method forecasts the level plus half the slope of the line")
  func standardFormula() throws {
    let values = Self.walk(count: 60, seed: 4, gaps: false).map { 50 + 20 * $0 }
    let model = try Theta(seasonalPeriod: 1).fitted(to: Series(values: values))
    let line = LinearTrend(values)
    // Simple smoothing from the level at which the first forecasts of both forms agree.
    let alpha = model.smoothing
    var level = model.initialLevel + (line.intercept - line.slope) / 2
    for value in values { level += alpha * (value - level) }
    var power = 1.0
    for _ in values { power *= 1 - alpha }
    var stream = RandomStream(seed: 1)
    let mean = model.distribution(horizon: 8, using: &stream).mean
    for (step, mean) in mean.enumerated() {
      let drift = Double(step) + 1 / alpha - power / alpha
      #expect(abs(mean - (level + line.slope / 2 * drift)) < 1e-9)
    }
  }

  @Test("deviations are those of simulated futures", arguments: [false, true])
  func deviations(isDynamic: Bool) {
    let values = Self.walk(count: 12, seed: 5, gaps: false)
    var parameters = ThetaParameters(smoothing: 0.4, weight: 0.8, initialLevel: 0)
    let (count, horizon) = (20_000, 6)
    var stream = RandomStream(seed: 6)
    var sums = [Double](repeating: 0, count: horizon)
    var squares = sums
    for _ in 0..<count {
      var path = values
      for step in 0..<horizon {
        // What the next value would be, had all before it been observed.
        let known =
          isDynamic
          ? ThetaTrend(path, isDynamic: true) : ThetaTrend(LinearTrend(values), count: path.count)
        parameters.run(through: path, trend: known)
        var outlook = ThetaOutlook(
          parameters,
          trend: known,
          isDynamic: isDynamic,
          steps: path.count
        )
        let value = outlook.next().mean + stream.normal()
        path.append(value)
        sums[step] += value
        squares[step] += value * value
      }
    }
    let trend = ThetaTrend(values, isDynamic: isDynamic)
    parameters.run(through: values, trend: trend)
    var outlook = ThetaOutlook(parameters, trend: trend, isDynamic: isDynamic, steps: values.count)
    for step in 0..<horizon {
      let (mean, variance) = outlook.next()
      let average = sums[step] / Double(count)
      let spread = squares[step] / Double(count) - average * average
      #expect(abs(mean - average) < 5 * (variance / Double(count)).squareRoot())
      // Five standard errors of a variance.
      #expect(abs(spread / variance - 1) < 5 * (2 / Double(count)).squareRoot())
    }
  }
}
