public import Tensors

/// A layer with one weight whose first axis counts outputs, which `SpectralNorm` and `WeightNorm` can
/// replace by a function of it.
public protocol WeightedLayer: Layer {
  /// The weight, of shape `[unit, …]`.
  var weight: Tensor { get set }
}

/// A layer whose weight, seen as a matrix with a row per output, has a largest singular value of 1.
///
/// `Ŵ = W/σ` with `σ = uᵀ W v`, where `v = Wᵀd/‖Wᵀd‖`, `u = Wv/‖Wv‖`, and `d` is the `u` of the
/// pass before. The gradient takes `u` and `v` for constants.
///
/// A pass does one step of the power iteration from `direction` and leaves it as it is; `advanceState`
/// keeps the step. Parameters have the names they have in the layer itself.
///
/// - Shape: that of the layer
/// - Source: Miyato, Kataoka, Koyama and Yoshida 2018, “Spectral normalization for generative
///   adversarial networks”, algorithm 1.
public struct SpectralNorm<Inner: WeightedLayer>: Layer {
  /// The layer with the weight as it is learned.
  public var layer: Inner
  /// The start of the iteration, of shape `[unit]` and length 1; kept, but not learned.
  public private(set) var direction: Tensor

  /// A norm for a layer, from a random direction.
  public init(_ layer: Inner, using random: inout RandomStream) {
    self.layer = layer
    direction = unit(.normal([layer.weight.shape[0]], layer.weight.elementType, using: &random))
  }

  /// The largest singular value of the weight as far as the iteration has come, `σ`.
  public var largestSingularValue: Tensor {
    let (u, v) = withoutGradient { Self.iterated(layer.weight, from: direction) }
    return (matmul(u.expanded(at: 0), rows(layer.weight)) * v).sum()
  }

  /// The output for an input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    var normed = layer
    normed.weight = layer.weight / largestSingularValue
    return normed(input)
  }

  /// Shows what the layer shows, then `direction`, which is not learned.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    layer.visitParameters(&visitor)
    let weight = layer.weight
    visitor.visitState("direction", &direction) { Self.iterated(weight, from: $0).u }
  }

  /// One step of the power iteration.
  private static func iterated(_ weight: Tensor, from start: Tensor) -> (u: Tensor, v: Tensor) {
    let matrix = rows(weight)
    let v = unit(matmul(start.expanded(at: 0), matrix).squeezed(at: 0))
    return (unit(matmul(matrix, v.expanded(at: 1)).squeezed(at: 1)), v)
  }
}

/// A layer whose weight is learned as a length and a direction for each output.
///
/// `Ŵ = g · W/‖W‖`, with one length `g` and one norm per output
///
/// Other parameters, and the direction, have the names they have in the layer itself.
///
/// - Shape: that of the layer
/// - Precondition: No output's weights are all zero.
/// - Source: Salimans and Kingma 2016, “Weight normalization”, eq. 2.
public struct WeightNorm<Inner: WeightedLayer>: Layer {
  /// The layer with the direction `W` for its weight.
  public var layer: Inner
  /// The lengths `g`, of shape `[unit, 1, …]`; at first such that the layer's output stays.
  public var gain: Tensor

  /// A norm for a layer.
  public init(_ layer: Inner) {
    self.layer = layer
    gain = Self.lengths(layer.weight)
  }

  /// The weight as it is used, `Ŵ`.
  public var weight: Tensor { layer.weight * (gain / Self.lengths(layer.weight)) }

  /// The output for an input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    var normed = layer
    normed.weight = weight
    return normed(input)
  }

  /// Shows what the layer shows, then `gain`.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    layer.visitParameters(&visitor)
    visitor.visit("gain", &gain)
  }

  /// The length of each output's weights.
  private static func lengths(_ weight: Tensor) -> Tensor {
    weight.sumOfSquares(along: Array(1..<weight.rank), keepingRank: true).squareRoot()
  }
}

/// A weight as a matrix with a row for each output.
private func rows(_ weight: Tensor) -> Tensor {
  let outputs = weight.shape[0]
  return weight.reshaped(to: [outputs, weight.shape.dropFirst().reduce(1, *)])
}

/// A vector at length 1, or zeros for zeros.
private func unit(_ vector: Tensor) -> Tensor {
  vector / maximum(vector.sumOfSquares().squareRoot(), Tensor(1e-12, vector.elementType))
}
