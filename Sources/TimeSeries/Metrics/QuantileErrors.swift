/// Sums of the losses of quantile forecasts, from which the metrics of a series, or of many series
/// pooled, are read.
///
/// The pinball loss of a quantile f at level q is `ρ = max(q (a − f), (q − 1)(a − f))`; twice that
/// is the quantile loss, so that at the median it is the absolute error. Steps without an actual
/// value (NaN) are left out and counted.
public struct QuantileErrors: Hashable, Sendable {
  /// The levels of the quantiles.
  public let levels: [Double]
  /// The number of steps with an actual value.
  public private(set) var count = 0
  /// The number of steps left out because the actual value is missing.
  public private(set) var missing = 0
  /// `Σ |a|`.
  public private(set) var actualSum = 0.0

  private var pinballSums: [Double]
  private var coveredCounts: [Int]

  /// No losses yet.
  ///
  /// - Precondition: there is a level, and all lie in 0…1.
  public init(levels: [Double]) {
    precondition(
      !levels.isEmpty && levels.allSatisfy { $0 >= 0 && $0 <= 1 },
      "quantile levels \(levels)"
    )
    self.levels = levels
    pinballSums = [Double](repeating: 0, count: levels.count)
    coveredCounts = [Int](repeating: 0, count: levels.count)
  }

  /// The losses of one series; `quantiles[step][k]` belongs to `levels[k]`.
  ///
  /// - Precondition: as many steps as actual values, and in each as many quantiles as levels.
  public init(actual: [Double], levels: [Double], quantiles: [[Double]]) {
    self.init(levels: levels)
    precondition(
      actual.count == quantiles.count,
      "\(actual.count) actual values but \(quantiles.count) steps of quantiles"
    )
    for (a, step) in zip(actual, quantiles) {
      precondition(
        step.count == levels.count,
        "\(levels.count) levels but \(step.count) quantiles"
      )
      guard !a.isNaN else {
        missing += 1
        continue
      }
      count += 1
      actualSum += abs(a)
      for k in levels.indices {
        let error = a - step[k]
        pinballSums[k] += error < 0 ? (levels[k] - 1) * error : levels[k] * error
        if a <= step[k] { coveredCounts[k] += 1 }
      }
    }
  }

  /// Pools the losses of two sets of steps.
  ///
  /// - Precondition: both are of the same levels.
  public static func += (a: inout QuantileErrors, b: QuantileErrors) {
    precondition(a.levels == b.levels, "the levels \(a.levels) and \(b.levels)")
    a.count += b.count
    a.missing += b.missing
    a.actualSum += b.actualSum
    for k in a.levels.indices {
      a.pinballSums[k] += b.pinballSums[k]
      a.coveredCounts[k] += b.coveredCounts[k]
    }
  }

  /// The mean pinball loss of the level at a position, `mean ρ`.
  public func pinball(_ position: Int) -> Double {
    pinballSums[position] / Double(count)
  }

  /// The share of actual values at or below the quantile at a position; ideally its level.
  public func calibration(_ position: Int) -> Double {
    Double(coveredCounts[position]) / Double(count)
  }

  /// The quantile loss averaged over levels and steps, `mean 2ρ`: with many evenly spread levels, the
  /// continuous ranked probability score.
  public var ql: Double { 2 * meanPinballSum / Double(count) }

  /// Weighted quantile loss: the mean over levels of `Σ 2ρ / Σ |a|`; not finite where all actuals
  /// are 0. With many levels it is also called the scaled CRPS.
  public var wql: Double { 2 * meanPinballSum / actualSum }

  /// Scaled quantile loss: `mean 2ρ / mean |y_t − y_{t−m}|` over levels and steps; nil where the
  /// scale is 0 or unknown.
  public func sql(_ scale: ErrorScale) -> Double? {
    scale.absolute > 0 ? ql / scale.absolute : nil
  }

  private var meanPinballSum: Double {
    pinballSums.reduce(0, +) / Double(levels.count)
  }
}
