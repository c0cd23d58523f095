internal import Parallelism
internal import Tensors
internal import TimeSeries

/// What boosted trees give on windows that were held back from them.
struct BoostingTrial: Sendable {
  /// The series that are looked at, at most; more would tell the same.
  private static let mostSeries = 3000

  /// The series with windows.
  let windows: [HeldBackSeries]
  /// The forecaster that has learnt from what was before the windows.
  let forecaster: BoostingForecaster
  /// The trees: where it was watched, those after which the loss on the windows no longer fell.
  let rounds: Int
  /// The same of those that give means of demand; nil where there are none.
  let meanRounds: Int?
  /// The same of those that go step by step; nil where there are none.
  let recursiveRounds: Int?
  /// How far medians are moved to those that go step by step; 0 for not at all.
  let recursiveShare: Double

  /// Trains a forecaster on what is before the last windows of a panel; nil where that is too little.
  ///
  /// - Parameter isWatched: whether training ends where the loss on the windows no longer falls.
  init?(
    of forecaster: BoostingForecaster,
    on panel: Panel,
    isWatched: Bool = true,
    progress: (_ done: Double) -> Bool
  ) {
    let (windows, history) = HeldBackSeries.split(panel, horizon: forecaster.horizon)
    guard
      var trained = try? forecaster.learning(
        from: history,
        watching: isWatched ? windows : nil,
        progress: progress
      ), let trees = trained.knowledge?.trees, trees.treeCount > 0, !windows.isEmpty
    else { return nil }
    let stride = max(1, windows.count / Self.mostSeries)
    self.windows = Swift.stride(from: 0, to: windows.count, by: stride).map { windows[$0] }
    if forecaster.recursiveShare == nil, let recursive = trained.knowledge?.recursive {
      let share = recursive.bestShare(on: self.windows, beside: trained) { progress(1) }
      trained.knowledge?.recursive?.share = share
    }
    self.forecaster = trained
    recursiveRounds = trained.knowledge?.recursive?.trees.treeCount
    recursiveShare = trained.knowledge?.recursive?.share ?? 0
    rounds = trees.treeCount
    meanRounds = trained.knowledge?.means?.treeCount
  }

  /// Whether the forecaster of this trial serves better than one whose training was cut short: one with less
  /// than half of the trees, or without those for means or steps that were tested.
  func isBetter(than short: BoostingForecaster) -> Bool {
    guard let knowledge = short.knowledge else { return true }
    return 2 * knowledge.trees.treeCount < rounds
      || (meanRounds != nil && knowledge.means == nil)
      || (recursiveShare > 0 && knowledge.recursive == nil)
  }

  /// The calibration that the windows call for.
  func calibration() -> PanelCalibration? {
    let all = parallelMap(count: windows.count) { trials(of: windows[$0], by: forecaster) }
    return PanelCalibration(all.flatMap(\.self), seriesCount: windows.count)
  }

  /// What a forecaster makes of the windows of one series; none where it cannot take the series.
  func trials(
    of window: HeldBackSeries,
    by forecaster: any LocalForecaster
  ) -> [PanelCalibration.Trial] {
    window.origins.enumerated().compactMap { place, origin in
      let horizon = self.forecaster.horizon
      var stream = RandomStream(seed: 0, name: window.series.id)
      guard let model = try? forecaster.modelWithCovariates(of: window.series.first(origin)) else {
        return nil
      }
      return PanelCalibration.Trial(
        forecast: model.distribution(horizon: horizon, using: &stream),
        actual: Array(window.series.values[origin..<origin + horizon]),
        window: window.origins.count - 1 - place
      )
    }
  }
}
