import AlmanacTesting
import Foundation
import NeuralNetworks
import Parallelism
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("forecasts of networks", .tags(.property))
struct NeuralForecasterTests {
  /// What a forecaster says of the series of a panel.
  static func distributions(
    _ forecaster: some GlobalForecaster,
    _ panel: Panel,
    horizon: Int
  ) -> [ForecastDistribution] {
    panel.map {
      forecaster.fittedOrReplaced($0).forecast(horizon: horizon, options: ForecastOptions(seed: 1))
        .distribution
    }
  }

  @Test("the number of threads changes no bit of the weights")
  func threads() throws {
    let panel = NeuralPanels.rich(6, days: 80, horizon: 5)
    let trained = try [1, 2, 3].map { threads in
      try withThreads(threads) {
        try NeuralPanels.forecaster(DeepARNetwork.self, horizon: 5, updates: 20)
          .trained(on: panel) { _ in true }
      }
    }
    let weights = trained.map { $0.learnt.map(\.tensor.elements) }
    #expect(!weights[0].isEmpty)
    #expect(weights[0] == weights[1] && weights[0] == weights[2])
  }

  @Test("a series has the same paths to the last bit alone and within a panel, on any threads")
  func company() throws {
    let panel = NeuralPanels.rich(6, days: 80, horizon: 5)
    let trained = try NeuralPanels.forecaster(DeepARNetwork.self, horizon: 5, updates: 10)
      .trained(on: panel) { _ in true }
    func forecasts(_ panel: Panel, threads: Int) -> [ForecastDistribution] {
      withThreads(threads) {
        trained.fittedSeriesBySeries(to: panel)
          .forecast(horizon: 5, options: ForecastOptions(seed: 1)).map(\.distribution)
      }
    }
    let together = forecasts(panel, threads: 1)
    #expect(together == forecasts(panel, threads: 2) && together == forecasts(panel, threads: 3))
    #expect(together == panel.flatMap { forecasts(Panel([$0]), threads: 1) })
  }

  /// What a training reports at each step of its two parts.
  struct Steps {
    var first: [TrainingReport] = []
    var last: [TrainingReport] = []

    var count: Int { first.count + last.count }

    mutating func add(_ report: TrainingReport) {
      if report.done > 0.8 { last.append(report) } else { first.append(report) }
    }
  }

  /// Calm series that end in jumps, or not: the better the calm is known, the worse the jumps are foreseen.
  static func calm(endsInJumps: Bool) -> Panel {
    Panel(
      (0..<6).map { number in
        var stream = RandomStream(seed: 5, stream: UInt64(number))
        return Series(
          id: "\(number)",
          values: (0..<80).map { step in
            endsInJumps && step >= 75
              ? (step.isMultiple(of: 2) ? 18 : 2) : 10 + 0.1 * stream.normal()
          }
        )
      }
    )
  }

  @Test(
    "a run limits the updates that are left to the model, not those that are asked for",
    arguments: [(nil, 70), (30, 30)] as [(Int?, Int)]
  )
  func mostUpdates(asked: Int?, count: Int) throws {
    var run = TrainingRun()
    run.mostUpdates = 70
    var steps = Steps()
    _ = try NeuralPanels.forecaster(DeepARNetwork.self, horizon: 5, updates: 0) {
      $0.updates = asked
      $0.loss = .gaussian
      $0.learningRate = 0.01
    }.trained(on: Self.calm(endsInJumps: false), run: run) {
      steps.add($0)
      return true
    }
    #expect(steps.first.count == count)
  }

  @Test(
    "the last part of a training is a quarter as long as the first took to its best weights",
    arguments: [(false, 24...30, 6), (true, 3...21, 3)]
  )
  func lastPart(endsInJumps: Bool, best: ClosedRange<Int>, count: Int) throws {
    var steps = Steps()
    _ = try NeuralPanels.forecaster(DeepARNetwork.self, horizon: 5, updates: 30) {
      $0.loss = .gaussian
      $0.learningRate = 0.01
    }.trained(on: Self.calm(endsInJumps: endsInJumps), run: TrainingRun()) {
      steps.add($0)
      return true
    }
    // Ten epochs of three steps; the loss is looked at after each.
    #expect(steps.first.count == 30)
    let lowest = try #require(steps.first.last?.best)
    let bestStep = try #require(steps.first.firstIndex { $0.best == lowest }) + 1
    #expect(best.contains(bestStep))
    // A quarter, rounded down to whole epochs, but at least one.
    #expect(steps.last.count == count, "best after \(bestStep)")
  }

