import Forecasting
import Tensors
import Testing
import TimeSeries

@Suite("Tests of pairs of models on each series")
struct SeriesDuelsTests {
  /// What a batch finds of the seasonal naive forecast, the mean of the history, and the former again.
  private func duels(_ panel: Panel, windows: Int = 4, step: Int? = nil) -> SeriesDuels {
    let backtest = Backtest(horizon: 6, windows: windows, step: step)
    let subjects = panel.map { BacktestSubject($0, in: backtest) }
    let options = ModelOptions(seasonalPeriod: 12)
    let contestants = [
      Contestant(SeasonalNaive(options: options)), Contestant(HistoricAverage(options: options)),
      Contestant(SeasonalNaive(options: options)),
    ]
    let batch = BacktestBatch(subjects, contestants: contestants, in: backtest)
    let read = BacktestBatch(
      fields: batch.fields,
      series: subjects.count,
      models: 3,
      windows: windows,
      horizon: 6
    )
    #expect(read.duels == batch.duels)
    var result = BacktestResult(models: ["a", "b", "c"], windows: windows, horizon: 6)
    result.add(batch)
    result.add(read)
    #expect(result.duels.tests(of: 0, and: 1) == 2 * batch.duels.tests(of: 0, and: 1))
    return batch.duels
  }

  @Test("a model that is clearly better wins on every series, equals on none")
  func clear() {
    let duels = duels(BacktestTests.panel(count: 8, length: 96))
    #expect(duels.tests(of: 0, and: 1) == 8 && duels.tests(of: 1, and: 0) == 8)
    #expect(duels.wins(of: 0, over: 1) == 8 && duels.wins(of: 1, over: 0) == 0)
    // Errors that do not differ cannot be tested.
    #expect(duels.tests(of: 0, and: 2) == 0 && duels.wins(of: 0, over: 2) == 0)
  }

  @Test("of one origin, and of a series too short, nothing is said")
  func few() {
    #expect(duels(BacktestTests.panel(count: 3), windows: 1).tests(of: 0, and: 1) == 0)
    #expect(duels(BacktestTests.panel(count: 3), step: 5).tests(of: 0, and: 1) == 0)
    #expect(duels(BacktestTests.panel(count: 3, length: 9)).tests(of: 0, and: 1) == 0)
  }

  @Test("the count of a series is that of the test of its errors")
  func agrees() throws {
    let backtest = Backtest(horizon: 6, windows: 4)
    let panel = BacktestTests.panel(count: 20, length: 90, seed: 11)
    let names = ["theta", "holt-winters"]
    let contestants = try names.map { name in
      let kind = try #require(ModelCatalogue.model(named: name))
      let model = kind.init(options: ModelOptions(seasonalPeriod: 12))
      return Contestant(try #require(model as? any LocalForecaster))
    }
    let subjects = panel.map { BacktestSubject($0, in: backtest) }
    let batch = BacktestBatch(subjects, contestants: contestants, in: backtest)
    var (wins, losses) = (0, 0)
    for subject in subjects {
      let errors = contestants.map { contestant in
        contestant.forecasts(of: subject, in: backtest).enumerated().flatMap { window, timed in
          zip(subject.actual(window, in: backtest), timed?.forecast.mean ?? []).map {
            abs($0 - $1)
          }
        }
      }
      guard let test = DieboldMariano(errors[0], errors[1], horizon: 6), test.pValue < 0.05
      else { continue }
      if test.statistic < 0 { wins += 1 } else { losses += 1 }
    }
    #expect(batch.duels.wins(of: 0, over: 1) == wins)
    #expect(batch.duels.wins(of: 1, over: 0) == losses)
  }
}
