internal import Parallelism

/// A table with a bin in place of each value, row by row: what belongs to a row lies together, since a
/// tree reads all features of scattered rows.
struct BinnedTable: Sendable {
  /// How each column was binned.
  let bins: [FeatureBins]
  /// The bins: `cells[row * columnCount + column]`.
  let cells: [UInt8]
  /// The bins of each column, for a split, which asks all rows about one feature; none unless trees are grown
  /// from the table.
  let columns: [[UInt8]]
  let rowCount: Int
  var columnCount: Int { bins.count }

  /// The table with bins made for it, to grow trees from.
  init(_ table: FeatureTable, most: Int) {
    self.init(
      table,
      bins: parallelMap(count: table.columns.count) {
        FeatureBins(table.columns[$0], most: most)
      },
      keepsColumns: true
    )
  }

  /// The table with bins that were made for another.
  ///
  /// - Parameter keepsColumns: whether trees are to be grown from it.
  init(_ table: FeatureTable, bins: [FeatureBins], keepsColumns: Bool = false) {
    precondition(
      table.columns.count == bins.count,
      "\(table.columns.count) columns but bins for \(bins.count)"
    )
    let (rows, width) = (table.rowCount, bins.count)
    let columns = parallelMap(count: width) { column in
      table.columns[column].values.map { bins[column].bin($0) }
    }
    self.bins = bins
    self.columns = keepsColumns ? columns : []
    rowCount = rows
    let block = 4096
    cells = [UInt8](unsafeUninitializedCapacity: rows * width) { buffer, count in
      // Each block of rows is written by one thread only.
      nonisolated(unsafe) let cells = buffer
      parallelForEach(count: (rows + block - 1) / block) { part in
        for column in 0..<width {
          let own = columns[column]
          for row in part * block..<min((part + 1) * block, rows) {
            cells[row * width + column] = own[row]
          }
        }
      }
      count = rows * width
    }
  }
}
