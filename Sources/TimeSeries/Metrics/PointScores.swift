/// A measure of point forecasts over a panel.
public enum PointMetric: String, CaseIterable, Hashable, Sendable {
  /// Mean over series of the mean absolute error.
  case mae
  /// Mean over series of the mean squared error.
  case mse
  /// Mean over series of the root mean squared error.
  case rmse
  /// Mean over series of the mean excess of the forecast.
  case bias
  /// Mean over series of the absolute percentage error, as a fraction; zeros are left out.
  case mape
  /// Mean over series of the symmetric percentage error of the M competitions, within 0…200.
  case smape
  /// The same as a fraction, within 0…1.
  case smapeFraction = "smape-fraction"
  /// Mean over series of the mean absolute scaled error.
  case mase
  /// Mean over series of the root mean squared scaled error.
  case rmsse
  /// Pooled: sum of absolute errors over sum of absolute actual values; also called WAPE.
  case nd
  /// Pooled: root mean squared error over mean absolute actual value.
  case nrmse
}

/// The accuracy of point forecasts over a panel, gathered series by series.
public struct PointScores: Hashable, Sendable {
  /// The errors of all series as one.
  public private(set) var pooled = PointErrors()
  /// The metrics that are means over series.
  private var means: [PointMetric: SeriesMean] = [:]

  /// No series yet.
  public init() {}

  /// Adds a series.
  ///
  /// - Parameters:
  ///   - errors: the errors of its forecast.
  ///   - scale: the scale from its training part; without one MASE and RMSSE leave it out.
  public mutating func add(_ errors: PointErrors, scale: ErrorScale? = nil) {
    pooled += errors
    let isObserved = errors.count > 0
    for metric in PointMetric.allCases {
      let value: Double? =
        switch metric {
        case .mae: errors.mae
        case .mse: errors.mse
        case .rmse: errors.rmse
        case .bias: errors.bias
        case .mape: errors.zeroActuals < errors.count ? errors.mape : nil
        case .smape: errors.smape
        case .smapeFraction: errors.smapeFraction
        case .mase: scale.flatMap(errors.mase)
        case .rmsse: scale.flatMap(errors.rmsse)
        case .nd, .nrmse: nil
        }
      means[metric, default: SeriesMean()].add(isObserved ? value : nil)
    }
  }

  /// Adds the series of another panel.
  public static func += (a: inout PointScores, b: PointScores) {
    a.pooled += b.pooled
    for (metric, mean) in b.means { a.means[metric, default: SeriesMean()] += mean }
  }

  /// The value of a metric over the series so far.
  public subscript(metric: PointMetric) -> MetricValue {
    switch metric {
    case .nd: pooledValue(pooled.nd)
    case .nrmse: pooledValue(pooled.nrmse)
    default: means[metric, default: SeriesMean()].result
    }
  }

  /// Overall weighted average of the M4 competition,
  /// `½ (sMAPE / sMAPE_Naive2 + MASE / MASE_Naive2)`: a ratio of averages over the panel, never an
  /// average of ratios.
  ///
  /// - Parameter naive2: the scores of `Naive2` on the same series.
  public func owa(against naive2: PointScores) -> Double {
    let smape = self[.smape].value / naive2[.smape].value
    let mase = self[.mase].value / naive2[.mase].value
    return (smape + mase) / 2
  }

  private func pooledValue(_ value: Double) -> MetricValue {
    MetricValue(value: value, unit: .points, count: pooled.count, leftOut: pooled.missing)
  }
}