  @Test(
    "a training that was cut off goes on to the same weights, bit for bit",
    arguments: [(17, 0), (30, 2), (30, 3)]
  )
  func resumption(first: Int, last: Int) throws {
    let folder = try TemporaryFolder()
    let panel = NeuralPanels.rich(6, days: 80, horizon: 5)
    let forecaster = NeuralPanels.forecaster(DeepARNetwork.self, horizon: 5, updates: 30)
    var (all, before, after) = (Steps(), Steps(), Steps())
    let whole = try forecaster.trained(on: panel, run: TrainingRun()) {
      all.add($0)
      return true
    }
    #expect(all.last.count > last)
    var run = TrainingRun()
    run.checkpointPath = folder.file("training").path
    run.resumes = true
    _ = try forecaster.trained(on: panel, run: run) {
      before.add($0)
      return before.count < first + last
    }
    #expect(before.first.count == first && before.last.count == last)
    let resumed = try forecaster.trained(on: panel, run: run) {
      after.add($0)
      return true
    }
    #expect(after.count == all.count - before.count)
    #expect(resumed.learnt.map(\.tensor.elements) == whole.learnt.map(\.tensor.elements))
  }

  @Test("the last part of another training is not taken for that of this one", arguments: [0, 17])
  func staleLastPart(steps: Int) throws {
    let folder = try TemporaryFolder()
    let panel = NeuralPanels.rich(6, days: 80, horizon: 5)
    func forecaster(_ learningRate: Double) -> DeepAR {
      NeuralPanels.forecaster(DeepARNetwork.self, horizon: 5, updates: 30) {
        $0.learningRate = learningRate
      }
    }
    let end = folder.file("training.end")
    var run = TrainingRun()
    run.checkpointPath = folder.file("training").path
    run.resumes = true
    let other = try forecaster(3e-3).trained(on: panel, run: run) { _ in true }
    let kept = try Data(contentsOf: end)
    try FileManager.default.removeItem(at: folder.file("training"))
    if steps > 0 {
      // Cut off on its way, with the end of the other beside it.
      var calls = 0
      _ = try forecaster(1e-3).trained(on: panel, run: run) { _ in
        calls += 1
        return calls < steps
      }
      try kept.write(to: end)
    }
    let resumed = try forecaster(1e-3).trained(on: panel, run: run) { _ in true }
    let whole = try forecaster(1e-3).trained(on: panel) { _ in true }
    let weights = [other, resumed, whole].map { $0.learnt.map(\.tensor.elements) }
    #expect(weights[1] == weights[2])
    #expect(weights[0] != weights[2])
  }

