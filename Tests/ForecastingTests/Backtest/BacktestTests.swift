import AlmanacTesting
import Forecasting
import Tensors
import Testing
import TimeSeries

@Suite("Backtest")
struct BacktestTests {
  /// Monthly series with a season, a trend and noise, and a covariate that moves them.
  static func panel(count: Int = 6, length: Int = 60, seed: UInt64 = 3) -> Panel {
    Panel(
      (0..<count).map { number in
        var random = RandomStream(seed: seed, stream: UInt64(number))
        let price = (0..<length).map { _ in random.uniform() }
        let values = (0..<length).map { step in
          50 + Double(step) + 10 * Double([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8][step % 12])
            - 20 * price[step] + 4 * random.normal()
        }
        return Series(
          id: "s\(number)",
          index: TimeIndex(
            start: Timestamp(year: 2020, month: 1, day: 1),
            frequency: Frequency(.month(.start)),
            count: length
          ),
          values: values,
          covariates: [Covariate(name: "price", values: price)]
        )
      }
    )
  }

  static func forecasts(
    _ panel: Panel,
    _ model: any LocalForecaster,
    in backtest: Backtest
  ) -> [[TimedForecast?]] {
    let subjects = panel.map { BacktestSubject($0, in: backtest) }
    var contestant = Contestant(model)
    if contestant.needsTraining {
      contestant = contestant.trained(on: subjects, in: backtest) { _ in true }
    }
    return subjects.map { contestant.forecasts(of: $0, in: backtest) }
  }

  @Test("origins are counted backwards from the end; a series too short has none there")
  func origins() {
    let backtest = Backtest(horizon: 4, windows: 3, step: 2)
    #expect(backtest.origins(count: 20) == [12, 14, 16])
    #expect(backtest.origins(count: 9) == [0, 3, 5])
    #expect(backtest.origins(count: 3) == [0, 0, 0])
  }

  @Test(
    "what follows an origin is not seen by any model, whatever it is",
    arguments: ["auto", "ets", "arima", "boosting", "mstl"],
    [Backtest.Refit.every, .once]
  )
  func nothingLeaks(name: String, refit: Backtest.Refit) throws {
    var backtest = Backtest(horizon: 6, windows: 2, refit: refit)
    backtest.features = [.month]
    let options = ModelOptions(seasonalPeriod: 12, seed: 1, horizon: 6)
    let type = try #require(ModelCatalogue.model(named: name))
    let model = try #require(type.init(options: options) as? any LocalForecaster)
    let clean = Self.forecasts(Self.panel(), model, in: backtest)
    // Poison each window in turn: everything behind its origin, but for what is known in advance.
    for window in 0..<2 {
      let poisoned = Panel(
        Self.panel().map { series in
          var series = series
          let origin = backtest.origins(count: series.values.count)[window]
          for step in origin..<series.values.count {
            series.values[step] = step % 2 == 0 ? 1e9 : .nan
            if step >= origin + backtest.horizon { series.covariates[0].values[step] = -1e9 }
          }
          return series
        }
      )
      let other = Self.forecasts(poisoned, model, in: backtest)
      for (a, b) in zip(clean, other) {
        let (first, second) = (a[window]?.forecast, b[window]?.forecast)
        #expect(first?.distribution == second?.distribution, "window \(window)")
      }
    }
    // The test can fail: covariates of the steps ahead are seen, as they are known.
    if name == "ets" {
      let cheaper = Panel(
        Self.panel().map { series in
          var series = series
          series.covariates[0].values[59] += 1
          return series
        }
      )
      let other = Self.forecasts(cheaper, model, in: backtest)
      #expect(other[0][1]?.forecast.mean != clean[0][1]?.forecast.mean)
    }
  }

