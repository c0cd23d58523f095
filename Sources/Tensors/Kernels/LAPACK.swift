internal import CKernels
internal import COpenBLAS

/// The one place that calls LAPACK. Everything is computed in double precision; matrices lie column
/// by column, so that a row-major matrix is seen as its transpose.
enum LAPACK {
  /// A dense double-precision copy that nobody else sees.
  private static func copy(_ x: Tensor) -> Tensor {
    let wide = x.detached().converted(to: .float64)
    return wide.applying(almanac_copy)
  }

  /// Eigenvalues in ascending order, and the eigenvectors as rows.
  static func symmetricEigen(_ a: Tensor) throws(TensorError) -> (values: Tensor, rows: Tensor) {
    precondition(BLAS.isReady)
    var n = Int32(a.shape[0])
    let vectors = copy(a)
    let values = Tensor(undefined: [Int(n)], .float64)
    if n == 0 { return (values, vectors) }
    var info: Int32 = 0
    var (size, wholeSize): (Int32, Int32) = (-1, -1)
    func decompose(_ room: UnsafeMutablePointer<Double>, _ wholeRoom: UnsafeMutablePointer<Int32>) {
      dsyevd_(
        "V",
        "U",
        &n,
        vectors.doubles,
        &n,
        values.doubles,
        room,
        &size,
        wholeRoom,
        &wholeSize,
        &info,
        1,
        1
      )
    }
    withExtendedLifetime((vectors.storage, values.storage)) {
      // The first call asks how much room the second needs.
      var (need, wholeNeed): (Double, Int32) = (0, 0)
      decompose(&need, &wholeNeed)
      (size, wholeSize) = (Int32(need), wholeNeed)
      var room = [Double](repeating: 0, count: Int(size))
      var wholeRoom = [Int32](repeating: 0, count: Int(wholeSize))
      decompose(&room, &wholeRoom)
    }
    if info != 0 { throw .notConverged }
    return (values, vectors)
  }

  /// The lower triangle whose product with its transpose is `a`; above it lies what `a` held.
  static func cholesky(_ a: Tensor) throws(TensorError) -> Tensor {
    precondition(BLAS.isReady)
    var n = Int32(a.shape[0])
    let factor = copy(a)
    if n == 0 { return factor }
    var info: Int32 = 0
    // The upper triangle of the transpose is the lower one of the matrix.
    withExtendedLifetime(factor.storage) { dpotrf_("U", &n, factor.doubles, &n, &info, 1) }
    if info > 0 { throw .notPositiveDefinite(order: Int(info)) }
    return factor
  }

  /// `u · diag(s) · v`, with as many values as the shorter side, the largest first.
  static func singularValues(
    _ a: Tensor
  ) throws(TensorError) -> (u: Tensor, s: Tensor, v: Tensor) {
    precondition(BLAS.isReady)
    // What LAPACK sees is the transpose, whose left vectors are our right ones.
    let (rows, columns) = (a.shape[0], a.shape[1])
    let rank = min(rows, columns)
    let u = Tensor(undefined: [rows, rank], .float64)
    let s = Tensor(undefined: [rank], .float64)
    let v = Tensor(undefined: [rank, columns], .float64)
    if rank == 0 { return (u, s, v) }
    let input = copy(a)
    var (m, n, k, info) = (Int32(columns), Int32(rows), Int32(rank), Int32(0))
    var size: Int32 = -1
    var wholeRoom = [Int32](repeating: 0, count: 8 * rank)
    func decompose(_ room: UnsafeMutablePointer<Double>) {
      dgesdd_(
        "S",
        &m,
        &n,
        input.doubles,
        &m,
        s.doubles,
        v.doubles,
        &m,
        u.doubles,
        &k,
        room,
        &size,
        &wholeRoom,
        &info,
        1
      )
    }
    withExtendedLifetime((input.storage, u.storage, s.storage, v.storage)) {
      // The first call asks how much room the second needs.
      var need = 0.0
      decompose(&need)
      size = Int32(need)
      var room = [Double](repeating: 0, count: Int(size))
      decompose(&room)
    }
    if info != 0 { throw .notConverged }
    return (u, s, v)
  }

  /// The solution `x` of `a · x = b`.
  static func solve(_ a: Tensor, _ b: Tensor) throws(TensorError) -> Tensor {
    precondition(BLAS.isReady)
    var (n, count) = (Int32(a.shape[0]), Int32(b.shape[1]))
    let solution = copy(b.transposed())
    if n == 0 || count == 0 { return solution.transposed() }
    let matrix = copy(a.transposed())
    var pivots = [Int32](repeating: 0, count: Int(n))
    var info: Int32 = 0
    withExtendedLifetime((matrix.storage, solution.storage)) {
      dgesv_(&n, &count, matrix.doubles, &n, &pivots, solution.doubles, &n, &info)
    }
    if info > 0 { throw .singular(column: Int(info) - 1) }
    return solution.transposed()
  }
}
