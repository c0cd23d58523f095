/// An array of numbers with any number of axes up to six.
///
/// A tensor is a value: no operation changes its operands. Several tensors may share memory, which
/// makes reshaping, permuting, slicing and broadcasting cheap.
///
/// ```swift
/// let x = Tensor([[1, 2, 3], [4, 5, 6]])
/// let centred = x - x.mean(along: 1, keepingRank: true)
/// ```
public struct Tensor: Sendable {
  var storage: Storage
  /// The place of the first element in the storage.
  var offset: Int
  /// The extents along each axis.
  public internal(set) var shape: Shape
  /// The distance in the storage between neighbours along each axis; 0 where they are one element.
  var strides: Shape
  /// The step of a tape that made this tensor, while somebody takes a gradient.
  var origin = Origin.none

  /// A dense tensor with undefined elements, for a kernel to fill.
  init(undefined shape: Shape, _ elementType: ElementType) {
    for extent in shape { precondition(extent >= 0, "a negative extent in \(shape)") }
    storage = Storage(count: shape.elementCount, of: elementType)
    offset = 0
    self.shape = shape
    strides = shape.denseStrides
  }

  /// A view of the elements of another tensor.
  init(viewing base: Tensor, offset: Int, shape: Shape, strides: Shape) {
    storage = base.storage
    self.offset = offset
    self.shape = shape
    self.strides = strides
  }

  /// What the elements are.
  public var elementType: ElementType { storage.elementType }

  /// The number of axes.
  public var rank: Int { shape.count }

  /// The number of elements.
  public var count: Int { shape.elementCount }

  /// True when the elements lie one after the other in row-major order.
  var isDense: Bool {
    var step = 1
    for axis in shape.indices.reversed() {
      if shape[axis] != 1 && strides[axis] != step { return shape.contains(0) }
      step *= shape[axis]
    }
    return true
  }
}

// MARK: - Making tensors

extension Tensor {
  /// A tensor whose elements are all `value`.
  ///
  /// - Precondition: No extent is negative.
  public init(repeating value: Double, shape: Shape, _ elementType: ElementType = .float32) {
    self.init(undefined: shape, elementType)
    fill(with: value)
  }

  /// A tensor of zeros.
  public static func zeros(_ shape: Shape, _ elementType: ElementType = .float32) -> Tensor {
    Tensor(repeating: 0, shape: shape, elementType)
  }

  /// A tensor of ones.
  public static func ones(_ shape: Shape, _ elementType: ElementType = .float32) -> Tensor {
    Tensor(repeating: 1, shape: shape, elementType)
  }

  /// A tensor of a shape, filled with elements given in row-major order.
  ///
  /// - Precondition: There are as many elements as the shape has places.
  public init(
    _ elements: some Collection<Double>,
    shape: Shape,
    _ elementType: ElementType = .float32
  ) {
    precondition(
      elements.count == shape.elementCount,
      "\(elements.count) elements do not fill the shape \(shape)"
    )
    self.init(undefined: shape, elementType)
    // A loop over an array is compiled for doubles, one over any collection is not.
    let elements = Array(elements)
    withExtendedLifetime(storage) {
      switch elementType {
      case .float32: for place in elements.indices { floats[place] = Float(elements[place]) }
      case .float64: for place in elements.indices { doubles[place] = elements[place] }
      }
    }
  }

  /// A single-precision tensor of a shape, filled with elements given in row-major order.
  ///
  /// - Precondition: There are as many elements as the shape has places.
  public init(floats elements: [Float], shape: Shape) {
    precondition(
      elements.count == shape.elementCount,
      "\(elements.count) elements do not fill the shape \(shape)"
    )
    self.init(undefined: shape, .float32)
    withExtendedLifetime(storage) {
      elements.withUnsafeBufferPointer { source in
        if let start = source.baseAddress { floats.update(from: start, count: source.count) }
      }
    }
  }

  /// A single number.
  public init(_ value: Double, _ elementType: ElementType = .float32) {
    self.init(repeating: value, shape: [], elementType)
  }

  /// A tensor with one axis.
  public init(_ elements: [Double], _ elementType: ElementType = .float32) {
    self.init(elements, shape: [elements.count], elementType)
  }

  /// A tensor with two axes, made of rows.
  ///
  /// - Precondition: All rows are of one length.
  public init(_ rows: [[Double]], _ elementType: ElementType = .float32) {
    let width = rows.first?.count ?? 0
    for row in rows {
      precondition(row.count == width, "rows of \(width) and of \(row.count) elements")
    }
    self.init(rows.flatMap { $0 }, shape: [rows.count, width], elementType)
  }

  /// `count` numbers from `start` in steps of `step`.
  public static func sequence(
    from start: Double = 0,
    by step: Double = 1,
    count: Int,
    _ elementType: ElementType = .float32
  ) -> Tensor {
    Tensor((0..<count).map { start + Double($0) * step }, elementType)
  }

  /// The square matrix with ones on its diagonal.
  public static func identity(_ size: Int, _ elementType: ElementType = .float32) -> Tensor {
    var elements = [Double](repeating: 0, count: size * size)
    for row in 0..<size { elements[row * size + row] = 1 }
    return Tensor(elements, shape: [size, size], elementType)
  }

  /// A tensor of this one's shape and element type whose elements are all `value`.
  public func filled(with value: Double) -> Tensor {
    Tensor(repeating: value, shape: shape, elementType)
  }
}
