internal import Parallelism
internal import TimeSeries

/// A trial of the seasons that trees may learn, on the last windows of a part of the panel.
///
/// Trees can use a season that is too weak, or not regular enough, to be seen in a series by itself.
/// Where none is asked for, those that steps without dates, or weeks, may have are tried. Where one is,
/// none at all is tried as well, since in short series it may be chance. A season that was not asked for
/// has to lessen the errors by a twentieth, none in place of one by two per cent.
///
/// Trees for a year of weeks may add to the last value or to what was a year ago. The last weeks seldom say which,
/// as what is special about a year (its feasts) is not among them: where the season was asked for, it is
/// the year ago unless the last value is better by 7 %.
struct SeasonTrial {
  private static let mostSeries = 400
  private static let (foundGain, noneGain, lastGain) = (0.95, 0.98, 0.93)

  /// The period of the season that serves; 1 for none.
  let period: Int
  /// Whether trees add to what was at like places in the season; nil for what is usual with it.
  let hasSeasonalBase: Bool?

  /// What is tried.
  private struct Candidate {
    var period: Int
    var hasSeasonalBase: Bool?
    /// The error, as a share of the best one before, below which it is taken.
    var needed: Double
  }

  /// - Parameter goesOn: asked now and then; false ends the trial, and what was asked for stays.
  init(
    of forecaster: BoostingForecaster,
    on panel: Panel,
    goesOn: () -> Bool = { true }
  ) {
    guard let first = panel.first else {
      (period, hasSeasonalBase) = (1, nil)
      return
    }
    let asked = first.seasonalPeriod(asked: forecaster.seasonalPeriod)
    let stride = max(1, panel.count / Self.mostSeries)
    let sample = Panel(Swift.stride(from: 0, to: panel.count, by: stride).map { panel[$0] })
    var quick = forecaster
    (quick.boosting.rounds, quick.boosting.learningRate) = (60, 0.15)
    (quick.mostRows, quick.learnsMeans, quick.recursiveShare) = (40_000, false, 0)
    let candidates = Self.candidates(asked: asked, in: sample)
    var best = (candidate: candidates[0], error: Double.infinity)
    for candidate in candidates.count > 1 ? candidates : [] {
      (quick.seasonalPeriod, quick.hasSeasonalBase) = (candidate.period, candidate.hasSeasonalBase)
      let found = Self.error(of: quick, on: sample, goesOn: goesOn)
      if !goesOn() {
        best.candidate = candidates[0]
        break
      }
      guard let error = found else { continue }
      if error < best.error * candidate.needed { best = (candidate, error) }
    }
    (period, hasSeasonalBase) = (best.candidate.period, best.candidate.hasSeasonalBase)
  }

  /// What is tried, what was asked for first: of other periods only those of which half of the series have four.
  private static func candidates(asked: Int, in panel: Panel) -> [Candidate] {
    let lengths = panel.map(\.values.count).sorted()
    let usual = lengths[lengths.count / 2]
    if asked > 1 {
      // There has to be a year behind some of what is learnt.
      let hasYear = asked == AutoMembers.weeksOfYear && 2 * usual >= 3 * asked
      return (hasYear ? [Candidate(period: asked, hasSeasonalBase: true, needed: 1)] : [])
        + [Candidate(period: asked, needed: hasYear ? lastGain : 1)]
        + (usual < 6 * asked ? [Candidate(period: 1, needed: noneGain)] : [])
    }
    // Shorter ones are seen in single series; here lags of a season serve noise as well.
    let frequency = panel.first?.index.frequency
    let periods = frequency?.unit == .integer ? [52] : frequency?.seasonalCandidates ?? []
    return [Candidate(period: 1, needed: 1)]
      + periods.filter { 4 * $0 <= usual }.map { Candidate(period: $0, needed: foundGain) }
  }

  /// The mean absolute error on the windows, in units of the mean magnitude of each series.
  private static func error(
    of forecaster: BoostingForecaster,
    on panel: Panel,
    goesOn: () -> Bool
  ) -> Double? {
    guard let trial = BoostingTrial(of: forecaster, on: panel, progress: { _ in goesOn() }) else {
      return nil
    }
    let errors = parallelMap(count: trial.windows.count) { place -> [Double] in
      let window = trial.windows[place]
      let history = window.history.values.filter { !$0.isNaN }
      let scale = history.reduce(0) { $0 + abs($1) } / Double(history.count)
      return trial.trials(of: window, by: trial.forecaster).flatMap { trial in
        zip(trial.forecast.mean, trial.actual).map { abs($0 - $1) / scale }
      }.filter(\.isFinite)
    }.flatMap(\.self)
    return errors.isEmpty ? nil : errors.reduce(0, +) / Double(errors.count)
  }
}
