import AlmanacTesting
import NeuralNetworks
import Parallelism
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("BoostingForecaster", .tags(.property))
struct BoostingForecasterTests {
  /// Daily series with a week, a level of their own and noise; covariate and attribute matter.
  static func panel(_ count: Int, days: Int, horizon: Int = 0, seed: UInt64 = 1) -> Panel {
    Panel(
      (0..<count).map { number in
        var stream = RandomStream(seed: seed, stream: UInt64(number))
        let level = 10 + 90 * stream.uniform()
        let kind = number % 2
        let promotions = (0..<days + horizon).map { _ in stream.uniform() < 0.2 ? 1.0 : 0 }
        let values = (0..<days).map { day in
          let week = 1 + 0.4 * [0, 0, 0.2, 0.3, 0.8, 1, -0.5][(day + 2 * kind) % 7]
          return level * (week + promotions[day] * (kind == 0 ? 1 : -0.4) + 0.05 * stream.normal())
        }
        return Series(
          id: "s\(number)",
          index: TimeIndex(
            start: Timestamp(year: 2024, month: 1, day: 1),
            frequency: Frequency(.day),
            count: days
          ),
          values: values,
          covariates: [
            Covariate(
              name: "promotion",
              values: Array(promotions[..<days]),
              future: Array(promotions[days...])
            )
          ],
          attributes: [Attribute(name: "kind", value: "k\(kind)")]
        )
      }
    )
  }

  static func forecaster(_ horizon: Int) -> BoostingForecaster {
    var options = BoostingOptions()
    (options.rounds, options.learningRate, options.rowsPerLeaf) = (60, 0.1, 20)
    return BoostingForecaster(horizon: horizon, boosting: options)
  }

