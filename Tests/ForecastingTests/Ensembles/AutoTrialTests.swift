import Testing
import TimeSeries

@testable import Forecasting

@Suite("AutoTrial")
struct AutoTrialTests {
  @Test("each window reaches the search for weights under its number, 0 for the last")
  func windows() throws {
    var trees = AutoTests.auto(1, horizon: 4).untrainedTrees
    trees.recursiveShare = 0
    let trial = try #require(
      BoostingTrial(of: trees, on: AutoTests.panel(30, steps: 80)) { _ in true }
    )
    for window in trial.windows {
      try #require(window.origins.count == 3)
      let trials = trial.trials(of: window, by: trial.forecaster)
      let tests = AutoTrial.tests([trials, trials], on: window, kind: .regular)
      let examples = tests.map { $0.examples(byQuantiles: false, of: .regular) }
      #expect(examples.map(\.window) == [2, 1, 0])
      for (test, origin) in zip(tests, window.origins) {
        #expect(test.actual == Array(window.series.values[origin..<origin + 4]))
      }
    }
  }
}
