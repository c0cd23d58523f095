internal import CKernels

extension Tensor {
  /// This tensor, dense, and how many elements lie before, along and after axes that follow each other.
  private func split(at axes: [Int]) -> (dense: Tensor, outer: Int, count: Int, inner: Int) {
    guard let first = axes.first, let last = axes.last else {
      return (dense(), self.count, 1, 1)
    }
    let outer = shape[..<first].reduce(1, *)
    return (dense(), outer, axes.reduce(1) { $0 * shape[$1] }, shape[(last + 1)...].reduce(1, *))
  }

  /// The named axes, resolved, in ascending order.
  ///
  /// - Precondition: No axis is named twice.
  func resolved(_ axes: [Int]) -> [Int] {
    let sorted = axes.map(shape.axis).sorted()
    precondition(Set(sorted).count == sorted.count, "an axis is named twice in \(axes)")
    return sorted
  }

  /// The shape that is left when axes are reduced: to extent 1, or away.
  func reducedShape(_ axes: [Int], keepingRank: Bool) -> Shape {
    var target = shape
    for axis in axes.reversed() {
      if keepingRank { target[axis] = 1 } else { target.remove(at: axis) }
    }
    return target
  }

  /// Combines the elements along axes, which are resolved and in ascending order.
  func reducing(_ reduction: almanac_reduction, along axes: [Int], keepingRank: Bool) -> Tensor {
    // Axes that do not follow each other are reduced one run after the other, the last one first.
    if let gap = axes.indices.dropFirst().last(where: { axes[$0] != axes[$0 - 1] + 1 }) {
      let rest = reduction == almanac_sum_of_squares ? almanac_sum : reduction
      return reducing(reduction, along: Array(axes[gap...]), keepingRank: true)
        .reducing(rest, along: Array(axes[..<gap]), keepingRank: true)
        .reshaped(to: reducedShape(axes, keepingRank: keepingRank))
    }
    let (x, outer, count, inner) = split(at: axes)
    let y = Tensor(undefined: reducedShape(axes, keepingRank: keepingRank), elementType)
    withExtendedLifetime((x.storage, y.storage)) {
      forEachPiece(of: outer, cost: count * inner) { range in
        let (from, to) = (range.lowerBound * count * inner, range.lowerBound * inner)
        switch elementType {
        case .float32:
          almanac_reduce_f32(reduction, range.count, count, inner, x.floats + from, y.floats + to)
        case .float64:
          almanac_reduce_f64(reduction, range.count, count, inner, x.doubles + from, y.doubles + to)
        }
      }
    }
    return y
  }

  /// The first position of the largest or smallest element along an axis.
  func position(of reduction: almanac_reduction, along axis: Int) -> Indices {
    let axis = shape.axis(axis)
    precondition(shape[axis] > 0, "no element along axis \(axis) of \(shape)")
    let (x, outer, count, inner) = split(at: [axis])
    let positions = [Int32](unsafeUninitializedCapacity: outer * inner) { buffer, filled in
      filled = outer * inner
      guard let out = buffer.baseAddress else { return }
      withExtendedLifetime(x.storage) {
        switch elementType {
        case .float32: almanac_position_f32(reduction, outer, count, inner, x.floats, out)
        case .float64: almanac_position_f64(reduction, outer, count, inner, x.doubles, out)
        }
      }
    }
    return Indices(positions, shape: reducedShape([axis], keepingRank: false))
  }

  /// A kernel that works row by row along the last axis, on dense operands of one shape.
  func byRow(
    _ others: Tensor...,
    single: (Int, Int, UnsafePointer<Float>, [UnsafePointer<Float>], UnsafeMutablePointer<Float>) ->
      Void,
    double: (Int, Int, UnsafePointer<Double>, [UnsafePointer<Double>], UnsafeMutablePointer<Double>)
      -> Void
  ) -> Tensor {
    let operands = ([self] + others).map { $0.dense() }
    let y = Tensor(undefined: shape, elementType)
    let width = shape.last ?? 1
    let rows = width == 0 ? 0 : count / width
    withExtendedLifetime((operands, y.storage)) {
      // A row costs an exponential or so for each element.
      forEachPiece(of: rows, cost: 4 * width) { range in
        let start = range.lowerBound * width
        switch elementType {
        case .float32:
          let rest = operands.dropFirst().map { UnsafePointer($0.floats + start) }
          single(range.count, width, operands[0].floats + start, rest, y.floats + start)
        case .float64:
          let rest = operands.dropFirst().map { UnsafePointer($0.doubles + start) }
          double(range.count, width, operands[0].doubles + start, rest, y.doubles + start)
        }
      }
    }
    return y
  }
}
