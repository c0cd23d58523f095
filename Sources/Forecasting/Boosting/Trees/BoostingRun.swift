internal import Parallelism
internal import Tensors

/// Boosting at work: the predictions so far, and the tree that comes next.
struct BoostingRun {
  let loss: BoostingLoss
  let options: BoostingOptions
  let table: BinnedTable
  let targets: [Float]
  let weights: [Float]
  let start: [Float]
  var predictions: [Float]

  init(
    loss: BoostingLoss,
    options: BoostingOptions,
    table: BinnedTable,
    targets: [Float],
    weights: [Float] = []
  ) {
    self.loss = loss
    self.options = options
    self.table = table
    self.targets = targets
    self.weights = weights
    let start = loss.start(targets, weights: weights)
    self.start = start
    predictions = []
    predictions.reserveCapacity(targets.count * start.count)
    for _ in targets { predictions += start }
  }

  /// Grows the tree of a round and adds it to the predictions.
  mutating func next(_ round: Int) -> RegressionTree {
    var stream = RandomStream(seed: options.seed, stream: UInt64(round))
    let columns = drawnColumns(using: &stream)
    let rows = drawnRows(using: &stream)
    if loss.outputCount > 1 {
      let gradients = loss.contrasts(predictions, targets: targets)
      let grower = TreeGrower(
        table,
        gradients: gradients,
        rows: rows,
        columns: columns,
        options: options
      )
      return added(grower.tree, grower.rows, grower.leafRows, gradients: [])
    }
    let gradients = loss.gradients(predictions, targets: targets, weights: weights)
    let grower = TreeGrower(
      table,
      gradients: gradients,
      rows: rows,
      columns: columns,
      options: options
    )
    return added(grower.tree, grower.rows, grower.leafRows, gradients: gradients)
  }

  /// Gives a tree its values and adds it to the predictions of all rows.
  private mutating func added(
    _ grown: RegressionTree,
    _ rows: [UInt32],
    _ leaves: [Range<Int>],
    gradients: [SIMD2<Float>]
  ) -> RegressionTree {
    var tree = grown
    tree.values = loss.leafValues(
      leaves,
      rows: rows,
      predictions: predictions,
      targets: targets,
      gradients: gradients,
      shrinkage: options.shrinkage
    ).map { $0 * Float(options.learningRate) }
    tree.add(to: &predictions, table: table, width: loss.outputCount, known: (rows, leaves))
    return tree
  }

  /// A share of the columns, at least one, ascending.
  private func drawnColumns(using stream: inout RandomStream) -> [Int] {
    let count = table.columnCount
    if options.featureShare >= 1 { return Array(0..<count) }
    var wanted = max(Int((options.featureShare * Double(count)).rounded()), 1)
    // Each is taken with the probability that makes the count come out exactly.
    return (0..<count).filter { column in
      let isTaken = stream.uniform() * Double(count - column) < Double(wanted)
      if isTaken { wanted -= 1 }
      return isTaken
    }
  }

  /// A share of the rows, each drawn for itself, ascending.
  private func drawnRows(using stream: inout RandomStream) -> [UInt32] {
    let count = table.rowCount
    if options.rowShare >= 1 { return (0..<UInt32(count)).map { $0 } }
    let limit = UInt64(options.rowShare * 65536)
    // Sixteen bits decide about a row, so that one draw serves four.
    let block = 1 << 16
    let parts = parallelMap(count: (count + block - 1) / block) { [stream] part -> [UInt32] in
      var stream = stream
      stream.skip(part * block / 4)
      let rows = part * block..<min((part + 1) * block, count)
      return [UInt32](unsafeUninitializedCapacity: rows.count) { drawn, taken in
        // Each row is written where the next one overwrites it unless it is taken.
        var (bits, end) = (UInt64(0), 0)
        for row in rows {
          bits = row & 3 == 0 ? stream.next() : bits >> 16
          drawn.initializeElement(at: end, to: UInt32(row))
          end += bits & 0xFFFF < limit ? 1 : 0
        }
        taken = end
      }
    }
    stream.skip((count + 3) / 4)
    return parts.flatMap { $0 }
  }
}
