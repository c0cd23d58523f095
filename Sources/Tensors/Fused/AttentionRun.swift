internal import CKernels

/// Attention a few queries at a time, and the way back.
struct AttentionRun {
  private let (query, key, value): (Matrices, Matrices, Matrices)
  private let isCausal: Bool
  private let scale: Double
  /// The number of matrices, of queries and of keys.
  private let (items, queries, keys): (Int, Int, Int)
  /// The channels of a query and of a value.
  private let (channels, width): (Int, Int)
  /// The queries whose weights are held at a time.
  private let block: Int
  let output: Tensor
  /// The logarithm of the sum of the exponentials of each query's scores, `[…, query]`.
  private let logs: Tensor

  init(_ operands: [Tensor], isCausal: Bool) {
    (query, key, value) = (Matrices(operands[0]), Matrices(operands[1]), Matrices(operands[2]))
    self.isCausal = isCausal
    let shape = operands[0].shape
    (queries, keys) = (shape[shape.count - 2], operands[1].shape[shape.count - 2])
    (channels, width) = (shape[shape.count - 1], operands[2].shape[shape.count - 1])
    items = shape.elementCount / (queries * channels)
    scale = 1 / Double(channels).squareRoot()
    // The weights of a block stay in the cache, and each product has enough rows to be worth it.
    block = min(queries, max(16, (1 << 14) / keys))
    output = Tensor(undefined: shape.replacing(shape.count - 1, with: width), query.elementType)
    logs = Tensor(undefined: [items, queries], query.elementType)
    attend()
  }

  /// The cost of one matrix in elementary steps: products take an eighth of one, exponentials four.
  private var cost: Int { queries * keys * ((channels + width) / 8 + 4) }

  /// Calls `body` for each block of queries of some matrices.
  private func forEachBlock(of items: Range<Int>, _ body: (_ item: Int, _ rows: Range<Int>) -> Void)
  {
    for item in items {
      for first in stride(from: 0, to: queries, by: block) {
        body(item, first..<min(queries, first + block))
      }
    }
  }

  /// The scores of some queries of one matrix, `[row, key]`.
  private func score(_ item: Int, _ rows: Range<Int>, to scores: Tensor) {
    BLAS.addProduct(
      rows.count,
      keys,
      channels,
      scale: scale,
      query.matrix(item, from: rows.lowerBound),
      key.matrix(item, isTransposed: true),
      to: BLAS.Matrix(tensor: scores, stride: keys),
      kept: 0
    )
  }

  /// How many keys the first of some queries sees, and how many more the next.
  private func sight(_ rows: Range<Int>) -> (visible: Int, growth: Int) {
    isCausal ? (rows.lowerBound + 1, 1) : (keys, 0)
  }

  private func attend() {
    let (output, logs) = (output, logs)
    forEachPiece(of: items, cost: cost) { range in
      let scores = Tensor(undefined: [block, keys], query.elementType)
      withExtendedLifetime((scores, logs, output)) {
        forEachBlock(of: range) { item, rows in
          score(item, rows, to: scores)
          let (visible, growth) = sight(rows)
          let first = item * queries + rows.lowerBound
          switch scores.elementType {
          case .float32:
            almanac_attention_weights_f32(
              rows.count,
              keys,
              visible,
              growth,
              scores.floats,
              logs.floats + first
            )
          case .float64:
            almanac_attention_weights_f64(
              rows.count,
              keys,
              visible,
              growth,
              scores.doubles,
              logs.doubles + first
            )
          }
          BLAS.addProduct(
            rows.count,
            width,
            keys,
            BLAS.Matrix(tensor: scores, stride: keys),
            value.matrix(item),
            to: BLAS.Matrix(tensor: output, offset: first * width, stride: width),
            kept: 0
          )
        }
      }
    }
  }

