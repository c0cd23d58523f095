import AlmanacTesting
import NeuralNetworks
import Parallelism
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("Auto")
struct AutoTests {
  /// A level of about 100 with noise.
  static func noise(count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in 100 + 5 * stream.normal() }
  }

  /// A pattern without a shape, again and again.
  static func repeated(period: Int, cycles: Int) -> [Double] {
    let pattern = noise(count: period, seed: 7)
    return (0..<period * cycles).map { pattern[$0 % period] }
  }

  @Test("shares are those of all parts, and add up to 1", arguments: AutoMembers.allCases)
  func shares(members: AutoMembers) {
    for period in [1, 2, 4, 5, 7, 12, 24, 52, 168] {
      let shares = members.shares(period: period)
      #expect(shares.count == members.models(period: period).count + 1)
      #expect(abs(shares.reduce(-1, +)) < 1e-12 && shares.allSatisfy { $0 > 0 })
    }
  }

  /// Series with trends and noise of their own.
  static func panel(_ count: Int, steps: Int) -> Panel {
    Panel(
      (0..<count).map { number in
        var stream = RandomStream(seed: 9, stream: UInt64(number))
        let (level, slope) = (50 + 100 * stream.uniform(), stream.normal())
        return Series(
          id: "s\(number)",
          values: (0..<steps).map { level + slope * Double($0) + 4 * stream.normal() }
        )
      }
    )
  }

  static func auto(_ period: Int, horizon: Int = 4) -> Auto {
    var auto = Auto(seasonalPeriod: period, horizon: horizon)
    (auto.boosting.rounds, auto.boosting.learningRate) = (30, 0.15)
    return auto
  }

  static func mean(_ model: some LocalModel, _ horizon: Int) -> [Double] {
    var stream = RandomStream(seed: 1)
    return model.distribution(horizon: horizon, using: &stream).mean
  }

  @Test("untrained it is the models of the series alone: the mean of four")
  func untrained() throws {
    let series = Series(values: Self.noise(count: 40, seed: 1))
    let model = try Self.auto(1).fitted(to: series)
    #expect(model.trees == nil && model.description.hasPrefix("25 % Theta + 25 % Dynamic"))
    let four = try Ensemble(seasonalPeriod: 1).fitted(to: series)
    #expect(Self.mean(model, 4) == Self.mean(four, 4))
  }

  @Test("a long season that repeats exactly is forecast by repeating it")
  func longSeason() throws {
    let values = Self.repeated(period: 24, cycles: 12)
    let mean = Self.mean(try Self.auto(24).fitted(to: Series(values: values)), 24)
    for (value, expected) in zip(mean, values) { #expect(abs(value - expected) < 0.5) }
  }

  @Test("trained, one third is the trees, and the rest stays what it was")
  func trained() throws {
    let panel = Self.panel(60, steps: 50)
    let auto = try Self.auto(1).trained(on: panel) { _ in true }
    let knowledge = try #require(auto.knowledge)
    let weights = try #require(knowledge.weights[.regular])
    try #require(weights.count == 5)
    #expect(abs(weights.reduce(-1, +)) < 1e-12)
    let model = try auto.fitted(to: panel[3])
    #expect(model.treeShare == weights[4] && model.description.hasSuffix("% Boosting"))
    let local = try #require(model.local.map { Self.mean($0, 4) })
    let trees = try #require(model.trees.map { Self.mean($0, 4) })
    for (step, value) in Self.mean(model, 4).enumerated() {
      let expected = (1 - weights[4]) * local[step] + weights[4] * trees[step]
      #expect(abs(value - expected) < 1e-9 * abs(expected))
    }
  }

  @Test("trees in the minority yield as far as they leave the intervals of the other models")
  func yielding() {
    func normal(_ mean: Double, _ deviation: Double) -> ForecastDistribution {
      ForecastDistribution(
        mean: [mean, mean],
        shape: .normal(standardDeviation: [deviation, deviation])
      )
    }
    func mean(_ local: ForecastDistribution, _ trees: Double, _ share: Double, _ kind: AutoMembers)
      -> Double
    {
      AutoModel.average(local, trees: normal(trees, 3), treeShare: share, of: kind).mean[0]
    }
    let reach = 1.959964
    // Within the interval the share is whole, and from there on the trees move the mean no farther.
    #expect(abs(mean(normal(10, 1), 11, 0.3, .regular) - 10.3) < 1e-9)
    for trees in [-1000.0, 8, 12, 1000] {
      let moved = mean(normal(10, 1), trees, 0.3, .regular) - 10
      #expect(abs(abs(moved) - 0.3 * reach) < 1e-5 && (moved > 0) == (trees > 10))
    }
    // Where the models are certain, nothing is left of the trees.
    #expect(mean(normal(10, 0), 11, 0.3, .regular) == 10)
    // The majority does not yield, nor do trees of demand, whose intervals are often of no width.
    #expect(abs(mean(normal(10, 1), 100, 0.75, .regular) - 77.5) < 1e-9)
    #expect(abs(mean(normal(0, 0), 100, 0.5, .intermittent) - 50) < 1e-9)
  }

  @Test("a panel that is too small to learn from leaves it untrained")
  func small() throws {
    let auto = try Self.auto(1).trained(on: Self.panel(10, steps: 20)) { _ in true }
    #expect(auto.knowledge == nil && auto.learnt.isEmpty)
    let none = try Self.auto(1).trained(on: Panel([])) { _ in true }
    #expect(none.learnt.isEmpty)
  }

  @Test("the number of threads changes nothing, and a file gives back everything")
  func repeats() throws {
    let panel = Self.panel(60, steps: 40)
    let trained = [1, 2].compactMap { threads in
      withThreads(threads) { try? Self.auto(1).trained(on: panel) { _ in true } }
    }
    try #require(trained.count == 2)
    var saved = SavedModels(
      models: ["auto"],
      frequency: Frequency(.integer),
      seasonalPeriod: 1,
      trained: [trained[0]]
    )
    for series in panel { saved.add([trained[0].fittedOrReplaced(series)], of: series) }
    let read = try SavedModels(WeightsFile(bytes: saved.file.encoded()))
    let again = try #require(read.trained.first)
    for series in panel {
      let forecast = trained[0].fittedOrReplaced(series).forecast(horizon: 4)
      #expect(
        trained[1].fittedOrReplaced(series).forecast(horizon: 4).distribution
          == forecast.distribution
      )
      let kept = again.fittedOrReplaced(series, keeping: read.estimates(for: series)[0])
      #expect(
        kept.keepsEstimates && kept.forecast(horizon: 4).distribution == forecast.distribution
      )
    }
    var broken = saved.file
    for place in broken.metadata.indices where broken.metadata[place].key == "auto season" {
      broken.metadata[place].value = "0"
    }
    #expect(throws: SavedModelsError.damaged(part: "auto season")) { try SavedModels(broken) }
  }

  @Test("estimates of one that was trained are refused by one that was not")
  func unsuitable() throws {
    let panel = Self.panel(60, steps: 40)
    let trained = try Self.auto(1).trained(on: panel) { _ in true }
    let estimates = try trained.fitted(to: panel[0]).estimates
    #expect(throws: ForecastError.unsuitable(series: "s0")) {
      try Self.auto(1).fitted(to: panel[0], keeping: estimates)
    }
  }

  @Test("intermittent demand gets the models of demand, and a mean that is not the median")
  func demand() throws {
    var stream = RandomStream(seed: 4)
    let values = (0..<60).map { _ in stream.uniform() < 0.2 ? (1 + 3 * stream.uniform()) : 0 }
    let model = try Self.auto(1).fitted(to: Series(values: values))
    #expect(model.members == .intermittent && model.description == "Demand(ADIDA, IMAPA)")
    let mean = Self.mean(model, 1)[0]
    #expect(mean > 0.1 && mean < 1.5)
  }

  /// Walks of days, some of them with a week.
  static func days(_ count: Int, steps: Int, week: (Int) -> Double) -> Panel {
    Panel(
      (0..<count).map { number in
        var stream = RandomStream(seed: 21, stream: UInt64(number))
        var level = 100.0
        return Series(
          id: "s\(number)",
          values: (0..<steps).map { day in
            level += stream.normal()
            return level + week(number) * [0, 1, 2, 1, 0, -3, -1][day % 7]
          }
        )
      }
    )
  }

  private func saved(_ trained: Auto, of series: Series) -> SavedModels {
    var saved = SavedModels(
      models: ["auto"],
      frequency: Frequency(.integer),
      seasonalPeriod: 7,
      trained: [trained]
    )
    saved.add([trained.fittedOrReplaced(series)], of: series)
    return saved
  }

  @Test("a walk of days by itself is forecast without a week, with a budget the panel is not")
  func walk() throws {
    let panel = Self.days(40, steps: 150) { _ in 0 }
    let walk = try #require(panel.first { AutoMembers($0, period: 7) == .unseasonal })
    let alone = try Self.auto(7, horizon: 7).fitted(to: walk)
    #expect(alone.members == .unseasonal && alone.description.contains("Theta"))
    var hurried = Self.auto(7, horizon: 7)
    hurried.secondsAllowed = 1e9
    let trained = try hurried.trained(on: panel) { _ in true }
    #expect(try trained.fitted(to: walk).members == .regular)
  }

  @Test("days that show no week get models without one, and those that do keep theirs")
  func withoutWeek() throws {
    let panel = Self.days(60, steps: 150) { $0 < 30 ? 0 : 3 }
    let kinds = panel.map { AutoMembers($0, period: 7) }
    #expect(kinds.prefix(30).count { $0 == .unseasonal } >= 25)
    #expect(kinds.suffix(30).allSatisfy { $0 == .regular })
    #expect(panel.allSatisfy { AutoMembers($0, period: 12) == .regular })
    let trained = try Self.auto(7, horizon: 7).trained(on: panel) { _ in true }
    let findings = try #require(trained.findings)
    #expect(findings.unseasonal.map(\.name).contains("theta"))
    #expect(!findings.regular.map(\.name).contains("theta"))
    let (walk, week) = (try #require(kinds.firstIndex(of: .unseasonal)), 59)
    #expect(try trained.fitted(to: panel[walk]).members == .unseasonal)
    #expect(try trained.fitted(to: panel[week]).members == .regular)
    #expect(trained.memberNames(for: panel[walk]).contains("theta"))
    let file = try WeightsFile(bytes: saved(trained, of: panel[walk]).file.encoded())
    let again = try #require(try SavedModels(file).trained.first)
    #expect(
      again.fittedOrReplaced(panel[walk]).forecast(horizon: 7).distribution
        == trained.fittedOrReplaced(panel[walk]).forecast(horizon: 7).distribution
    )
  }

  @Test("a week that hides in the noise of each series stays, where windows speak for it")
  func hiddenWeek() throws {
    // As strong as the noise of a day among levels that hardly move: none shows it clearly, all have it.
    let panel = Panel(
      (0..<80).map { number in
        var stream = RandomStream(seed: 22, stream: UInt64(number))
        return Series(
          id: "s\(number)",
          values: (0..<210).map { day in
            100 + 0.28 * [0, 1, 2, 1, 0, -3, -1][day % 7] + 1.5 * stream.normal()
          }
        )
      }
    )
    #expect(panel.count { AutoMembers($0, period: 7) == .unseasonal } >= 40)
    let trained = try Self.auto(7, horizon: 14).trained(on: panel) { _ in true }
    #expect(trained.findings?.unseasonal.isEmpty == true)
    let file = try WeightsFile(bytes: saved(trained, of: panel[0]).file.encoded())
    let again = try #require(try SavedModels(file).trained.first)
    #expect(
      again.fittedOrReplaced(panel[0]).forecast(horizon: 7).distribution
        == trained.fittedOrReplaced(panel[0]).forecast(horizon: 7).distribution
    )
    for series in panel {
      #expect(try trained.fitted(to: series).members == .regular)
    }
  }

  @Test("series without a season, and too short for a year of weeks, get none")
  func season() {
    #expect(SeasonTrial(of: Self.auto(1).untrainedTrees, on: Self.panel(30, steps: 90)).period == 1)
  }

  @Test("a member that the series is too short for is left out; nothing observed is refused")
  func short() throws {
    #expect(try Self.auto(1).fitted(to: Series(values: [3, 5, 4])).description == "ETS(A,N,N)")
    #expect(throws: ForecastError.noObservations(series: "series")) {
      try Self.auto(1).fitted(to: Series(values: [.nan, .nan]))
    }
  }

  @Test("a constant goes on, with intervals of no width")
  func constant() throws {
    var stream = RandomStream(seed: 1)
    let distribution = try Self.auto(4)
      .fitted(to: Series(values: Array(repeating: 3, count: 40)))
      .distribution(horizon: 5, using: &stream)
    let (lower, upper) = distribution.interval(0.95)
    #expect([distribution.mean, lower, upper].joined().allSatisfy { abs($0 - 3) < 1e-9 })
  }
}
