internal import CKernels

/// The products of small matrices by kernels of our own.
enum Kernels {
  /// Elements of a tensor from `offset` on.
  typealias Place = (tensor: Tensor, offset: Int)

  /// A matrix inside a tensor's storage, from element `offset` on, with `stride` elements from row to row.
  struct Rows {
    var tensor: Tensor
    var offset = 0
    var stride: Int
  }

  /// Where the terms of a sum begin in each row of the left side, and in the right side.
  struct Terms {
    var left: [Int]
    var right: [Int]

    /// As many terms as there are places on the right; on the left they are next to each other.
    init(_ right: [Int]) {
      self.init(left: Array(right.indices), right: right)
    }

    /// - Precondition: There are as many on the left as on the right.
    init(left: [Int], right: [Int]) {
      precondition(left.count == right.count, "\(left.count) terms for \(right.count)")
      (self.left, self.right) = (left, right)
    }

    var count: Int { left.count }

    /// The first terms.
    func prefix(_ count: Int) -> Terms {
      count < self.count ? Terms(left: Array(left[..<count]), right: Array(right[..<count])) : self
    }
  }

  /// What is done to sums before they are written: those below zero are multiplied by `slope`, then
  /// what lies in `addend` from element `offset` on is added, laid out as the output.
  struct Finish {
    var slope = 1.0
    var addend: Tensor?
    var offset = 0
  }

  /// Products that have the left side in common: how many, and how far apart right sides and outputs are.
  struct Items {
    var count = 1
    var right = 0
    var out = 0
  }

  /// Elements of a tensor from `offset` on that are used next.
  struct Span {
    var tensor: Tensor
    var offset = 0
    var count: Int
  }

  /// What a product is added to: element `[r, j]` is at `r row + j column`, where `column` is 0 or 1.
  struct Start {
    var tensor: Tensor
    var offset = 0
    var row: Int
    var column: Int
  }

  /// `out[r, j] = start[r, j] + Σ_k a[r, left[k]] b[first + right[k] + j]`, and what `finish` says
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
    _ terms: Terms,
    to out: Rows,
    items: Items = Items(),
    finish: Finish = Finish(),
    next: Span? = nil
  ) {
    withExtendedLifetime((start.tensor, a.tensor, b, out.tensor, finish.addend)) {
      switch b.elementType {
      case .float32:
        almanac_correlate_f32(
          items.count,
          rows,
          columns,
          terms.count,
          start.tensor.floats + start.offset,
          start.row,
          start.column,
          a.tensor.floats + a.offset,
          a.stride,
          terms.left,
          b.floats + first,
          items.right,
          terms.right,
          out.tensor.floats + out.offset,
          items.out,
          out.stride,
          Float(finish.slope),
          finish.addend.map { $0.floats + finish.offset },
          next.map { $0.tensor.floats + $0.offset },
          next?.count ?? 0
        )
      case .float64:
        almanac_correlate_f64(
          items.count,
          rows,
          columns,
          terms.count,
          start.tensor.doubles + start.offset,
          start.row,
          start.column,
          a.tensor.doubles + a.offset,
          a.stride,
          terms.left,
          b.doubles + first,
          items.right,
          terms.right,
          out.tensor.doubles + out.offset,
          items.out,
          out.stride,
          finish.slope,
          finish.addend.map { $0.doubles + finish.offset },
          next.map { $0.tensor.doubles + $0.offset },
          next?.count ?? 0
        )
      }
    }
  }

  /// `out[r, k] += Σ_i Σ_j a[i, r, j] b[first + i item + offsets[k] + j]`, where `a` is dense.
  ///
  /// Every element that the sum reads lies in the storages, and nobody else writes to `out`.
  static func correlateWeights(
    items: Int,
    rows: Int,
    columns: Int,
    _ a: Rows,
    _ b: Tensor,
    from first: Int = 0,
    item: Int,
    _ offsets: [Int],
    to out: Rows
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
          b.floats + first,
          item,
          offsets,
          out.tensor.floats + out.offset,
          out.stride
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
          b.doubles + first,
          item,
          offsets,
          out.tensor.doubles + out.offset,
          out.stride
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
    from source: Place,
    to target: Place
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

  /// Adds the sums of the rows of some matrices of `rows` rows and `columns` columns to `count` numbers,
  /// one for each row.
  static func addRowSums(
    items: Int,
    rows: Int,
    columns: Int,
    of source: Place,
    to target: Place
  ) {
    withExtendedLifetime((source.tensor, target.tensor)) {
      switch source.tensor.elementType {
      case .float32:
        almanac_add_row_sums_f32(
          items,
          rows,
          columns,
          source.tensor.floats + source.offset,
          target.tensor.floats + target.offset
        )
      case .float64:
        almanac_add_row_sums_f64(
          items,
          rows,
          columns,
          source.tensor.doubles + source.offset,
          target.tensor.doubles + target.offset
        )
      }
    }
  }

  /// Writes matrices of `rows` rows and `columns` columns with rows and columns exchanged, `stride` apart.
  static func transpose(
    items: Int,
    rows: Int,
    columns: Int,
    from source: Place,
    to target: Place,
    stride: Int
  ) {
    withExtendedLifetime((source.tensor, target.tensor)) {
      switch source.tensor.elementType {
      case .float32:
        almanac_transpose_f32(
          items,
          rows,
          columns,
          source.tensor.floats + source.offset,
          target.tensor.floats + target.offset,
          stride
        )
      case .float64:
        almanac_transpose_f64(
          items,
          rows,
          columns,
          source.tensor.doubles + source.offset,
          target.tensor.doubles + target.offset,
          stride
        )
      }
    }
  }

  /// The changes of `count` numbers for changes of what `leakyReLU` made of them.
  static func pullBackLeakyReLU(
    count: Int,
    slope: Double,
    change: Place,
    output: Place,
    to target: Tensor
  ) {
    withExtendedLifetime((change.tensor, output.tensor, target)) {
      switch target.elementType {
      case .float32:
        almanac_binary_f32(
          almanac_leaky_relu_pullback,
          Float(slope),
          1,
          [count],
          change.tensor.floats + change.offset,
          [1],
          output.tensor.floats + output.offset,
          [1],
          target.floats
        )
      case .float64:
        almanac_binary_f64(
          almanac_leaky_relu_pullback,
          slope,
          1,
          [count],
          change.tensor.doubles + change.offset,
          [1],
          output.tensor.doubles + output.offset,
          [1],
          target.doubles
        )
      }
    }
  }
}
