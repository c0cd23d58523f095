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
  /// How much the trees count in the mean, where they give a mean of its own.
  private(set) var meanShares: [AutoMembers: Double] = [:]
  /// The seconds that the forecast of a regular series by all of its parts takes; nil where that was not seen.
  private(set) var secondsOfForecast: Double?

  /// How much of what one window says of the intervals is believed: they are calibrated already, and the
  /// window has shocks that all series share.
  private static let belief = 0.5
  /// The share of the trees in means that is believed in before a window is looked at, and how much that
  /// belief counts beside the window.
  private static let (believedMeanShare, meanBelief) = (0.7, 0.5)
  /// The series that are tested, at most, and those that say enough to change a weight.
  private static let (mostSeries, leastSeries) = (1200, 20)
  /// The series without a week that tell, at most, whether they are better off by themselves.
  private static let mostSeparated = 300
  /// The series that are tested in any case, and so many at once where time is short.
  private static let (fewSeries, testedAtOnce) = (60, 60)

  /// About how many forecasts the tests of a model take, of so many series that may be tested.
  static func testedCount(_ seriesCount: Double) -> Double {
    2 * min(seriesCount, Double(mostSeries))
  }

  /// Of so many series that may be tested, the share that is tested with some effort.
  static func testedShare(_ seriesCount: Double, effort: Double) -> Double {
    min(mostTested(effort: effort) / max(min(seriesCount, Double(mostSeries)), 1), 1)
  }

  /// The series that are tested with some effort, at most.
  private static func mostTested(effort: Double) -> Double {
    max(effort * Double(mostSeries), Double(fewSeries))
  }

  /// Tests the parts on the windows that trees were tried on.
  ///
  /// - Parameters:
  ///   - keeps: whether each model of regular series and, last, the trees take part; nil for all.
  ///   - period: the season of the models of one series.
  ///   - separatesUnseasonal: whether series that show no week may get models without one, which the parts tried beforehand
  ///     under a time budget do not count with.
  ///   - intervals: where intervals come from.
  ///   - effort: the share that is tested of the most series that ever are.
  ///   - clock: tells the seconds since some time.
  ///   - goesOn: asked now and then where time is short; false ends the tests.
  init(
    _ boosting: BoostingTrial,
    keeps: [Bool]? = nil,
    period: Int,
    separatesUnseasonal: Bool = true,
    intervals: IntervalMethod,
    effort: Double = 1,
    clock: () -> Double,
    goesOn: (() -> Bool)? = nil
  ) {
    let mostSeries = Int(Self.mostTested(effort: effort))
    let keepsTrees = keeps?.last ?? true
    let hasMeans = boosting.forecaster.knowledge?.means != nil && keepsTrees
    let kinds = Self.kinds(of: boosting, period: period, separatesUnseasonal: separatesUnseasonal)
    for kind in AutoMembers.allCases where kind != .unseasonal || kinds.contains(kind) {
      if hasMeans { meanShares[kind] = Self.believedMeanShare }
      let windows = zip(boosting.windows, kinds).filter { $0.1 == kind }.map(\.0)
      let models = kind.models(period: period)
      let all = kind.shares(period: period)
      let stays =
        kind == .regular ? keeps ?? all.map { _ in true } : models.map { _ in true } + [keepsTrees]
      let parts = models + [boosting.forecaster]
      let staying = zip(parts, stays).compactMap { $1 ? $0 : nil }
      let prior = all.keeping(stays)
      weights[kind] = prior
      guard !windows.isEmpty else { continue }
      var sample = windows.spread(atMost: mostSeries)
      var tests: [Test] = []
      var done = 0
      while done < sample.count, done == 0 || goesOn?() ?? true {
        // Ends are looked at in between, so that the threads wait for one another only where they have to.
        let next = sample[
          done..<(goesOn == nil ? sample.count : min(done + Self.testedAtOnce, sample.count))
        ]
        tests += parallelMap(count: next.count) { place -> [Test] in
          let window = next[next.startIndex + place]
          return Self.tests(
            staying.map { boosting.trials(of: window, by: $0) },
            on: window,
            kind: kind
          )
        }.flatMap(\.self)
        done = next.endIndex
      }
      sample.removeSubrange(done...)
      let believed = zip(prior, stays).compactMap { $1 ? $0 : nil }
      let found =
        sample.count >= Self.leastSeries
        ? WeightSearch(
          tests.map { $0.examples(byQuantiles: hasMeans, of: kind) },
          prior: believed
        ).weights : believed
      var rest = found[...]
      let chosen = stays.map { $0 ? rest.removeFirst() : 0 }
      weights[kind] = chosen
      if hasMeans, sample.count >= Self.leastSeries {
        meanShares[kind] = Self.meanShare(tests, weights: found)
      }
      guard intervals == .conformal, kind != .intermittent else { continue }
      let hasLocal = chosen.dropLast().contains { $0 > 0 }
      let average = kind.average(
        period: period,
        weights: chosen.dropLast(),
        intervals: intervals
      )
      let begin = clock()
      let seen = sample
      let trials = parallelMap(count: seen.count) { place -> [PanelCalibration.Trial] in
        let trees = boosting.trials(of: seen[place], by: boosting.forecaster)
        guard hasLocal else { return trees }
        let local = boosting.trials(of: seen[place], by: average)
        guard local.count == trees.count else { return [] }
        return zip(local, trees).map { local, trees in
          PanelCalibration.Trial(
            forecast: AutoModel.average(
              local.forecast,
              trees: trees.forecast,
              treeShare: chosen[chosen.count - 1],
              of: kind
            ),
            actual: local.actual,
            window: local.window
          )
        }
      }
      let count = trials.reduce(0) { $0 + $1.count }
      if kind == .regular, count > 0 { secondsOfForecast = (clock() - begin) / Double(count) }
      calibrations[kind] = PanelCalibration(
        trials.flatMap(\.self),
        seriesCount: sample.count,
        belief: Self.belief
      )
    }
  }

  /// One window of one series, as all parts forecast it.
  struct Test: Sendable {
    let forecasts: [ForecastDistribution]
    let actual: [Double]
    let scale: Double
    /// The number of the window, 0 for the last one.
    let window: Int

    /// The sum of the absolute errors of a part's means. One series that went astray does not decide.
    func error(of part: Int) -> Double {
      zip(forecasts[part].mean, actual).reduce(0) { sum, pair in
        if pair.1.isNaN { return sum }
        let error = abs(pair.0 - pair.1) / scale
        return sum + (error < Self.largestError ? error : Self.largestError)
      }
    }

    private static let largestError = 50.0

    /// What weights are judged by: of demand its quantiles, else the means.
    func examples(byQuantiles: Bool, of kind: AutoMembers) -> WeightSearch.Examples {
      let byQuantiles = byQuantiles || kind == .intermittent
      let levels = kind == .intermittent ? [0.1, 0.3, 0.5, 0.7, 0.9] : [0.5]
      return WeightSearch.Examples(
        levels: levels.flatMap { level in actual.map { _ in level } },
        actual: levels.flatMap { _ in actual.map { $0 / scale } },
        forecasts: forecasts.map { forecast in
          levels.flatMap { level in
            (byQuantiles ? forecast.quantile(level) : forecast.mean).map { $0 / scale }
          }
        },
        window: window
      )
    }
  }

  /// The kinds of the series of the windows: `.unseasonal` where models of series without a week forecast those that show none better.
  ///
  /// Where many series have a little of a week that chance hides in each, as in demand for single items, they do not.
  private static func kinds(
    of boosting: BoostingTrial,
    period: Int,
    separatesUnseasonal: Bool
  ) -> [AutoMembers] {
    let windows = boosting.windows
    let kinds = parallelMap(count: windows.count) {
      AutoMembers(
        windows[$0].history,
        period: period,
        separatesUnseasonal: separatesUnseasonal
      )
    }
    let places = windows.indices.filter { kinds[$0] == .unseasonal }
    guard places.count >= leastSeries else { return kinds }
    let compared = places.spread(atMost: mostSeparated)
    let gains = parallelMap(count: compared.count) { place -> Double in
      let window = windows[compared[place]]
      let trials = [AutoMembers.regular, .unseasonal].map { kind in
        let shares = kind.shares(period: period).dropLast()
        let average = kind.average(
          period: period,
          weights: shares.map { $0 / shares.reduce(0, +) },
          intervals: .model
        )
        return boosting.trials(of: window, by: average)
      }
      let tests = Self.tests(trials, on: window, kind: .unseasonal)
      return tests.reduce(0) { $0 + $1.error(of: 0) - $1.error(of: 1) }
    }
    return gains.reduce(0, +) > 0 ? kinds : kinds.map { $0 == .unseasonal ? .regular : $0 }
  }

  /// The share of the trees with which the mean has the smallest squared error, drawn to what is believed.
  ///
  /// An error counts in relation to the size of the series, as the variance of demand does.
  private static func meanShare(_ tests: [Test], weights: [Double]) -> Double {
    var (product, square) = (0.0, 0.0)
    for test in tests {
      let local = weights.dropLast().reduce(0, +)
      guard local > 0, let trees = test.forecasts.last?.mean else { continue }
      for step in test.actual.indices where test.actual[step].isFinite {
        var own = 0.0
        for (weight, forecast) in zip(weights.dropLast(), test.forecasts) {
          own += weight / local * forecast.mean[step]
        }
        let difference = trees[step] - own
        guard difference.isFinite else { continue }
        product += (test.actual[step] - own) * difference / test.scale
        square += difference * difference / test.scale
      }
    }
    guard square > 0 else { return believedMeanShare }
    let found = min(max(product / square, 0), 1)
    return meanBelief * believedMeanShare + (1 - meanBelief) * found
  }

  /// The windows of one series as parts forecast them; none where a part cannot take the series.
  static func tests(
    _ parts: [[PanelCalibration.Trial]],
    on window: HeldBackSeries,
    kind: AutoMembers
  ) -> [Test] {
    let history = window.history.values.filter { !$0.isNaN }
    let changes = zip(history.dropFirst(), history).map { abs($0 - $1) }
    let scale =
      (kind == .intermittent ? history.map(abs) : changes).reduce(0, +) / Double(history.count)
    guard scale > 0, scale.isFinite else { return [] }
    guard parts.allSatisfy({ $0.count == window.origins.count }) else { return [] }
    return window.origins.indices.map { place in
      Test(
        forecasts: parts.map { $0[place].forecast },
        actual: parts[0][place].actual,
        scale: scale,
        window: parts[0][place].window
      )
    }
  }
}

extension [Double] {
  /// The weights of the parts that stay, which add up to 1; 0 for the others. Where no part stays they are as
  /// they were.
  func keeping(_ stays: [Bool]) -> [Double] {
    let sum = zip(self, stays).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    if sum <= 0 || stays.allSatisfy(\.self) { return self }
    return zip(self, stays).map { $1 ? $0 / sum : 0 }
  }
}
