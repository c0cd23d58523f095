// Decompositions of single matrices. They are computed in double precision whatever the elements are.
extension Tensor {
  /// The eigenvalues of a symmetric matrix in ascending order, and its eigenvectors as columns.
  ///
  /// Only one triangle is read. The derivative is defined where the eigenvalues are distinct, and for
  /// functions that do not depend on the sign of the eigenvectors.
  ///
  /// - Shape: `[n, n] → [n], [n, n]`
  /// - Throws: `notConverged`.
  public func symmetricEigen() throws(TensorError) -> (values: Tensor, vectors: Tensor) {
    requireSquare()
    let n = shape[0]
    let (values, rows) = try LAPACK.symmetricEigen(self)
    // One tensor, so that the tape sees one step.
    let both = Tensor.concatenated([values.expanded(at: 0), rows]).converted(to: elementType)
    func parts(_ both: Tensor) -> (values: Tensor, vectors: Tensor) {
      (both.selected(0), both.sliced(1..<n + 1).transposed())
    }
    guard let tape = Tape.following(self) else { return parts(both) }
    let y = tape.next(both)
    let recorded = tape.record(y, self) { change in
      let (values, v) = parts(y)
      let (valueChange, vectorChange) = parts(change)
      let ones = Tensor.identity(n, values.elementType)
      let gaps = values.expanded(at: 0) - values.expanded(at: 1)
      let rotation = matmul(v.transposed(), vectorChange) * (1 - ones) / (gaps + ones)
      let inner = ones * valueChange + rotation
      return matmul(matmul(v, inner), v.transposed()).symmetrized()
    }
    return parts(recorded)
  }

  /// The lower triangular `L` with `L · Lᵀ` equal to this symmetric, positive definite matrix.
  ///
  /// Only the lower triangle is read; the derivative is spread over both.
  ///
  /// - Shape: `[n, n] → [n, n]`
  /// - Throws: `notPositiveDefinite`.
  public func cholesky() throws(TensorError) -> Tensor {
    requireSquare()
    let value = try LAPACK.cholesky(self).lowerTriangle().converted(to: elementType)
    guard let tape = Tape.following(self) else { return value }
    let y = tape.next(value)
    return tape.record(y, self) { change in
      let ones = Tensor.identity(y.shape[0], y.elementType)
      let inner = matmul(y.transposed(), change.lowerTriangle()).lowerTriangle() * (1 - 0.5 * ones)
      let half = y.transposed().solvingOrNotANumber(inner)
      return y.transposed().solvingOrNotANumber(half.transposed()).symmetrized()
    }
  }

  /// The singular value decomposition `u · diag(s) · v`, the largest value first.
  ///
  /// - Shape: `[m, n] → [m, k], [k], [k, n]`, `k = min(m, n)`
  /// - Throws: `notConverged`.
  /// - Precondition: No gradient follows the matrix; differentiate `symmetricEigen` of a product with
  ///   the transpose instead.
  public func singularValueDecomposition() throws(TensorError) -> (u: Tensor, s: Tensor, v: Tensor)
  {
    precondition(rank == 2, "a tensor of shape \(shape) is not a matrix")
    precondition(
      Tape.following(self) == nil,
      "a singular value decomposition has no derivative here, shape \(shape)"
    )
    let (u, s, v) = try LAPACK.singularValues(self)
    return (
      u.converted(to: elementType), s.converted(to: elementType), v.converted(to: elementType)
    )
  }

  /// The solution `x` of `self · x = b`.
  ///
  /// - Shape: `[n, n], [n, k] → [n, k]`
  /// - Throws: `singular`.
  public func solving(_ b: Tensor) throws(TensorError) -> Tensor {
    requireSquare()
    requireMatch(with: b)
    precondition(
      b.rank == 2 && b.shape[0] == shape[0],
      "a matrix of shape \(shape) with right-hand sides of shape \(b.shape)"
    )
    let value = try LAPACK.solve(self, b).converted(to: elementType)
    guard let tape = Tape.following(self, b) else { return value }
    let y = tape.next(value)
    return tape.record(
      y,
      self,
      { -matmul(self.transposed().solvingOrNotANumber($0), y.transposed()) },
      b,
      { self.transposed().solvingOrNotANumber($0) }
    )
  }

  /// The solution for a matrix that has been solved with before, so that it has one.
  private func solvingOrNotANumber(_ b: Tensor) -> Tensor {
    (try? solving(b)) ?? b.filled(with: .nan)
  }

  /// The elements on and below the diagonal of a matrix, and zeros above.
  public func lowerTriangle() -> Tensor {
    precondition(rank == 2, "a tensor of shape \(shape) is not a matrix")
    let rows = Tensor.sequence(count: shape[0], elementType).expanded(at: 1)
    let columns = Tensor.sequence(count: shape[1], elementType).expanded(at: 0)
    return select(rows .>= columns, self, Tensor(0, elementType))
  }

  private func symmetrized() -> Tensor { (self + transposed()) * 0.5 }

  private func requireSquare() {
    precondition(rank == 2 && shape[0] == shape[1], "a tensor of shape \(shape) is not square")
  }
}
