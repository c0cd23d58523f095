internal import Parallelism
internal import TimeSeries

/// What the parts of `auto` take and bring, tried on some series of a panel before the work is begun.
///
/// The models of each series and the trees come in this order wherever there is a number for each part.
struct AutoRehearsal: Sendable {
  /// The series that trees are tried on, and those that models are timed on, at most.
  private static let (mostSeries, mostTimed) = (300, 32)
  /// Trees that are grown fast.
  private static let (rounds, rate, rows) = (40, 0.2, 30_000)

  /// Trees that have learnt from the rehearsed series, without their last windows.
  let trial: BoostingTrial
  /// The names of the parts.
  let names: [String]
  /// The seconds in which each part forecasts the panel.
  let forecasting: [Double]
  /// The seconds in which each part is trained and tested before.
  let preparing: [Double]
  /// The seconds that intermittent series take, whose parts are always there.
  let others: Double
  private let tests: [WeightSearch.Examples]
  private let prior: [Double]

  /// The rehearsal; nil for a panel that is too small to learn from.
  ///
  /// - Parameter clock: tells the seconds since some time.
  init?(
    of trees: BoostingForecaster,
    on panel: Panel,
    period: Int,
    intervals: IntervalMethod,
    clock: () -> Double
  ) {
    let stride = max(1, panel.count / Self.mostSeries)
    let sample = Panel(Swift.stride(from: 0, to: panel.count, by: stride).map { panel[$0] })
    var quick = trees
    (quick.boosting.rounds, quick.boosting.learningRate) = (Self.rounds, Self.rate)
    (quick.mostRows, quick.boosting.rowsPerLeaf) = (Self.rows, 50)
    let begin = clock()
    guard
      let trial = BoostingTrial(of: quick, on: sample, isWatched: false, progress: { _ in true })
    else { return nil }
    let growing = clock() - begin
    self.trial = trial

    let kinds = parallelMap(count: panel.count) { AutoMembers(panel[$0]) }
    let regularCount = Double(kinds.count { $0 == .regular })
    let models = AutoMembers.regular.models(period: period)
    names = models.map { type(of: $0).entry.name } + [BoostingForecaster.entry.name]
    let share = AutoMembers.regular.treeShare(period: period)
    prior = models.map { _ in (1 - share) / Double(models.count) } + [share]

    /// The seconds a forecast, and the windows that were forecast.
    func timed(_ kind: AutoMembers, _ weights: [Double]) -> (seconds: Double, [HeldBackSeries]) {
      let windows = trial.windows.filter { AutoMembers($0.history) == kind }
      let stride = max(1, windows.count / Self.mostTimed)
      let own = Swift.stride(from: 0, to: windows.count, by: stride).map { windows[$0] }
      guard !own.isEmpty else { return (0, []) }
      let average = kind.average(period: period, weights: weights, intervals: intervals)
      let begin = clock()
      let made = parallelMap(count: own.count) { trial.trials(of: own[$0], by: average).count }
      return ((clock() - begin) / Double(max(made.reduce(0, +), 1)), own)
    }
    var costs: [Double] = []
    var windows: [HeldBackSeries] = []
    for place in models.indices {
      let alone = models.indices.map { $0 == place ? 1.0 : 0 }
      let (seconds, own) = timed(.regular, alone)
      costs.append(seconds)
      windows = own
    }
    let tried = AutoTrial.testedCount(regularCount) * Self.origins(of: windows, in: panel)
    let quickRows = quick.rowCount(on: sample)
    let scale = Double(trees.rowCount(on: panel)) / Double(max(quickRows, 1))
    // Trees grow twice: for the windows, and for what is to come.
    let rounds = Double(trees.boosting.rounds) / Double(Self.rounds)
    let sampled = windows
    let started = clock()
    let made = parallelMap(count: sampled.count) {
      trial.trials(of: sampled[$0], by: trial.forecaster).count
    }
    // Time that trees take grows with their number.
    let reading = rounds * (clock() - started) / Double(max(made.reduce(0, +), 1))
    forecasting = costs.map { $0 * regularCount } + [reading * Double(panel.count)]
    preparing = costs.map { $0 * tried } + [2 * growing * scale * rounds + reading * tried]
    let rare = timed(.intermittent, [1]).seconds
    others = rare * Double(panel.count) - rare * regularCount
    let parts: [any LocalForecaster] = models + [trial.forecaster]
    tests = parallelMap(count: sampled.count) {
      AutoTrial.tests(of: parts, beside: trial, on: sampled[$0], kind: .regular)
    }.flatMap(\.self).map { $0.examples(byQuantiles: false, of: .regular) }
  }

  /// The windows that a series of the panel has in the tests: up to three of few series.
  private static func origins(of windows: [HeldBackSeries], in panel: Panel) -> Double {
    if panel.count >= HeldBackSeries.manySeries || windows.isEmpty { return 1 }
    return Double(windows.reduce(0) { $0 + $1.origins.count }) / Double(windows.count)
  }

  /// The parts that stay where there are so many seconds for what is still to be done.
  ///
  /// - Parameters:
  ///   - isPrepared: whether training and tests are over.
  ///   - among: the parts that are left to choose from.
  func plan(
    seconds: Double,
    isPrepared: Bool,
    among left: [Bool]
  ) -> (keeps: [Bool], fits: Bool) {
    let places = left.indices.filter { left[$0] }
    let plan = BudgetPlan(
      seconds: places.map { forecasting[$0] + (isPrepared ? 0 : preparing[$0]) },
      allowed: seconds - others
    ) { loss(whole($0, places)) }
    return (whole(plan.keeps, places), plan.fits)
  }

  /// What the forecasts of the panel take with some of the parts, true for those that stay.
  func secondsOfForecasts(of keeps: [Bool]?) -> Double {
    others + zip(forecasting, keeps ?? names.map { _ in true }).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
  }

  /// The same for all parts, of which those at other places are gone.
  private func whole(_ keeps: [Bool], _ places: [Int]) -> [Bool] {
    var all = names.map { _ in false }
    for (place, keeps) in zip(places, keeps) { all[place] = keeps }
    return all
  }

  /// The mean absolute error of the average of some parts, in units of what the series change by.
  private func loss(_ keeps: [Bool]) -> Double {
    let whole = zip(prior, keeps).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    guard whole > 0 else { return .infinity }
    var (sum, count) = (0.0, 0.0)
    for test in tests {
      for place in test.actual.indices {
        var mean = 0.0
        for part in keeps.indices where keeps[part] {
          mean += prior[part] / whole * test.forecasts[part][place]
        }
        let error = abs(mean - test.actual[place])
        guard error.isFinite else { continue }
        // One series that went astray does not decide.
        sum += min(error, 50)
        count += 1
      }
    }
    return count > 0 ? sum / count : 0
  }
}
