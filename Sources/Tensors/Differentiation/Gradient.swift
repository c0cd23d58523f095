/// The value of a function and its gradient.
///
/// Inside the function every operation on the variables, and on what comes from them, is recorded;
/// control flow is ordinary Swift. Calls may be nested to differentiate a gradient.
///
/// ```swift
/// let (value, gradient) = valueWithGradient(at: x) { x in (x * x).sum() }
/// ```
///
/// - Parameters:
///   - variable: Where to evaluate the function.
///   - function: Gives a single number.
/// - Returns: The value, and for each element of the variable its partial derivative.
/// - Precondition: The function's value has one element.
public func valueWithGradient<Failure: Error>(
  at variable: Tensor,
  of function: (Tensor) throws(Failure) -> Tensor
) throws(Failure) -> (value: Tensor, gradient: Tensor) {
  let (value, gradients) = try valueWithGradient(at: [variable]) {
    variables throws(Failure) in try function(variables[0])
  }
  return (value, gradients[0])
}

/// The value of a function of several tensors and its gradient with respect to each.
///
/// - Precondition: The function's value has one element.
public func valueWithGradient<Failure: Error>(
  at variables: [Tensor],
  of function: ([Tensor]) throws(Failure) -> Tensor
) throws(Failure) -> (value: Tensor, gradients: [Tensor]) {
  let (value, gradients) = try valueWithReachedGradients(at: variables, of: function)
  return (value, zip(variables, gradients).map { $1 ?? $0.filled(with: 0) })
}

/// The value of a function of several tensors and its gradient with respect to each it depends on.
///
/// - Returns: The value, and for each variable the gradient, or nil where nothing led from the variable
///   to the value.
/// - Precondition: The function's value has one element.
package func valueWithReachedGradients<Failure: Error>(
  at variables: [Tensor],
  of function: ([Tensor]) throws(Failure) -> Tensor
) throws(Failure) -> (value: Tensor, gradients: [Tensor?]) {
  try valueWithPullback(at: variables, of: function) { value in
    precondition(
      value.count == 1,
      "only a single number has a gradient, not a tensor of shape \(value.shape)"
    )
    return value.filled(with: 1)
  }
}

/// The gradient of a function.
///
/// - Precondition: The function's value has one element.
public func gradient<Failure: Error>(
  at variable: Tensor,
  of function: (Tensor) throws(Failure) -> Tensor
) throws(Failure) -> Tensor {
  try valueWithGradient(at: variable, of: function).gradient
}

/// The value of a function of several tensors, and what a change of each does to the value, weighted
/// with `seed` of that value.
func valueWithPullback<Failure: Error>(
  at variables: [Tensor],
  of function: ([Tensor]) throws(Failure) -> Tensor,
  seed: (Tensor) -> Tensor
) throws(Failure) -> (Tensor, [Tensor?]) {
  try Tape.withScope { tape throws(Failure) in
    let followed = variables.map(tape.variable)
    let value = try function(followed)
    return (value, tape.pullback(seed(value), from: value, to: followed))
  }
}

/// Runs `body` as if no gradient were being taken: its results count as constants.
public func withoutGradient<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  try Tape.paused(body)
}

/// The value of a function whose intermediate results are computed again when the gradient is taken,
/// instead of being kept.
///
/// Long sequences cut into such pieces need memory for one piece at a time and for the tensors
/// between pieces.
///
/// - Parameters:
///   - variables: Every tensor that the gradient should follow; what `function` captures counts as
///     constant.
///   - function: A pure function of the variables.
public func checkpointed(
  at variables: [Tensor],
  of function: @escaping ([Tensor]) -> Tensor
) -> Tensor {
  let value = withoutGradient { function(variables) }
  guard let tape = Tape.following(variables) else { return value }
  return tape.recordJointly(value, variables) { change in
    valueWithPullback(at: variables, of: function) { _ in change }.1
  }
}

extension Tensor {
  /// The same value as a constant: no gradient passes through it.
  public func detached() -> Tensor {
    var copy = self
    copy.origin = .none
    return copy
  }
}
