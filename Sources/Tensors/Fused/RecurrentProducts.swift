/// A matrix that many products have for their right side.
struct FixedFactor {
  private let matrix: Tensor
  private let terms: Kernels.Terms
  private let columns: Int

  /// A factor of shape `[term, column]`.
  init(_ matrix: Tensor) {
    self.matrix = matrix.dense()
    columns = matrix.shape[1]
    terms = Kernels.Terms((0..<matrix.shape[0]).map { $0 * matrix.shape[1] })
  }

  /// `out = start + a · matrix` for `rows` rows; `out` itself is the start if none is given.
  func multiply(
    _ rows: Int,
    _ a: Kernels.Rows,
    start: Kernels.Start? = nil,
    to out: Kernels.Rows
  ) {
    let own = Kernels.Start(tensor: out.tensor, offset: out.offset, row: out.stride, column: 1)
    if matrix.count * matrix.elementType.byteCount <= Kernels.mostFactorBytes {
      Kernels.correlate(
        rows: rows,
        columns: columns,
        start: start ?? own,
        a,
        matrix,
        terms,
        to: out
      )
      return
    }
    if let start {
      let shape: Shape = [rows, columns]
      Tensor.write(
        Tensor(
          viewing: start.tensor,
          offset: start.tensor.offset + start.offset,
          shape: shape,
          strides: [start.row, start.column]
        ),
        into: Tensor(
          viewing: out.tensor,
          offset: out.tensor.offset + out.offset,
          shape: shape,
          strides: [out.stride, 1]
        )
      )
    }
    withExtendedLifetime((a.tensor, matrix, out.tensor)) {
      BLAS.addProduct(
        rows,
        columns,
        terms.count,
        BLAS.Matrix(tensor: a.tensor, offset: a.offset, stride: a.stride),
        BLAS.Matrix(tensor: matrix, stride: columns),
        to: BLAS.Matrix(tensor: out.tensor, offset: out.offset, stride: out.stride)
      )
    }
  }
}

/// The products that a recurrent layer takes in each step: of the input and of the state before, with
/// the weights of all gates at once.
///
/// Sums and their changes have the shape `[step, batch, sum]`, states `[step, batch, unit]`.
struct RecurrentProducts {
  let (batch, steps, channels, units): (Int, Int, Int, Int)
  /// The number of sums, which is that of the units times that of the gates.
  let sumCount: Int
  /// The input, `[batch, step, channel]`.
  private let input: Tensor
  /// The state before the first step, `[batch, unit]`.
  private let start: Tensor
  /// The weights, `[sum, channel]` and `[sum, unit]`.
  private let (inputWeight, recurrentWeight): (Tensor, Tensor)

  init(_ input: Tensor, _ inputWeight: Tensor, _ recurrentWeight: Tensor, start: Tensor) {
    (batch, steps, channels) = (input.shape[0], input.shape[1], input.shape[2])
    (sumCount, units) = (recurrentWeight.shape[0], recurrentWeight.shape[1])
    self.input = input.dense()
    self.start = start.dense()
    (self.inputWeight, self.recurrentWeight) = (inputWeight, recurrentWeight)
  }

  /// A tensor for values of every step.
  func room(_ width: Int) -> Tensor {
    Tensor(undefined: [steps, batch, width], input.elementType)
  }

  /// Calls `body` with blocks of rows that together are the batch, on several threads if allowed.
  private func forEachBlock(_ body: (_ block: Int, _ rows: Range<Int>) -> Void) {
    forEachPiece(
      of: blockCount,
      cost: blockCost,
      numbered: { piece, blocks in
        body(piece, min(batch, blocks.lowerBound * 16)..<min(batch, blocks.upperBound * 16))
      }
    )
  }

  // Blocks of sixteen rows make full use of the kernels.
  private var blockCount: Int { (batch + 15) / 16 }
  private var blockCost: Int { 16 * steps * units * (units + 20) }

  /// The rows of the input at a step.
  private func inputs(_ step: Int, _ rows: Range<Int>) -> Kernels.Rows {
    Kernels.Rows(
      tensor: input,
      offset: (rows.lowerBound * steps + step) * channels,
      stride: steps * channels
    )
  }

