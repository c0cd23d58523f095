/// The extents of a tensor along its axes, outermost first; at most six of them.
///
/// A shape is kept in place, without an object of its own, because every operation makes one.
public struct Shape: Sendable {
  /// The most axes a tensor can have.
  public static let maximumRank = 6

  private(set) var values: InlineArray<6, Int>
  private(set) var rank: Int

  /// The shape of a single number.
  public init() {
    values = InlineArray(repeating: 0)
    rank = 0
  }

  /// A shape of these extents.
  ///
  /// - Precondition: There are at most six.
  public init(_ extents: some Collection<Int>) {
    self.init()
    for extent in extents { append(extent) }
  }

  /// `count` axes of the same extent.
  init(repeating extent: Int, count: Int) {
    precondition(count <= Self.maximumRank, "a tensor has at most six axes, not \(count)")
    values = InlineArray(repeating: extent)
    rank = count
  }

  /// The number of elements of a tensor of this shape.
  public var elementCount: Int { reduce(1, *) }

  /// Adds an innermost axis.
  ///
  /// - Precondition: There were fewer than six.
  public mutating func append(_ extent: Int) {
    precondition(rank < Self.maximumRank, "a tensor has at most six axes")
    values[rank] = extent
    rank += 1
  }

  /// Adds an axis before the one at `axis`.
  mutating func insert(_ extent: Int, at axis: Int) {
    append(extent)
    for moved in stride(from: rank - 1, to: axis, by: -1) { values[moved] = values[moved - 1] }
    values[axis] = extent
  }

  /// Takes an axis away.
  mutating func remove(at axis: Int) {
    for moved in axis..<(rank - 1) { values[moved] = values[moved + 1] }
    rank -= 1
    values[rank] = 0
  }

  /// This shape with one extent replaced.
  func replacing(_ axis: Int, with extent: Int) -> Shape {
    var copy = self
    copy[axis] = extent
    return copy
  }

  /// The axis that `axis` names, where -1 is the last one.
  ///
  /// - Precondition: There is such an axis.
  func axis(_ axis: Int) -> Int {
    let resolved = axis < 0 ? axis + rank : axis
    precondition(0 <= resolved && resolved < rank, "there is no axis \(axis) in \(self)")
    return resolved
  }

  /// The number of elements before, along and after an axis.
  func split(at axis: Int) -> (outer: Int, count: Int, inner: Int) {
    (self[..<axis].reduce(1, *), self[axis], self[(axis + 1)...].reduce(1, *))
  }

  /// The distances between neighbours along each axis when elements lie densely in row-major order.
  var denseStrides: Shape {
    var strides = self
    var step = 1
    for axis in indices.reversed() {
      strides[axis] = step
      step *= self[axis]
    }
    return strides
  }

  /// The shape that operands of these two shapes are stretched to: axes are matched from the last
  /// one, and an extent of 1 is repeated.
  ///
  /// - Precondition: Every two matched extents are equal or one of them is 1.
  public func broadcast(with other: Shape) -> Shape {
    if self == other { return self }
    var result = rank >= other.rank ? self : other
    for back in stride(from: 1, through: Swift.min(rank, other.rank), by: 1) {
      let (a, b) = (self[rank - back], other[other.rank - back])
      precondition(a == b || a == 1 || b == 1, "shapes \(self) and \(other) do not match")
      result[result.rank - back] = a == 1 ? b : a
    }
    return result
  }

  /// Calls `body` with the extents in memory, as the kernels take them.
  func withPointer<Result>(_ body: (UnsafePointer<Int>) -> Result) -> Result {
    withUnsafePointer(to: values) {
      // An inline array is its elements, one after the other.
      body(UnsafeRawPointer($0).assumingMemoryBound(to: Int.self))
    }
  }
}

extension Shape: RandomAccessCollection, MutableCollection {
  /// The outermost axis.
  public var startIndex: Int { 0 }
  /// The number of axes.
  public var endIndex: Int { rank }

  /// The extent of an axis.
  ///
  /// - Precondition: There is such an axis.
  public subscript(axis: Int) -> Int {
    get {
      precondition(axis < rank, "there is no axis \(axis) in a shape of \(rank) axes")
      return values[axis]
    }
    set {
      precondition(axis < rank, "there is no axis \(axis) in a shape of \(rank) axes")
      values[axis] = newValue
    }
  }
}

extension Shape: Hashable {
  /// True when both have the same axes.
  public static func == (a: Shape, b: Shape) -> Bool {
    guard a.rank == b.rank else { return false }
    for axis in 0..<a.rank where a.values[axis] != b.values[axis] { return false }
    return true
  }

  /// Feeds the extents to a hasher.
  public func hash(into hasher: inout Hasher) {
    for extent in self { hasher.combine(extent) }
  }
}

extension Shape: ExpressibleByArrayLiteral, CustomStringConvertible {
  /// A shape of these extents.
  public init(arrayLiteral extents: Int...) {
    self.init(extents)
  }

  /// The extents, as in `[2, 3]`.
  public var description: String { "\(Array(self))" }
}
