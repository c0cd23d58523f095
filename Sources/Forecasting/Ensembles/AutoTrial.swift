internal import Parallelism
internal import Tensors
internal import TimeSeries

/// What the parts of `auto` give on windows that were held back: how much each should count, and how
/// wide its intervals have to be.
struct AutoTrial: Sendable {
  /// The weights of the models of one series and, last, of the trees.
  private(set) var weights: [AutoMembers: [Double]] = [:]
  /// What is to be done to the intervals.
  private(set) var calibrations: [AutoMembers: PanelCalibration] = [:]

  /// How much of what one window says of the intervals is believed: they are calibrated already, and the
  /// window has shocks that all series share.
  private static let belief = 0.5
  /// The series that are tested, at most, and those that say enough to change a weight.
  private static let (mostSeries, leastSeries) = (1200, 20)

  /// Tests the parts on the windows that trees were tried on.
  ///
  /// - Parameters:
  ///   - period: the season of the models of one series.
  ///   - intervals: where intervals come from.
  init(_ boosting: BoostingTrial, period: Int, intervals: IntervalMethod) {
    for kind in AutoMembers.allCases {
      let windows = boosting.windows.filter { AutoMembers($0.history) == kind }
      let models = kind.models(period: period)
      let share = kind.treeShare(period: period)
      let prior = models.map { _ in (1 - share) / Double(models.count) } + [share]
      weights[kind] = prior
      guard !windows.isEmpty else { continue }
      let stride = max(1, windows.count / Self.mostSeries)
      let sample = Swift.stride(from: 0, to: windows.count, by: stride).map { windows[$0] }
      let tests = parallelMap(count: sample.count) {
        Self.tests(of: models, beside: boosting, on: sample[$0], kind: kind)
      }.flatMap(\.self)
      let chosen =
        sample.count >= Self.leastSeries
        ? WeightSearch(tests.map { $0.examples(of: kind) }, prior: prior).weights : prior
      weights[kind] = chosen
      guard intervals == .conformal, kind == .regular else { continue }
      let average = kind.average(
        period: period,
        weights: chosen.dropLast(),
        intervals: intervals
      )
      let trials = parallelMap(count: sample.count) { place -> [PanelCalibration.Trial] in
        let local = boosting.trials(of: sample[place], by: average)
        let trees = boosting.trials(of: sample[place], by: boosting.forecaster)
        guard local.count == trees.count else { return [] }
        return zip(local, trees).map { local, trees in
          PanelCalibration.Trial(
            forecast: .average(
              [local.forecast, trees.forecast],
              weights: [1 - chosen[chosen.count - 1], chosen[chosen.count - 1]]
            ),
            actual: local.actual
          )
        }
      }
      calibrations[kind] = PanelCalibration(
        trials.flatMap(\.self),
        seriesCount: sample.count,
        belief: Self.belief
      )
    }
  }

  /// One window of one series, as all parts forecast it.
  private struct Test: Sendable {
    let forecasts: [ForecastDistribution]
    let actual: [Double]
    let scale: Double

    /// What weights are judged by: of demand its quantiles, else the means.
    func examples(of kind: AutoMembers) -> WeightSearch.Examples {
      let levels = kind == .intermittent ? [0.1, 0.3, 0.5, 0.7, 0.9] : [0.5]
      return WeightSearch.Examples(
        levels: levels.flatMap { level in actual.map { _ in level } },
        actual: levels.flatMap { _ in actual.map { $0 / scale } },
        forecasts: forecasts.map { forecast in
          levels.flatMap { level in
            (kind == .intermittent ? forecast.quantile(level) : forecast.mean).map { $0 / scale }
          }
        }
      )
    }
  }

  private static func tests(
    of models: [any LocalForecaster],
    beside boosting: BoostingTrial,
    on window: HeldBackSeries,
    kind: AutoMembers
  ) -> [Test] {
    let history = window.history.values.filter { !$0.isNaN }
    let changes = zip(history.dropFirst(), history).map { abs($0 - $1) }
    let scale = (kind == .regular ? changes : history.map(abs)).reduce(0, +) / Double(history.count)
    guard scale > 0, scale.isFinite else { return [] }
    let parts = (models + [boosting.forecaster]).map { boosting.trials(of: window, by: $0) }
    guard parts.allSatisfy({ $0.count == window.origins.count }) else { return [] }
    return window.origins.indices.map { place in
      Test(
        forecasts: parts.map { $0[place].forecast },
        actual: parts[0][place].actual,
        scale: scale
      )
    }
  }
}
