internal import Glibc
internal import TimeSeries

extension LinearTrend {
  /// The line of the least-squares fit of a line and one sine wave of the given period.
  init(besideWaveOf period: Int, _ values: [Double]) {
    // The columns are made orthogonal one after the other (modified Gram–Schmidt); what a column has
    // in common with the line is kept, to turn its coefficient into intercept and slope.
    let n = values.count
    let angle = 2 * Double.pi / Double(period)
    let waves = [
      (0..<n).map { cos(angle * Double($0)) },
      (0..<n).map { sin(angle * Double($0)) },
    ]
    var rest = values
    var lines: [LinearTrend] = []
    var columns: [[Double]] = []
    for wave in waves {
      let line = LinearTrend(wave)
      var column = wave.enumerated().map { $1 - line[$0] }
      var common = line
      for (other, otherLine) in zip(columns, lines) {
        let share = Self.product(column, other) / Self.product(other, other)
        for t in 0..<n { column[t] -= share * other[t] }
        common.intercept -= share * otherLine.intercept
        common.slope -= share * otherLine.slope
      }
      // A wave of period 2 has no sine, and a short series may not tell a wave from a line.
      guard Self.product(column, column) > 1e-6 * Double(n) else { continue }
      columns.append(column)
      lines.append(common)
    }
    self.init(values)
    for (column, line) in zip(columns, lines) {
      let coefficient = Self.product(column, rest) / Self.product(column, column)
      for t in 0..<n { rest[t] -= coefficient * column[t] }
      intercept -= coefficient * line.intercept
      slope -= coefficient * line.slope
    }
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
  }
}
