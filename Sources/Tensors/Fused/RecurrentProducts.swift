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
/// Sums and their changes have the shape `[step, batch, sum]`, states `[step, batch, unit]`. A tensor of fewer steps
/// is used in turn: what a step wrote stays until as many others were written.
struct RecurrentProducts {
  let (batch, steps, channels, units): (Int, Int, Int, Int)
  /// The number of sums, which is that of the units times that of the gates.
  let sumCount: Int
  /// The input, `[batch, step, channel]`.
  private let input: Tensor
  /// The state before the first step, `[1, batch, unit]`.
  private let start: Tensor
  /// The weights, `[sum, channel]` and `[sum, unit]`.
  private let (inputWeight, recurrentWeight): (Tensor, Tensor)

  init(_ input: Tensor, _ inputWeight: Tensor, _ recurrentWeight: Tensor, start: Tensor) {
    (batch, steps, channels) = (input.shape[0], input.shape[1], input.shape[2])
    (sumCount, units) = (recurrentWeight.shape[0], recurrentWeight.shape[1])
    self.input = input.withOwnSequences()
    self.start = start.dense().expanded(at: 0)
    (self.inputWeight, self.recurrentWeight) = (inputWeight, recurrentWeight)
  }

  /// A tensor for values of every step, or of so many.
  func room(_ width: Int, steps: Int? = nil) -> Tensor {
    Tensor(undefined: [steps ?? self.steps, batch, width], input.elementType)
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
  private var pieceCount: Int { Tensors.pieceCount(of: blockCount, cost: blockCost) }

  /// The number of steps whose changes of sums are used together, to add up the changes of the weights: enough to
  /// make little of reading and writing these, few enough for what is read to stay in the cache.
  var stepsTogether: Int {
    let rows = (batch + pieceCount - 1) / pieceCount
    return max(1, min(steps, 128 / max(rows, 1)))
  }

  /// Some rows of a tensor with a matrix for each step, at one step after another.
  struct Slab {
    /// The rows at the step that it was moved to last.
    private(set) var rows: Kernels.Rows
    private let (first, distance, count): (Int, Int, Int)

    /// Rows of `[step, batch, width]`.
    fileprivate init(_ rows: Range<Int>, of tensor: Tensor) {
      let (batch, width) = (tensor.shape[1], tensor.shape[2])
      self.rows = Kernels.Rows(tensor: tensor, offset: 0, stride: width)
      (first, distance, count) = (rows.lowerBound * width, batch * width, tensor.shape[0])
    }

    /// Rows of `[batch, step, width]`, whatever the order of batch and steps in memory.
    fileprivate init(_ rows: Range<Int>, ofSequences tensor: Tensor) {
      // The distance of a single row to the next may be anything, which BLAS does not like.
      let stride = tensor.shape[0] > 1 ? tensor.strides[0] : max(tensor.shape[2], 1)
      self.rows = Kernels.Rows(tensor: tensor, offset: 0, stride: stride)
      first = rows.lowerBound * stride
      (distance, count) = (tensor.strides[1], tensor.shape[1])
    }

    /// Where the rows begin at a step.
    func offset(_ step: Int) -> Int { first + step % count * distance }

    fileprivate mutating func move(to step: Int) { rows.offset = offset(step) }
  }

  /// Some rows of a tensor of values of every step, or of some in turn.
  func slab(_ rows: Range<Int>, of tensor: Tensor) -> Slab { Slab(rows, of: tensor) }

  /// Where the rows of the state before a step are.
  func state(before step: Int, _ rows: Range<Int>, in outputs: Tensor) -> (Tensor, offset: Int) {
    step == 0
      ? (start, rows.lowerBound * units)
      : (outputs, ((step - 1) * batch + rows.lowerBound) * units)
  }

  /// No changes of states yet, of the step after and of the step before in turn, `[2, batch, unit]`.
  func noFlow() -> Tensor {
    Tensor(repeating: 0, shape: [2, batch, units], input.elementType)
  }

  /// The rows of the state before the first step.
  func starts(_ rows: Range<Int>) -> Slab { Slab(rows, of: start) }

  /// Goes forward step by step.
  ///
  /// - Parameters:
  ///   - bias: What the sums of the input start from.
  ///   - sums: Where the sums of the input go.
  ///   - recurrent: Where those of the state go, and what they start from; if nil, they are added to `sums`.
  ///   - outputs: The states, which `body` writes.
  ///   - body: What a step does with the sums of some rows.
  func forward(
    bias: Tensor,
    sums: Tensor,
    recurrent: (bias: Tensor, sums: Tensor)? = nil,
    outputs: Tensor,
    _ body: (_ step: Int, _ rows: Range<Int>) -> Void
  ) {
    let inputFactor = FixedFactor(inputWeight.transposed())
    let recurrentFactor = FixedFactor(recurrentWeight.transposed())
    let bias = Kernels.Start(tensor: bias.dense(), row: 0, column: 1)
    let recurrentBias = recurrent.map { Kernels.Start(tensor: $0.bias.dense(), row: 0, column: 1) }
    forEachBlock { _, rows in
      var inputs = Slab(rows, ofSequences: input)
      var target = Slab(rows, of: sums)
      var recurrentTarget = Slab(rows, of: recurrent?.sums ?? sums)
      var states = starts(rows)
      states.move(to: 0)
      for step in 0..<steps {
        inputs.move(to: step)
        target.move(to: step)
        recurrentTarget.move(to: step)
        inputFactor.multiply(rows.count, inputs.rows, start: bias, to: target.rows)
        recurrentFactor.multiply(
          rows.count,
          states.rows,
          start: recurrentBias,
          to: recurrentTarget.rows
        )
        body(step, rows)
        if step == 0 { states = Slab(rows, of: outputs) }
        states.move(to: step)
      }
    }
  }

  /// The changes that a walk back collects.
  struct Changes {
    var input: Tensor?
    var (inputWeight, recurrentWeight): (Tensor, Tensor)
    /// Of what the sums of the input start from, and of what those of the state start from.
    var (bias, recurrentBias): (Tensor, Tensor?)
    var start: Tensor
  }

  /// Goes back step by step.
  ///
  /// - Parameters:
  ///   - followsInput: Whether the change of the input is wanted.
  ///   - sums: The changes of the sums of the input, which `body` writes, of `stepsTogether` steps at least.
  ///   - recurrentSums: Those of the state, if they are others.
  ///   - outputs: The states.
  ///   - flow: Zeros for the changes of states of two steps. Those of a step's own state are found here, as far as
  ///     they come from later steps, and what reaches the state before it other than by the sums is written here.
  ///   - flowsOn: Whether there is any of the latter.
  ///   - body: Writes the changes of the sums of some rows at a step.
  func backward(
    followsInput: Bool,
    sums: Tensor,
    recurrentSums: Tensor? = nil,
    outputs: Tensor,
    flow: Tensor,
    flowsOn: Bool,
    _ body: (_ step: Int, _ rows: Range<Int>) -> Void
  ) -> Changes {
    let type = input.elementType
    let inputFactor = FixedFactor(inputWeight)
    let recurrentFactor = FixedFactor(recurrentWeight)
    let inputChange = followsInput ? input.roomForChanges() : nil
    let nothing = Kernels.Start(tensor: Tensor(0, type), row: 0, column: 0)
    // Each piece of the work adds up its own share; the transposes have the longer rows.
    func shares(_ rows: Int) -> Tensor {
      Tensor(repeating: 0, shape: [pieceCount, rows, sumCount], type)
    }
    let (inputShares, recurrentShares, biasShares) = (shares(channels), shares(units), shares(1))
    let recurrentBiasShares = recurrentSums.map { _ in shares(1) }
    let ones = Tensor(repeating: 1, shape: [1, batch, 1], type)
    // Inside of a piece there are no others.
    let together = stepsTogether
    let room = sums.shape[0]
    precondition(room >= min(together, steps), "room for \(room) of \(together) steps")
    forEachBlock { piece, rows in
      var change = Slab(rows, of: sums)
      var recurrentChange = Slab(rows, of: recurrentSums ?? sums)
      var earlier = Slab(rows, of: flow)
      var target = Slab(rows, ofSequences: inputChange ?? input)
      let states = Slab(rows, of: outputs)
      let inputs = Slab(rows, ofSequences: input)
      for step in (0..<steps).reversed() {
        body(step, rows)
        change.move(to: step)
        recurrentChange.move(to: step)
        earlier.move(to: step)
        recurrentFactor.multiply(
          rows.count,
          recurrentChange.rows,
          start: flowsOn ? nil : nothing,
          to: earlier.rows
        )
        if followsInput {
          target.move(to: step)
          inputFactor.multiply(rows.count, change.rows, start: nothing, to: target.rows)
        }
        guard step % together == 0 else { continue }
        let done = step..<min(step + together, steps)
        let ones = Slab(rows, of: ones)
        addProducts(rows.count, inputs, change, done, to: inputShares, piece)
        addProducts(rows.count, ones, change, done, to: biasShares, piece)
        if let recurrentBiasShares {
          addProducts(rows.count, ones, recurrentChange, done, to: recurrentBiasShares, piece)
        }
        // The states before lie a step back, that before the first elsewhere.
        let later = max(step, 1)..<max(done.upperBound, 1)
        addProducts(rows.count, states, back: 1, recurrentChange, later, to: recurrentShares, piece)
        if step == 0 {
          addProducts(rows.count, starts(rows), recurrentChange, 0..<1, to: recurrentShares, piece)
        }
      }
    }
    return Changes(
      input: inputChange,
      inputWeight: inputShares.sum(along: 0).transposed(),
      recurrentWeight: recurrentShares.sum(along: 0).transposed(),
      bias: biasShares.sum(along: 0, 1),
      recurrentBias: recurrentBiasShares?.sum(along: 0, 1),
      start: flow.selected(0)
    )
  }

  /// Adds `leftᵀ · change` of some steps, the last one first, to matrix number `piece` of `shares`.
  ///
  /// - Parameter back: The number of steps by which the left sides come before the changes.
  private func addProducts(
    _ rowCount: Int,
    _ left: Slab,
    back: Int = 0,
    _ changes: Slab,
    _ steps: Range<Int>,
    to shares: Tensor,
    _ piece: Int
  ) {
    var (left, changes) = (left, changes)
    let width = shares.shape[1] * shares.shape[2]
    guard width * shares.elementType.byteCount <= Kernels.mostFactorBytes else {
      for step in steps.reversed() {
        left.move(to: step - back)
        changes.move(to: step)
        Kernels.addOuterProducts(left.rows, changes.rows, count: rowCount, to: shares, piece)
      }
      return
    }
    var (lefts, rights): ([Int], [Int]) = ([], [])
    lefts.reserveCapacity(steps.count * rowCount)
    rights.reserveCapacity(steps.count * rowCount)
    for step in steps.reversed() {
      let (a, b) = (left.offset(step - back), changes.offset(step))
      for row in 0..<rowCount {
        lefts.append(a + row * left.rows.stride)
        rights.append(b + row * changes.rows.stride)
      }
    }
    Kernels.addOuterProducts(
      left.rows.tensor,
      changes.rows.tensor,
      Kernels.Terms(left: lefts, right: rights),
      to: shares,
      piece
    )
  }
}

extension Tensor {
  /// This tensor of shape `[batch, step, channel]`, or a copy of it, with sequences that do not overlap and the
  /// channels of a step next to each other.
  fileprivate func withOwnSequences() -> Tensor {
    shape[0] <= 1 || strides[0] >= max(shape[2], 1) ? withDenseRows() : dense()
  }

  /// This tensor, or a copy of it, with the elements of the last axis next to each other.
  func withDenseRows() -> Tensor {
    shape[rank - 1] <= 1 || strides[rank - 1] == 1 ? self : dense()
  }

  /// Room for the changes of this tensor of shape `[batch, step, channel]`, in its own order of batch and steps.
  fileprivate func roomForChanges() -> Tensor {
    let (batch, steps) = (shape[0], shape[1])
    guard strides[0] < strides[1] else { return Tensor(undefined: shape, elementType) }
    return Tensor(undefined: [steps, batch, shape[2]], elementType).permuted(1, 0, 2)
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
