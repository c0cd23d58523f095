public import Tensors

/// A layer that adds what it computes to its input.
///
/// `y = s(x) + f(x)`, where the shortcut `s` is `x` itself unless the shapes differ
///
/// - Shape: that of the body
/// - Source: He, Zhang, Ren and Sun 2016, “Deep residual learning for image recognition”, eq. 1 and 2.
public struct Residual<Body: Layer, Shortcut: Layer>: Layer {
  /// What is added, `f`.
  public var body: Body
  /// What it is added to, `s`.
  public var shortcut: Shortcut

  /// A block with a shortcut of its own, such as a convolution of width 1 to more channels.
  public init(_ body: Body, shortcut: Shortcut) {
    (self.body, self.shortcut) = (body, shortcut)
  }

  /// A block around a layer whose output has the shape of its input.
  public init(_ body: Body) where Shortcut == Identity {
    self.init(body, shortcut: Identity())
  }

  /// The output for an input.
  ///
  /// - Precondition: Body and shortcut give one shape.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let (kept, added) = (shortcut(input), body(input))
    precondition(
      kept.shape == added.shape,
      "a residual of shape \(added.shape) for a shortcut of shape \(kept.shape)"
    )
    return kept + added
  }

  /// Shows `body` and `shortcut`.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("body", &body)
    visitor.visit("shortcut", &shortcut)
  }
}

/// A layer that gives its input.
public struct Identity: Layer {
  /// The layer.
  public init() {}

  /// The input.
  public func callAsFunction(_ input: Tensor) -> Tensor { input }

  /// Shows nothing.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {}
}
