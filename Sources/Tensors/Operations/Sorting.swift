extension Tensor {
  /// The positions that put an axis into order; equal elements keep theirs, and what is not a number
  /// comes last.
  ///
  /// - Complexity: O(*n* log *n*) for each line of *n* elements.
  public func sortedPositions(along axis: Int = -1, descending: Bool = false) -> Indices {
    let axis = shape.axis(axis)
    let (outer, extent, inner) = shape.split(at: axis)
    let elements = self.elements
    var positions = [Int32](repeating: 0, count: elements.count)
    for o in 0..<outer {
      for i in 0..<inner {
        let start = o * extent * inner + i
        let keys = (0..<extent).map { elements[start + $0 * inner] }
        let order = (0..<extent).sorted { a, b in
          let (x, y) = (keys[a], keys[b])
          if x.isNaN || y.isNaN { return x.isNaN == y.isNaN ? a < b : y.isNaN }
          return x == y ? a < b : (x < y) != descending
        }
        for (place, position) in order.enumerated() {
          positions[start + place * inner] = Int32(position)
        }
      }
    }
    return Indices(positions, shape: shape)
  }

  /// The elements in order along an axis; what is not a number comes last.
  public func sorted(along axis: Int = -1, descending: Bool = false) -> Tensor {
    taken(at: sortedPositions(along: axis, descending: descending), along: axis)
  }

  /// The `count` largest elements along the last axis, the largest first, and their positions.
  ///
  /// - Precondition: The axis has at least `count` elements.
  public func largest(_ count: Int) -> (elements: Tensor, positions: Indices) {
    let width = shape[shape.axis(-1)]
    precondition(0 <= count && count <= width, "\(count) largest of \(width) elements")
    let all = sortedPositions(descending: true)
    let rows = width == 0 ? 0 : all.values.count / width
    let kept = (0..<rows).flatMap { all.values[$0 * width..<$0 * width + count] }
    let positions = Indices(kept, shape: shape.replacing(rank - 1, with: count))
    return (taken(at: positions, along: -1), positions)
  }
}
