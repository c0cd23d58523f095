/// Sums of the errors of point forecasts, from which every metric of a series, or of many series
/// pooled, is read.
///
/// An error is `e = a − f`, actual less forecast. Steps without an actual value (NaN) are left out
/// and counted. A forecast that is not finite where the actual value is known makes the metrics not
/// finite: it is a defect, not a gap.
public struct PointErrors: Hashable, Sendable {
  /// The number of steps with an actual value.
  public private(set) var count = 0
  /// The number of steps left out because the actual value is missing.
  public private(set) var missing = 0
  /// The number of steps with an actual value of 0, which MAPE leaves out.
  public private(set) var zeroActuals = 0
  /// `Σ |a|`.
  public private(set) var actualSum = 0.0

  private var absoluteSum = 0.0
  private var squaredSum = 0.0
  private var excessSum = 0.0
  private var percentageSum = 0.0
  private var symmetricSum = 0.0

  /// No errors yet.
  public init() {}

  /// The errors of one series.
  ///
  /// - Precondition: as many forecasts as actual values.
  public init(actual: [Double], forecast: [Double]) {
    precondition(
      actual.count == forecast.count,
      "\(actual.count) actual values but \(forecast.count) forecasts"
    )
    for (a, f) in zip(actual, forecast) {
      guard !a.isNaN else {
        missing += 1
        continue
      }
      let error = abs(a - f)
      count += 1
      actualSum += abs(a)
      absoluteSum += error
      squaredSum += error * error
      excessSum += f - a
      if a == 0 { zeroActuals += 1 } else { percentageSum += error / abs(a) }
      if error != 0 { symmetricSum += error / (abs(a) + abs(f)) }
    }
  }

  /// Pools the errors of two sets of steps.
  public static func += (a: inout PointErrors, b: PointErrors) {
    a.count += b.count
    a.missing += b.missing
    a.zeroActuals += b.zeroActuals
    a.actualSum += b.actualSum
    a.absoluteSum += b.absoluteSum
    a.squaredSum += b.squaredSum
    a.excessSum += b.excessSum
    a.percentageSum += b.percentageSum
    a.symmetricSum += b.symmetricSum
  }

  /// Mean absolute error, `mean |e|`; like all means here, NaN over no steps.
  public var mae: Double { absoluteSum / Double(count) }

  /// Mean squared error, `mean e²`.
  public var mse: Double { squaredSum / Double(count) }

  /// Root mean squared error, `√(mean e²)`.
  public var rmse: Double { mse.squareRoot() }

  /// Mean excess of the forecast, `mean (f − a)`; positive where too much was forecast.
  public var bias: Double { excessSum / Double(count) }

  /// Mean absolute percentage error as a fraction, `mean |e| / |a|`, over the steps where a ≠ 0.
  public var mape: Double { percentageSum / Double(count - zeroActuals) }

  /// Symmetric mean absolute percentage error of the M competitions, `mean 200 |e| / (|a| + |f|)`,
  /// within 0…200; 0/0 counts as 0.
  public var smape: Double { 200 * smapeFraction }

  /// The same as a fraction, `mean |e| / (|a| + |f|)`, within 0…1.
  public var smapeFraction: Double { symmetricSum / Double(count) }

  /// Normalised deviation, also called WAPE: `Σ |e| / Σ |a|`; not finite where all actuals are 0.
  public var nd: Double { absoluteSum / actualSum }

  /// Normalised root mean squared error, `√(mean e²) / mean |a|`.
  public var nrmse: Double { rmse / (actualSum / Double(count)) }

  /// Mean absolute scaled error, `mean |e| / mean |y_t − y_{t−m}|`; nil where the scale is 0 or
  /// unknown.
  ///
  /// - Source: Hyndman and Koehler 2006, “Another look at measures of forecast accuracy”.
  public func mase(_ scale: ErrorScale) -> Double? {
    scale.absolute > 0 ? mae / scale.absolute : nil
  }

  /// Root mean squared scaled error, `√(mean e² / mean (y_t − y_{t−m})²)`; nil where the scale is 0
  /// or unknown.
  public func rmsse(_ scale: ErrorScale) -> Double? {
    scale.squared > 0 ? (mse / scale.squared).squareRoot() : nil
  }
}
