/// The autocorrelation test that decides whether a series is seasonal at a given period.
///
/// A series is seasonal when `|r_m| > z · √((1 + 2 Σ_{i<m} r_i²) / n)`.
///
/// - Source: Makridakis, Spiliotis and Assimakopoulos 2020, “The M4 Competition”, its benchmark
///   Naive2.
public struct SeasonalityTest: Hashable, Sendable {
  /// How many standard errors the correlation at the seasonal lag must exceed.
  public var criticalValue: Double
  /// How many whole periods the series must span.
  public var minimumCycles: Int
  /// The shortest period that is tested; at least 2.
  public var minimumPeriod: Int

  /// The rule of the M4 competition: 1.645 standard errors, three periods.
  public static let m4 = SeasonalityTest()

  /// The rule of the Theta methods: the 95 % point of the normal distribution, two periods of at
  /// least 4 steps.
  public static let theta = SeasonalityTest(
    criticalValue: NormalDistribution.standard.quantile(at: 0.95),
    minimumCycles: 2,
    minimumPeriod: 4
  )

  /// A rule; the defaults are those of the M4 competition.
  ///
  /// - Precondition: `minimumCycles` is at least 1 and `minimumPeriod` at least 2.
  public init(criticalValue: Double = 1.645, minimumCycles: Int = 3, minimumPeriod: Int = 2) {
    precondition(minimumCycles >= 1 && minimumPeriod >= 2)
    self.criticalValue = criticalValue
    self.minimumCycles = minimumCycles
    self.minimumPeriod = minimumPeriod
  }

  /// Whether a series is seasonal at this period.
  ///
  /// Never for a constant series, nor for one that is too short. Missing values are NaN; what counts
  /// is the number of observed ones.
  public func isSeasonal(_ values: [Double], period: Int) -> Bool {
    guard let statistic = statistic(of: values, period: period) else { return false }
    return statistic > criticalValue
  }

  /// The absolute correlation at the seasonal lag in standard errors; nil where the series is too
  /// short for the rule.
  public func statistic(of values: [Double], period: Int) -> Double? {
    guard period >= minimumPeriod else { return nil }
    let observed = values.count(where: { !$0.isNaN })
    guard observed >= minimumCycles * period else { return nil }
    let correlations = values.autocorrelations(through: period)
    var squares = 0.0
    for lag in 1..<period { squares += correlations[lag] * correlations[lag] }
    return abs(correlations[period]) / ((1 + 2 * squares) / Double(observed)).squareRoot()
  }
}
