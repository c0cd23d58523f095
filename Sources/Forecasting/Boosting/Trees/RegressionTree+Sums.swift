internal import Parallelism

extension RegressionTree {
  /// Adds the tree to sums, `width` numbers a row.
  ///
  /// - Parameter known: rows of which the leaf is known: the rows, those of a leaf together, and the
  ///   places of each leaf's.
  func add(
    to sums: inout [Float],
    table: BinnedTable,
    width: Int,
    known: (rows: [UInt32], leaves: [Range<Int>]) = ([], [])
  ) {
    let block = 4096
    sums.withUnsafeMutableBufferPointer { buffer in
      // Each row is written by one thread only.
      nonisolated(unsafe) let sums = buffer
      let isKnown = known.leaves.isEmpty ? [] : Self.marks(known.rows, count: table.rowCount)
      parallelForEach(count: known.leaves.count) { leaf in
        for place in known.leaves[leaf] {
          let row = Int(known.rows[place])
          for output in 0..<width { sums[row * width + output] += values[leaf * width + output] }
        }
      }
      parallelForEach(count: (table.rowCount + block - 1) / block) { part in
        let (nodes, cells) = (nodes.span, table.cells.span)
        for row in part * block..<min((part + 1) * block, table.rowCount) {
          if !isKnown.isEmpty && isKnown[row] { continue }
          let leaf = leaf(nodes, cells, at: row * table.columnCount)
          for output in 0..<width { sums[row * width + output] += values[leaf * width + output] }
        }
      }
    }
  }

  /// Whether each of `count` rows is among these.
  private static func marks(_ rows: [UInt32], count: Int) -> [Bool] {
    var marks = [Bool](repeating: false, count: count)
    for row in rows { marks[Int(row)] = true }
    return marks
  }
}
