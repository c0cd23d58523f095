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
    let (block, walked) = (4096, WalkedTree(self))
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
        let (cells, values) = (table.cells.span, values.span)
        let end = min((part + 1) * block, table.rowCount)
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * WalkedTree.rowsAtOnce) { room in
          let rows = UnsafeMutableBufferPointer(rebasing: room[..<WalkedTree.rowsAtOnce])
          let leaves = UnsafeMutableBufferPointer(rebasing: room[WalkedTree.rowsAtOnce...])
          rows.initialize(repeating: 0)
          leaves.initialize(repeating: 0)
          var row = part * block
          while row < end {
            var count = 0
            while row < end && count < WalkedTree.rowsAtOnce {
              rows[count] = row
              if isKnown.isEmpty || !isKnown[row] { count += 1 }
              row += 1
            }
            // Behind the last one go rows of the table that were there before, for nothing.
            walked.walk(rows, leaves, cells: cells, width: table.columnCount)
            for place in 0..<count {
              let (first, leaf) = (rows[place] * width, leaves[place] * width)
              for output in 0..<width { sums[first + output] += values[unchecked: leaf + output] }
            }
          }
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
