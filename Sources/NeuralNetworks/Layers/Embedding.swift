public import Tensors

/// A table of learned vectors, one for each id.
///
/// - Shape: `[…] → […, channel]`
public struct Embedding: Module {
  /// The vectors, of shape `[id, channel]`.
  public var weight: Tensor

  /// A table of vectors drawn from the standard normal distribution.
  public init(count: Int, size: Int, using random: inout RandomStream) {
    weight = Initializer.normal(standardDeviation: 1).draw([count, size], using: &random)
  }

  /// The vectors of some ids.
  ///
  /// - Precondition: Every id is a row of the table.
  public func callAsFunction(_ ids: Indices) -> Tensor {
    weight.gathered(at: ids)
  }

  /// Shows `weight`.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("weight", &weight)
  }
}
