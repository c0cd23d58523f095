// Views: tensors of other shapes on the same memory, wherever strides can express them.
extension Tensor {
  /// The same elements in another shape; an extent of -1 is worked out from the others.
  ///
  /// - Precondition: Both shapes have as many elements.
  public func reshaped(to shape: Shape) -> Tensor {
    var target = shape
    if let open = shape.firstIndex(of: -1) {
      let known = shape.enumerated().reduce(1) { $1.offset == open ? $0 : $0 * $1.element }
      target[open] = known == 0 ? 0 : count / known
    }
    precondition(target.elementCount == count, "\(self.shape) cannot be reshaped to \(shape)")
    if target == self.shape { return self }
    let base = dense()
    let y = Tensor(
      viewing: base,
      offset: base.offset,
      shape: target,
      strides: target.denseStrides
    )
    guard let tape = Tape.following(self) else { return y }
    let original = self.shape
    return tape.record(y, self) { $0.reshaped(to: original) }
  }

  /// The same elements along one axis.
  public func flattened() -> Tensor { reshaped(to: [count]) }

  /// The axes in another order: axis `k` of the result is axis `axes[k]` of this tensor.
  ///
  /// - Precondition: Every axis is named once.
  public func permuted(_ axes: Int...) -> Tensor { permuted(axes) }

  /// The axes in another order: axis `k` of the result is axis `axes[k]` of this tensor.
  ///
  /// - Precondition: Every axis is named once.
  public func permuted(_ axes: [Int]) -> Tensor {
    let axes = axes.map(shape.axis)
    precondition(axes.sorted() == Array(0..<rank), "\(axes) is no order of the axes of \(shape)")
    let y = Tensor(
      viewing: self,
      offset: offset,
      shape: Shape(axes.map { shape[$0] }),
      strides: Shape(axes.map { strides[$0] })
    )
    guard let tape = Tape.following(self) else { return y }
    let inverse = axes.indices.sorted { axes[$0] < axes[$1] }
    return tape.record(y, self) { $0.permuted(inverse) }
  }

  /// The tensor with two axes exchanged, by default the last two.
  public func transposed(_ a: Int = -1, _ b: Int = -2) -> Tensor {
    var y = self
    let (a, b) = (shape.axis(a), shape.axis(b))
    (y.shape[a], y.shape[b]) = (shape[b], shape[a])
    (y.strides[a], y.strides[b]) = (strides[b], strides[a])
    y.origin = .none
    guard let tape = Tape.following(self) else { return y }
    return tape.record(y, self) { $0.transposed(a, b) }
  }

  /// The tensor with a new axis of extent 1; -1 puts it last.
  public func expanded(at axis: Int) -> Tensor {
    var target = shape
    target.insert(1, at: axis < 0 ? axis + rank + 1 : axis)
    var y = self
    y.shape = target
    y.strides.insert(0, at: axis < 0 ? axis + rank + 1 : axis)
    y.origin = .none
    guard let tape = Tape.following(self) else { return y }
    let original = shape
    return tape.record(y, self) { $0.reshaped(to: original) }
  }

  /// The tensor without an axis of extent 1.
  ///
  /// - Precondition: The extent is 1.
  public func squeezed(at axis: Int) -> Tensor {
    let axis = shape.axis(axis)
    precondition(shape[axis] == 1, "axis \(axis) of \(shape) is not of extent 1")
    var y = self
    y.shape.remove(at: axis)
    y.strides.remove(at: axis)
    y.origin = .none
    guard let tape = Tape.following(self) else { return y }
    return tape.record(y, self) { $0.expanded(at: axis) }
  }

  /// The tensor repeated along axes of extent 1 and along new outer axes, without copying.
  ///
  /// - Precondition: The shapes match.
  public func broadcast(to target: Shape) -> Tensor {
    if target == shape { return self }
    var y = stretched(to: target)
    y.origin = .none
    guard let tape = Tape.following(self) else { return y }
    let original = shape
    return tape.record(y, self) { $0.collapsed(to: original) }
  }

  /// The part of the tensor at positions `range` of an axis.
  ///
  /// - Precondition: The range lies inside the axis.
  public func sliced(_ range: Range<Int>, along axis: Int = 0) -> Tensor {
    let axis = shape.axis(axis)
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "positions \(range) are outside of axis \(axis) of \(shape)"
    )
    let y = Tensor(
      viewing: self,
      offset: offset + range.lowerBound * strides[axis],
      shape: shape.replacing(axis, with: range.count),
      strides: strides
    )
    guard let tape = Tape.following(self) else { return y }
    let after = shape[axis] - range.upperBound
    return tape.record(y, self) { $0.padded(before: range.lowerBound, after: after, along: axis) }
  }

  /// The part of the tensor at one position of an axis, without that axis.
  ///
  /// - Precondition: The position lies inside the axis.
  public func selected(_ position: Int, along axis: Int = 0) -> Tensor {
    sliced(position..<position + 1, along: axis).squeezed(at: shape.axis(axis))
  }

  /// Every `step`-th position of an axis, from the first.
  ///
  /// - Precondition: `step` is positive.
  public func strided(by step: Int, along axis: Int) -> Tensor {
    precondition(step > 0, "a stride is positive, not \(step)")
    if step == 1 { return self }
    let axis = shape.axis(axis)
    let extent = shape[axis]
    var y = Tensor(
      viewing: self,
      offset: offset,
      shape: shape.replacing(axis, with: (extent + step - 1) / step),
      strides: strides
    )
    y.strides[axis] *= step
    guard let tape = Tape.following(self) else { return y }
    return tape.record(y, self) { $0.spread(by: step, along: axis, to: extent) }
  }

  /// The tensor at position `index` of the first axis.
  public subscript(index: Int) -> Tensor { selected(index, along: 0) }

  /// The tensor at positions `range` of the first axis.
  public subscript(range: Range<Int>) -> Tensor { sliced(range, along: 0) }

  /// The parts of an axis of these extents, one after the other.
  ///
  /// - Precondition: The extents add up to that of the axis.
  public func split(_ extents: [Int], along axis: Int) -> [Tensor] {
    precondition(
      extents.reduce(0, +) == shape[shape.axis(axis)],
      "\(extents) do not add up to axis \(axis) of \(shape)"
    )
    var start = 0
    return extents.map { extent in
      defer { start += extent }
      return sliced(start..<start + extent, along: axis)
    }
  }
}