  @Test("what is known of the future, and what tells the series apart, makes forecasts better")
  func covariates() throws {
    let (days, horizon) = (140, 14)
    let whole = Self.panel(40, days: days + horizon)
    let history = Panel(
      whole.map { series in
        var series = series
        series.values = Array(series.values[..<days])
        series.index = TimeIndex(
          start: series.index.start,
          frequency: series.index.frequency,
          count: days
        )
        series.covariates = series.covariates.map {
          Covariate(
            name: $0.name,
            values: Array($0.values[..<days]),
            future: Array($0.values[days...])
          )
        }
        return series
      }
    )
    let blind = Panel(history.map { Series(id: $0.id, index: $0.index, values: $0.values) })
    func error(_ panel: Panel) throws -> Double {
      let forecasts: [Forecast] = try Self.forecaster(horizon).fitted(to: panel)
        .forecast(horizon: horizon, options: ForecastOptions())
      var sum = 0.0
      for (forecast, series) in zip(forecasts, whole) {
        #expect(
          forecast.fallback == nil && forecast.index.start == series.index.timestamp(at: days)
        )
        let scale = series.values.reduce(0, +) / Double(series.values.count)
        for (value, actual) in zip(forecast.mean, series.values[days...]) {
          sum += abs(value - actual) / scale
        }
      }
      return sum / Double(40 * horizon)
    }
    let (with, without) = (try error(history), try error(blind))
    // The noise alone is 0.04; promotions that are not known cost several times as much.
    #expect(with < 0.08)
    #expect(without > 1.5 * with)
  }

  @Test("no feature knows anything after its origin", arguments: [1, 4, 7, 12, 24, 52])
  func honesty(period: Int) {
    var stream = RandomStream(seed: 5)
    let values = (0..<300).map { _ in 10 + stream.normal() }
    let features = LagFeatures(
      period: period,
      longPeriod: period == 24 ? 168 : 0,
      hasSeasonalBase: period == 52 ? true : nil,
      pasts: ["weather"]
    )
    for count in [3, 10, 60, 200] {
      var poisoned = values
      for place in count..<300 { poisoned[place] = .infinity }
      for step in [1, 2, 7, 8, 24, 25, 99] {
        let rows = [values, poisoned].map { values in
          var row: [Float] = []
          var series = Series(values: values)
          series.covariates = [Covariate(name: "weather", values: values)]
          let base = features.append(
            step: step,
            origin: features.origin(values, count: count),
            series: series,
            firstPhase: 0,
            to: &row
          )
          return row.map(\.bitPattern) + [Float(base).bitPattern]
        }
        #expect(rows[0] == rows[1])
        #expect(rows[0].count == features.columns.count + 1)
      }
    }
  }

  @Test("once trained, a series is forecast by itself, on any thread, even one never seen")
  func alone() throws {
    let panel = Self.panel(12, days: 80, horizon: 7)
    let trained = [1, 2].map { threads in
      withThreads(threads) { try? Self.forecaster(7).trained(on: panel) { _ in true } }
    }
    let (first, second) = (try #require(trained[0]), try #require(trained[1]))
    let others = Self.panel(14, days: 80, horizon: 7, seed: 2)
    for series in panel.series + others.series {
      let (a, b) = (first.fittedOrReplaced(series), second.fittedOrReplaced(series))
      let forecast = a.forecast(horizon: 7)
      #expect(a.fallback == nil && forecast.distribution == b.forecast(horizon: 7).distribution)
      let (lower, upper) = forecast.interval(0.95)
      #expect(zip(lower, forecast.mean).allSatisfy(<=) && zip(forecast.mean, upper).allSatisfy(<=))
    }
  }

  @Test("scales of any size give the same forecast in their units, up to the bins")
  func units() throws {
    let panel = Self.panel(20, days: 80, horizon: 7)
    let trained = try Self.forecaster(7).trained(on: panel) { _ in true }
    let forecast = trained.fittedOrReplaced(panel[0]).forecast(horizon: 7)
    #expect(zip(forecast.mean, forecast.quantile(0.5)).allSatisfy { $0 == $1 })
    for value in [0, .nan, 1e-300, 1e300] {
      var series = panel[0]
      series.values = series.values.map { $0 * value }
      let other = trained.fittedOrReplaced(series).forecast(horizon: 7)
      #expect(value.isNaN == other.mean[0].isNaN)
      #expect(other.mean.allSatisfy { value.isNaN || $0.isFinite })
    }
  }

  @Test("a panel without enough to learn from gets the fallback and a record of it")
  func tooLittle() throws {
    let short = Panel([Series(id: "a", values: [1, 2]), Series(id: "b", values: [.nan])])
    #expect(throws: ForecastError.self) { try Self.forecaster(2).trained(on: short) { _ in true } }
    let fitted = Self.forecaster(2).fittedOrReplaced(short[0])
    #expect(fitted.fallback?.reason == .tooShort(series: "a", required: 3, actual: 2))
    #expect(fitted.forecast(horizon: 2).mean == [2, 2])
  }

  @Test("a file gives back what was learnt")
  func file() throws {
    let panel = Self.panel(12, days: 80, horizon: 7)
    let trained = try Self.forecaster(7).trained(on: panel) { _ in true }
    var saved = SavedModels(
      models: ["boosting"],
      frequency: Frequency(.day),
      seasonalPeriod: 7,
      trained: [trained]
    )
    for series in panel { saved.add([trained.fittedOrReplaced(series)], of: series) }
    let read = try SavedModels(WeightsFile(bytes: saved.file.encoded()))
    let again = try #require(read.trained.first)
    for series in panel {
      #expect(
        again.fittedOrReplaced(series).forecast(horizon: 7).distribution
          == trained.fittedOrReplaced(series).forecast(horizon: 7).distribution
      )
    }
    var broken = saved.file
    for place in broken.metadata.indices where broken.metadata[place].key == "boosting periods" {
      broken.metadata[place].value = "7"
    }
    #expect(throws: SavedModelsError.damaged(part: "boosting periods")) {
      try SavedModels(broken)
    }
  }

  @Test("without rounds there is nothing that less effort could spare")
  func noRounds() {
    let panel = Self.panel(12, days: 80)
    var forecaster = Self.forecaster(7)
    forecaster.boosting.rounds = 0
    let less = forecaster.learning(withEffort: 0.3, on: panel)
    #expect(less.boosting.rounds == 0 && less.boosting.learningRate > 0)
  }

  @Test("few long series are seen from more places than many series")
  func origins() {
    func rows(_ count: Int, days: Int) -> Int {
      let panel = Self.panel(count, days: days)
      let examples = LagExamples(
        features: LagFeatures(panel, period: 7),
        horizon: 14,
        seed: 0,
        mostRows: 400_000
      )
      return examples.rowCount(on: panel)
    }
    // Twelve steps each from all 3321 places of one series, and from 60 of each of 400.
    #expect(rows(1, days: 5000) == 12 * 3321)
    #expect(rows(400, days: 400) == 12 * 60 * 400)
    // Of ten series as many as make 80,000 rows.
    #expect(rows(10, days: 5000) == 10 * 12 * 666)
  }
}
