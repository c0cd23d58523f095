import AlmanacTesting
import NeuralNetworks
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

/// Means of demand with many zeros, which are not its medians.
@Suite("Means of demand", .tags(.property))
struct DemandMeansTests {
  /// Counts of items that sell once in a while, most of all at weekends.
  static func panel(_ count: Int, days: Int) -> Panel {
    Panel(
      (0..<count).map { number in
        var stream = RandomStream(seed: 11, stream: UInt64(number))
        let rate = 0.1 + 0.6 * stream.uniform()
        return Series(
          id: "s\(number)",
          index: TimeIndex(
            start: Timestamp(year: 2024, month: 1, day: 1),
            frequency: Frequency(.day),
            count: days
          ),
          values: (0..<days).map { day in
            let weekend = day % 7 >= 5 ? 2.0 : 0.6
            let chance = rate * weekend / 6
            return Double((0..<6).count { _ in stream.uniform() < chance })
          }
        )
      }
    )
  }

  static func sums(_ forecasts: [[Double]]) -> [Double] {
    forecasts[0].indices.map { step in forecasts.reduce(0) { $0 + $1[step] } }
  }

  @Test("sums of means are free of bias and know the weekday, where the median is zero")
  func unbiased() throws {
    let (days, horizon) = (112, 14)
    let whole = Self.panel(150, days: days + horizon)
    let history = Panel(whole.map { $0.first(days) })
    let actual = Self.sums(whole.map { Array($0.values[days...]) })
    var auto = Auto(horizon: horizon)
    (auto.boosting.rounds, auto.boosting.learningRate) = (60, 0.1)
    let boosting = try BoostingForecasterTests.forecaster(horizon).trained(on: history) { _ in true
    }
    #expect(boosting.knowledge?.means != nil)
    let trained: [any LocalForecaster] = [boosting, try auto.trained(on: history) { _ in true }]
    for forecaster in trained {
      let forecasts = history.map { forecaster.fittedOrReplaced($0).forecast(horizon: horizon) }
      let sums = Self.sums(forecasts.map(\.mean))
      let (total, came) = (sums.reduce(0, +), actual.reduce(0, +))
      // Of about 60 items a day one standard deviation is 8; of all fourteen days 3 per cent.
      #expect(abs(total / came - 1) < 0.1)
      let (weekend, workday) = (sums[5] + sums[6], sums[0] + sums[1])
      #expect(weekend > 2 * workday)
      #expect(
        Self.sums(forecasts.map { $0.quantile(0.5) }).reduce(0, +) < 0.5 * actual.reduce(0, +)
      )
    }
  }

  @Test("one huge value, tiny, constant and zero series leave the means of the others as they are")
  func pathological() throws {
    let horizon = 7
    var all = Array(Self.panel(80, days: 90))
    var odd = all[0]
    odd = Series(id: "huge", index: odd.index, values: odd.values)
    odd.values[60] = 1e39
    all.append(odd)
    for (id, value) in [("tiny", 1e-39), ("one", 1), ("zero", 0), ("large", 1e12)] {
      all.append(
        Series(id: id, index: odd.index, values: odd.values.indices.map { $0 % 3 == 0 ? value : 0 })
      )
    }
    let trees = BoostingForecasterTests.forecaster(horizon)
    let trained = try trees.trained(on: Panel(all)) { _ in true }
    #expect(trained.knowledge?.means != nil)
    func total(_ forecaster: BoostingForecaster) -> Double {
      all.prefix(80).reduce(0) { sum, series in
        let mean = forecaster.fittedOrReplaced(series).forecast(horizon: horizon).mean
        #expect(mean.allSatisfy { $0.isFinite })
        return sum + mean.reduce(0, +)
      }
    }
    let came = all.prefix(80).reduce(0) { $0 + $1.values.suffix(28).reduce(0, +) / 4 }
    #expect(abs(total(trained) / came - 1) < 0.2)
    for series in all {
      let forecast = trained.fittedOrReplaced(series).forecast(horizon: horizon)
      #expect(forecast.mean.allSatisfy { $0.isFinite && $0 >= 0 })
    }
  }

  @Test("training that is ended early leaves no means of a tree or two")
  func ended() throws {
    let panel = Self.panel(60, days: 90)
    let trees = BoostingForecasterTests.forecaster(7)
    let early = try trees.learning(from: panel) { $0 < 0.55 }
    #expect(early.knowledge?.means == nil)
    let late = try trees.learning(from: panel) { $0 < 0.9 }
    #expect(late.knowledge?.means != nil)
    let watched = try trees.learning(from: panel, rounds: 8, meanRounds: 3) { _ in true }
    #expect(watched.knowledge?.trees.treeCount == 8 && watched.knowledge?.means?.treeCount == 3)
  }

  @Test("a file keeps what gives the means")
  func file() throws {
    let panel = Self.panel(40, days: 90)
    var auto = Auto(horizon: 7)
    (auto.boosting.rounds, auto.boosting.learningRate) = (20, 0.2)
    let trained = try auto.trained(on: panel) { _ in true }
    #expect(trained.knowledge?.meanShares.count == 2)
    var saved = SavedModels(
      models: ["auto"],
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
  }

  @Test(
    "weights make rows count as often as they say",
    arguments: [BoostingLoss.squared, .poisson]
  )
  func weights(loss: BoostingLoss) {
    var stream = RandomStream(seed: 3)
    // Fewer values than bins, so that both have the same bins.
    let values = (0..<400).map { _ in Float(Int(stream.uniform() * 40)) }
    let targets = values.map { Float(Int($0 / 10)) }
    let weights = values.indices.map { Float(1 + $0 % 2) }
    let twice = values.indices.flatMap { [Int](repeating: $0, count: 1 + $0 % 2) }
    func table(_ rows: [Int]) -> FeatureTable {
      FeatureTable([.init(name: "x", kind: .number, values: rows.map { values[$0] })])
    }
    var options = BoostingOptions()
    (options.rounds, options.rowShare, options.rowsPerLeaf, options.leaves) = (1, 1, 1, 2)
    let plain = GradientBoosting(loss, options: options)
      .fitted(to: .init(table(twice), targets: twice.map { targets[$0] }))
    let weighted = GradientBoosting(loss, options: options)
      .fitted(to: .init(table(Array(values.indices)), targets: targets, weights: weights))
    let asked = table(Array(values.indices))
    for (a, b) in zip(plain.predictions(for: asked), weighted.predictions(for: asked)) {
      #expect(abs(a - b) < 1e-5 * max(1, abs(a)))
    }
  }
}
