import NeuralNetworks
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("networks in auto", .tags(.property))
struct AutoNetworkTests {
  static func mean(of model: any LocalModel) -> Double { AutoTests.mean(model, 1)[0] }

  /// What `auto` with a network has learnt of series that echo a covariate.
  static func trained(_ networks: [Network.Architecture], days: Int = 160) throws -> Auto {
    var auto = AutoTests.auto(1, horizon: 1)
    auto.networks = networks
    (auto.networkOptions.updates, auto.networkOptions.context) = (200, 8)
    return try auto.trained(on: NeuralPanels.echo(20, days: days, isShown: true)) { _ in true }
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

  @Test("without windows to test it on, no network takes part")
  func untested() throws {
    let auto = try Self.trained([.nLinear], days: 4)
    #expect(auto.knowledge?.network == nil)
  }
}
