internal import Parallelism
internal import TimeSeries

/// What the parts of `auto` take and bring, tried on some series of a panel before the work is begun.
///
/// The models of each series and the trees come in this order wherever there is a number for each part.
struct AutoRehearsal: Sendable {
  /// The series that trees are tried on, those that models are timed on, at most, and so many at first.
  private static let (mostSeries, mostTimed, timedFirst) = (300, 256, 8)
  /// Trees that are grown fast.
  private static let (rounds, rate, rows) = (40, 0.2, 30_000)
  /// The rows from which trees learn too little to be worth their time, and the share of their rounds.
  private static let (leastRows, leastRounds) = (
    BoostingForecaster.leastRowsOfEffort, BoostingForecaster.leastRoundsShare
  )
  /// The rows that a tree reads in the time that its questions take beside that, however few there are, measured on
  /// M4 Weekly and Hourly.
  private static let rowsOfQuestions = 100_000.0
  /// The share of the seconds that a rehearsal may take; the trees may take half of it.
  private static let share = 0.2
  /// The share of the seconds that is planned with: what was timed is a sample.
  private static let caution = 0.9

  /// Trees that have learnt from the rehearsed series, without their last windows.
  let trial: BoostingTrial
  /// The names of the parts.
  let names: [String]
  /// The seconds in which each part forecasts a series, and those in which it forecasts the panel.
  private let secondsOfOne, forecasting: [Double]
  /// The seconds in which each part is tested on windows, and those in which trees grow, for the windows and for what is
  /// to come, where nothing is left out.
  private let testing: [Double], growing: Double
  /// The series that may be tested.
  private let seriesCount: Double
  /// The rows that trees may learn from.
  private let rowCount: Double
  /// The effort below which it is not worth beginning.
  private let leastEffort: Double
  /// The seconds that intermittent series take, whose parts are always there.
  private let others: Double
  private let tests: [WeightSearch.Examples]
  private let prior: [Double]

  /// The rehearsal; nil for a panel that is too small to learn from.
  ///
  /// - Parameters:
  ///   - seconds: those of the whole work.
  ///   - clock: tells the seconds since some time.
  init?(
    of trees: BoostingForecaster,
    on panel: Panel,
    period: Int,
    intervals: IntervalMethod,
    seconds: Double,
    clock: () -> Double
  ) {
    let stride = max(1, panel.count / Self.mostSeries)
    let sample = Panel(Swift.stride(from: 0, to: panel.count, by: stride).map { panel[$0] })
    var quick = trees
    (quick.boosting.rounds, quick.boosting.learningRate) = (Self.rounds, Self.rate)
    (quick.mostRows, quick.boosting.rowsPerLeaf) = (Self.rows, 50)
    let begin = clock()
    guard
      let trial = BoostingTrial(
        of: quick,
        on: sample,
        isWatched: false,
        progress: { _ in clock() - begin < Self.share / 2 * seconds }
      )
    else { return nil }
    let secondsOfTrees = clock() - begin
    self.trial = trial

    let kinds = parallelMap(count: panel.count) {
      AutoMembers(panel[$0], period: period, separatesUnseasonal: false)
    }
    let regularCount = Double(kinds.count { $0 == .regular })
    let models = AutoMembers.regular.models(period: period)
    names = models.map { type(of: $0).entry.name } + [BoostingForecaster.entry.name]
    prior = AutoMembers.regular.shares(period: period)

    /// What parts make of windows of a kind, and the seconds a forecast of each: as many as there is time for.
    func rehearsed(
      _ kind: AutoMembers,
      _ parts: [any LocalForecaster]
    ) -> (
      windows: ArraySlice<HeldBackSeries>, trials: [[[PanelCalibration.Trial]]], seconds: [Double]
    ) {
      let all = trial.windows.filter {
        AutoMembers($0.history, period: period, separatesUnseasonal: false) == kind
      }
      let windows = all.spread(atMost: Self.mostTimed)
      let count = windows.count
      var trials = parts.map { _ in [[PanelCalibration.Trial]]() }
      var seconds = parts.map { _ in 0.0 }
      var (done, secondsOfLast) = (0, 0.0)
      while done < count, done == 0 || clock() - begin + 2 * secondsOfLast < Self.share * whole {
        let before = seconds.reduce(0, +)
        // Twice as many each time: on a busy machine a few take as long as many, since they wait.
        let next = windows[done..<min(max(2 * done, Self.timedFirst), count)]
        for (place, part) in parts.enumerated() {
          let started = clock()
          trials[place] += parallelMap(count: next.count) {
            trial.trials(of: next[next.startIndex + $0], by: part)
          }
          seconds[place] += clock() - started
        }
        secondsOfLast = seconds.reduce(0, +) - before
        done = next.endIndex
      }
      return (
        windows[..<done], trials,
        zip(seconds, trials).map { $0 / Double(max($1.reduce(0) { $0 + $1.count }, 1)) }
      )
    }
    let whole = seconds
    let alone = models.indices.map { place in
      AutoMembers.regular.average(
        period: period,
        weights: models.indices.map { $0 == place ? 1 : 0 },
        intervals: intervals
      )
    }
    let (windows, trials, costs) = rehearsed(.regular, alone + [trial.forecaster])
    let tried = AutoTrial.testedCount(regularCount) * Self.origins(of: windows, in: panel)
    rowCount = Double(trees.rowCount(on: panel))
    let scale =
      (rowCount + Self.rowsOfQuestions)
      / (Double(quick.rowCount(on: sample)) + Self.rowsOfQuestions)
    // Time that trees take grows with their number, and they grow twice: for the windows, and for what is to come.
    let rounds = Double(trees.boosting.rounds) / Double(trial.rounds)
    secondsOfOne = zip(costs, alone.map { _ in 1 } + [rounds]).map { $0 * $1 }
    forecasting = zip(secondsOfOne, alone.map { _ in regularCount } + [Double(panel.count)])
      .map { $0 * $1 }
    testing = secondsOfOne.map { $0 * tried }
    growing = 2 * secondsOfTrees * scale * rounds
    seriesCount = regularCount
    leastEffort = Self.leastRounds * min(Self.leastRows / max(rowCount, 1), 1)
    let demand = AutoMembers.intermittent.average(
      period: period,
      weights: [1],
      intervals: intervals
    )
    others = rehearsed(.intermittent, [demand]).seconds[0] * (Double(panel.count) - regularCount)
    tests = windows.indices.flatMap { place in
      AutoTrial.tests(trials.map { $0[place] }, on: windows[place], kind: .regular)
    }.map { $0.examples(byQuantiles: false, of: .regular) }
  }

