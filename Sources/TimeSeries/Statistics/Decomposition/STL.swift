/// Seasonal-trend decomposition by loess.
///
/// Each phase of the season is smoothed over the years, each stretch of the rest along time, in
/// turns; robust runs repeat this with weights that discount what was left over.
///
/// - Source: Cleveland, Cleveland, McRae and Terpenning 1990, “STL: A seasonal-trend decomposition
///   procedure based on loess”.
public struct STL: Hashable, Sendable {
  /// The seasonal period; at least 2.
  public var period: Int
  /// The smoother of each phase over the periods.
  public var seasonal: Loess
  /// The smoother of the trend.
  public var trend: Loess
  /// The smoother that takes what is slow out of the season.
  public var lowPass: Loess
  /// Whether the season is averaged by phase in the end, so that it repeats exactly.
  public var isPeriodic = false
  /// How often season and trend take turns.
  public var innerIterations = 2
  /// How often the weights of the observations are revised after the first run; 0 for none.
  public var robustnessIterations = 0

  /// Smoothers as given.
  ///
  /// - Precondition: `period` is at least 2.
  public init(period: Int, seasonal: Loess, trend: Loess, lowPass: Loess) {
    precondition(period >= 2, "a seasonal period of \(period)")
    self.period = period
    self.seasonal = seasonal
    self.trend = trend
    self.lowPass = lowPass
  }

  /// A season that may change over time, the slower the wider its window.
  ///
  /// The trend's window is the odd number from `1.5 m / (1 − 1.5 / seasonalWindow)` up, that of the
  /// low-pass the one from the period up.
  ///
  /// - Parameters:
  ///   - period: the seasonal period; at least 2.
  ///   - seasonalWindow: the number of periods that a phase is smoothed over; odd, at least 3.
  ///   - seasonalDegree: 0 for local means, 1 for local lines.
  ///   - isRobust: whether outliers are discounted, at the price of 15 more runs.
  public init(period: Int, seasonalWindow: Int, seasonalDegree: Int = 0, isRobust: Bool = false) {
    let trendWindow = (1.5 * Double(period) / (1 - 1.5 / Double(seasonalWindow))).rounded(.up)
    self.init(
      period: period,
      seasonal: .sparse(window: seasonalWindow, degree: seasonalDegree),
      trend: .sparse(window: max(3, Int(trendWindow) | 1), degree: 1),
      lowPass: .sparse(window: max(3, period | 1), degree: 1)
    )
    if isRobust { (innerIterations, robustnessIterations) = (1, 15) }
  }

  /// A season that repeats exactly, for series of up to `count` values.
  public static func periodic(period: Int, count: Int, isRobust: Bool = false) -> STL {
    var stl = STL(period: period, seasonalWindow: 10 * count + 1, isRobust: isRobust)
    stl.isPeriodic = true
    return stl
  }

  /// The decomposition of a series; nil where there are fewer than two periods or no observations.
  ///
  /// Missing values (NaN) are interpolated in the seasonally adjusted series first.
  ///
  /// - Complexity: O(*n* · window / jump) for each iteration.
  public func decomposition(of values: [Double]) -> Decomposition? {
    guard values.count >= 2 * period, values.contains(where: { !$0.isNaN }) else { return nil }
    var run = STLRun(self, values.interpolated(period: period))
    run.run()
    return Decomposition(
      trend: run.trend,
      periods: [period],
      seasons: [run.season],
      remainder: values.indices.map { values[$0] - run.season[$0] - run.trend[$0] }
    )
  }
}

/// The working state of one decomposition.
struct STLRun {
  let settings: STL
  let values: [Double]
  private(set) var season: [Double]
  private(set) var trend: [Double]
  /// How much each observation counts; empty while all count the same.
  private(set) var weights: [Double] = []
  private var seasonalLoess: LoessWorkspace
  private var trendLoess: LoessWorkspace
  private var lowPassLoess: LoessWorkspace
  /// The smoothed phases, one period longer than the series at both ends.
  private var cycle: [Double]

  /// - Precondition: nothing is missing in `values`, at least two periods of them.
  init(_ settings: STL, _ values: [Double]) {
    self.settings = settings
    self.values = values
    season = [Double](repeating: 0, count: values.count)
    trend = season
    seasonalLoess = LoessWorkspace(settings.seasonal)
    trendLoess = LoessWorkspace(settings.trend)
    lowPassLoess = LoessWorkspace(settings.lowPass)
    cycle = [Double](repeating: 0, count: values.count + 2 * settings.period)
  }

  mutating func run() {
    for iteration in 0...settings.robustnessIterations {
      if iteration > 0 { updateWeights() }
      for _ in 0..<settings.innerIterations { update() }
    }
    if settings.isPeriodic { repeatSeason() }
  }

  /// One turn of season and trend.
  private mutating func update() {
    let period = settings.period
    smoothPhases()
    lowPassLoess.smooth(filtered(cycle), weights: [], into: &season)
    for i in values.indices { season[i] = cycle[period + i] - season[i] }
    let adjusted = values.indices.map { values[$0] - season[$0] }
    trendLoess.smooth(adjusted, weights: weights, into: &trend)
  }

  /// Smooths each phase of the detrended series and extends it by one period at both ends.
  private mutating func smoothPhases() {
    let (period, count) = (settings.period, values.count)
    for phase in 0..<period {
      let steps = stride(from: phase, to: count, by: period)
      let detrended = steps.map { values[$0] - trend[$0] }
      let phaseWeights = weights.isEmpty ? [] : steps.map { weights[$0] }
      let length = detrended.count
      var smoothed = [Double](repeating: 0, count: length + 2)
      seasonalLoess.smooth(detrended, weights: phaseWeights, into: &smoothed, offset: 1)
      let width = min(settings.seasonal.window, length)
      let before = seasonalLoess.estimate(
        detrended.span,
        at: -1,
        over: 0..<width,
        weights: phaseWeights.span
      )
      let after = seasonalLoess.estimate(
        detrended.span,
        at: Double(length),
        over: (length - width)..<length,
        weights: phaseWeights.span
      )
      smoothed[0] = before ?? smoothed[1]
      smoothed[length + 1] = after ?? smoothed[length]
      for (i, value) in smoothed.enumerated() { cycle[i * period + phase] = value }
    }
  }

  /// Moving averages over a period, a period and three; as long as the series.
  private func filtered(_ cycle: [Double]) -> [Double] {
    var values = cycle
    for length in [settings.period, settings.period, 3] {
      let sums = values.span.windowSums(length)
      values = sums.map { $0 / Double(length) }
    }
    return values
  }

  /// Bisquare weights of the remainder, with a reach of six times its median size.
  private mutating func updateWeights() {
    let residuals = values.indices.map { abs(values[$0] - trend[$0] - season[$0]) }
    let sorted = residuals.sorted()
    let median = (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
    // A perfect fit must not leave all the weight to those that rounding favours.
    let reach = max(6 * median, 1e-12 * Moments(of: values).largestMagnitude)
    weights = residuals.map { residual in
      if residual <= 0.001 * reach { return 1 }
      if residual > 0.999 * reach { return 0 }
      let ratio = residual / reach
      return (1 - ratio * ratio) * (1 - ratio * ratio)
    }
  }

  /// Replaces each phase of the season by its mean.
  private mutating func repeatSeason() {
    let (period, count) = (settings.period, values.count)
    for phase in 0..<period {
      let steps = stride(from: phase, to: count, by: period)
      var sum = 0.0
      var terms = 0.0
      for step in steps {
        sum += season[step]
        terms += 1
      }
      for step in steps { season[step] = sum / terms }
    }
  }
}
