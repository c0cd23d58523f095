internal import Tensors

/// The vector that a symmetric positive matrix turns into `b`.
///
/// - Parameters:
///   - matrix: its rows.
///   - least: what a squared pivot must exceed.
/// - Returns: nil where the matrix is singular to the digits.
func solution(of matrix: [Double], _ b: [Double], least: Double = 0) -> [Double]? {
  let n = b.count
  let tensor = Tensor(matrix, .float64).reshaped(to: [n, n])
  guard let factor = try? tensor.cholesky() else { return nil }
  let pivots = factor.elements
  guard (0..<n).allSatisfy({ pivots[$0 * n + $0] * pivots[$0 * n + $0] > least }) else {
    return nil
  }
  return try? tensor.solving(Tensor(b, .float64).reshaped(to: [n, 1])).elements
}

extension [Double] {
  /// Some rows and columns of a square matrix of `size` rows.
  func rowsAndColumns(_ chosen: [Int], of size: Int) -> [Double] {
    chosen.flatMap { row in chosen.map { self[row * size + $0] } }
  }
}