  /// The windows that a series of the panel has in the tests: up to three of few series.
  private static func origins(of windows: ArraySlice<HeldBackSeries>, in panel: Panel) -> Double {
    if panel.count >= HeldBackSeries.manySeries || windows.isEmpty { return 1 }
    return Double(windows.reduce(0) { $0 + $1.origins.count }) / Double(windows.count)
  }

  /// What is done in the time there is.
  struct Plan: Sendable {
    /// Whether each part stays.
    let keeps: [Bool]
    /// How much is done before the forecasts: the share of the work of learning, and of the most series that parts are
    /// ever tested on.
    let effort: Double
    /// Whether there is time enough for it.
    let fits: Bool
  }

  /// The parts that stay where there are so many seconds for what is still to be done.
  ///
  /// Before a part goes, trees learn from fewer rows and tests are of fewer series.
  ///
  /// - Parameters:
  ///   - isPrepared: whether training and tests are over.
  ///   - pace: how many times as long as in the rehearsal a forecast takes by now.
  ///   - among: the parts that are left to choose from.
  func plan(
    seconds: Double,
    isPrepared: Bool,
    pace: Double = 1,
    among left: [Bool]
  ) -> Plan {
    let allowed = Self.caution * seconds - pace * others
    let places = left.indices.filter { left[$0] }
    let plan = BudgetPlan(
      seconds: places.map { place in
        let preparing = isPrepared ? 0 : self.preparing(place, effort: leastEffort)
        return pace * forecasting[place] + preparing
      },
      allowed: allowed
    ) { loss(whole($0, places)) }
    let keeps = whole(plan.keeps, places)
    let room = allowed - pace * Self.sum(forecasting, keeps)
    return Plan(keeps: keeps, effort: effort(of: keeps, seconds: room), fits: plan.fits)
  }

  /// The most that can be done in so many seconds before the forecasts, at least the least.
  private func effort(of keeps: [Bool], seconds: Double) -> Double {
    let places = keeps.indices.filter { keeps[$0] }
    func fits(_ effort: Double) -> Bool {
      places.reduce(0) { $0 + preparing($1, effort: effort) } <= seconds
    }
    if fits(1) { return 1 }
    var (low, high) = (leastEffort, 1.0)
    for _ in 0..<20 {
      let middle = (low + high) / 2
      if fits(middle) { low = middle } else { high = middle }
    }
    return low
  }

  /// The seconds that a part takes before the forecasts.
  ///
  /// Trees that are fewer and learn from fewer rows ask as many questions of each of these.
  private func preparing(_ place: Int, effort: Double) -> Double {
    let tests = AutoTrial.testedShare(seriesCount, effort: effort) * testing[place]
    guard place == testing.count - 1 else { return tests }
    let shares = BoostingForecaster.shares(ofEffort: effort, rows: rowCount)
    let read = shares.rows * rowCount + Self.rowsOfQuestions
    return tests + shares.rounds * read / (rowCount + Self.rowsOfQuestions) * growing
  }

  private static func sum(_ seconds: [Double], _ keeps: [Bool]) -> Double {
    zip(seconds, keeps).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
  }

  /// How many times as long a forecast by some of the parts takes as it did here.
  func pace(of keeps: [Bool], secondsOfOne seconds: Double) -> Double {
    let rehearsed = Self.sum(secondsOfOne, keeps)
    return rehearsed > 0 && seconds > 0 ? seconds / rehearsed : 1
  }

  /// What the forecasts of the panel take with some of the parts, true for those that stay.
  func secondsOfForecasts(of keeps: [Bool]) -> Double { others + Self.sum(forecasting, keeps) }

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
