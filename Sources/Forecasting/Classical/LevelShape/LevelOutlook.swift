internal import Glibc
internal import Tensors

/// The future of the level, cycle by cycle.
struct LevelOutlook {
  /// How far each cycle lies from those of the fit.
  private(set) var leverages: [Double] = []
  private let regression: LevelRegression
  /// The place of each cycle on the trend, which fades.
  private let trends: [Double]
  /// The errors that paths draw.
  private let errors: [Double]

  /// The outlook over a number of cycles.
  init(_ regression: LevelRegression, cycles: Int) {
    self.regression = regression
    let count = Double(regression.level.count)
    let persistence = min(Self.persistence(of: regression.level), 1 - 1e-10)
    trends = (1...cycles).map { cycle in
      let fade =
        persistence > 1e-10
        ? persistence * (1 - pow(persistence, Double(cycle))) / (1 - persistence) : 0
      return (count - 1 + fade) / count
    }
    let residuals = regression.ridge.residuals
    let mean = residuals.reduce(0) { $0 + $1 / Double(residuals.count) }
    errors = residuals.map { $0 - mean }
    var level = regression.level
    for cycle in 0..<cycles {
      let row = LevelRegression.row(
        level,
        at: level.count,
        trend: trends[cycle],
        lag: regression.lag
      )
      leverages.append(regression.ridge.leverage(row))
      level.append(level[level.count - 1] + regression.ridge.prediction(row))
    }
  }

  /// The correlation of the level's changes with the ones before, where it is positive.
  private static func persistence(of level: [Double]) -> Double {
    let changes = zip(level.dropFirst(), level).map { $0 - $1 }
    guard changes.count >= 5 else { return 0 }
    let mean = changes.reduce(0) { $0 + $1 / Double(changes.count) }
    let centred = changes.map { $0 - mean }
    let squares = centred.reduce(0) { $0 + $1 * $1 }
    guard squares > 1e-10 else { return 0 }
    return max(zip(centred, centred.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / squares, 0)
  }

  /// The level of each cycle in one future, as sums of the cycles.
  func path(using stream: inout RandomStream) -> [Double] {
    let (coefficients, lag) = (regression.ridge.coefficients, regression.lag)
    let longShape = regression.longShape
    let known = regression.level.count
    // Only what the regression looks back to is needed.
    let reach = max(lag, 1)
    var recent = Array(regression.level.suffix(reach))
    var levels: [Double] = []
    levels.reserveCapacity(trends.count)
    for (cycle, trend) in trends.enumerated() {
      let last = recent[recent.count - 1]
      var next = last + coefficients[0] + coefficients[1] * trend - coefficients[2] * last
      if lag > 0 { next += coefficients[3] * recent[recent.count - lag] }
      let error = errors[Int(stream.uniform() * Double(errors.count))]
      next += error * (1 + leverages[cycle]).squareRoot()
      recent.append(next)
      let level = regression.transform.inverse(next + regression.lastLevel)
      let factor = longShape.isEmpty ? 1 : longShape[(known + cycle) % longShape.count]
      levels.append(level * factor)
    }
    return levels
  }
}
