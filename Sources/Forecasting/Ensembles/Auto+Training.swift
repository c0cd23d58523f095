public import TimeSeries

extension Auto {
  /// The rows that trees need to be trusted with a share.
  private static let leastRows = 2000

  /// The forecaster after it has learnt from a panel.
  ///
  /// A panel that is too small to learn from leaves it as it is.
  public func trained(
    on panel: Panel,
    progress: (_ done: Double) -> Bool
  ) throws(ForecastError) -> Auto {
    let values = panel.reduce(0) { sum, series in sum + series.values.count { !$0.isNaN } }
    guard values >= Self.leastRows else { return self }
    var trees = untrainedTrees
    let period = SeasonTrial(of: trees, on: panel).period
    trees.seasonalPeriod = period
    // All rounds: trees that stop early stay near the last value, where other members are too.
    guard
      let trial = BoostingTrial(
        of: trees,
        on: panel,
        isWatched: false,
        progress: { progress(0.45 * $0) }
      )
    else { return self }
    let asked = panel.first?.seasonalPeriod(asked: seasonalPeriod) ?? 1
    // A season that only the trees do without stays one for the models of each series.
    let season = max(period, asked)
    let test = AutoTrial(trial, period: season, intervals: intervals)
    guard progress(0.55) else { return self }
    guard
      let learnt = try? trees.learning(
        from: panel,
        progress: { progress(0.55 + 0.45 * $0) }
      )
    else { return self }
    var trained = self
    trained.knowledge = Knowledge(
      period: season,
      trees: learnt,
      weights: test.weights,
      calibrations: test.calibrations
    )
    return trained
  }
}
