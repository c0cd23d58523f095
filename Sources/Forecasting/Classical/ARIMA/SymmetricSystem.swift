internal import Glibc

/// A symmetric positive semidefinite system and its triangular factor.
///
/// An unknown that those before it determine is left out: its solution is 0.
struct SymmetricSystem {
  let size: Int
  /// The factor by rows, below and on the diagonal; 0 on the diagonal for what is left out.
  private(set) var factor: [Double]

  /// A pivot below this share of its diagonal element counts as 0.
  private static let tolerance = 1e-12

  /// The system with this matrix, given by rows; only what is below and on the diagonal is read.
  init(_ matrix: [Double], size: Int) {
    self.size = size
    factor = matrix
    for i in 0..<size {
      for j in 0...i {
        var sum = matrix[i * size + j]
        for k in 0..<j { sum -= factor[i * size + k] * factor[j * size + k] }
        if i == j {
          let isFree = sum > Self.tolerance * matrix[i * size + i] && sum > 0
          factor[i * size + i] = isFree ? sum.squareRoot() : 0
        } else {
          let pivot = factor[j * size + j]
          factor[i * size + j] = pivot > 0 ? sum / pivot : 0
        }
      }
    }
  }

  /// The number of unknowns that are not left out.
  var rank: Int { (0..<size).count { factor[$0 * size + $0] > 0 } }

  /// The logarithm of the determinant of the upper left part of this size.
  func logDeterminant(leading count: Int) -> Double {
    (0..<count).reduce(0) { $0 + 2 * log(factor[$1 * size + $1]) }
  }

  /// The solution for a right-hand side, of the upper left part of the system that is as long.
  func solution(_ right: [Double]) -> [Double] {
    var x = right
    for i in x.indices {
      let pivot = factor[i * size + i]
      for k in 0..<i { x[i] -= factor[i * size + k] * x[k] }
      x[i] = pivot > 0 ? x[i] / pivot : 0
    }
    for i in x.indices.reversed() {
      let pivot = factor[i * size + i]
      for k in (i + 1)..<max(x.count, i + 1) { x[i] -= factor[k * size + i] * x[k] }
      x[i] = pivot > 0 ? x[i] / pivot : 0
    }
    return x
  }
}