  @Test("what was learnt survives being kept in a file")
  func file() throws {
    let panel = NeuralPanels.rich(4, days: 60, horizon: 4)
    let trained = try NeuralPanels.forecaster(DeepARNetwork.self, horizon: 4, updates: 10)
      .trained(on: panel) { _ in true }
    let file = try WeightsFile(
      bytes: WeightsFile(trained.learnt, metadata: trained.settings).encoded()
    )
    let read = try DeepAR(options: ModelOptions(), file: file)
    #expect(
      Self.distributions(read, panel, horizon: 4) == Self.distributions(trained, panel, horizon: 4)
    )
    for key in trained.settings.map(\.key) {
      var damaged = file
      damaged.metadata = damaged.metadata.map { ($0.key, $0.key == key ? "x" : $0.value) }
      #expect(throws: SavedModelsError.self, "\(key)") {
        _ = try DeepAR(options: ModelOptions(), file: damaged)
      }
    }
  }

  @Test("series that were never seen are forecast, and training goes on from what was learnt")
  func coldStart() throws {
    let panel = NeuralPanels.waves(12, hours: 300)
    let trained = try NeuralPanels.forecaster(DeepARNetwork.self, horizon: 24, updates: 300)
      .trained(on: panel) { _ in true }
    /// The panel without its last day.
    func past(_ panel: Panel) -> Panel {
      Panel(
        panel.map { series in
          var history = series
          history.values.removeLast(24)
          history.index.count -= 24
          return history
        }
      )
    }
    func error(_ forecaster: DeepAR, _ unseen: Panel) -> Double {
      var (sum, size) = (0.0, 0.0)
      for (history, series) in zip(past(unseen), unseen) {
        let forecast = forecaster.fittedOrReplaced(history).forecast(horizon: 24)
        #expect(forecast.fallback == nil && forecast.model == "DeepAR")
        for (value, actual) in zip(forecast.quantile(0.5), series.values.suffix(24)) {
          sum += abs(value - actual)
          size += abs(actual)
        }
      }
      return sum / size
    }
    // The noise alone is 0.08 of the level; a flat line at the level has 0.32.
    #expect(error(trained, NeuralPanels.waves(4, hours: 224, level: 1000...2000, seed: 77)) < 0.16)
    // Waves of another length, with half the noise, cannot be known before they are learnt from.
    let longer = NeuralPanels.waves(
      4,
      hours: 424,
      period: 36,
      noise: 0.05,
      level: 1000...2000,
      seed: 77
    )
    #expect(error(trained, longer) > 0.25)
    let tuned = try trained.trained(on: past(longer)) { _ in true }
    #expect(error(tuned, longer) < 0.1)
  }

  static let readers: [any GlobalForecaster.Type] = [
    NHiTS.self, TiDE.self, TFT.self, BoostingForecaster.self,
  ]

  @Test(
    "what a covariate was makes forecasts better where its future is not known",
    arguments: readers.indices
  )
  func pastCovariates(number: Int) throws {
    func error(_ isShown: Bool) throws -> Double {
      let panel = NeuralPanels.echo(6, days: 160, isShown: isShown)
      let history = Panel(panel.map { $0.first(150) })
      var options = ModelOptions(seasonalPeriod: 1, seed: 1, horizon: 1)
      options.neural.updates = 200
      options.neural.context = 8
      let trained = try Self.readers[number].init(options: options).trained(on: history) { _ in true
      }
      #expect(trained.neededPastColumns == (isShown ? ["signal"] : []))
      var sum = 0.0
      for series in panel {
        for origin in 150..<160 {
          let forecast = trained.fittedOrReplaced(series.first(origin)).forecast(horizon: 1)
          sum += abs(forecast.mean[0] - series.values[origin]) / 60
        }
      }
      return sum
    }
    // The noise alone is 0.8; what is not known 8.
    #expect(try error(true) < 4)
    #expect(try error(false) > 6)
  }

  @Test("N-BEATS is small or as published, and a file says which")
  func sizes() throws {
    let panel = NeuralPanels.waves(2, hours: 100)
    func learnt(_ size: NetworkSize) throws -> NBeats {
      try NeuralPanels.forecaster(NBeatsNetwork.self, horizon: 4, updates: 1) {
        $0.size = size
        $0.holdsBack = false
        $0.batchSize = 2
      }.trained(on: panel) { _ in true }
    }
    let (small, published) = (try learnt(.small), try learnt(.published))
    #expect(small.knowledge?.network.blocks.count == 6)
    #expect(published.knowledge?.network.blocks.count == 30)
    #expect(published.knowledge?.network.blocks[0].layers[3].weight.shape == [512, 512])
    for trained in [small, published] {
      let file = WeightsFile(trained.learnt, metadata: trained.settings)
      let read = try NBeats(options: ModelOptions(), file: file)
      #expect(
        Self.distributions(read, panel, horizon: 4)
          == Self.distributions(trained, panel, horizon: 4)
      )
    }
    #expect(!DeepAR.hasSizes && InterpretableNBeats.hasSizes)
  }

  @Test(
    "the networks of the library are those of the catalogue",
    arguments: Network.Architecture.allCases
  )
  func library(architecture: Network.Architecture) throws {
    let panel = NeuralPanels.waves(2, hours: 100)
    var settings = ModelOptions(seasonalPeriod: 24, seed: 5, horizon: 4)
    (settings.neural.updates, settings.neural.batchSize) = (1, 2)
    let network = Network(
      architecture,
      horizon: 4,
      seasonalPeriod: 24,
      options: settings.neural,
      seed: 5
    )
    let model = try #require(
      ModelCatalogue.model(named: architecture.rawValue) as? any GlobalForecaster.Type
    )
    #expect(network.covariateUse == model.covariateUse)
    let forecasts = try network.fitted(to: panel).forecast(horizon: 4)
    let others = try model.init(options: settings).fitted(to: panel)
      .forecast(horizon: 4, options: ForecastOptions())
    #expect(forecasts.map(\.distribution) == others.map(\.distribution))
  }

  @Test("networks that forecast from values alone read no covariates, and need none later")
  func unread() throws {
    let panel = NeuralPanels.rich(4, days: 60, horizon: 4, hasPast: true)
    let trained = try NeuralPanels.forecaster(NLinearNetwork.self, horizon: 4, updates: 10)
      .trained(on: panel) { _ in true }
    #expect(trained.neededColumns == ["kind"] && trained.neededPastColumns == [])
    #expect(NLinear.covariateUse == .none && DeepAR.covariateUse == .known)
  }

  @Test("a loss that is not finite ends training with the reason")
  func divergence() {
    let panel = NeuralPanels.waves(4, hours: 200)
    let forecaster = NeuralPanels.forecaster(DeepARNetwork.self, horizon: 4, updates: 20) {
      $0.learningRate = 1e30
    }
    #expect(throws: TrainingFailure.self) {
      _ = try forecaster.trained(on: panel, run: TrainingRun()) { _ in true }
    }
  }

  @Test("errors on windows held back, or else on the last ones, give the median its intervals")
  func pointLosses() throws {
    let panel = NeuralPanels.waves(6, hours: 200)
    for holdsBack in [true, false] {
      let trained = try NeuralPanels.forecaster(DLinearNetwork.self, horizon: 12, updates: 60) {
        $0.loss = .absolute
        $0.holdsBack = holdsBack
      }.trained(on: panel) { _ in true }
      for distribution in Self.distributions(trained, panel, horizon: 12) {
        let (lower, upper) = distribution.interval(0.9)
        #expect(zip(lower, upper).allSatisfy { $0 < $1 })
      }
    }
  }

  @Test("counts are forecast as counts by networks that forecast at once, too")
  func counts() throws {
    let panel = Panel(
      (0..<6).map { number in
        var stream = RandomStream(seed: UInt64(number))
        return Series(id: "\(number)", values: (0..<120).map { _ in stream.poisson(mean: 1.5) })
      }
    )
    let trained = try NeuralPanels.forecaster(NLinearNetwork.self, horizon: 4, updates: 200) {
      $0.loss = .negativeBinomial
    }.trained(on: panel) { _ in true }
    for distribution in Self.distributions(trained, panel, horizon: 4) {
      #expect(distribution.quantile(0.5).allSatisfy { $0 == $0.rounded() && (0...5).contains($0) })
      #expect(distribution.mean.allSatisfy { (0.5...3).contains($0) })
    }
  }

  @Test("a model that draws its forecasts is not trained on what cannot be drawn")
  func losses() {
    #expect(NeuralLoss.allCases.filter { !DeepAR.canLearn($0) } == [.absolute, .squared])
    #expect(NeuralLoss.allCases.allSatisfy { NHiTS.canLearn($0) })
  }

  @Test("time that is up ends training with what was learnt so far")
  func timeBudget() throws {
    let panel = NeuralPanels.waves(4, hours: 200)
    let forecaster = NeuralPanels.forecaster(DeepARNetwork.self, horizon: 4, updates: 1_000_000)
    var run = TrainingRun()
    run.secondsAllowed = 0.2
    let trained = try forecaster.trained(on: panel, run: run) { _ in true }
    #expect(trained.knowledge != nil)
  }

  @Test("further series are learnt from as often as their weight says")
  func augmentation() {
    let panel = NeuralPanels.waves(4, hours: 100)
    let further = NeuralPanels.waves(4, hours: 100, seed: 5)
    let shape = WindowShape(context: 24, horizon: 4, scaling: .magnitude)
    let series = panel.map { $0 } + further.map { $0 }
    let feed = WindowFeed(
      series,
      schema: FeedSchema(panel, seasonalPeriod: nil),
      shape: shape
    )
    let sampler = WindowSampler(
      feed,
      weights: series.indices.map { $0 < 4 ? 1 : 0.25 },
      ownCount: 4,
      seed: 1,
      mostValidation: 4,
      holdsBack: false
    )
    let drawn = (0..<4000).map { sampler.window(epoch: 0, example: $0) }
    let share = Double(drawn.count { $0.series >= 4 }) / 4000
    #expect(abs(share - 0.2) < 0.03)
    #expect(drawn.allSatisfy { $0.origin + 4 <= 100 })
  }
}
