internal import CKernels
internal import COpenBLAS

/// The one place that calls the matrix products of OpenBLAS.
enum BLAS {
  /// OpenBLAS must not start threads of its own beside ours.
  static let isReady: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// A row-major matrix inside a tensor's storage, from element `offset` on, with `stride` elements
  /// from row to row; or its transpose.
  struct Matrix {
    var tensor: Tensor
    var offset = 0
    var stride: Int
    var isTransposed = false
  }

  /// `c = kept c + scale a · b`, where `a` is `[m, k]`, `b` is `[k, n]` and k is positive.
  ///
  /// Whoever calls keeps the storages alive and alone writes to `c`.
  static func addProduct(
    _ m: Int,
    _ n: Int,
    _ k: Int,
    scale: Double = 1,
    _ a: Matrix,
    _ b: Matrix,
    to c: Matrix,
    kept: Double = 1
  ) {
    if m == 0 || n == 0 || k == 0 { return }
    precondition(isReady)
    let (flipA, flipB) = (
      a.isTransposed ? CblasTrans : CblasNoTrans, b.isTransposed ? CblasTrans : CblasNoTrans
    )
    let strides = (Int32(a.stride), Int32(b.stride), Int32(c.stride))
    switch c.tensor.elementType {
    case .float32:
      cblas_sgemm(
        CblasRowMajor,
        flipA,
        flipB,
        Int32(m),
        Int32(n),
        Int32(k),
        Float(scale),
        a.tensor.floats + a.offset,
        strides.0,
        b.tensor.floats + b.offset,
        strides.1,
        Float(kept),
        c.tensor.floats + c.offset,
        strides.2
      )
    case .float64:
      cblas_dgemm(
        CblasRowMajor,
        flipA,
        flipB,
        Int32(m),
        Int32(n),
        Int32(k),
        scale,
        a.tensor.doubles + a.offset,
        strides.0,
        b.tensor.doubles + b.offset,
        strides.1,
        kept,
        c.tensor.doubles + c.offset,
        strides.2
      )
    }
  }

  /// A matrix in memory as BLAS can read it.
  struct Layout {
    var transposition: CBLAS_TRANSPOSE
    var leadingDimension: Int32
  }

  /// How BLAS can read a matrix with these strides, if it can.
  static func layout(rows: Int, columns: Int, rowStride: Int, columnStride: Int) -> Layout? {
    // An axis of one element has no stride to speak of.
    if (columnStride == 1 || columns == 1) && (rowStride >= max(1, columns) || rows == 1) {
      let leading = rows == 1 ? max(1, columns) : rowStride
      return Layout(transposition: CblasNoTrans, leadingDimension: Int32(leading))
    }
    if (rowStride == 1 || rows == 1) && (columnStride >= max(1, rows) || columns == 1) {
      let leading = columns == 1 ? max(1, rows) : columnStride
      return Layout(transposition: CblasTrans, leadingDimension: Int32(leading))
    }
    return nil
  }
}

extension Tensor {
  /// This tensor, or a copy, with its last two axes as BLAS can read them.
  private func readable() -> (Tensor, BLAS.Layout) {
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    if let layout = BLAS.layout(
      rows: rows,
      columns: columns,
      rowStride: strides[rank - 2],
      columnStride: strides[rank - 1]
    ) {
      return (self, layout)
    }
    let leading = Int32(max(1, columns))
    let dense = applying(almanac_copy)
    return (dense, BLAS.Layout(transposition: CblasNoTrans, leadingDimension: leading))
  }

  /// The products of the matrices in the last two axes; the outer axes are stretched to one shape.
  static func multiplyingMatrices(_ a: Tensor, _ b: Tensor) -> Tensor {
    let (m, k, n) = (a.shape[a.rank - 2], a.shape[a.rank - 1], b.shape[b.rank - 1])
    let batch = Shape(a.shape.dropLast(2)).broadcast(with: Shape(b.shape.dropLast(2)))
    let y = Tensor(undefined: Shape(Array(batch) + [m, n]), a.elementType)
    if y.count == 0 { return y }
    if k == 0 {
      y.fill(with: 0)
      return y
    }
    let (x, layoutX) = a.stretched(to: Shape(Array(batch) + [m, k])).readable()
    let (z, layoutZ) = b.stretched(to: Shape(Array(batch) + [k, n])).readable()
    let rowStride = layoutX.transposition == CblasNoTrans ? Int(layoutX.leadingDimension) : 1
    precondition(BLAS.isReady && max(m, k, n) <= Int32.max, "a matrix too large for BLAS")

    /// Rows `rows` of the product number `index`.
    func multiply(_ index: Int, _ rows: Range<Int>) {
      var (remaining, fromX, fromZ) = (index, rows.lowerBound * rowStride, 0)
      for axis in batch.indices.reversed() {
        let position = remaining % batch[axis]
        remaining /= batch[axis]
        fromX += position * x.strides[axis]
        fromZ += position * z.strides[axis]
      }
      let to = index * m * n + rows.lowerBound * n
      switch y.elementType {
      case .float32:
        cblas_sgemm(
          CblasRowMajor,
          layoutX.transposition,
          layoutZ.transposition,
          Int32(rows.count),
          Int32(n),
          Int32(k),
          1,
          x.floats + fromX,
          layoutX.leadingDimension,
          z.floats + fromZ,
          layoutZ.leadingDimension,
          0,
          y.floats + to,
          Int32(n)
        )
      case .float64:
        cblas_dgemm(
          CblasRowMajor,
          layoutX.transposition,
          layoutZ.transposition,
          Int32(rows.count),
          Int32(n),
          Int32(k),
          1,
          x.doubles + fromX,
          layoutX.leadingDimension,
          z.doubles + fromZ,
          layoutZ.leadingDimension,
          0,
          y.doubles + to,
          Int32(n)
        )
      }
    }

    // Some ten multiplications take the time of one elementary step.
    let count = batch.elementCount
    withExtendedLifetime((x.storage, z.storage, y.storage)) {
      if count == 1 {
        // Each block packs the whole right factor again, which few rows would not repay.
        let blocks = m < 256 ? min(2, max(1, m / 16)) : min(64, m / 128)
        forEachPiece(of: blocks, cost: m / blocks * n * k / 8) { range in
          multiply(0, m * range.lowerBound / blocks..<m * range.upperBound / blocks)
        }
      } else {
        forEachPiece(of: count, cost: m * n * k / 8) { range in
          for index in range { multiply(index, 0..<m) }
        }
      }
    }
    return y
  }
}