  /// The changes of queries, keys and values.
  func pullback(_ change: Tensor, _ isFollowed: [Bool]) -> [Tensor?] {
    let change = change.dense()
    let type = query.elementType
    let queryChange = Tensor(undefined: query.shape, type)
    let keyChange = Tensor(repeating: 0, shape: key.shape, type)
    let valueChange = Tensor(repeating: 0, shape: value.shape, type)
    forEachPiece(of: items, cost: 3 * cost) { range in
      let weights = Tensor(undefined: [block, keys], type)
      let scores = Tensor(undefined: [block, keys], type)
      withExtendedLifetime((weights, scores, change, queryChange, keyChange, valueChange)) {
        forEachBlock(of: range) { item, rows in
          let first = item * queries + rows.lowerBound
          let blockChange = BLAS.Matrix(tensor: change, offset: first * width, stride: width)
          score(item, rows, to: weights)
          BLAS.addProduct(
            rows.count,
            keys,
            width,
            blockChange,
            value.matrix(item, isTransposed: true),
            to: BLAS.Matrix(tensor: scores, stride: keys),
            kept: 0
          )
          changeScores(rows, first, weights: weights, change: change, to: scores)
          let weightRows = BLAS.Matrix(tensor: weights, stride: keys, isTransposed: true)
          BLAS.addProduct(
            keys,
            width,
            rows.count,
            weightRows,
            blockChange,
            to: BLAS.Matrix(tensor: valueChange, offset: item * keys * width, stride: width)
          )
          BLAS.addProduct(
            rows.count,
            channels,
            keys,
            scale: scale,
            BLAS.Matrix(tensor: scores, stride: keys),
            key.matrix(item),
            to: BLAS.Matrix(tensor: queryChange, offset: first * channels, stride: channels),
            kept: 0
          )
          BLAS.addProduct(
            keys,
            channels,
            rows.count,
            scale: scale,
            BLAS.Matrix(tensor: scores, stride: keys, isTransposed: true),
            query.matrix(item, from: rows.lowerBound),
            to: BLAS.Matrix(tensor: keyChange, offset: item * keys * channels, stride: channels)
          )
        }
      }
    }
    return [queryChange, keyChange, valueChange]
  }

  /// Turns scores into weights, and the changes of the weights into those of the scores.
  private func changeScores(
    _ rows: Range<Int>,
    _ first: Int,
    weights: Tensor,
    change: Tensor,
    to changes: Tensor
  ) {
    let (visible, growth) = sight(rows)
    switch weights.elementType {
    case .float32:
      almanac_attention_restore_f32(
        rows.count,
        keys,
        visible,
        growth,
        weights.floats,
        logs.floats + first
      )
      almanac_attention_pullback_f32(
        rows.count,
        keys,
        weights.floats,
        width,
        change.floats + first * width,
        output.floats + first * width,
        changes.floats
      )
    case .float64:
      almanac_attention_restore_f64(
        rows.count,
        keys,
        visible,
        growth,
        weights.doubles,
        logs.doubles + first
      )
      almanac_attention_pullback_f64(
        rows.count,
        keys,
        weights.doubles,
        width,
        change.doubles + first * width,
        output.doubles + first * width,
        changes.doubles
      )
    }
  }
}

/// The matrices in the last two axes of a tensor, each as BLAS can read it.
private struct Matrices {
  private let tensor: Tensor
  private let outer: Shape
  private let rowStride: Int

  init(_ tensor: Tensor) {
    let (rank, columns) = (tensor.rank, tensor.shape[tensor.rank - 1])
    let isReadable =
      tensor.strides[rank - 1] == 1 && tensor.strides[rank - 2] >= columns
    self.tensor = isReadable ? tensor : tensor.applying(almanac_copy)
    outer = Shape(tensor.shape.dropLast(2))
    rowStride = self.tensor.strides[rank - 2]
  }

  var shape: Shape { tensor.shape }
  var elementType: ElementType { tensor.elementType }

  /// Matrix number `item` from a row on, or its transpose.
  func matrix(_ item: Int, from row: Int = 0, isTransposed: Bool = false) -> BLAS.Matrix {
    var (remaining, offset) = (item, row * rowStride)
    for axis in outer.indices.reversed() {
      offset += remaining % outer[axis] * tensor.strides[axis]
      remaining /= outer[axis]
    }
    return BLAS.Matrix(
      tensor: tensor,
      offset: offset,
      stride: rowStride,
      isTransposed: isTransposed
    )
  }
}

/// Attention with one channel everywhere, and the way back.
struct RankOneAttentionRun {
  /// One number for each step of each sequence, sequences `stride` elements apart.
  private struct Rows {
    var tensor: Tensor
    var offset = 0
    var stride: Int

    /// Where the rows of a sequence begin.
    func first(_ item: Int) -> Int { offset + item * stride }
  }

  private let (query, key, value): (Rows, Rows, Rows)
  private let (items, queries, keys): (Int, Int, Int)
  let output: Tensor
  private let logs: Tensor

  /// Attention of separate operands.
  init(_ operands: [Tensor]) {
    let dense = operands.map { $0.dense() }
    let steps = dense.map { $0.shape[$0.rank - 2] }
    self.init(
      zip(dense, steps).map { Rows(tensor: $0, stride: $1) },
      items: dense[0].count / steps[0],
      queries: steps[0],
      keys: steps[1],
      shape: dense[0].shape
    )
    attendAll()
  }

