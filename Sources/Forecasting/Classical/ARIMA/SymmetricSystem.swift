internal import Glibc

/// A symmetric positive semidefinite system and its triangular factor.
///
/// An unknown that those before it determine is left out: its solution is 0.
struct SymmetricSystem {
  let size: Int
  /// The factor by rows, below and on the diagonal; 0 on the diagonal for what is left out.
  private(set) var factor: [Double]
  /// The first element of each row that is not 0; the factor has none before it either.
  private let profile: [Int]

  /// A pivot below this share of its diagonal element counts as 0.
  private static let tolerance = 1e-12

  /// The system with this matrix, given by rows; only what is below and on the diagonal is read.
  init(_ matrix: [Double], size: Int) {
    self.size = size
    factor = matrix
    profile = (0..<size).map { i in (0..<i).first { matrix[i * size + $0] != 0 } ?? i }
    for i in 0..<size {
      for j in profile[i]...i {
        let first = max(profile[i], profile[j])
        let sum =
          matrix[i * size + j]
          - RowProducts.dot(
            factor,
            at: i * size + first,
            factor,
            at: j * size + first,
            count: max(j - first, 0)
          )
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
      for k in profile[i]..<i { x[i] -= factor[i * size + k] * x[k] }
      x[i] = pivot > 0 ? x[i] / pivot : 0
    }
    for i in x.indices.reversed() {
      let pivot = factor[i * size + i]
      x[i] = pivot > 0 ? x[i] / pivot : 0
      if x[i] == 0 { continue }
      for k in profile[i]..<i { x[k] -= factor[i * size + k] * x[i] }
    }
    return x
  }
}
