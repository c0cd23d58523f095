/// Whole numbers arranged like a tensor: ids, positions of a sort, places to gather from.
///
/// They have no derivative, hence a type of their own.
public struct Indices: Sendable, Hashable {
  /// The extents along each axis.
  public let shape: Shape
  /// The numbers in row-major order.
  public let values: [Int32]

  /// Indices of a shape.
  ///
  /// - Precondition: There are as many values as the shape has places.
  public init(_ values: [Int32], shape: Shape) {
    precondition(
      values.count == shape.elementCount,
      "\(values.count) values do not fill the shape \(shape)"
    )
    self.shape = shape
    self.values = values
  }

  /// Indices along one axis.
  ///
  /// - Precondition: Every value fits into 32 bits.
  public init(_ values: some Collection<Int>) {
    self.init(values.map { Int32($0) }, shape: [values.count])
  }

  /// The same numbers in another shape.
  ///
  /// - Precondition: Both shapes have as many places.
  public func reshaped(to shape: Shape) -> Indices {
    Indices(values, shape: shape)
  }

  /// Checks that every value is a position in `0..<count`.
  func requirePositions(in count: Int) {
    for value in values {
      precondition(0 <= value && value < count, "position \(value) is outside of 0..<\(count)")
    }
  }
}

extension Indices: ExpressibleByArrayLiteral {
  /// Indices along one axis.
  public init(arrayLiteral values: Int...) {
    self.init(values)
  }
}
