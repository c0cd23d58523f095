/// The straight line that fits a series best in the sense of least squares.
public struct LinearTrend: Hashable, Sendable {
  /// The value of the line at the first step of the series.
  public var intercept: Double
  /// What the line gains per step.
  public var slope: Double

  /// The line with this value at the first step and this gain per step.
  public init(intercept: Double, slope: Double) {
    self.intercept = intercept
    self.slope = slope
  }

  /// The line through `values`, over the steps 0, 1, 2, …; NaN is missing.
  ///
  /// One observed value gives a level line, none gives NaN.
  public init(_ values: [Double]) {
    var count = 0.0
    var stepSum = 0.0
    var valueSum = 0.0
    for (step, value) in values.enumerated() where !value.isNaN {
      count += 1
      stepSum += Double(step)
      valueSum += value
    }
    let middle = stepSum / count
    let mean = valueSum / count
    var squares = 0.0
    var products = 0.0
    for (step, value) in values.enumerated() where !value.isNaN {
      let distance = Double(step) - middle
      squares += distance * distance
      products += distance * (value - mean)
    }
    slope = squares > 0 ? products / squares : 0
    intercept = mean - slope * middle
  }

  /// The value of the line at a step; 0 is the first step of the series.
  public subscript(step: Int) -> Double { intercept + slope * Double(step) }
}
