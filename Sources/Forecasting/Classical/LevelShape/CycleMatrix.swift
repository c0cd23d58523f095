internal import Glibc
internal import Tensors

/// The last whole cycles of a series, side by side: a column for each.
struct CycleMatrix {
  /// The steps of a cycle.
  let period: Int
  /// The number of cycles.
  let count: Int
  /// The values, cycle after cycle.
  let values: ArraySlice<Double>

  /// As many whole cycles of the end of `values` as there are.
  init(_ values: [Double], period: Int) {
    self.period = period
    count = values.count / period
    self.values = values.suffix(count * period)
  }

  /// The value of a phase in a cycle.
  func value(_ phase: Int, _ cycle: Int) -> Double {
    values[values.startIndex + cycle * period + phase]
  }

  /// The sum of each cycle.
  var sums: [Double] {
    (0..<count).map { cycle in (0..<period).reduce(0) { $0 + value($1, cycle) } }
  }

  /// The singular values, the largest first; none where they cannot be found.
  func singularValues() -> [Double] {
    let size = min(period, count)
    let length = max(period, count)
    func entry(_ row: Int, _ place: Int) -> Double {
      period <= count ? value(row, place) : value(place, row)
    }
    var gram = [[Double]](repeating: Array(repeating: 0, count: size), count: size)
    for row in 0..<size {
      for other in 0...row {
        var sum = 0.0
        for place in 0..<length { sum += entry(row, place) * entry(other, place) }
        (gram[row][other], gram[other][row]) = (sum, sum)
      }
    }
    guard let eigen = try? Tensor(gram, .float64).symmetricEigen() else { return [] }
    return eigen.values.elements.reversed().map { max($0, 0).squareRoot() }
  }
}

/// How many steps a cycle has, by the shortest description of a series as a level for each cycle times
/// one shape.
struct CycleChoice {
  /// The steps of a cycle; 1 where no cycle describes the series better than its mean does.
  let period: Int
  /// What the level is to be multiplied by for the noise in it.
  let shrinkage: Double

  /// The choice among periods, ascending, of which the series has at least three.
  ///
  /// - Source: Schwarz 1978, “Estimating the dimension of a model”.
  init(_ values: [Double], periods: [Int]) {
    var best = (period: 1, shrinkage: 1.0)
    if let shortest = periods.first {
      let recent = Array(values.suffix(LevelShape.largestCycleCount * shortest))
      let count = Double(recent.count)
      let mean = recent.reduce(0) { $0 + $1 / count }
      let squares = recent.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      var least = Self.criterion(squares, count: recent.count, parameters: 1)
      for period in periods where recent.count / period >= LevelShape.leastCycleCount {
        let matrix = CycleMatrix(recent, period: period)
        let singular = matrix.singularValues()
        guard singular.count > 1 else { continue }
        let criterion = Self.criterion(
          singular.dropFirst().reduce(0) { $0 + $1 * $1 },
          count: matrix.values.count,
          parameters: period + matrix.count - 1
        )
        guard criterion < least else { continue }
        least = criterion
        let shrinkage = MarchenkoPastur.shrinkage(
          of: singular,
          rows: period,
          columns: matrix.count
        )
        best = (period, shrinkage)
      }
    }
    (period, shrinkage) = best
  }

  private static func criterion(_ squares: Double, count: Int, parameters: Int) -> Double {
    let n = Double(count)
    return n * log(max(squares / n, 1e-30)) + Double(parameters) * log(n)
  }
}
