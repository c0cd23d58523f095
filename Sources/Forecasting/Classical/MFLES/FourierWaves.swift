internal import Glibc

/// The waves of a season, made orthonormal over the steps of a series.
struct FourierWaves {
  private var columns: [[Double]] = []

  /// The first 5, 10 or 15 waves of a period below 10, below 70 or above; as many waves as the period
  /// has steps include a constant.
  init(count: Int, period: Int) {
    let order = period < 10 ? 5 : period < 70 ? 10 : 15
    if order >= period { append(Array(repeating: 1, count: count)) }
    for wave in 1...min(order, period / 2) {
      let angles = (1...count).map {
        // The remainder keeps the angle small, and the wave periodic to the last bit.
        2 * Double.pi * Double(wave * $0 % period) / Double(period)
      }
      append(angles.map { cos($0) })
      if 2 * wave < period { append(angles.map { sin($0) }) }
    }
  }

  /// Adds what is new in a column.
  private mutating func append(_ column: [Double]) {
    var rest = column
    // Twice, because the first turn leaves rounding behind.
    for _ in 0..<2 {
      for known in columns {
        let share = Self.product(rest, known)
        for step in rest.indices { rest[step] -= share * known[step] }
      }
    }
    let length = Self.product(rest, rest).squareRoot()
    guard length > 1e-8 * Self.product(column, column).squareRoot() else { return }
    columns.append(rest.map { $0 / length })
  }

  /// The sum of waves that comes nearest to the values.
  func projection(of values: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: values.count)
    for column in columns {
      let share = Self.product(values, column)
      for step in sum.indices { sum[step] += share * column[step] }
    }
    return sum
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for place in a.indices { sum += a[place] * b[place] }
    return sum
  }
}
