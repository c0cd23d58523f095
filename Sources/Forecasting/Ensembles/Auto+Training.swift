public import TimeSeries

extension Auto {
  /// The rows that trees need to be trusted with a share.
  private static let leastRows = 2000
  /// The rows that trees learn from to be tested, at most, where how many of them stay does not depend on it: enough
  /// to tell how much they should count.
  private static let mostRowsOfTrial = 400_000
  /// The share of a time budget that the trial of seasons may take.
  private static let seasonShare = 0.1

  /// The forecaster after it has learnt from a panel, within the seconds of the run if it names any.
  public func trained(
    on panel: Panel,
    run: TrainingRun,
    progress: (TrainingReport) -> Bool
  ) throws(TrainingFailure) -> Auto {
    var timed = self
    timed.secondsAllowed = run.secondsAllowed ?? secondsAllowed
    do throws(ForecastError) {
      return try timed.trained(on: panel, run: run) { progress(TrainingReport(done: $0)) }
    } catch {
      throw .panel(error)
    }
  }

  /// The forecaster after it has learnt from a panel.
  ///
  /// A panel that is too small to learn from leaves it as it is. With a time budget the parts are tried on
  /// some series first. Where they take too long, trees learn from fewer rows, and those that still bring least for their
  /// time are left out until the rest fits, and once more when training is over, for the forecasts, at the pace
  /// that the tests had. What stays then depends on the clock.
  public func trained(
    on panel: Panel,
    progress: (_ done: Double) -> Bool
  ) throws(ForecastError) -> Auto {
    try trained(on: panel, run: TrainingRun(), progress: progress)
  }

