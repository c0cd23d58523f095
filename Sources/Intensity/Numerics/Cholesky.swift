/// The triangular factor of a symmetric positive matrix, or of some of its rows and columns.
struct Cholesky {
  private var factor: [Double]
  private let size: Int

  /// The factor; nil where the matrix is singular to the digits.
  ///
  /// - Parameters:
  ///   - matrix: its rows.
  ///   - chosen: the rows and columns that count; nil for all.
  ///   - least: what a squared pivot must exceed.
  init?(_ matrix: [Double], of chosen: [Int]? = nil, size n: Int, least: Double = 0) {
    let rows = chosen ?? Array(0..<n)
    let m = rows.count
    var l = [Double](repeating: 0, count: m * m)
    for i in 0..<m {
      for j in 0...i {
        var sum = matrix[rows[i] * n + rows[j]]
        for k in 0..<j { sum -= l[i * m + k] * l[j * m + k] }
        if i == j {
          guard sum > least else { return nil }
          l[i * m + i] = sum.squareRoot()
        } else {
          l[i * m + j] = sum / l[j * m + j]
        }
      }
    }
    (factor, size) = (l, m)
  }

  /// The vector that the matrix turns into `b`.
  func solution(of b: [Double]) -> [Double] {
    let m = size
    var y = b
    for i in 0..<m {
      for k in 0..<i { y[i] -= factor[i * m + k] * y[k] }
      y[i] /= factor[i * m + i]
    }
    for i in (0..<m).reversed() {
      for k in (i + 1)..<max(m, i + 1) { y[i] -= factor[k * m + i] * y[k] }
      y[i] /= factor[i * m + i]
    }
    return y
  }
}
