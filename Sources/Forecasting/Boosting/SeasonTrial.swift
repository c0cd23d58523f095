internal import Parallelism
internal import TimeSeries

/// A trial of the seasons that trees may learn, on the last windows of a part of the panel.
///
/// Trees can use a season that is too weak, or not regular enough, to be seen in a series by itself.
/// Where none is asked for, those that steps without dates, or weeks, may have are tried. Where one is,
/// none at all is tried as well, since in short series it may be chance. A season that was not asked for
/// has to lessen the errors by a twentieth, none in place of one by two per cent.
struct SeasonTrial {
  private static let mostSeries = 400
  private static let (foundGain, noneGain) = (0.95, 0.98)

  /// The period of the season that serves; 1 for none.
  let period: Int

  /// - Parameter goesOn: asked now and then; false ends the trial, and what was asked for stays.
  init(
    of forecaster: BoostingForecaster,
    on panel: Panel,
    goesOn: () -> Bool = { true }
  ) {
    guard let first = panel.first else {
      period = 1
      return
    }
    let asked = first.seasonalPeriod(asked: forecaster.seasonalPeriod)
    let stride = max(1, panel.count / Self.mostSeries)
    let sample = Panel(Swift.stride(from: 0, to: panel.count, by: stride).map { panel[$0] })
    var quick = forecaster
    (quick.boosting.rounds, quick.boosting.learningRate) = (60, 0.15)
    (quick.mostRows, quick.learnsMeans, quick.recursiveShare) = (40_000, false, 0)
    var best = (period: asked, error: Double.infinity)
    let others = Self.alternatives(to: asked, in: sample)
    for period in others.isEmpty ? [] : [asked] + others {
      quick.seasonalPeriod = period
      let found = Self.error(of: quick, on: sample, goesOn: goesOn)
      if !goesOn() {
        best.period = asked
        break
      }
      guard let error = found else { continue }
      let needed = period == asked ? 1 : period > 1 ? Self.foundGain : Self.noneGain
      if error < best.error * needed { best = (period, error) }
    }
    period = best.period
  }

  /// What else is tried: only periods of which half of the series have four.
  private static func alternatives(to asked: Int, in panel: Panel) -> [Int] {
    let lengths = panel.map(\.values.count).sorted()
    let usual = lengths[lengths.count / 2]
    if asked > 1 { return usual < 6 * asked ? [1] : [] }
    guard let frequency = panel.first?.index.frequency else { return [] }
    // Shorter ones are seen in single series; here lags of a season serve noise as well.
    let candidates = frequency.unit == .integer ? [52] : frequency.seasonalCandidates
    return candidates.filter { 4 * $0 <= usual }
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
