public import Tensors
public import Testing

/// The sizes at which loops, blocks and vector registers end in different ways.
public let awkwardSizes = [0, 1, 3, 17, 64, 65]

/// Expects that the gradient of a function, and the gradient of its gradient, agree with finite
/// differences.
///
/// The function's result is made a single number by fixed random weights. Central differences of two
/// step sizes, 2⁻⁹ and 2⁻¹⁰, are extrapolated, which leaves an error of the fourth order; with
/// double precision and values near 1 that is some 1e-11, and the tolerance is a thousand times that.
///
/// - Parameters:
///   - variables: Where to differentiate; in double precision.
///   - secondOrder: Whether to check the gradient of the gradient too.
///   - samples: The most elements of each variable to vary.
public func expectGradients(
  at variables: [Tensor],
  secondOrder: Bool = true,
  samples: Int = 12,
  tolerance: Double = 1e-8,
  _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation,
  of function: ([Tensor]) -> Tensor
) {
  var random = RandomStream(seed: 20)
  let weights = Tensor.uniform(function(variables).shape, in: -1...1, .float64, using: &random)
  func weighted(_ variables: [Tensor]) -> Tensor { (function(variables) * weights).sum() }
  expectFirstOrder(
    at: variables,
    samples,
    tolerance,
    &random,
    "first order",
    comment,
    sourceLocation,
    weighted
  )
  guard secondOrder else { return }
  let directions = variables.map {
    Tensor.uniform($0.shape, in: -1...1, .float64, using: &random)
  }
  expectFirstOrder(
    at: variables,
    samples,
    100 * tolerance,
    &random,
    "second order",
    comment,
    sourceLocation
  ) { variables in
    let gradients = valueWithGradient(at: variables, of: weighted).gradients
    return zip(gradients, directions).reduce(Tensor(0, .float64)) { sum, pair in
      sum + (pair.0 * pair.1).sum()
    }
  }
}

private func expectFirstOrder(
  at variables: [Tensor],
  _ samples: Int,
  _ tolerance: Double,
  _ random: inout RandomStream,
  _ order: String,
  _ comment: Comment?,
  _ sourceLocation: SourceLocation,
  _ function: ([Tensor]) -> Tensor
) {
  let gradients = valueWithGradient(at: variables, of: function).gradients
  for (number, variable) in variables.enumerated() {
    let elements = variable.elements
    let gradient = gradients[number]
    #expect(gradient.shape == variable.shape, comment, sourceLocation: sourceLocation)
    let expected = gradient.elements
    guard expected.count == elements.count else { continue }
    let places = Set(
      elements.count <= samples
        ? Array(elements.indices)
        : (0..<samples).map { _ in elements.indices.randomElement(using: &random) ?? 0 }
    )
    for place in places.sorted() {
      func moved(_ distance: Double) -> Double {
        var changed = elements
        changed[place] += distance
        var variables = variables
        variables[number] = Tensor(changed, shape: variable.shape, .float64)
        return function(variables).scalar
      }
      func slope(_ step: Double) -> Double { (moved(step) - moved(-step)) / (2 * step) }
      let measured = (4 * slope(0x1p-10) - slope(0x1p-9)) / 3
      let scale = max(1, measured.magnitude)
      let error = (measured - expected[place]).magnitude / scale
      let text = """
        \(order), variable \(number) of shape \(variable.shape), element \(place): \
        \(expected[place]), by differences \(measured). \(comment?.rawValue ?? "")
        """
      #expect(error <= tolerance, Comment(rawValue: text), sourceLocation: sourceLocation)
    }
  }
}
