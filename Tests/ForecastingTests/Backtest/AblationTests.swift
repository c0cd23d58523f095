import AlmanacTesting
import Forecasting
import Testing
import TimeSeries

@Suite("What covariates earn")
struct AblationTests {
  private static func subjects(
    _ panel: Panel,
    in backtest: Backtest
  ) -> [BacktestSubject] {
    panel.map { BacktestSubject($0, in: backtest) }
  }

  private static func trained(
    _ contestant: Contestant,
    on subjects: [BacktestSubject],
    in backtest: Backtest
  ) -> Contestant {
    contestant.needsTraining
      ? contestant.trained(on: subjects, in: backtest) { _ in true } : contestant
  }

  private static func model(_ name: String) throws -> any LocalForecaster {
    let type = try #require(ModelCatalogue.model(named: name))
    let options = ModelOptions(seasonalPeriod: 12, seed: 1, horizon: 6)
    return try #require(type.init(options: options) as? any LocalForecaster)
  }

  private static func forecasts(
    _ contestant: Contestant,
    of panel: Panel,
    in backtest: Backtest
  ) -> [[ForecastDistribution?]] {
    let subjects = subjects(panel, in: backtest)
    let contestant = trained(contestant, on: subjects, in: backtest)
    return subjects.map { subject in
      contestant.forecasts(of: subject, in: backtest).map { $0?.forecast.distribution }
    }
  }

  @Test(
    "a contestant without covariates forecasts a panel as it would were there none",
    arguments: ["ets", "arima", "boosting", "auto"]
  )
  func withoutAny(name: String) throws {
    let panel = BacktestTests.panel(count: 30, length: 84)
    let bare = Panel(
      panel.map { series in
        var series = series
        series.covariates = []
        return series
      }
    )
    var backtest = Backtest(horizon: 6, windows: 2)
    let model = try Self.model(name)
    let plain = Self.forecasts(Contestant(model), of: bare, in: backtest)
    backtest.features = [.month]
    let ablated = Contestant(model, without: .all)
    #expect(ablated.name == "\(name) without covariates")
    #expect(Self.forecasts(ablated, of: panel, in: backtest) == plain)
    #expect(Self.forecasts(Contestant(model), of: panel, in: backtest) != plain)
  }

  @Test("what is named is left out, columns and parts of the calendar, and nothing else")
  func some() throws {
    let panel = BacktestTests.panel()
    var backtest = Backtest(horizon: 6)
    let withPrice = Self.forecasts(Contestant(ETS()), of: panel, in: backtest)
    backtest.features = [.month, .waves(period: 12, count: 1)]
    let ablation = Ablation(
      name: "calendar",
      columns: [],
      features: [.month, .waves(period: 12, count: 1)]
    )
    let withoutCalendar = Contestant(ETS(), without: ablation)
    #expect(Self.forecasts(withoutCalendar, of: panel, in: backtest) == withPrice)
    let withoutPrice = Contestant(ETS(), without: Ablation(name: "price", columns: ["price"]))
    #expect(withoutPrice.column == "AutoETS-without-price")
    let bare = Panel(
      panel.map { series in
        var series = series
        series.covariates = []
        return series
      }
    )
    #expect(
      Self.forecasts(withoutPrice, of: panel, in: backtest)
        == Self.forecasts(Contestant(ETS()), of: bare, in: backtest)
    )
  }

  /// Two models and, between them in the order of the result, a third.
  private static func result(_ panel: Panel) -> BacktestResult {
    let backtest = Backtest(horizon: 6, windows: 4)
    let contestants = [
      Contestant(ETS()), Contestant(Naive()), Contestant(ETS(), without: .all),
    ]
    var result = BacktestResult(models: contestants.map(\.name), windows: 4, horizon: 6)
    result.add(
      BacktestBatch(subjects(panel, in: backtest), contestants: contestants, in: backtest)
    )
    return result
  }

  @Test("a price that moves demand saves error on nearly all series, more than chance")
  func gain() throws {
    let result = Self.result(BacktestTests.panel(count: 24, length: 84))
    let effect = AblationEffect(result, of: 0, without: 2, metric: .mase)
    // Summed in another order.
    #expect(abs(effect.value / result.value(.mase, of: 0) - 1) < 1e-12)
    #expect(abs(effect.ablatedValue / result.value(.mase, of: 2) - 1) < 1e-12)
    #expect(effect.gain == 1 - effect.value / effect.ablatedValue)
    #expect(effect.isGain && !effect.isLoss && effect.winRate > 0.8)
    #expect(try #require(effect.interval).contains(effect.gain))
    #expect(effect.tested == 24 && effect.better > effect.worse)
    // A model that is not shown all covariates meets none but itself.
    #expect(result.duels.tests(of: 0, and: 1) > 0 && result.duels.tests(of: 1, and: 2) == 0)
    let mirrored = AblationEffect(result, of: 2, without: 0, metric: .mase)
    #expect(mirrored.isLoss && mirrored.better == effect.worse)
    #expect(abs(mirrored.winRate + effect.winRate - 1) < 1e-12)
  }

  @Test("of too few series there is no interval, and neither gain nor loss is claimed")
  func fewSeries() {
    let result = Self.result(BacktestTests.panel(count: 4))
    let effect = AblationEffect(result, of: 0, without: 2, metric: .mase)
    #expect(effect.interval == nil && !effect.isGain && !effect.isLoss)
  }

  @Test("a judgement of some models is that of a result without the others")
  func subset() {
    let result = Self.result(BacktestTests.panel(count: 12))
    var two = BacktestResult(models: ["ets", "naive"], windows: 4, horizon: 6)
    let backtest = Backtest(horizon: 6, windows: 4)
    two.add(
      BacktestBatch(
        Self.subjects(BacktestTests.panel(count: 12), in: backtest),
        contestants: [Contestant(ETS()), Contestant(Naive())],
        in: backtest
      )
    )
    let part = Judgement(result, of: [0, 1], metric: .mase, baseline: 1, seed: 3)
    let whole = Judgement(two, metric: .mase, baseline: 1, seed: 3)
    #expect(part.standings.map(\.model) == whole.standings.map(\.model))
    #expect(part.standings.map(\.value) == whole.standings.map(\.value))
    #expect(part.standings.map(\.winRate) == whole.standings.map(\.winRate))
    #expect(part.standings.map(\.meanRank) == whole.standings.map(\.meanRank))
    #expect(part.standings.map(\.skillInterval) == whole.standings.map(\.skillInterval))
    #expect(part.contests.map(\.lead) == whole.contests.map(\.lead))
    #expect(part.oracle == whole.oracle)
  }
}
