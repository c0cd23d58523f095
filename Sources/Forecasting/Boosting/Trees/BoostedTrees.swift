internal import Glibc
internal import Parallelism

/// A sum of regression trees, each grown on what those before it have left.
///
/// - Source: Friedman 2001, “Greedy function approximation: a gradient boosting machine”; Ke et al.
///   2017, “LightGBM”, for histograms and growth by leaves; Koenker and Bassett 1978 for quantiles.
public struct BoostedTrees: Hashable, Sendable {
  /// What was made small.
  public let loss: BoostingLoss
  /// The names of the features, in the order of the columns.
  public let features: [String]
  /// How each feature is binned.
  let bins: [FeatureBins]
  /// What the trees are added to, for each output.
  let start: [Float]
  /// The trees, in the order in which they were grown.
  let trees: [RegressionTree]

  /// The number of trees.
  public var treeCount: Int { trees.count }

  /// The predictions for the rows of a table, `outputCount` numbers a row: on the scale of the targets,
  /// quantiles in ascending order.
  ///
  /// - Precondition: the table has the columns that the trees were grown from.
  public func predictions(for table: FeatureTable) -> [Float] {
    precondition(
      table.columns.map(\.name) == features,
      "columns \(table.columns.map(\.name)), expected \(features)"
    )
    var sums = sums(BinnedTable(table, bins: bins))
    let width = loss.outputCount
    if loss.isLogarithmic { for place in sums.indices { sums[place] = exp(sums[place]) } }
    if width > 1 {
      for first in stride(from: 0, to: sums.count, by: width) {
        sums[first..<first + width].sort()
      }
    }
    return sums
  }

  /// The gain of all splits by each feature, as a share of the whole; zeros where there is no split.
  public var importance: [Double] {
    var gains = [Double](repeating: 0, count: features.count)
    for tree in trees {
      for node in tree.nodes { gains[Int(node.column)] += Double(node.gain) }
    }
    let sum = gains.reduce(0, +)
    return sum > 0 ? gains.map { $0 / sum } : gains
  }

  /// What the trees add up to for each row.
  private func sums(_ table: BinnedTable) -> [Float] {
    let block = RowBlock.capacity
    return parallelMap(count: (table.rowCount + block - 1) / block) { part -> [Float] in
      sums(table, of: part * block..<min((part + 1) * block, table.rowCount))
    }.flatMap { $0 }
  }

  /// The same for some rows, at most as many as a block has.
  private func sums(_ table: BinnedTable, of rows: Range<Int>) -> [Float] {
    let width = loss.outputCount
    var sums: [Float] = []
    sums.reserveCapacity(rows.count * width)
    for _ in rows { sums += start }
    if rows.count < RowBlock.least {
      let cells = table.cells.span
      for tree in trees {
        let nodes = tree.nodes.span
        for row in rows {
          let leaf = tree.leaf(nodes, cells, at: row * table.columnCount)
          for output in 0..<width {
            sums[(row - rows.lowerBound) * width + output] += tree.values[leaf * width + output]
          }
        }
      }
      return sums
    }
    let alike = RowBlock(table, rows: rows)
    var left: [(node: Int, rows: UInt64)] = []
    sums.withUnsafeMutableBufferPointer { sums in
      for tree in trees {
        let values = tree.values.span
        alike.forEachLeaf(of: tree, left: &left) { leaf, rows in
          var rows = rows
          while rows != 0 {
            let first = rows.trailingZeroBitCount * width
            for output in 0..<width {
              sums[first + output] += values[unchecked: leaf * width + output]
            }
            rows &= rows - 1
          }
        }
      }
    }
    return sums
  }
}
