internal import Glibc

/// The regression that the level of the cycles follows, and where it stands.
struct LevelRegression {
  /// What the sums of the cycles were multiplied by for their noise.
  let shrinkage: Double
  /// The factor of each cycle of a longer season; empty where there is none.
  let longShape: [Double]
  /// How many cycles ago the level of the longer season is; 0 where there is none.
  let lag: Int
  /// The transformation of the level.
  let transform: BoxCox
  /// The regression of the changes of the transformed level.
  let ridge: RidgeAverage
  /// The transformed level, less its last value.
  let level: [Double]
  /// The last value of the transformed level.
  let lastLevel: Double

  /// The regression of a level; nil where there is no finite fit.
  ///
  /// - Parameters:
  ///   - longPeriod: the cycles of a longer season, whose shape is taken out; 0 for none.
  ///   - lag: the cycles of the longer season that the regression looks back; 0 for none.
  ///   - known: the transformation, where it is not to be found.
  init?(
    level sums: [Double],
    shrinkage: Double,
    longPeriod: Int,
    lag: Int,
    known: BoxCox? = nil
  ) {
    self.shrinkage = shrinkage
    self.lag = lag
    longShape = longPeriod > 1 ? Self.longShape(of: sums, period: longPeriod) : []
    var working = sums
    if !longShape.isEmpty {
      for cycle in working.indices { working[cycle] /= longShape[cycle % longPeriod] }
    }
    let transform = known ?? BoxCox(working.filter { $0 > 0 })
    self.transform = transform
    let transformed = working.map { transform($0) }
    let last = transformed.last ?? 0
    let level = transformed.map { $0 - last }
    (self.level, lastLevel) = (level, last)
    let rows = (max(1, lag)..<max(level.count, max(1, lag))).map { cycle in
      Self.row(level, at: cycle, trend: Double(cycle) / Double(level.count), lag: lag)
    }
    let targets = (max(1, lag)..<max(level.count, max(1, lag))).map { level[$0] - level[$0 - 1] }
    guard let ridge = RidgeAverage(rows, targets) else { return nil }
    self.ridge = ridge
  }

  /// What the change of the level at a cycle is predicted from.
  static func row(_ level: [Double], at cycle: Int, trend: Double, lag: Int) -> [Double] {
    let row = [1, trend, -level[cycle - 1]]
    return lag > 0 ? row + [level[cycle - lag]] : row
  }

  /// The factors of a longer season: averages of its cycles, drawn to one harmonic wave or to 1, of which
  /// the better description is taken.
  private static func longShape(of sums: [Double], period: Int) -> [Double] {
    var totals = [Double](repeating: 0, count: period)
    var counts = totals
    for (cycle, sum) in sums.enumerated() {
      totals[cycle % period] += sum
      counts[cycle % period] += 1
    }
    var raw = zip(totals, counts).map { $1 > 0 ? $0 / $1 : 1 }
    let n = Double(period)
    let mean = raw.reduce(0, +) / n
    guard mean > 1e-10 else { return [] }
    raw = raw.map { $0 / mean }
    let angles = (0..<period).map { 2 * Double.pi * Double($0) / n }
    let cosine = 2 / n * zip(raw, angles).reduce(0) { $0 + ($1.0 - 1) * cos($1.1) }
    let sine = 2 / n * zip(raw, angles).reduce(0) { $0 + ($1.0 - 1) * sin($1.1) }
    let wave = angles.map { 1 + cosine * cos($0) + sine * sin($0) }
    func criterion(_ prior: [Double], _ parameters: Double) -> Double {
      let squares = zip(raw, prior).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return n * log(max(squares / n, 1e-30)) + parameters * log(n)
    }
    let flat = [Double](repeating: 1, count: period)
    let prior = criterion(wave, 2) < criterion(flat, 0) ? wave : flat
    let cycles = Double(sums.count / period)
    let weight = cycles / (cycles + n)
    let shape = zip(raw, prior).map { max(weight * $0 + (1 - weight) * $1, 1e-6) }
    let scale = shape.reduce(0, +) / n
    return shape.map { $0 / scale }
  }
}

extension CycleChoice {
  /// The cycles of the longer seasons: that whose shape is taken out of the level, and that which the
  /// regression looks back; 0 for none.
  ///
  /// - Parameters:
  ///   - periods: the seasons in steps, ascending.
  ///   - period: the steps of a cycle.
  ///   - count: the steps of the series.
  static func longPeriods(
    _ periods: [Int],
    period: Int,
    count: Int
  ) -> (shape: Int, lag: Int) {
    let cycles = min(count / period, LevelShape.largestCycleCount)
    let long = periods.filter { $0 > period }.map { $0 / period }
      .filter { $0 >= 2 && $0 <= cycles / 2 }
    return (long.first ?? 0, long.last ?? 0)
  }
}
