/// The lower factor of a symmetric positive definite matrix, for systems of a few hundred equations.
///
/// Not `Tensor.cholesky()`: many small systems are solved side by side on all threads, and forecasts are to be the same
/// to the last bit whatever kernels the linear algebra library chooses for a processor.
///
/// - Complexity: O(n³) to find, O(n²) to solve with.
struct CholeskyFactor: Sendable {
  private let lower: [[Double]]

  /// nil where the matrix is not positive definite.
  init?(_ matrix: [[Double]]) {
    var lower = matrix.map { $0.map { _ in 0.0 } }
    for row in matrix.indices {
      for column in 0...row {
        var rest = matrix[row][column]
        for k in 0..<column { rest -= lower[row][k] * lower[column][k] }
        if row == column {
          guard rest > 0, rest.isFinite else { return nil }
          lower[row][row] = rest.squareRoot()
        } else {
          lower[row][column] = rest / lower[column][column]
        }
      }
    }
    self.lower = lower
  }

  /// The solution for a right side.
  func solved(_ right: [Double]) -> [Double] {
    var x = right
    for row in x.indices {
      for k in 0..<row { x[row] -= lower[row][k] * x[k] }
      x[row] /= lower[row][row]
    }
    for row in x.indices.reversed() {
      for k in x.indices.dropFirst(row + 1) { x[row] -= lower[k][row] * x[k] }
      x[row] /= lower[row][row]
    }
    return x
  }
}