  /// The rows of the states before a step.
  func states(before step: Int, _ rows: Range<Int>, in outputs: Tensor) -> Kernels.Rows {
    step == 0
      ? Kernels.Rows(tensor: start, offset: rows.lowerBound * units, stride: units)
      : slab(step - 1, rows, of: outputs)
  }

  /// The rows of a tensor of values of every step.
  func slab(_ step: Int, _ rows: Range<Int>, of tensor: Tensor) -> Kernels.Rows {
    let width = tensor.shape[2]
    return Kernels.Rows(
      tensor: tensor,
      offset: (step * batch + rows.lowerBound) * width,
      stride: width
    )
  }

  /// Goes forward step by step.
  ///
  /// - Parameters:
  ///   - bias: What the sums of the input start from.
  ///   - recurrentBias: What the sums of the state start from; if nil, they are added to `sums`.
  ///   - sums: Where the sums of the input go.
  ///   - recurrentSums: Where those of the state go.
  ///   - outputs: The states, which `body` writes.
  ///   - body: What a step does with the sums of some rows.
  func forward(
    bias: Tensor,
    recurrentBias: Tensor? = nil,
    sums: Tensor,
    recurrentSums: Tensor,
    outputs: Tensor,
    _ body: (_ step: Int, _ rows: Range<Int>) -> Void
  ) {
    let inputFactor = FixedFactor(inputWeight.transposed())
    let recurrentFactor = FixedFactor(recurrentWeight.transposed())
    let bias = Kernels.Start(tensor: bias.dense(), row: 0, column: 1)
    let recurrentBias = recurrentBias.map { Kernels.Start(tensor: $0.dense(), row: 0, column: 1) }
    forEachBlock { _, rows in
      for step in 0..<steps {
        inputFactor.multiply(
          rows.count,
          inputs(step, rows),
          start: bias,
          to: slab(step, rows, of: sums)
        )
        recurrentFactor.multiply(
          rows.count,
          states(before: step, rows, in: outputs),
          start: recurrentBias,
          to: slab(step, rows, of: recurrentSums)
        )
        body(step, rows)
      }
    }
  }

  /// The changes that a walk back collects.
  struct Changes {
    var input: Tensor?
    var (inputWeight, recurrentWeight): (Tensor, Tensor)
    var start: Tensor
  }

  /// Goes back step by step.
  ///
  /// - Parameters:
  ///   - followsInput: Whether the change of the input is wanted.
  ///   - sums: The changes of the sums of the input, which `body` writes.
  ///   - recurrentSums: Those of the state.
  ///   - outputs: The states.
  ///   - flow: The changes of the states, which those of the step after are added to.
  ///   - body: Writes the changes of the sums of some rows at a step.
  func backward(
    followsInput: Bool,
    sums: Tensor,
    recurrentSums: Tensor,
    outputs: Tensor,
    flow: Tensor,
    _ body: (_ step: Int, _ rows: Range<Int>) -> Void
  ) -> Changes {
    let type = input.elementType
    let inputFactor = FixedFactor(inputWeight)
    let recurrentFactor = FixedFactor(recurrentWeight)
    let inputChange = followsInput ? Tensor(undefined: input.shape, type) : nil
    let startChange = Tensor(repeating: 0, shape: start.shape, type)
    let zero = Tensor(0, type)
    // Each piece of the work adds up its own share; the transposes have the longer rows.
    let pieces = pieceCount(of: blockCount, cost: blockCost)
    let inputShares = Tensor(repeating: 0, shape: [pieces, channels, sumCount], type)
    let recurrentShares = Tensor(repeating: 0, shape: [pieces, units, sumCount], type)
    forEachBlock { piece, rows in
      let group = max(1, Self.sharedTerms / max(rows.count, 1))
      for step in (0..<steps).reversed() {
        body(step, rows)
        let change = slab(step, rows, of: sums)
        let recurrentChange = slab(step, rows, of: recurrentSums)
        recurrentFactor.multiply(
          rows.count,
          recurrentChange,
          to: states(before: step, rows, in: flow, start: startChange)
        )
        if let inputChange {
          var target = inputs(step, rows)
          target.tensor = inputChange
          inputFactor.multiply(
            rows.count,
            change,
            start: Kernels.Start(tensor: zero, row: 0, column: 0),
            to: target
          )
        }
        // The changes of the weights are added up for several steps at once: they are read and written once.
        guard step % group == 0 else { continue }
        let done = step..<min(step + group, steps)
        addProducts(done, rows, of: { inputs($0, rows) }, with: sums, to: inputShares, piece)
        // The state before the first step lies elsewhere.
        for part in [
          max(done.lowerBound, 1)..<max(done.upperBound, 1), min(done.lowerBound, 1)..<1,
        ]
        where !part.isEmpty {
          addProducts(
            part,
            rows,
            of: { states(before: $0, rows, in: outputs) },
            with: recurrentSums,
            to: recurrentShares,
            piece
          )
        }
      }
    }
    return Changes(
      input: inputChange,
      inputWeight: inputShares.sum(along: 0).transposed(),
      recurrentWeight: recurrentShares.sum(along: 0).transposed(),
      start: startChange
    )
  }

