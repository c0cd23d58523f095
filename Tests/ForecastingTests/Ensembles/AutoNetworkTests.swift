import NeuralNetworks
import Synchronization
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("networks in auto", .tags(.property))
struct AutoNetworkTests {
  static func mean(of model: any LocalModel) -> Double { AutoTests.mean(model, 1)[0] }

  static let options: NeuralOptions = {
    var options = NeuralOptions()
    (options.updates, options.context) = (200, 8)
    return options
  }()

  /// `auto` with networks for series that echo a covariate.
  static func untrained(_ networks: [Network.Architecture]) -> Auto {
    var auto = AutoTests.auto(1, horizon: 1)
    (auto.networks, auto.networkOptions) = (networks, options)
    return auto
  }

  /// What it has learnt of them.
  static func trained(
    _ networks: [Network.Architecture],
    on panel: Panel = NeuralPanels.echo(20, days: 160, isShown: true)
  ) throws -> Auto {
    try untrained(networks).trained(on: panel) { _ in true }
  }

  @Test(
    "a network that lessens the errors of held-back windows takes part, the best one of several"
  )
  func helps() throws {
    let panel = NeuralPanels.echo(20, days: 160, isShown: true)
    let auto = try Self.trained([.nLinear, .nHiTS])
    let findings = try #require(auto.findings)
    #expect(findings.networks.map(\.name) == ["nlinear", "nhits"])
    // One reads values alone, which say nothing here; the other the covariate.
    #expect(findings.networks[0].gain < 0.1 && findings.networks[0].share == 0)
    let (gain, share) = (findings.networks[1].gain, findings.networks[1].share)
    #expect(gain > 0.1 && share > 0.1 && share <= 0.5)
    #expect(findings.networks[1].outcome == .taken(share: share))
    #expect([.tooLittle, .beaten].contains(findings.networks[0].outcome))
    #expect(auto.neededPastColumns == ["signal"])

    let model = try auto.fitted(to: panel[0])
    #expect(model.description.hasSuffix("% NHITS"))
    var bare = auto
    bare.knowledge?.network = nil
    let network = try #require(auto.knowledge?.network)
    let parts = [
      AutoTests.mean(try bare.fitted(to: panel[0]), 1)[0],
      try Self.mean(of: #require(model.network).model),
    ]
    let expected = (1 - network.share) * parts[0] + network.share * parts[1]
    #expect(abs(AutoTests.mean(model, 1)[0] - expected) < 1e-9 * abs(expected))
    // It has learnt one step; two are forecast without it.
    #expect(AutoTests.mean(model, 2) == AutoTests.mean(try bare.fitted(to: panel[0]), 2))
  }

  @Test("a file keeps the network; a damaged one is refused")
  func file() throws {
    let panel = NeuralPanels.echo(20, days: 160, isShown: true)
    let auto = try Self.trained([.nHiTS])
    #expect(auto.knowledge?.network != nil)
    var file = WeightsFile(auto.learnt, metadata: auto.settings)
    let read = try Auto(options: ModelOptions(seasonalPeriod: 1), file: file)
    for series in panel {
      #expect(
        AutoTests.mean(try read.fitted(to: series), 1)
          == AutoTests.mean(try auto.fitted(to: series), 1)
      )
    }
    file.metadata = file.metadata.map { ($0.key, $0.key == "auto network" ? "ets 0.5" : $0.value) }
    #expect(throws: SavedModelsError.self) {
      try Auto(options: ModelOptions(seasonalPeriod: 1), file: file)
    }
  }

  @Test("in one file with a network that stands alone, both are read back as they were")
  func beside() throws {
    let panel = NeuralPanels.echo(20, days: 160, isShown: true)
    let auto = try Self.trained([.nHiTS])
    #expect(auto.knowledge?.network != nil)
    var options = ModelOptions(seasonalPeriod: 1, seed: 5, horizon: 1)
    (options.neural.updates, options.neural.context) = (30, 12)
    let alone = try NHiTS(options: options).trained(on: panel) { _ in true }
    let saved = SavedModels(
      models: ["auto", "nhits"],
      frequency: Frequency(.integer),
      seasonalPeriod: 1,
      trained: [auto, alone]
    )
    let read = try SavedModels(WeightsFile(bytes: saved.file.encoded())).trained
    try #require(read.count == 2)
    for series in panel {
      for (before, after) in zip([auto, alone] as [any GlobalForecaster], read) {
        #expect(
          before.fittedOrReplaced(series).forecast(horizon: 1).distribution
            == after.fittedOrReplaced(series).forecast(horizon: 1).distribution
        )
      }
    }
  }

  @Test("a saved one that learns anew tries its network again, with the settings of that training")
  func fineTuned() throws {
    let auto = try Self.trained([.nHiTS])
    let file = WeightsFile(auto.learnt, metadata: auto.settings)
    let read = try Auto(options: ModelOptions(seasonalPeriod: 1), file: file)
    #expect(read.networks == [.nHiTS])
    var options = ModelOptions(seed: 8)
    options.neural = Self.options
    var adapted = read.adapted(to: options)
    #expect(adapted.boosting.seed == 8 && adapted.networkOptions == Self.options)
    adapted.boosting.rounds = 30
    let panel = NeuralPanels.echo(20, days: 170, isShown: true)
    let again = try adapted.trained(on: panel) { _ in true }
    #expect(again.knowledge?.network != nil)
  }

  @Test("with too few windows to test it on, no network takes part, and that is known")
  func untested() throws {
    let auto = try Self.trained(
      [.nLinear, .nHiTS],
      on: NeuralPanels.echo(4, days: 600, isShown: true)
    )
    let knowledge = try #require(auto.knowledge)
    #expect(knowledge.network == nil)
    #expect(auto.findings?.networks.map(\.name) == ["nlinear", "nhits"])
    #expect(auto.findings?.networks.map(\.outcome) == [.untested, .untested])
  }

  @Test("unless asked otherwise N-HiTS is tried where seasons are long and windows enough")
  func candidates() {
    func candidates(_ asked: [Network.Architecture]?, count: Int = 5, period: Int = 24)
      -> [Network.Architecture]
    {
      let panel = AutoTests.panel(count, steps: 60)
      return AutoNetwork.candidates(asked, for: panel, period: period, horizon: 4)
    }
    #expect(candidates(nil) == [.nHiTS])
    #expect(candidates(nil, period: 52) == [.nHiTS])
    #expect(candidates(nil, period: 12).isEmpty)
    #expect(candidates(nil, count: 4).isEmpty)
    #expect(candidates([]).isEmpty)
    #expect(candidates([.deepAR], count: 1, period: 1) == [.deepAR])
  }

  @Test("a small panel does not wait for what only a large one gains from")
  func mostUpdates() {
    // A month of hours of twelve series, a year of ten, and M4 Hourly.
    #expect(AutoNetwork.mostUpdates(observations: 8640) == 600)
    #expect(AutoNetwork.mostUpdates(observations: 87_600) == 1460)
    #expect(AutoNetwork.mostUpdates(observations: 353_500) > 2000)
  }

  @Test("no window holds what a network has learnt from", arguments: [30, 1399])
  func windows(count: Int) throws {
    let panel = AutoTests.panel(count, steps: 60)
    let (windows, history) = AutoNetwork.windows(of: panel, horizon: 4)
    #expect(windows.count == min(count, 200))
    for window in windows {
      let learnt = try #require(history[id: window.series.id]).values.count
      #expect(window.origins.allSatisfy { $0 >= learnt }, "\(window.series.id)")
    }
  }

  @Test("an interruption ends the work on all networks")
  func interrupted() throws {
    let panel = NeuralPanels.echo(20, days: 160, isShown: true)
    var refusals = 0
    let auto = try Self.untrained([.nHiTS, .nLinear, .dLinear]).trained(on: panel) { done in
      if done > 0.31 { refusals += 1 }
      return done <= 0.31
    }
    #expect(auto.knowledge?.network == nil && refusals == 1)
    #expect(auto.findings?.networks.allSatisfy { $0.outcome == .untested } == true)
  }

  @Test("a network is left out where time is short after its training")
  func late() throws {
    let time = Mutex(0.0)
    var limited = Self.untrained([.nHiTS])
    (limited.secondsAllowed, limited.clock) = (1000, { time.withLock { $0 } })
    let panel = NeuralPanels.echo(20, days: 160, isShown: true)
    let auto = try limited.trained(on: panel) { done in
      // By then it learns from the whole panel.
      if done > 0.66 { time.withLock { $0 = 1e6 } }
      return true
    }
    #expect(auto.knowledge?.network == nil)
    #expect(auto.findings?.networks.map(\.outcome) == [.outOfTime])
    #expect(auto.findings?.budget?.isEnough == false)
  }
}
