/// The estimated parameters of a Theta model, and how it ran through its series with them.
struct ThetaParameters: Sendable {
  /// α, the share of each error that the level takes on.
  var smoothing: Double
  /// 1 − 1/θ, the weight of the line.
  var weight: Double
  /// The level before the first step.
  var initialLevel: Double
  /// The level after the last step.
  private(set) var finalLevel = 0.0
  /// The sum of the squared errors after the burn-in.
  private(set) var squares = 0.0
  /// The number of those errors.
  private(set) var errorCount = 0

  /// Given parameters, with the sum of squares where it is known.
  init(smoothing: Double, weight: Double, initialLevel: Double, squares: Double = .nan) {
    self.smoothing = smoothing
    self.weight = weight
    self.initialLevel = initialLevel
    self.squares = squares
  }

  /// Runs the model through a series; a missing value (NaN) counts as its own forecast.
  mutating func run(through values: [Double], trend: ThetaTrend) {
    var level = initialLevel
    var power = 1.0
    (squares, errorCount) = (0, 0)
    for position in values.indices {
      let nextPower = power * (1 - smoothing)
      let line =
        trend.intercepts[position] * power
        + trend.slopes[position] * (1 - nextPower) / smoothing
      let forecast = level + weight * line
      let value = values[position].isNaN ? forecast : values[position]
      if position >= ThetaErrors.burnIn && !values[position].isNaN {
        squares += (value - forecast) * (value - forecast)
        errorCount += 1
      }
      level = smoothing * value + (1 - smoothing) * level
      power = nextPower
    }
    finalLevel = level
  }
}
