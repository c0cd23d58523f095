internal import Glibc
public import Tensors
internal import TimeSeries

/// A fitted level for each cycle times one shape.
public struct LevelShapeModel: LocalModel {
  /// The steps of a cycle; 1 where there is none.
  public let period: Int
  /// The cycles of the longer season that the level has; 0 for none.
  public let longPeriod: Int
  /// The share of each phase in a cycle; their sum is 1.
  public let shape: [Double]

  /// What was estimated.
  let regression: LevelRegression
  /// What the model saw.
  let history: LevelShapeHistory
  /// The relative deviations from level times shape, cycle after cycle, the last cycles only.
  private let deviations: [[Double]]

  /// - Throws: `ForecastError.noObservations`; `.tooShort`; `.diverged`.
  init(_ series: Series, periods: [Int]) throws(ForecastError) {
    let history = try LevelShapeHistory(series, period: periods.first ?? 1)
    let count = history.values.count
    let candidates = periods.filter { count / $0 >= LevelShape.leastCycleCount }
    var choice = CycleChoice(history.values, periods: candidates)
    var long = CycleChoice.longPeriods(periods, period: choice.period, count: count)
    // A regression needs twice as many rows as columns.
    let columns = long.lag > 0 ? 4 : 3
    if choice.period > 1 && count / choice.period - max(1, long.lag) < 2 * columns {
      choice = CycleChoice(history.values, periods: [])
      long = CycleChoice.longPeriods(periods.prefix(1).map(\.self), period: 1, count: count)
    }
    let matrix = CycleMatrix(
      Array(history.values.suffix(LevelShape.largestCycleCount * choice.period)),
      period: choice.period
    )
    guard
      let regression = LevelRegression(
        level: matrix.sums.map { $0 * choice.shrinkage },
        shrinkage: choice.shrinkage,
        longPeriod: long.shape,
        lag: long.lag
      )
    else { throw .diverged(series: series.id) }
    self.init(history, matrix, regression)
  }

  /// The model of a history, given what was estimated.
  init(_ history: LevelShapeHistory, _ matrix: CycleMatrix, _ regression: LevelRegression) {
    self.history = history
    self.regression = regression
    period = matrix.period
    longPeriod = regression.longShape.count
    let shape = CycleShape(matrix)
    self.shape = shape.shares
    deviations = shape.deviations
  }

  /// Whether at least 50 seasons stand behind what paths draw: errors of each phase or, where there is no cycle but a
  /// long season, those of the regression, whose shape is the same for all phases.
  public var isShapeKnown: Bool {
    let seasons = period > 1 ? regression.level.count : regression.level.count / max(longPeriod, 1)
    return max(period, longPeriod) > 1 && seasons >= CycleShape.recentCount
  }

  /// A path has one level for a whole cycle, while a series wanders within it: errors grow by a quarter power of the
  /// steps beyond what paths show (M4 Quarterly, M1 and M4 Hourly).
  public var unclaimedGrowth: Double { period > 1 ? 0.25 : 0 }

  /// The distribution that simulated paths show; the point forecast is its median.
  public func distribution(
    horizon: Int,
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    let steps = history.stepsMissing + horizon
    let cycles = (steps + period - 1) / period
    let outlook = LevelOutlook(regression, cycles: cycles)
    let (floor, ceiling) = bounds(steps: steps)
    var paths: [Double] = []
    paths.reserveCapacity(Self.pathCount * horizon)
    for _ in 0..<Self.pathCount {
      let levels = outlook.path(using: &stream)
      let cycle = Int(stream.uniform() * Double(deviations.count))
      for step in history.stepsMissing..<steps {
        let (place, phase) = (step / period, step % period)
        let deviation = deviations[cycle][phase] / (1 + outlook.leverages[place]).squareRoot()
        let value = levels[place] * shape[phase] * (1 + deviation) - history.shift
        paths.append(min(max(value * history.unit, floor), ceiling))
      }
    }
    let simulated = ForecastDistribution(paths: paths, horizon: horizon)
    guard history.isWhole, case .quantiles(let levels, let values) = simulated.shape else {
      return ForecastDistribution(mean: simulated.quantile(0.5), shape: simulated.shape)
    }
    return ForecastDistribution(
      mean: simulated.quantile(0.5).map { $0.rounded() },
      shape: .quantiles(levels: levels, values: values.map { $0.map { $0.rounded() } })
    )
  }

  /// What no forecast goes beyond: the least observation, and the greatest of the recent ones and their
  /// range above it.
  private func bounds(steps: Int) -> (floor: Double, ceiling: Double) {
    let recent = Moments(of: Array(history.observed.suffix(max(2 * steps, 50))))
    let reach = min(recent.maximum - recent.minimum, .greatestFiniteMagnitude)
    let ceiling = min(recent.maximum + reach, .greatestFiniteMagnitude)
    return (history.minimum, ceiling)
  }

  private static let pathCount = 1000

  /// Such as `FLAIR(24)`, or `FLAIR(24,168)` where the level has a longer season.
  public var description: String {
    if period * max(longPeriod, 1) == 1 { return "FLAIR" }
    return longPeriod == 0 ? "FLAIR(\(period))" : "FLAIR(\(period),\(period * longPeriod))"
  }
}
