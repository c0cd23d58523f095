/// The quality of quantile forecasts over a panel, gathered series by series.
public struct QuantileScores: Hashable, Sendable {
  /// The losses of all series as one.
  public private(set) var pooled: QuantileErrors
  private var scaled = SeriesMean()

  /// No series yet.
  ///
  /// - Precondition: there is a level, and all lie in 0…1.
  public init(levels: [Double]) {
    pooled = QuantileErrors(levels: levels)
  }

  /// Adds a series; without a scale SQL leaves it out.
  ///
  /// - Precondition: `errors` are of the levels of this panel.
  public mutating func add(_ errors: QuantileErrors, scale: ErrorScale? = nil) {
    pooled += errors
    scaled.add(errors.count > 0 ? scale.flatMap(errors.sql) : nil)
  }

  /// Adds the series of another panel.
  public static func += (a: inout QuantileScores, b: QuantileScores) {
    a.pooled += b.pooled
    a.scaled += b.scaled
  }

  /// Weighted quantile loss, pooled; with many levels also called the scaled CRPS.
  public var wql: MetricValue {
    MetricValue(value: pooled.wql, unit: .points, count: pooled.count, leftOut: pooled.missing)
  }

  /// Mean over series of the scaled quantile loss.
  public var sql: MetricValue { scaled.result }
}

/// The quality of prediction intervals over a panel, gathered series by series.
public struct IntervalScores: Hashable, Sendable {
  /// The intervals of all series as one.
  public private(set) var pooled: IntervalErrors
  private var scaled = SeriesMean()

  /// No series yet.
  ///
  /// - Precondition: `level` lies between 0 and 1.
  public init(level: Double) {
    pooled = IntervalErrors(level: level)
  }

  /// Adds a series; without a scale MSIS leaves it out.
  ///
  /// - Precondition: `errors` are of the level of this panel.
  public mutating func add(_ errors: IntervalErrors, scale: ErrorScale? = nil) {
    pooled += errors
    scaled.add(errors.count > 0 ? scale.flatMap(errors.msis) : nil)
  }

  /// Adds the series of another panel.
  public static func += (a: inout IntervalScores, b: IntervalScores) {
    a.pooled += b.pooled
    a.scaled += b.scaled
  }

  /// The share of all actual values within their interval.
  public var coverage: MetricValue { pooledValue(pooled.coverage) }

  /// Absolute coverage difference of M4, `|coverage − level|`.
  public var acd: MetricValue { pooledValue(pooled.acd) }

  /// The mean width of all intervals.
  public var width: MetricValue { pooledValue(pooled.width) }

  /// Mean over series of the mean scaled interval score.
  public var msis: MetricValue { scaled.result }

  private func pooledValue(_ value: Double) -> MetricValue {
    MetricValue(value: value, unit: .points, count: pooled.count, leftOut: pooled.missing)
  }
}