  private func trained(
    on panel: Panel,
    run: TrainingRun,
    progress whole: (_ done: Double) -> Bool
  ) throws(ForecastError) -> Auto {
    let begin = clock()
    let values = panel.reduce(0) { sum, series in sum + series.values.count { !$0.isNaN } }
    guard values >= Self.leastRows else { return self }
    var trees = untrainedTrees
    let found = SeasonTrial(of: trees, on: panel) {
      secondsAllowed.map { clock() - begin < Self.seasonShare * $0 } ?? true
    }
    let period = found.period
    (trees.seasonalPeriod, trees.hasSeasonalBase) = (period, found.hasSeasonalBase)
    let asked = panel.first?.seasonalPeriod(asked: seasonalPeriod) ?? 1
    // A season that only the trees do without stays one for the models of each series.
    let season = max(period, asked)
    let networks = AutoNetwork.candidates(networks, for: panel, period: season, horizon: horizon)
    // Networks take most of the time where there are any.
    let ownShare = networks.isEmpty ? 1 : 0.3
    func progress(_ done: Double) -> Bool { whole(ownShare * done) }
    // Trees without a season: the windows speak for going step by step where what comes does not.
    if period == 1 { trees.recursiveShare = 0 }
    func left() -> Double { secondsAllowed.map { begin + $0 - clock() } ?? .infinity }
    let rehearsal = secondsAllowed.flatMap { seconds in
      AutoRehearsal(
        of: trees,
        on: panel,
        period: season,
        intervals: intervals,
        seconds: seconds,
        clock: clock
      )
    }
    let plan = rehearsal.map { rehearsal in
      rehearsal.plan(
        seconds: left(),
        isPrepared: false,
        among: rehearsal.names.map { _ in true }
      )
    }
    let keeps = plan?.keeps
    let keepsTrees = keeps?.last ?? true
    let effort = plan?.effort ?? 1
    trees = trees.learning(withEffort: effort, on: panel)
    // What is not to be spent before the forecasts.
    var reserve = keeps.flatMap { rehearsal?.secondsOfForecasts(of: $0) } ?? 0
    let (startOfTrial, spare) = (clock(), left() - reserve)
    // Trees on the last value learn all rounds: where they stop early they stay near it, and other members
    // are there too. Those on the value a long season ago are most of the average and stop in time.
    let stopsEarly = AutoMembers.isLong(period: season)
    var tried = trees
    if !stopsEarly, rehearsal == nil {
      tried.mostRows = min(tried.mostRows ?? .max, Self.mostRowsOfTrial)
    }
    // How much of each training there was time for.
    var (learntFirst, learntLast) = (1.0, 1.0)
    guard
      let trial = keepsTrees
        ? BoostingTrial(
          of: tried,
          on: panel,
          isWatched: stopsEarly,
          progress: { done in
            let goesOn = progress(0.45 * done) && left() - reserve >= 0.5 * spare
            if !goesOn { learntFirst = done }
            return goesOn
          }
        ) : rehearsal?.trial
    else { return self }
    let secondsOfTrial = clock() - startOfTrial
    let test = AutoTrial(
      trial,
      keeps: keeps,
      period: season,
      separatesUnseasonal: rehearsal == nil,
      intervals: intervals,
      effort: effort,
      clock: clock,
      goesOn: rehearsal == nil ? nil : { left() - reserve >= secondsOfTrial }
    )
    // From here on the pace is that of forecasts which the machine has just made.
    let pace =
      keeps.flatMap { keeps in
        test.secondsOfForecast.flatMap { rehearsal?.pace(of: keeps, secondsOfOne: $0) }
      } ?? 1
    reserve *= pace
    guard progress(0.55) else { return self }
    // What the windows were tested with, so that the shares of the means are those of what is learnt.
    trees.learnsMeans = !test.meanShares.isEmpty
    trees.recursiveShare = trial.recursiveShare
    let isHurried = rehearsal != nil && left() - reserve < secondsOfTrial
    var shareOfRows = 1.0
    if keepsTrees, isHurried, secondsOfTrial > 0 {
      let rows = trees.rowCount(on: panel)
      trees = trees.learning(fromShare: (left() - reserve) / secondsOfTrial, of: panel)
      shareOfRows = min(Double(trees.rowCount(on: panel)) / Double(max(rows, 1)), 1)
    }
    // As many trees as were tested, also where these were cut short.
    let keepsRounds = stopsEarly || rehearsal != nil
    guard
      var learnt = keepsTrees
        ? try? trees.learning(
          from: panel,
          rounds: keepsRounds ? trial.rounds : nil,
          meanRounds: keepsRounds ? trial.meanRounds : nil,
          recursiveRounds: keepsRounds ? trial.recursiveRounds : nil,
          progress: { done in
            let goesOn = progress(0.55 + 0.45 * done) && left() >= reserve
            if !goesOn { learntLast = done }
            return goesOn
          }
        ) : trial.forecaster
    else { return self }
    if learntLast < 1, trial.isBetter(than: learnt) { learnt = trial.forecaster }
    var knowledge = Knowledge(
      period: season,
      trees: learnt,
      weights: test.weights,
      calibrations: test.calibrations,
      meanShares: learnt.knowledge?.means == nil ? [:] : test.meanShares,
      similar: SimilarSeries(panel, period: season)
    )
    var secondsOfNetwork = 0.0
    if !networks.isEmpty {
      var tested = self
      tested.knowledge = knowledge
      tested.knowledge?.trees = trial.forecaster
      var run = run
      // Forecasts of the other parts have to be made by then, too.
      run.secondsAllowed = secondsAllowed.map { _ in
        max(0, 0.95 * left() - reserve)
      }
      if self.networks == nil { run.mostUpdates = AutoNetwork.mostUpdates(observations: values) }
      let choice = AutoNetwork.best(
        of: networks,
        beside: tested,
        on: trial,
        panel: panel,
        settings: Network(
          networks[0],
          horizon: horizon,
          seasonalPeriod: seasonalPeriod,
          options: networkOptions,
          seed: boosting.seed
        ),
        run: run
      ) { whole(ownShare + (1 - ownShare) * $0) }
      (knowledge.network, knowledge.networkTests) = (choice.network, choice.tests)
      secondsOfNetwork = choice.forecastSeconds
    }
    if let rehearsal, let planned = keeps, let secondsAllowed {
      var final = rehearsal.plan(
        seconds: left() - secondsOfNetwork,
        isPrepared: true,
        pace: pace,
        among: planned
      )
      if knowledge.network != nil, final.keeps != planned || !final.fits {
        // Its share was found beside all that was planned.
        knowledge.leaveOutNetwork()
        final = rehearsal.plan(seconds: left(), isPrepared: true, pace: pace, among: planned)
      }
      if final.keeps != planned {
        knowledge.weights[.regular] = knowledge.weights[.regular]?.keeping(final.keeps)
        // It was that of another average.
        knowledge.calibrations[.regular] = nil
      }
      knowledge.budget = AutoFindings.Budget(
        seconds: secondsAllowed,
        dropped: zip(rehearsal.names, final.keeps).compactMap { $1 ? nil : $0 },
        effort: effort * min(learntFirst, shareOfRows * learntLast),
        isEnough: final.fits
      )
    }
    var trained = self
    trained.knowledge = knowledge
    return trained
  }
}

extension Auto.Knowledge {
  /// Leaves the network out, for which there is no time.
  fileprivate mutating func leaveOutNetwork() {
    network = nil
    networkTests = networkTests.map { test in
      guard test.share > 0 else { return test }
      return AutoFindings.NetworkTest(name: test.name, gain: test.gain, outcome: .outOfTime)
    }
  }
}
