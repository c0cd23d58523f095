extension Tensor {
  /// The elements in row-major order.
  public var elements: [Double] {
    let dense = self.dense()
    return withExtendedLifetime(dense.storage) {
      switch elementType {
      case .float32: UnsafeBufferPointer(start: dense.floats, count: count).map { Double($0) }
      case .float64: Array(UnsafeBufferPointer(start: dense.doubles, count: count))
      }
    }
  }

  /// The elements in row-major order, in single precision.
  public var floatElements: [Float] {
    let dense = self.dense()
    return withExtendedLifetime(dense.storage) {
      switch elementType {
      case .float32: Array(UnsafeBufferPointer(start: dense.floats, count: count))
      case .float64: UnsafeBufferPointer(start: dense.doubles, count: count).map { Float($0) }
      }
    }
  }

  /// The only element.
  ///
  /// - Precondition: There is exactly one.
  public var scalar: Double {
    precondition(count == 1, "a tensor of shape \(shape) is not a single number")
    return withExtendedLifetime(storage) {
      elementType == .float32 ? Double(floats[0]) : doubles[0]
    }
  }
}

extension Tensor: CustomStringConvertible {
  /// The shape, the element type, and the elements if they are few.
  public var description: String {
    let summary = "Tensor \(shape) \(elementType)"
    return count <= 32 ? "\(summary) \(elements)" : summary
  }
}

extension Tensor: Equatable {
  /// True when shape, element type and all elements are equal; not-a-number equals nothing.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.shape == b.shape && a.elementType == b.elementType && a.elements == b.elements
  }
}