  /// The terms that are added up in one product: enough to make little of what is done for each, few enough
  /// for what they read to stay in the cache.
  private static let sharedTerms = 128

  /// Adds `leftᵀ · change` of some steps, the last one first, to matrix number `piece` of `shares`.
  ///
  /// - Precondition: the left sides of all steps lie in one tensor.
  private func addProducts(
    _ steps: Range<Int>,
    _ rows: Range<Int>,
    of left: (_ step: Int) -> Kernels.Rows,
    with changes: Tensor,
    to shares: Tensor,
    _ piece: Int
  ) {
    let width = shares.shape[1] * shares.shape[2]
    guard width * shares.elementType.byteCount <= Kernels.mostFactorBytes else {
      for step in steps.reversed() {
        Kernels.addOuterProducts(
          left(step),
          slab(step, rows, of: changes),
          count: rows.count,
          to: shares,
          piece
        )
      }
      return
    }
    var (lefts, rights): ([Int], [Int]) = ([], [])
    lefts.reserveCapacity(steps.count * rows.count)
    rights.reserveCapacity(steps.count * rows.count)
    for step in steps.reversed() {
      let (a, b) = (left(step), slab(step, rows, of: changes))
      for row in 0..<rows.count {
        lefts.append(a.offset + row * a.stride)
        rights.append(b.offset + row * b.stride)
      }
    }
    Kernels.addOuterProducts(
      left(steps.lowerBound).tensor,
      changes,
      Kernels.Terms(left: lefts, right: rights),
      to: shares,
      piece
    )
  }

  private func states(
    before step: Int,
    _ rows: Range<Int>,
    in flow: Tensor,
    start: Tensor
  ) -> Kernels.Rows {
    var states = states(before: step, rows, in: flow)
    if step == 0 { states.tensor = start }
    return states
  }
}

extension Kernels {
  /// The bytes of a factor up to which these kernels are faster than BLAS, which cuts it into blocks.
  static let mostFactorBytes = 1 << 20

  /// Adds the sum of the outer products of rows of `a` with rows of `b`, which begin at the places of the terms, to
  /// matrix number `piece` of a tensor of matrices.
  static func addOuterProducts(
    _ a: Tensor,
    _ b: Tensor,
    _ terms: Terms,
    to sums: Tensor,
    _ piece: Int
  ) {
    let (rows, columns) = (sums.shape[1], sums.shape[2])
    let offset = piece * rows * columns
    correlate(
      rows: rows,
      columns: columns,
      start: Start(tensor: sums, offset: offset, row: columns, column: 1),
      Rows(tensor: a, stride: 1),
      b,
      terms,
      to: Rows(tensor: sums, offset: offset, stride: columns)
    )
  }

  /// Adds `aᵀ · b`, for `count` rows of each, to matrix number `piece` of a tensor of matrices by BLAS, which is
  /// better at large ones.
  static func addOuterProducts(
    _ a: Rows,
    _ b: Rows,
    count: Int,
    to sums: Tensor,
    _ piece: Int
  ) {
    let (rows, columns) = (sums.shape[1], sums.shape[2])
    let out = Rows(tensor: sums, offset: piece * rows * columns, stride: columns)
    withExtendedLifetime((a.tensor, b.tensor, sums)) {
      BLAS.addProduct(
        rows,
        columns,
        count,
        BLAS.Matrix(tensor: a.tensor, offset: a.offset, stride: a.stride, isTransposed: true),
        BLAS.Matrix(tensor: b.tensor, offset: b.offset, stride: b.stride),
        to: BLAS.Matrix(tensor: sums, offset: out.offset, stride: columns)
      )
    }
  }
}
