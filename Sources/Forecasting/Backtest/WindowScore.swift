public import TimeSeries

/// The figures of one forecast of one series, from which all metrics are read.
public struct WindowScore: Hashable, Sendable {
  /// The steps with an actual value.
  public private(set) var count = 0.0
  /// `Σ |a|`.
  public private(set) var actualSum = 0.0
  /// `Σ |a − f|`.
  public private(set) var absoluteSum = 0.0
  /// `Σ (a − f)²`.
  public private(set) var squaredSum = 0.0
  /// `Σ (f − a)`.
  public private(set) var excessSum = 0.0
  /// The mean absolute percentage error as a fraction; NaN where all actual values are 0.
  public private(set) var percentage = 0.0
  /// The mean symmetric percentage error as a fraction.
  public private(set) var symmetric = 0.0
  /// The quantile loss, summed over steps, averaged over the levels 0.1 to 0.9.
  public private(set) var quantileLoss = 0.0
  /// The steps within the 80 % interval.
  public private(set) var covered80 = 0.0
  /// The steps within the 95 % interval.
  public private(set) var covered95 = 0.0
  /// The mean width of the 80 % intervals.
  public private(set) var width80 = 0.0
  /// The mean width of the 95 % intervals.
  public private(set) var width95 = 0.0
  /// The Winkler score of the 80 % intervals.
  public private(set) var winkler80 = 0.0
  /// The Winkler score of the 95 % intervals.
  public private(set) var winkler95 = 0.0
  /// The absolute scale of the history.
  public private(set) var scale = 0.0
  /// The squared scale of the history.
  public private(set) var squaredScale = 0.0

  /// No forecast.
  public init() {}

  /// The levels of the quantiles that the quantile loss is made of.
  static let levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

  /// The figures of a forecast, given what happened and the scale of its history.
  public init(_ distribution: ForecastDistribution, actual: [Double], scale: ErrorScale) {
    let points = PointErrors(actual: actual, forecast: distribution.mean)
    let columns = Self.levels.map(distribution.quantile)
    let quantiles = QuantileErrors(
      actual: actual,
      levels: Self.levels,
      quantiles: actual.indices.map { step in columns.map { $0[step] } }
    )
    func interval(_ level: Double) -> IntervalErrors {
      let (lower, upper) = distribution.interval(level)
      return IntervalErrors(actual: actual, lower: lower, upper: upper, level: level)
    }
    let (narrow, wide) = (interval(0.8), interval(0.95))
    count = Double(points.count)
    guard points.count > 0 else { return }
    actualSum = points.actualSum
    absoluteSum = points.mae * count
    squaredSum = points.mse * count
    excessSum = points.bias * count
    percentage = points.zeroActuals < points.count ? points.mape : .nan
    symmetric = points.smapeFraction
    quantileLoss = quantiles.ql * count
    (covered80, covered95) = (Double(narrow.covered), Double(wide.covered))
    (width80, width95) = (narrow.width, wide.width)
    (winkler80, winkler95) = (narrow.winkler, wide.winkler)
    (self.scale, squaredScale) = (scale.absolute, scale.squared)
  }

  /// The numbers in a fixed order, to be kept and read again.
  public var fields: [Double] { Self.paths.map { self[keyPath: $0] } }

  /// How many numbers there are.
  public static var fieldCount: Int { paths.count }

  /// The score with these numbers.
  ///
  /// - Precondition: there are `fieldCount` of them.
  public init(fields: ArraySlice<Double>) {
    precondition(fields.count == Self.fieldCount, "\(fields.count) numbers of a score")
    for (path, field) in zip(Self.paths, fields) { self[keyPath: path] = field }
  }

  private static var paths: [WritableKeyPath<WindowScore, Double>] {
    [
      \.count, \.actualSum, \.absoluteSum, \.squaredSum, \.excessSum, \.percentage, \.symmetric,
      \.quantileLoss, \.covered80, \.covered95, \.width80, \.width95, \.winkler80, \.winkler95,
      \.scale, \.squaredScale,
    ]
  }
}

/// A measure of forecasts in a backtest.
///
/// All are means over the windows of all series, but for `nd` and `wql`, which are sums over sums.
public enum BacktestMetric: String, CaseIterable, Hashable, Sendable {
  /// Mean absolute scaled error.
  case mase
  /// Root mean squared scaled error; the scale is that of the squared seasonal naive errors.
  case rmsse
  /// Symmetric mean absolute percentage error of the M competitions, within 0…200.
  case smape
  /// Mean absolute percentage error, as a fraction.
  case mape
  /// Mean absolute error.
  case mae
  /// Mean squared error.
  case mse
  /// Root mean squared error.
  case rmse
  /// Sum of absolute errors over sum of absolute actual values, also called WAPE.
  case nd
  /// Mean quantile loss over the levels 0.1 to 0.9, pooled, over the sum of absolute actual values.
  case wql
  /// Mean quantile loss over the levels 0.1 to 0.9, scaled like the MASE.
  case sql
  /// Mean scaled interval score of the 80 % intervals.
  case msis80
  /// Mean scaled interval score of the 95 % intervals.
  case msis95
  /// Mean excess of the forecast over the actual value.
  case bias
  /// The bias over the scale of the MASE.
  case scaledBias = "scaled-bias"
  /// The share of actual values in the 80 % intervals.
  case coverage80
  /// The share of actual values in the 95 % intervals.
  case coverage95

  /// Whether less is better.
  public var isLoss: Bool {
    switch self {
    case .bias, .scaledBias, .coverage80, .coverage95: false
    default: true
    }
  }

  /// The name as it stands in prose: `MASE`.
  public var title: String {
    switch self {
    case .mase, .rmsse, .mape, .mae, .mse, .rmse, .nd, .wql, .sql: rawValue.uppercased()
    case .smape: "sMAPE"
    case .msis80: "MSIS 80 %"
    case .msis95: "MSIS 95 %"
    case .bias: "bias"
    case .scaledBias: "scaled bias"
    case .coverage80: "coverage 80 %"
    case .coverage95: "coverage 95 %"
    }
  }

  /// What a forecast adds to the sum above the line and to that below; nil where it is not defined.
  public func parts(of score: WindowScore) -> (sum: Double, weight: Double)? {
    guard score.count > 0 else { return nil }
    let scale = score.scale > 0 ? score.scale : .nan
    let value: Double =
      switch self {
      case .mase: score.absoluteSum / score.count / scale
      case .rmsse:
        (score.squaredSum / score.count / (score.squaredScale > 0 ? score.squaredScale : .nan))
          .squareRoot()
      case .smape: 200 * score.symmetric
      case .mape: score.percentage
      case .mae: score.absoluteSum / score.count
      case .mse: score.squaredSum / score.count
      case .rmse: (score.squaredSum / score.count).squareRoot()
      case .sql: score.quantileLoss / score.count / scale
      case .msis80: score.winkler80 / scale
      case .msis95: score.winkler95 / scale
      case .bias: score.excessSum / score.count
      case .scaledBias: score.excessSum / score.count / scale
      case .coverage80: score.covered80 / score.count
      case .coverage95: score.covered95 / score.count
      case .nd: score.absoluteSum
      case .wql: score.quantileLoss
      }
    guard value.isFinite else { return nil }
    return (value, self == .nd || self == .wql ? score.actualSum : 1)
  }
}