  /// Attention of queries, keys and values that lie one after the other, `[item, 3, step]`.
  init(packed: Tensor) {
    self.init(unattended: packed.dense())
    attendAll()
  }

  /// A place for the attention of dense queries, keys and values that lie one after the other and are
  /// still to be computed; `attend` computes it.
  init(unattended packed: Tensor) {
    let steps = packed.shape[2]
    self.init(
      (0..<3).map { Rows(tensor: packed, offset: $0 * steps, stride: 3 * steps) },
      items: packed.shape[0],
      queries: steps,
      keys: steps,
      shape: [packed.shape[0], 1, steps]
    )
  }

  private init(_ rows: [Rows], items: Int, queries: Int, keys: Int, shape: Shape) {
    (query, key, value) = (rows[0], rows[1], rows[2])
    (self.items, self.queries, self.keys) = (items, queries, keys)
    output = Tensor(undefined: shape, query.tensor.elementType)
    logs = Tensor(undefined: shape, query.tensor.elementType)
  }

  private func attendAll() {
    forEachPiece(of: items, cost: 4 * queries * keys) { attend($0) }
  }

  /// Computes the outputs of some items.
  func attend(_ range: Range<Int>) {
    withExtendedLifetime((query, key, value, output, logs)) {
      for item in range {
        switch output.elementType {
        case .float32:
          almanac_rank_one_attention_f32(
            queries,
            keys,
            query.tensor.floats + query.first(item),
            key.tensor.floats + key.first(item),
            value.tensor.floats + value.first(item),
            output.floats + item * queries,
            logs.floats + item * queries
          )
        case .float64:
          almanac_rank_one_attention_f64(
            queries,
            keys,
            query.tensor.doubles + query.first(item),
            key.tensor.doubles + key.first(item),
            value.tensor.doubles + value.first(item),
            output.doubles + item * queries,
            logs.doubles + item * queries
          )
        }
      }
    }
  }

  /// The changes of queries, keys and values.
  func pullback(_ change: Tensor, _ isFollowed: [Bool]) -> [Tensor?] {
    let changes = [query, key, value].map { rows in
      Rows(tensor: rows.tensor.filled(with: 0), stride: rows.stride)
    }
    pullBack(change, to: changes)
    return changes.map(\.tensor)
  }

  /// The changes of queries, keys and values that lie one after the other.
  func packedPullback(_ change: Tensor) -> Tensor {
    let changes = query.tensor.filled(with: 0)
    pullBack(change, to: packed(changes))
    return changes
  }

  /// Adds the changes of queries, keys and values of some items to `changes`, from those of their outputs;
  /// both tensors hold these items alone.
  func pullBack(_ items: Range<Int>, _ change: Tensor, toPacked changes: Tensor) {
    pullBack(items, change, first: items.lowerBound, to: packed(changes))
  }

  private func packed(_ tensor: Tensor) -> [Rows] {
    [query, key, value].map { Rows(tensor: tensor, offset: $0.offset, stride: $0.stride) }
  }

  private func pullBack(_ change: Tensor, to changes: [Rows]) {
    let change = change.dense()
    forEachPiece(of: items, cost: 8 * queries * keys) { range in
      pullBack(range, change, first: 0, to: changes)
    }
  }

  /// The way back for some items, where the changes are those from item `first` on.
  private func pullBack(_ range: Range<Int>, _ change: Tensor, first: Int, to changes: [Rows]) {
    let (queryChange, keyChange, valueChange) = (changes[0], changes[1], changes[2])
    withExtendedLifetime((query, key, value, output, logs, change, changes)) {
      for item in range {
        let (i, own) = (item * queries, item - first)
        switch output.elementType {
        case .float32:
          almanac_rank_one_attention_pullback_f32(
            queries,
            keys,
            query.tensor.floats + query.first(item),
            key.tensor.floats + key.first(item),
            value.tensor.floats + value.first(item),
            output.floats + i,
            logs.floats + i,
            change.floats + own * queries,
            queryChange.tensor.floats + queryChange.first(own),
            keyChange.tensor.floats + keyChange.first(own),
            valueChange.tensor.floats + valueChange.first(own)
          )
        case .float64:
          almanac_rank_one_attention_pullback_f64(
            queries,
            keys,
            query.tensor.doubles + query.first(item),
            key.tensor.doubles + key.first(item),
            value.tensor.doubles + value.first(item),
            output.doubles + i,
            logs.doubles + i,
            change.doubles + own * queries,
            queryChange.tensor.doubles + queryChange.first(own),
            keyChange.tensor.doubles + keyChange.first(own),
            valueChange.tensor.doubles + valueChange.first(own)
          )
        }
      }
    }
  }
}
