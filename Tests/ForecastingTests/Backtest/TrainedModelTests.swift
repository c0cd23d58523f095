import Forecasting
import Testing
import TimeSeries

@Suite("Models that are kept while a backtest runs")
struct TrainedModelTests {
  @Test(
    "what is kept forecasts as before, and is not learnt again",
    arguments: ["auto", "boosting"],
    [Backtest.Refit.every, .once]
  )
  func keeping(name: String, refit: Backtest.Refit) throws {
    let backtest = Backtest(horizon: 6, windows: 2, refit: refit)
    let subjects = BacktestTests.panel(count: 12, length: 80).map {
      BacktestSubject($0, in: backtest)
    }
    let options = ModelOptions(seasonalPeriod: 12, horizon: 6)
    let kind = try #require(ModelCatalogue.model(named: name))
    let model = try #require(kind.init(options: options) as? any GlobalForecaster)
    var kept: [Int: TrainedModel] = [:]
    let first = Contestant(model).trained(
      on: subjects,
      in: backtest,
      keep: { kept[$1] = $0 },
      progress: { _ in true }
    )
    #expect(kept.keys.sorted() == (refit == .every ? [0, 1] : [0]))
    let again = Contestant(model).trained(
      on: subjects,
      in: backtest,
      kept: { window in
        kept[window].flatMap { try? TrainedModel($0.file, of: model, options: options) }
      },
      keep: { _, window in Issue.record("window \(window) was learnt again") },
      progress: { _ in true }
    )
    #expect(again.trainingSeconds == first.trainingSeconds)
    for subject in subjects {
      let pair = [first, again].map { $0.forecasts(of: subject, in: backtest) }
      for (one, other) in zip(pair[0], pair[1]) {
        #expect(one?.forecast.mean == other?.forecast.mean)
        #expect(one?.forecast.quantile(0.05) == other?.forecast.quantile(0.05))
      }
    }
  }

  @Test("a training that was ended is not kept")
  func ended() {
    let backtest = Backtest(horizon: 6)
    let subjects = BacktestTests.panel(count: 12, length: 80).map {
      BacktestSubject($0, in: backtest)
    }
    let model = BoostingForecaster(options: ModelOptions(seasonalPeriod: 12, horizon: 6))
    _ = Contestant(model).trained(
      on: subjects,
      in: backtest,
      keep: { _, window in Issue.record("window \(window) was kept") },
      progress: { _ in false }
    )
  }
}
