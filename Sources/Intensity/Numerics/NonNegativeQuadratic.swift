/// The minimum of a convex quadratic over vectors that are nowhere negative.
///
/// `x'Ax - 2b'x → min, x ≥ 0`, exactly: the method of Lawson and Hanson on the normal equations, with
/// every unknown scaled so that the diagonal of `A` is 1.
///
/// - Source: Lawson and Hanson 1974, “Solving Least Squares Problems”, chapter 23.
struct NonNegativeQuadratic {
  /// `A` in rows, symmetric and positive definite.
  let matrix: [Double]
  /// `b`
  let vector: [Double]

  private var size: Int { vector.count }

  /// The value at a point.
  func value(at x: [Double]) -> Double {
    var value = 0.0
    for i in 0..<size where x[i] != 0 {
      var row = 0.0
      for j in 0..<size { row += matrix[i * size + j] * x[j] }
      value += x[i] * (row - 2 * vector[i])
    }
    return value
  }

  /// The point where the value is least.
  ///
  /// - Complexity: O(n³) for each unknown that is positive in the end, n of them.
  func minimizer() -> [Double] {
    let n = size
    let scale = (0..<n).map { 1 / max(matrix[$0 * n + $0], .leastNormalMagnitude).squareRoot() }
    var a = matrix
    for i in 0..<n { for j in 0..<n { a[i * n + j] *= scale[i] * scale[j] } }
    let b = (0..<n).map { vector[$0] * scale[$0] }
    let tolerance = 1e-12 * (b.map(abs).max() ?? 0)

    var x = [Double](repeating: 0, count: n)
    var isFree = [Bool](repeating: false, count: n)
    // An unknown whose entry leads nowhere for want of digits is not tried again.
    var isBarred = isFree
    while true {
      var (entering, steepest) = (-1, tolerance)
      for j in 0..<n where !isFree[j] && !isBarred[j] {
        var slope = b[j]
        for i in 0..<n where x[i] != 0 { slope -= a[j * n + i] * x[i] }
        if slope > steepest { (entering, steepest) = (j, slope) }
      }
      guard entering >= 0 else { break }
      isFree[entering] = true
      while true {
        let free = (0..<n).filter { isFree[$0] }
        guard
          let z = solution(of: a.rowsAndColumns(free, of: n), free.map { b[$0] }, least: 1e-14),
          z.allSatisfy({ $0.isFinite }),
          x[entering] > 0 || (free.firstIndex(of: entering).map { z[$0] > 0 } ?? true)
        else {
          isFree[entering] = false
          isBarred[entering] = true
          break
        }
        var step = 1.0
        for (place, i) in free.enumerated() where z[place] <= 0 {
          step = min(step, x[i] / (x[i] - z[place]))
        }
        for (place, i) in free.enumerated() {
          x[i] += step * (z[place] - x[i])
          if step < 1 && x[i] <= 1e-15 && z[place] <= 0 {
            x[i] = 0
            isFree[i] = false
          }
        }
        if step >= 1 {
          isBarred = [Bool](repeating: false, count: n)
          break
        }
      }
    }
    return (0..<n).map { x[$0] * scale[$0] }
  }
}
