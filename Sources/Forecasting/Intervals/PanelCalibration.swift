internal import Tensors
internal import TimeSeries

/// How much wider or narrower than claimed intervals have to be, as windows that were held back from a
/// whole panel show.
///
/// `quantile = median + factor · (claimed quantile − median)`
///
/// The factor of a level makes the quantile hold, over all series and windows, the share of values that
/// its level promises. A level and its counterpart on the other side share a factor, so the skew stays that
/// of the forecasts; nearer to the median levels share that of the tenth. There a bias of the windows, which
/// is a shock that all series share, would be taken for spread. For the same reason each window is judged by
/// itself, and the median of what several say counts, of two their mean: most errors at the tails of all together are
/// from the one with the largest shock. Tails of a small window look too narrow, so small ones are judged together.
/// Where there are enough values, each stretch of steps ahead has factors of its own. Few series say little: they draw
/// factors towards 1.
///
/// - Source: Romano, Patterson and Candès 2019, “Conformalized quantile regression”, with the distance
///   from the median in place of a constant; the page `Documentation/Decisions/intervals.md` for how much
///   of it is believed.
struct PanelCalibration: Hashable, Sendable {
  /// A forecast from an earlier origin, and what came.
  struct Trial: Sendable {
    let forecast: ForecastDistribution
    let actual: [Double]
    /// Which window of its series it is, 0 for the last.
    var window = 0
  }

  /// Values that a stretch of steps needs for factors of its own.
  private static let leastValues = 1500
  /// The series that count as much as the belief that nothing has to be changed.
  private static let priorSeries = 10.0
  /// The ratios below which a window is not judged by itself.
  private static let leastRatios = 40
  private static let limits = 0.25...4.0
  /// Levels whose larger side is less than this share do not judge themselves.
  private static let leastShare = 0.9

  /// The last step of each stretch, ascending.
  let lastSteps: [Int]
  /// The factors of each stretch, one for each of `ForecastDistribution.simulationLevels`.
  let factors: [[Double]]

  /// - Precondition: stretches ascend, and there is a factor for each of them and each level.
  init(lastSteps: [Int], factors: [[Double]]) {
    precondition(lastSteps.count == factors.count, "\(lastSteps.count) stretches of steps")
    self.lastSteps = lastSteps
    self.factors = factors
  }

  /// The calibration that held-back windows call for; nil for none.
  ///
  /// - Parameters:
  ///   - seriesCount: how many series the windows are from.
  ///   - belief: the share of what many series say that is believed.
  init?(_ trials: [Trial], seriesCount: Int, belief: Double = 1) {
    let horizon = trials.map(\.actual.count).max() ?? 0
    let values = trials.reduce(0) { sum, trial in sum + trial.actual.count { !$0.isNaN } }
    guard values >= 20 else { return nil }
    let count = min(max(values / Self.leastValues, 1), horizon, 8)
    let levels = ForecastDistribution.simulationLevels
    // For each window, stretch and level.
    var ratios = [[[[Double]]]](
      repeating: Array(repeating: Array(repeating: [], count: levels.count), count: count),
      count: (trials.map(\.window).max() ?? 0) + 1
    )
    for trial in trials {
      let median = trial.forecast.quantile(0.5)
      for (place, level) in levels.enumerated() {
        let claimed = trial.forecast.quantile(level)
        for (step, actual) in trial.actual.enumerated() {
          let ratio = (actual - median[step]) / (claimed[step] - median[step])
          if ratio.isFinite {
            ratios[trial.window][step * count / horizon][place].append(ratio)
          }
        }
      }
    }
    lastSteps = (1...count).map { ($0 * horizon + count - 1) / count }
    let trust = belief * Double(seriesCount) / (Double(seriesCount) + Self.priorSeries)
    factors = (0..<count).map { stretch in
      let own = levels.indices.map { place -> Double in
        // Below the median a ratio is larger the lower the value, so the share counts from above.
        let share = max(levels[place], 1 - levels[place])
        let windows = ratios.map { $0[stretch][place] }
        let known = windows.reduce(0) { $0 + $1.count }
        guard share >= Self.leastShare, known > 0, known >= values / count / 2 else { return 1 }
        // The earlier ones may be those of a few long series.
        let fullest = windows.map(\.count).max() ?? 0
        let full = windows.filter { 2 * $0.count >= fullest }
        let isSmall = full.contains { $0.count < Self.leastRatios }
        let judged = isSmall ? [windows.flatMap(\.self)] : full
        let factor = judged.map { $0.quantiles(at: [share])[0] }.quantiles(at: [0.5])[0]
        return min(max(factor, Self.limits.lowerBound), Self.limits.upperBound)
      }
      return levels.indices.map { place in
        let outer = Self.outerPlace(of: place, in: levels)
        let both = (own[outer] + own[levels.count - 1 - outer]) / 2
        return levels[place] == 0.5 ? 1 : 1 + trust * (both - 1)
      }
    }
  }

  /// The place whose factor a level takes: its own in the tails, else that of the tenth on its side.
  private static func outerPlace(of place: Int, in levels: [Double]) -> Int {
    if max(levels[place], 1 - levels[place]) >= leastShare { return place }
    let isLower = levels[place] < 0.5
    return isLower
      ? levels.lastIndex { 1 - $0 >= leastShare } ?? place
      : levels.firstIndex { $0 >= leastShare } ?? place
  }

  /// A distribution with calibrated quantiles; its means stay.
  func calibrated(_ claimed: ForecastDistribution) -> ForecastDistribution {
    let levels = ForecastDistribution.simulationLevels
    let median = claimed.quantile(0.5)
    let columns = levels.map { claimed.quantile($0) }
    return ForecastDistribution(
      mean: claimed.mean,
      shape: .quantiles(
        levels: levels,
        values: median.indices.map { step in
          let stretch = lastSteps.firstIndex { step < $0 } ?? lastSteps.count - 1
          return levels.indices.map { place in
            median[step] + factors[stretch][place] * (columns[place][step] - median[step])
          }
        }
      )
    )
  }
}

/// How a calibration lies in a file: a row for each stretch, its last step before its factors.
extension PanelCalibration {
  /// The calibration as a tensor.
  var tensor: Tensor {
    let rows = zip(lastSteps, factors).flatMap { [Double($0)] + $1 }
    let width = ForecastDistribution.simulationLevels.count + 1
    return Tensor(rows, .float64).reshaped(to: [lastSteps.count, width])
  }

  /// The calibration in a tensor; nil where it is none.
  init?(_ tensor: Tensor) {
    let width = ForecastDistribution.simulationLevels.count + 1
    guard tensor.shape.count == 2, tensor.shape[1] == width, tensor.shape[0] >= 1 else {
      return nil
    }
    let cells = tensor.converted(to: .float64).elements
    let starts = stride(from: 0, to: cells.count, by: width)
    let steps = starts.compactMap { Int(exactly: cells[$0]) }
    guard
      steps.count == tensor.shape[0], zip(steps, steps.dropFirst()).allSatisfy(<), steps[0] >= 1,
      cells.allSatisfy({ $0.isFinite && $0 >= 0 })
    else { return nil }
    self.init(lastSteps: steps, factors: starts.map { Array(cells[($0 + 1)..<($0 + width)]) })
  }
}
