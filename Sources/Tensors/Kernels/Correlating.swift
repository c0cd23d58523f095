internal import CKernels

/// The products of small matrices by kernels of our own.
enum Kernels {
  /// A matrix inside a tensor's storage, from element `offset` on, with `stride` elements from row to row
  /// and `step` from column to column.
  struct Rows {
    var tensor: Tensor
    var offset = 0
    var stride: Int
    var step = 1
  }

  /// What a product is added to: element `[r, j]` is at `r row + j column`, where `column` is 0 or 1.
  struct Start {
    var tensor: Tensor
    var offset = 0
    var row: Int
    var column: Int
  }

  /// Elements of a tensor from `offset` on that are used next.
  struct Span {
    var tensor: Tensor
    var offset = 0
    var count: Int
  }

  /// `out[r, j] = start[r, j] + Σ_k a[r, k] b[first + offsets[k] + j]`
  ///
  /// What comes next is fetched into the cache meanwhile.
  ///
  /// Every element that the sum reads lies in the storages, and nobody else writes to `out`.
  static func correlate(
    rows: Int,
    columns: Int,
    start: Start,
    _ a: Rows,
    _ b: Tensor,
    from first: Int = 0,
    _ offsets: [Int],
    to out: Rows,
    next: Span? = nil
  ) {
    withExtendedLifetime((start.tensor, a.tensor, b, out.tensor)) {
      switch b.elementType {
      case .float32:
        almanac_correlate_f32(
          rows,
          columns,
          offsets.count,
          start.tensor.floats + start.offset,
          start.row,
          start.column,
          a.tensor.floats + a.offset,
          a.stride,
          a.step,
          b.floats + first,
          offsets,
          out.tensor.floats + out.offset,
          out.stride,
          next.map { $0.tensor.floats + $0.offset },
          next?.count ?? 0
        )
      case .float64:
        almanac_correlate_f64(
          rows,
          columns,
          offsets.count,
          start.tensor.doubles + start.offset,
          start.row,
          start.column,
          a.tensor.doubles + a.offset,
          a.stride,
          a.step,
          b.doubles + first,
          offsets,
          out.tensor.doubles + out.offset,
          out.stride,
          next.map { $0.tensor.doubles + $0.offset },
          next?.count ?? 0
        )
      }
    }
  }

  /// `out[r, k] += Σ_i Σ_j a[i, r, j] b[i item + offsets[k] + j]`, where `a` is dense.
  ///
  /// Every element that the sum reads lies in the storages, and nobody else writes to `out`.
  static func correlateWeights(
    items: Int,
    rows: Int,
    columns: Int,
    _ a: Rows,
    _ b: Tensor,
    item: Int,
    _ offsets: [Int],
    to out: Rows,
    next: (a: Span, b: Span)? = nil
  ) {
    withExtendedLifetime((a.tensor, b, out.tensor)) {
      switch b.elementType {
      case .float32:
        almanac_correlate_weights_f32(
          items,
          rows,
          offsets.count,
          columns,
          a.tensor.floats + a.offset,
          rows * a.stride,
          a.stride,
          b.floats,
          item,
          offsets,
          out.tensor.floats + out.offset,
          out.stride,
          next.map { $0.a.tensor.floats + $0.a.offset },
          next?.a.count ?? 0,
          next.map { $0.b.tensor.floats + $0.b.offset },
          next?.b.count ?? 0
        )
      case .float64:
        almanac_correlate_weights_f64(
          items,
          rows,
          offsets.count,
          columns,
          a.tensor.doubles + a.offset,
          rows * a.stride,
          a.stride,
          b.doubles,
          item,
          offsets,
          out.tensor.doubles + out.offset,
          out.stride,
          next.map { $0.a.tensor.doubles + $0.a.offset },
          next?.a.count ?? 0,
          next.map { $0.b.tensor.doubles + $0.b.offset },
          next?.b.count ?? 0
        )
      }
    }
  }

  /// Copies rows of `length` elements with `before` zeros in front as `stride` rows of `extent` places
  /// each, dealt out in turn, with zeros where there is no element.
  static func splitPhases(
    rows: Int,
    length: Int,
    before: Int,
    stride: Int,
    extent: Int,
    from source: (tensor: Tensor, offset: Int),
    to target: (tensor: Tensor, offset: Int)
  ) {
    withExtendedLifetime((source.tensor, target.tensor)) {
      switch source.tensor.elementType {
      case .float32:
        almanac_split_phases_f32(
          rows,
          length,
          before,
          stride,
          extent,
          source.tensor.floats + source.offset,
          target.tensor.floats + target.offset
        )
      case .float64:
        almanac_split_phases_f64(
          rows,
          length,
          before,
          stride,
          extent,
          source.tensor.doubles + source.offset,
          target.tensor.doubles + target.offset
        )
      }
    }
  }
}
