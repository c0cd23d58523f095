internal import Parallelism
internal import TimeSeries

/// Trees that know the next step alone, and go on from what they have forecast.
///
/// Seen from the step before, the last values say more than from an origin far behind, but errors add up. Which of
/// the two serves differs from panel to panel, so held-back windows decide.
///
/// - Source: Ben Taieb, Bontempi, Atiya and Sorjamaa 2012, “A review and comparison of strategies for multi-step
///   ahead time series forecasting”.
struct RecursiveTrees: Sendable {
  /// Those that give the median of the next step.
  let trees: BoostedTrees
  /// How far medians that are predicted directly are moved to those that these trees give.
  var share: Double

  /// The shares that are tried.
  private static let shares = [0, 0.5, 1]
  /// What the error of direct medians has to be multiplied by for another share to be taken.
  private static let gain = 0.98
  /// The series that are tried, about, and so many at once.
  private static let (mostSeries, seriesAtOnce) = (500, 60)

  /// The medians of the steps after a series, one after the other.
  func medians(after series: Series, features: LagFeatures, horizon: Int) -> [Double] {
    var grown = series
    let (columns, phase) = (features.columns, features.firstPhase(of: series))
    return (0..<horizon).map { _ in
      var median = Double.nan
      let origin = features.origin(grown.values, count: grown.values.count)
      if origin.scale > 0, origin.scale.isFinite {
        var cells: [Float] = []
        let base = features.append(
          step: 1,
          origin: origin,
          series: grown,
          firstPhase: phase,
          to: &cells
        )
        let row = FeatureTable(
          zip(columns, cells).map {
            FeatureTable.Column(name: $0.name, kind: $0.kind, values: [$1])
          }
        )
        median = origin.scale * (base + Double(trees.predictions(for: row)[0]))
      }
      grown.values.append(median)
      return median
    }
  }

  /// The share with which medians are closest to what came in the windows, 0 unless the error falls by two per
  /// cent.
  ///
  /// - Parameters:
  ///   - direct: the forecaster that has learnt from what was before the windows.
  ///   - goesOn: asked now and then; false ends the trial, and then the share is 0.
  func bestShare(
    on windows: [HeldBackSeries],
    beside direct: BoostingForecaster,
    goesOn: () -> Bool = { true }
  ) -> Double {
    guard let knowledge = direct.knowledge else { return 0 }
    let stride = max(1, windows.count / Self.mostSeries)
    let count = (windows.count + stride - 1) / stride
    var seen: [[Double]] = []
    while seen.count < count {
      guard goesOn() else { return 0 }
      let first = seen.count
      seen += parallelMap(count: min(Self.seriesAtOnce, count - first)) { place in
        errors(on: windows[(first + place) * stride], beside: direct, features: knowledge.features)
      }
    }
    let sums = seen.reduce(Self.shares.map { _ in 0.0 }) { zip($0, $1).map(+) }
    guard let best = sums.indices.min(by: { sums[$0] < sums[$1] }), sums[best] < Self.gain * sums[0]
    else { return 0 }
    return Self.shares[best]
  }

  /// The absolute errors of the medians of a series with each share, added up and in units of its mean magnitude.
  private func errors(
    on window: HeldBackSeries,
    beside direct: BoostingForecaster,
    features: LagFeatures
  ) -> [Double] {
    let history = window.history.values.filter { !$0.isNaN }
    let scale = history.reduce(0) { $0 + abs($1) } / Double(history.count)
    let horizon = direct.horizon
    var sums = Self.shares.map { _ in 0.0 }
    for origin in window.origins {
      let series = window.series.first(origin)
      let own = medians(after: series, features: features, horizon: horizon)
      guard let others = try? direct.fitted(to: series).directMedians(horizon: horizon) else {
        continue
      }
      for step in 0..<horizon {
        let actual = window.series.values[origin + step]
        let errors = Self.shares.map { share in
          // One series that went astray does not decide.
          min(abs(actual - (1 - share) * others[step] - share * own[step]) / scale, 50)
        }
        if errors.allSatisfy(\.isFinite) { sums = zip(sums, errors).map(+) }
      }
    }
    return sums
  }
}
