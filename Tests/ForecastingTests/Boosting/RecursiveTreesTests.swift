import AlmanacTesting
import NeuralNetworks
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("RecursiveTrees", .tags(.property))
struct RecursiveTreesTests {
  /// Series that rise by one up to 13 and begin anew, each from a place and with a size of its own.
  static func panel(_ count: Int, steps: Int) -> Panel {
    Panel(
      (0..<count).map { number -> Series in
        let values = (0..<steps).map { step -> Double in
          let place = (step + 5 * number) % 13
          return Double(1 + number) * Double(1 + place)
        }
        return Series(id: "s\(number)", values: values)
      }
    )
  }

  static func forecaster(share: Double?) -> BoostingForecaster {
    var forecaster = BoostingForecasterTests.forecaster(12)
    (forecaster.seasonalPeriod, forecaster.recursiveShare) = (1, share)
    return forecaster
  }

  @Test("a share moves the median so far, and leaves widths as they are")
  func shift() throws {
    // Below zero, where nothing keeps quantiles from going on.
    let panel = Panel(
      Self.panel(20, steps: 80).map { Series(id: $0.id, values: $0.values.map { -$0 }) }
    )
    var trained = try Self.forecaster(share: 1).learning(from: panel) { _ in true }
    let made = [0, 0.5, 1].map { share -> ForecastDistribution in
      trained.knowledge?.recursive?.share = share
      return trained.fittedOrReplaced(panel[3]).forecast(horizon: 12).distribution
    }
    let medians = made.map { $0.quantile(0.5) }
    #expect(medians[0] != medians[2])
    for level in [0.1, 0.5, 0.9] {
      let quantiles = made.map { $0.quantile(level) }
      for step in 0..<12 {
        let scale = abs(medians[0][step]) + abs(medians[2][step])
        let half = (quantiles[0][step] + quantiles[2][step]) / 2
        #expect(abs(quantiles[1][step] - half) < 1e-9 * scale)
        let widths = made.indices.map { quantiles[$0][step] - medians[$0][step] }
        #expect(abs(widths[2] - widths[0]) < 1e-9 * scale)
      }
    }
    let model = try trained.fitted(to: panel[3])
    #expect(model.directMedians(horizon: 12) == medians[0])
  }

  @Test("what direct quantiles say cannot be negative does not become so by the move")
  func floor() throws {
    // Values that fall to one and begin anew; steps that know the usual change alone fall on, below zero.
    let panel = Panel(
      Self.panel(20, steps: 80).enumerated().map { number, series in
        Series(id: series.id, values: series.values.map { 14 * Double(1 + number) - $0 })
      }
    )
    var trained = try Self.learnt(from: panel, direct: 60, steps: 0)
    var isReached = false
    for series in panel {
      let made = [0, 1.0].map { share -> [[Double]] in
        trained.knowledge?.recursive?.share = share
        let forecast = trained.fittedOrReplaced(series).forecast(horizon: 12)
        return BoostingForecaster.levels.map { forecast.distribution.quantile($0) }
      }
      for step in 0..<12 where made[0].allSatisfy({ $0[step] >= 0 }) {
        let moved = made[1].map { $0[step] }
        #expect(moved.allSatisfy { $0 >= 0 })
        #expect(zip(moved, moved.dropFirst()).allSatisfy(<=))
        isReached = isReached || moved.contains(0)
      }
    }
    #expect(isReached)
  }

  /// A forecaster that has learnt with so many direct trees and so many that go step by step.
  static func learnt(
    from history: Panel,
    direct: Int,
    steps: Int
  ) throws -> BoostingForecaster {
    try forecaster(share: nil).learning(from: history, rounds: direct, recursiveRounds: steps) {
      _ in true
    }
  }

  @Test("held-back windows take steps wholly where these serve, not at all where they do not")
  func bestShare() throws {
    let (windows, history) = HeldBackSeries.split(Self.panel(20, steps: 80), horizon: 12)
    // Without a tree all that is known is the usual change.
    for (direct, steps, share) in [(0, 60, 1.0), (60, 0, 0)] {
      let learnt = try Self.learnt(from: history, direct: direct, steps: steps)
      let recursive = try #require(learnt.knowledge?.recursive)
      #expect(recursive.bestShare(on: windows, beside: learnt) == share)
      #expect(recursive.bestShare(on: windows, beside: learnt) { false } == 0)
    }
  }

  @Test("one step ahead has none, and a forecaster that is trained again tries them again")
  func oneStep() throws {
    let panel = Self.panel(20, steps: 80)
    var forecaster = Self.forecaster(share: nil)
    #expect(try forecaster.trained(on: panel) { _ in true }.recursiveShare == nil)
    forecaster.horizon = 1
    #expect(try forecaster.learning(from: panel) { _ in true }.knowledge?.recursive == nil)
  }

  @Test("demand has none, and neither has what is known of the past only")
  func none() throws {
    var panel = Self.panel(20, steps: 80)
    func learnt(_ panel: Panel) throws -> RecursiveTrees? {
      try Self.forecaster(share: nil).learning(from: panel) { _ in true }.knowledge?.recursive
    }
    #expect(try learnt(panel) != nil)
    panel = Panel(
      panel.map { series in
        var series = series
        series.covariates = [Covariate(name: "weather", values: series.values)]
        return series
      }
    )
    #expect(try learnt(panel) == nil)
    let demand = Panel(
      Self.panel(20, steps: 80).map { series in
        Series(id: series.id, values: series.values.map { $0 > 6 * series.values[0] ? $0 : 0 })
      }
    )
    #expect(try learnt(demand) == nil)
  }

  @Test("a file gives them back", arguments: [0, 0.5])
  func file(share: Double) throws {
    let panel = Self.panel(12, steps: 80)
    let trained = try Self.forecaster(share: share).trained(on: panel) { _ in true }
    #expect((trained.knowledge?.recursive != nil) == (share > 0))
    var saved = SavedModels(
      models: ["boosting"],
      frequency: Frequency(.integer),
      seasonalPeriod: 1,
      trained: [trained]
    )
    for series in panel { saved.add([trained.fittedOrReplaced(series)], of: series) }
    let read = try SavedModels(WeightsFile(bytes: saved.file.encoded()))
    let again = try #require(read.trained.first)
    let trees = try #require(again as? BoostingForecaster)
    #expect(trees.knowledge?.recursive?.share == (share > 0 ? share : nil))
    for series in panel {
      #expect(
        again.fittedOrReplaced(series).forecast(horizon: 12).distribution
          == trained.fittedOrReplaced(series).forecast(horizon: 12).distribution
      )
    }
    var broken = saved.file
    for place in broken.metadata.indices
    where broken.metadata[place].key == "boosting recursive share" {
      broken.metadata[place].value = "2"
    }
    guard share > 0 else { return }
    #expect(throws: SavedModelsError.damaged(part: "boosting recursive share")) {
      try SavedModels(broken)
    }
  }
}
