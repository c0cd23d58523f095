public import Tensors

/// How the parameters of a layer are drawn at first.
///
/// The first axis of a weight counts outputs; the others together count inputs.
public enum Initializer: Sendable, Hashable {
  /// All zeros.
  case zeros
  /// All ones.
  case ones
  /// Evenly from `±1/√inputs`, the usual choice for a weight and for its bias.
  case fanIn
  /// Evenly from `±√(6 / (inputs + outputs))`.
  ///
  /// - Source: Glorot and Bengio 2010, eq. 16.
  case glorotUniform
  /// Normally with variance `2 / (inputs + outputs)`.
  case glorotNormal
  /// Evenly from `±√(6 / inputs)`, for rectified outputs.
  ///
  /// - Source: He, Zhang, Ren and Sun 2015, eq. 10.
  case heUniform
  /// Normally with variance `2 / inputs`, for rectified outputs.
  case heNormal
  /// Normally with this standard deviation.
  case normal(standardDeviation: Double)

  /// A tensor drawn by this rule.
  ///
  /// - Parameter inputs: The number of inputs of one output, where it is not the product of all
  ///   extents but the first, as for a bias.
  public func draw(
    _ shape: Shape,
    inputs: Int? = nil,
    _ elementType: ElementType = .float32,
    using random: inout RandomStream
  ) -> Tensor {
    let fanIn = Double(max(1, inputs ?? shape.dropFirst().reduce(1, *)))
    let fanOut = Double((shape.first ?? 1) * shape.dropFirst(2).reduce(1, *))
    func even(_ limit: Double) -> Tensor {
      .uniform(shape, in: -limit...limit, elementType, using: &random)
    }
    func normal(_ variance: Double) -> Tensor {
      .normal(shape, standardDeviation: variance.squareRoot(), elementType, using: &random)
    }
    return switch self {
    case .zeros: .zeros(shape, elementType)
    case .ones: .ones(shape, elementType)
    case .fanIn: even(1 / fanIn.squareRoot())
    case .glorotUniform: even((6 / (fanIn + fanOut)).squareRoot())
    case .glorotNormal: normal(2 / (fanIn + fanOut))
    case .heUniform: even((6 / fanIn).squareRoot())
    case .heNormal: normal(2 / fanIn)
    case .normal(let deviation): normal(deviation * deviation)
    }
  }
}
