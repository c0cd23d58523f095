internal import Parallelism
public import Tensors

/// The gradient of a number with respect to every parameter of a module, in the order of the visit.
public struct Gradients: Sendable {
  /// One gradient for each parameter; nil for a parameter that the number does not depend on, which
  /// optimisers leave alone.
  public var values: [Tensor?]

  /// Gradients in the order of a module's parameters.
  public init(_ values: [Tensor?]) { self.values = values }

  /// The length of all gradients taken as one vector.
  public var norm: Double {
    values.reduce(0) { $0 + ($1?.sumOfSquares().scalar ?? 0) }.squareRoot()
  }

  /// True when no gradient holds an infinity or what is not a number.
  public var areFinite: Bool { norm.isFinite }

  /// The gradients, shortened to `length` together if they are longer.
  ///
  /// - Source: Pascanu, Mikolov and Bengio 2013, “On the difficulty of training recurrent neural
  ///   networks”, algorithm 1.
  public func clipped(toNorm length: Double) -> Gradients {
    let norm = self.norm
    return norm > length ? scaled(by: length / norm) : self
  }

  /// The gradients with every element moved into `-limit ... limit`.
  public func clipped(toValue limit: Double) -> Gradients {
    Gradients(values.map { $0?.clamped(to: -limit...limit) })
  }

  /// The gradients times a number.
  public func scaled(by factor: Double) -> Gradients {
    Gradients(values.map { $0.map { $0 * factor } })
  }

  /// Adds the gradients of another number.
  ///
  /// - Precondition: Both belong to one module.
  public mutating func add(_ other: Gradients) {
    precondition(
      values.count == other.values.count,
      "gradients of \(values.count) and of \(other.values.count) parameters"
    )
    for place in values.indices {
      guard let part = other.values[place] else { continue }
      guard var sum = values[place] else {
        values[place] = part
        continue
      }
      // The slot lets go of the storage, so that the sum may grow in place.
      values[place] = nil
      sum.add(part)
      values[place] = sum
    }
  }
}

/// The value of a function of a module, and its gradient with respect to the module's parameters.
///
/// ```swift
/// let (loss, gradients) = valueWithGradient(at: model) { meanSquaredError($0(x), y) }
/// optimizer.update(&model, along: gradients)
/// ```
///
/// - Precondition: The function's value has one element.
public func valueWithGradient<Model: Module, Failure: Error>(
  at model: Model,
  of function: (Model) throws(Failure) -> Tensor
) throws(Failure) -> (value: Tensor, gradients: Gradients) {
  let (value, gradients) = try valueWithReachedGradients(at: model.parameters) {
    parameters throws(Failure) in
    var followed = model
    followed.setParameters(parameters)
    return try function(followed)
  }
  return (value, Gradients(gradients))
}

/// The sum of the values of a function over `0..<count`, and its gradient, with the parts computed on
/// as many threads as `withThreads` allows.
///
/// The sums are made in the order of the parts, so the result does not depend on the number of threads.
///
/// - Precondition: `count` is positive, and each value of the function has one element.
public func valueWithGradient<Model: Module, Failure: Error>(
  at model: Model,
  summingOver count: Int,
  of function: @Sendable (Model, Int) throws(Failure) -> Tensor
) throws(Failure) -> (value: Tensor, gradients: Gradients) {
  precondition(count > 0, "a sum over \(count) parts")
  let parts = try parallelMap(count: count) { part throws(Failure) in
    try valueWithGradient(at: model) { model throws(Failure) in try function(model, part) }
  }
  var (value, gradients) = parts[0]
  for part in parts.dropFirst() {
    value = value + part.value
    gradients.add(part.gradients)
  }
  return (value, gradients)
}
