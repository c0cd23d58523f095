internal import CKernels

extension Tensor {
  /// Copies `source` into the part of this tensor's fresh storage that `view` describes.
  static func write(_ source: Tensor, into view: Tensor) {
    withExtendedLifetime((source.storage, view.storage)) {
      view.shape.withPointer { extents in
        source.strides.withPointer { from in
          view.strides.withPointer { to in
            switch view.elementType {
            case .float32:
              almanac_transfer_f32(view.rank, extents, source.floats, from, view.floats, to)
            case .float64:
              almanac_transfer_f64(view.rank, extents, source.doubles, from, view.doubles, to)
            }
          }
        }
      }
    }
  }

  /// Tensors joined along an axis they have.
  ///
  /// - Precondition: There is at least one, and all other extents are equal.
  public static func concatenated(_ parts: [Tensor], along axis: Int = 0) -> Tensor {
    guard let first = parts.first else { preconditionFailure("nothing to concatenate") }
    if parts.count == 1 { return first }
    let axis = first.shape.axis(axis)
    var total = 0
    for part in parts {
      first.requireMatch(with: part)
      precondition(
        part.rank == first.rank
          && part.shape.replacing(axis, with: 0) == first.shape.replacing(axis, with: 0),
        "shapes \(first.shape) and \(part.shape) do not join along axis \(axis)"
      )
      total += part.shape[axis]
    }
    let y = Tensor(undefined: first.shape.replacing(axis, with: total), first.elementType)
    var starts = [0]
    for part in parts {
      let end = starts[starts.count - 1] + part.shape[axis]
      write(part, into: y.sliced(starts[starts.count - 1]..<end, along: axis))
      starts.append(end)
    }
    guard let tape = Tape.following(parts) else { return y }
    return tape.record(y, parts) { k in
      let range = starts[k]..<starts[k + 1]
      return { $0.sliced(range, along: axis) }
    }
  }

  /// Tensors of one shape joined along a new axis.
  ///
  /// - Precondition: There is at least one, and all shapes are equal.
  public static func stacked(_ parts: [Tensor], along axis: Int = 0) -> Tensor {
    concatenated(parts.map { $0.expanded(at: axis) }, along: axis)
  }

  /// The tensor with `before` and `after` more places along an axis, which hold `value`.
  ///
  /// - Precondition: Neither count is negative.
  public func padded(
    before: Int,
    after: Int,
    along axis: Int,
    with value: Double = 0
  ) -> Tensor {
    precondition(before >= 0 && after >= 0, "padding of \(before) and \(after) places")
    if before == 0 && after == 0 { return self }
    let axis = shape.axis(axis)
    let inside = before..<before + shape[axis]
    let y = Tensor(
      repeating: value,
      shape: shape.replacing(axis, with: inside.upperBound + after),
      elementType
    )
    Tensor.write(self, into: y.sliced(inside, along: axis))
    guard let tape = Tape.following(self) else { return y }
    return tape.record(y, self) { $0.sliced(inside, along: axis) }
  }

  /// The tensor with its positions along an axis `step` apart in an axis of `extent`, and zeros
  /// between: the pullback of `strided`.
  func spread(by step: Int, along axis: Int, to extent: Int) -> Tensor {
    let y = Tensor(repeating: 0, shape: shape.replacing(axis, with: extent), elementType)
    Tensor.write(self, into: y.strided(by: step, along: axis))
    guard let tape = Tape.following(self) else { return y }
    return tape.record(y, self) { $0.strided(by: step, along: axis) }
  }

  /// The tensor with the positions along an axis in the opposite order.
  public func reversed(along axis: Int) -> Tensor {
    let extent = shape[shape.axis(axis)]
    return gathered(at: Indices((0..<extent).reversed()), along: axis)
  }

  /// The tensor in the other element type.
  public func converted(to target: ElementType) -> Tensor {
    if target == elementType { return self }
    let y =
      target == .float32
      ? Tensor(floats: floatElements, shape: shape)
      : Tensor(elements, shape: shape, .float64)
    guard let tape = Tape.following(self) else { return y }
    let original = elementType
    return tape.record(y, self) { $0.converted(to: original) }
  }
}
