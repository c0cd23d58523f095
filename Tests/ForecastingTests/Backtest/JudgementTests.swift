import AlmanacTesting
import Forecasting
import Testing
import TimeSeries

/// Figures recorded from utilsforecast 0.2.15 and scipy 1.17.1.
private struct Golden: Decodable {
  struct Forecast: Decodable {
    var mean: [Double]
    var quantiles: [[Double]]
  }
  struct Case: Decodable {
    var values: [Double]
    var origins: [Int]
    var forecasts: [[Forecast]]
  }
  var period: Int
  var horizon: Int
  var levels: [Double]
  var series: [Case]
  var overall: [String: [Double]]
  var perSeries: [[Double]]
  var ranks: [Double]
  var friedman: [Double]
  var first: [Double]
  var second: [Double]
  var dieboldMariano: [String: [Double]]
  var range: [String: Double]
}

@Suite("Judgement of a backtest", .tags(.golden))
struct JudgementTests {
  private let golden: Golden
  private let result: BacktestResult

  init() throws {
    let golden = try goldenFile("scores.json", as: Golden.self)
    var fields: [Double] = []
    for one in golden.series {
      for model in one.forecasts {
        for (window, forecast) in model.enumerated() {
          let origin = one.origins[window]
          let distribution = ForecastDistribution(
            mean: forecast.mean,
            shape: .quantiles(levels: golden.levels, values: forecast.quantiles)
          )
          let score = WindowScore(
            distribution,
            actual: Array(one.values[origin..<origin + golden.horizon]),
            scale: ErrorScale(Array(one.values[..<origin]), period: golden.period)
          )
          fields += score.fields
        }
      }
    }
    let (count, models, windows) = (golden.series.count, 3, 2)
    let size = BacktestBatch.fieldCount(
      series: count,
      models: models,
      windows: windows,
      horizon: golden.horizon
    )
    fields += [Double](repeating: 0, count: size - fields.count)
    var result = BacktestResult(
      models: ["a", "b", "c"],
      windows: windows,
      horizon: golden.horizon
    )
    let batch = BacktestBatch(
      fields: fields,
      series: count,
      models: models,
      windows: windows,
      horizon: golden.horizon
    )
    #expect(batch.fields == fields)
    result.add(batch)
    (self.golden, self.result) = (golden, result)
  }

  // Both sides round sums of a few dozen numbers in double precision.
  private func near(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
    abs(a - b) <= tolerance * max(abs(b), 1e-9)
  }

  @Test("every metric is that of utilsforecast")
  func metrics() throws {
    #expect(golden.overall.count == 12)
    for (name, values) in golden.overall {
      let metric = try #require(BacktestMetric(rawValue: name))
      for (model, value) in values.enumerated() {
        #expect(near(result.value(metric, of: model), value), "\(name) of model \(model)")
      }
    }
    for (series, values) in golden.perSeries.enumerated() {
      for (model, value) in values.enumerated() {
        let ours = result.value(.mase, of: model, series: CollectionOfOne(series))
        #expect(near(ours, value))
      }
    }
  }

  @Test("ranks and Friedman's test are those of scipy; wins and skill follow from the figures")
  func ranks() {
    let judgement = Judgement(result, metric: .mase, baseline: 2)
    for (model, rank) in golden.ranks.enumerated() {
      #expect(near(judgement.ranks.meanRanks[model], rank))
    }
    #expect(near(judgement.ranks.statistic, golden.friedman[0]))
    #expect(near(judgement.ranks.pValue, golden.friedman[1], 1e-10))
    let values = golden.overall["mase"] ?? []
    for standing in judgement.standings {
      #expect(near(standing.skill, 1 - values[standing.model] / values[2]))
      let rows = golden.perSeries
      let wins = rows.reduce(0) { sum, row in
        sum + row.count { $0 > row[standing.model] }
      }
      #expect(near(standing.winRate, Double(wins) / Double(2 * rows.count)))
    }
    #expect(judgement.standings.map(\.value) == judgement.standings.map(\.value).sorted())
    let oracle = golden.perSeries.reduce(0) { $0 + ($1.min() ?? 0) } / 7
    #expect(near(judgement.oracle, oracle))
  }

  @Test("intervals hold the value, are the same for a seed, and a lead over a twin is 0")
  func bootstrap() throws {
    let one = Judgement(result, metric: .mase, baseline: 2, seed: 5)
    let two = Judgement(result, metric: .mase, baseline: 2, seed: 5)
    for (a, b) in zip(one.standings, two.standings) {
      let interval = try #require(a.interval)
      #expect(interval == b.interval && interval.contains(a.value))
    }
    #expect(one.contests.allSatisfy { $0.lead >= 0 })
    let baseline = try #require(one.standings.first { $0.model == 2 })
    #expect(baseline.skillInterval == 0...0)
  }

  @Test("the gain of a combination is what it saves of a member's error", arguments: [0, 2])
  func combination(member: Int) throws {
    let values = golden.overall["mase"] ?? []
    let gain = CombinationGain(result, of: 1, over: member, metric: .mase, seed: 5)
    #expect(gain.model == 1 && gain.member == member)
    #expect(near(gain.value, values[1]) && near(gain.memberValue, values[member]))
    #expect(near(gain.gain, 1 - values[1] / values[member]))
    let interval = try #require(gain.interval)
    #expect(interval.contains(gain.gain))
    #expect(gain.isGain == (interval.lowerBound > 0) && gain.isLoss == (interval.upperBound < 0))
  }

  @Test("the test of Diebold and Mariano is that of R's forecast package", arguments: [1, 3, 8])
  func dieboldMariano(horizon: Int) throws {
    let expected = try #require(golden.dieboldMariano[String(horizon)])
    let test = try #require(DieboldMariano(golden.first, golden.second, horizon: horizon))
    #expect(near(test.statistic, expected[0]) && near(test.pValue, expected[1], 1e-10))
    let reversed = try #require(DieboldMariano(golden.second, golden.first, horizon: horizon))
    #expect(reversed.statistic == -test.statistic)
  }

  @Test("there is no test of equal losses, nor of fewer than the horizon")
  func noTest() {
    #expect(DieboldMariano([1, 2, 3], [1, 2, 3], horizon: 1) == nil)
    #expect(DieboldMariano([1, 2, 3], [2, 2, 4], horizon: 3) == nil)
    #expect(DieboldMariano([], [], horizon: 1) == nil)
  }

  @Test("the critical difference is that of the studentised range", arguments: [2, 3, 5, 10, 20])
  func criticalDifference(models: Int) throws {
    let row = (0..<models).map(Double.init)
    let ranks = RankComparison(losses: [row, row.reversed(), row], models: models)
    let factor = (Double(models * (models + 1)) / 18).squareRoot()
    let expected = try #require(golden.range[String(models)])
    // scipy integrates for a million degrees of freedom, not infinitely many.
    #expect(near(ranks.criticalDifference() / factor, expected, 1e-5))
  }
}