  @Test("a covariate of the past is shown up to the origin, one that is known beyond it")
  func pasts() throws {
    var backtest = Backtest(horizon: 6, windows: 2)
    let subject = BacktestSubject(Self.panel()[0], in: backtest)
    let known = try #require(subject.history(0, in: backtest))
    #expect(known.covariates[0].future.count == 6)
    backtest.pasts = [known.covariates[0].name]
    let unknown = try #require(subject.history(0, in: backtest))
    #expect(unknown.covariates[0].future.isEmpty)
    #expect(unknown.covariates[0].values == known.covariates[0].values)
  }

  @Test("estimated once, the first origin is as ever and later ones keep what was estimated")
  func refitOnce() {
    let panel = Self.panel(count: 2)
    let every = Self.forecasts(panel, ETS(), in: Backtest(horizon: 6, windows: 3))
    let once = Self.forecasts(panel, ETS(), in: Backtest(horizon: 6, windows: 3, refit: .once))
    for (a, b) in zip(every, once) {
      #expect(a[0]?.forecast.distribution == b[0]?.forecast.distribution)
      #expect(Set(b.map { $0?.forecast.model }).count == 1)
    }
    let second = Self.forecasts(
      panel,
      ETS(),
      in: Backtest(horizon: 6, windows: 3, refit: .after(2))
    )
    for (a, b) in zip(every, second) {
      #expect(a[2]?.forecast.distribution == b[2]?.forecast.distribution)
    }
  }

  @Test("a test file and a backtest over the same steps give the same scores")
  func testFile() {
    let backtest = Backtest(horizon: 6)
    let whole = Self.panel()
    let rolling = whole.map { BacktestSubject($0, in: backtest) }
    let given = whole.map { series in
      var (history, test) = (series, series)
      history.values = Array(series.values[..<54])
      history.index.count = 54
      history.covariates = [
        Covariate(name: "price", values: Array(series.covariates[0].values[..<54]))
      ]
      test.values = Array(series.values[54...])
      test.index = history.index.following(count: 6)
      test.covariates = [
        Covariate(name: "price", values: Array(series.covariates[0].values[54...]))
      ]
      return BacktestSubject(history, followedBy: test)
    }
    let contestants = [Contestant(ETS()), Contestant(SeasonalNaive())]
    let one = BacktestBatch(rolling, contestants: contestants, in: backtest)
    let two = BacktestBatch(given, contestants: contestants, in: backtest)
    #expect(one.scores == two.scores)
    #expect(one.tallies.map(\.places) == two.tallies.map(\.places))
  }

  @Test("a batch read from its numbers is the batch; the sums do not depend on that")
  func batchRoundTrip() {
    let backtest = Backtest(horizon: 6, windows: 2)
    var panel = Self.panel().series
    panel.append(Series(id: "short", values: [1, 2, 3]))
    let subjects = panel.map { BacktestSubject($0, in: backtest) }
    let batch = BacktestBatch(
      subjects,
      contestants: [Contestant(ETS()), Contestant(Naive())],
      in: backtest
    )
    let again = BacktestBatch(fields: batch.fields, series: 7, models: 2, windows: 2, horizon: 6)
    #expect(again.scores == batch.scores && again.tallies == batch.tallies)
    #expect(batch.scores[6].allSatisfy { $0.allSatisfy { $0.count == 0 } })
    #expect(batch.tallies[0].places.reduce(0, +).rounded() == 72)
  }

  @Test("the distribution's own draws fall evenly into its places")
  func places() {
    let backtest = Backtest(horizon: 50)
    let subjects = (0..<40).map { number in
      var random = RandomStream(seed: 11, stream: UInt64(number))
      return BacktestSubject(
        Series(id: "\(number)", values: (0..<250).map { _ in random.normal() }),
        in: backtest
      )
    }
    let batch = BacktestBatch(
      subjects,
      contestants: [Contestant(HistoricAverage())],
      in: backtest
    )
    // 2000 values, 100 in each place; four standard deviations are 39.
    #expect(batch.tallies[0].places.allSatisfy { abs($0 - 100) < 39 })
  }
}
