internal import CKernels

extension Tensor {
  /// The positions `indices` of an axis, which is replaced by the axes of the indices.
  ///
  /// - Shape: `[…, n, …]` at `[i, j]` → `[…, i, j, …]`
  /// - Precondition: Every index is a position of the axis.
  public func gathered(at indices: Indices, along axis: Int = 0) -> Tensor {
    let axis = shape.axis(axis)
    let (outer, extent, inner) = shape.split(at: axis)
    indices.requirePositions(in: extent)
    let target = Shape(Array(shape[..<axis]) + indices.shape + Array(shape[(axis + 1)...]))
    let y = Tensor(undefined: target, elementType)
    let count = indices.values.count
    move(
      to: y,
      indices,
      (outer, extent, count, inner),
      single: almanac_gather_f32,
      double: almanac_gather_f64
    )
    guard let tape = Tape.following(self) else { return y }
    return tape.record(y, self) { $0.scattered(to: indices, along: axis, extent: extent) }
  }

  /// A tensor with an axis of `extent` at whose positions `indices` this tensor's elements are added
  /// up: the pullback of `gathered`.
  ///
  /// - Shape: `[…, i, j, …]` to `[i, j]` → `[…, n, …]`
  /// - Precondition: Every index is below `extent`, and the shape of the indices is part of this one's
  ///   from `axis` on.
  public func scattered(to indices: Indices, along axis: Int = 0, extent: Int) -> Tensor {
    indices.requirePositions(in: extent)
    let end = axis + indices.shape.count
    precondition(
      end <= rank && Shape(shape[axis..<end]) == indices.shape,
      "indices of shape \(indices.shape) do not fit into \(shape) at axis \(axis)"
    )
    let target = Shape(Array(shape[..<axis]) + [extent] + Array(shape[end...]))
    let (outer, _, inner) = target.split(at: axis)
    let y = Tensor(repeating: 0, shape: target, elementType)
    let count = indices.values.count
    move(
      to: y,
      indices,
      (outer, extent, count, inner),
      single: almanac_scatter_f32,
      double: almanac_scatter_f64
    )
    guard let tape = Tape.following(self) else { return y }
    return tape.record(y, self) { $0.gathered(at: indices, along: axis) }
  }

  /// For each place of the indices the element of the same place, but at the position along `axis`
  /// that the index says.
  ///
  /// - Shape: `[…, n, …]` at `[…, k, …]` → `[…, k, …]`
  /// - Precondition: The shapes differ along the axis only, and every index is a position of it.
  public func taken(at indices: Indices, along axis: Int) -> Tensor {
    let axis = shape.axis(axis)
    let (outer, extent, inner) = shape.split(at: axis)
    indices.requirePositions(in: extent)
    precondition(
      indices.shape.count == rank && indices.shape.replacing(axis, with: extent) == shape,
      "indices of shape \(indices.shape) do not fit \(shape) along axis \(axis)"
    )
    let count = indices.shape[axis]
    let y = Tensor(undefined: indices.shape, elementType)
    move(
      to: y,
      indices,
      (outer, extent, count, inner),
      single: almanac_take_along_f32,
      double: almanac_take_along_f64
    )
    guard let tape = Tape.following(self) else { return y }
    return tape.record(y, self) { $0.put(at: indices, along: axis, extent: extent) }
  }

  /// A tensor with an axis of `extent` where each element is added at the position its index says:
  /// the pullback of `taken`.
  ///
  /// - Precondition: The indices have this tensor's shape, and every one is below `extent`.
  public func put(at indices: Indices, along axis: Int, extent: Int) -> Tensor {
    let axis = shape.axis(axis)
    indices.requirePositions(in: extent)
    precondition(
      indices.shape == shape,
      "indices of shape \(indices.shape) for elements of shape \(shape)"
    )
    let (outer, count, inner) = shape.split(at: axis)
    let y = Tensor(repeating: 0, shape: shape.replacing(axis, with: extent), elementType)
    move(
      to: y,
      indices,
      (outer, extent, count, inner),
      single: almanac_put_along_f32,
      double: almanac_put_along_f64
    )
    guard let tape = Tape.following(self) else { return y }
    return tape.record(y, self) { $0.taken(at: indices, along: axis) }
  }

  /// A kernel that moves elements between `[outer, extent, inner]` and `[outer, count, inner]`.
  private typealias Mover<Element> = (
    _ outer: Int, _ extent: Int, _ count: Int, _ inner: Int, UnsafePointer<Int32>?,
    UnsafePointer<Element>?, UnsafeMutablePointer<Element>?
  ) -> Void

  /// Runs a kernel from this tensor to a fresh one; every index has been checked.
  private func move(
    to y: Tensor,
    _ indices: Indices,
    _ extents: (outer: Int, extent: Int, count: Int, inner: Int),
    single: Mover<Float>,
    double: Mover<Double>
  ) {
    let x = dense()
    let (outer, extent, count, inner) = extents
    withExtendedLifetime((x.storage, y.storage)) {
      switch elementType {
      case .float32: single(outer, extent, count, inner, indices.values, x.floats, y.floats)
      case .float64: double(outer, extent, count, inner, indices.values, x.doubles, y.doubles)
      }
    }
  }
}
