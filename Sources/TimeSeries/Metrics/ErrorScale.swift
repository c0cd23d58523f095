/// The size of the seasonal naive errors within the training part of a series, by which errors are
/// divided to compare series of different size.
public struct ErrorScale: Hashable, Sendable {
  /// `mean |y_t − y_{t−m}|`, the scale of MASE, MSIS and SQL; NaN where no pair is observed.
  public let absolute: Double
  /// `mean (y_t − y_{t−m})²`, the scale of RMSSE; NaN where no pair is observed.
  public let squared: Double

  /// The scales of a training part; pairs with a missing value (NaN) are left out.
  ///
  /// - Parameters:
  ///   - training: the observations before the forecast.
  ///   - period: the lag m; 1 for the plain naive forecast. It need not be the period that a model
  ///     uses: M4 scales weekly and daily series with 1.
  /// - Precondition: `period` is at least 1.
  public init(_ training: [Double], period: Int) {
    self.init(training[...], period: period)
  }

  /// The scales of the M5 competition: lag 1, from the first demand (the first value that is
  /// neither missing nor 0) on.
  public static func m5(_ training: [Double]) -> ErrorScale {
    let first = training.firstIndex { !$0.isNaN && $0 != 0 } ?? training.count
    return ErrorScale(training[first...], period: 1)
  }

  private init(_ training: ArraySlice<Double>, period: Int) {
    precondition(period >= 1, "a seasonal period of \(period)")
    var absolute = 0.0
    var squared = 0.0
    var pairs = 0.0
    for (late, early) in zip(training.dropFirst(period), training) {
      let difference = late - early
      guard !difference.isNaN else { continue }
      absolute += abs(difference)
      squared += difference * difference
      pairs += 1
    }
    self.absolute = absolute / pairs
    self.squared = squared / pairs
  }
}
