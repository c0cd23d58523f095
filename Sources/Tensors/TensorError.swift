/// Why a computation on tensors has no result.
public enum TensorError: Error, Equatable {
  /// A system of equations has no single solution: column `column` depends on those before it.
  case singular(column: Int)
  /// A matrix is not positive definite: its leading block of `order` rows is not.
  case notPositiveDefinite(order: Int)
  /// An iteration did not settle; the matrix holds what is not a number, or is unusually hard.
  case notConverged
}
