/// Up to 64 rows of a table, each a bit of a word, so that a question of a tree is answered for all of them at once.
///
/// The steps that follow one origin are alike in most features: they go down a tree together, and part only where
/// they differ.
struct RowBlock {
  /// The most rows of a block.
  static let capacity = 64
  /// The fewest rows for which this pays beside walking down row by row.
  static let least = 8

  /// The bits of all rows.
  let all: UInt64
  /// The rows whose bin of a column is at most so large: `atMost[256 * column + bin]`.
  private let atMost: [UInt64]

  /// - Precondition: there are at most 64 rows, all of them in the table.
  init(_ table: BinnedTable, rows: Range<Int>) {
    precondition(rows.count <= Self.capacity, "\(rows.count) rows for \(Self.capacity) bits")
    let all: UInt64 = rows.count == Self.capacity ? .max : 1 << UInt64(rows.count) - 1
    self.all = all
    let width = table.columnCount
    atMost = [UInt64](unsafeUninitializedCapacity: 256 * width) { buffer, count in
      buffer.initialize(repeating: 0)
      let cells = table.cells.span
      for (bit, row) in rows.enumerated() {
        for column in 0..<width {
          buffer[256 * column + Int(cells[unchecked: row * width + column])] |= 1 << UInt64(bit)
        }
      }
      for column in 0..<width {
        let own = 256 * column
        let last = table.bins[column].count - 1
        for bin in 0..<last { buffer[own + bin + 1] |= buffer[own + bin] }
        for bin in last..<256 { buffer[own + bin] = all }
      }
      count = 256 * width
    }
  }

  /// Calls `body` with each leaf of a tree that rows belong to, and these rows.
  ///
  /// - Parameter left: room for the nodes that are still to be asked, kept from tree to tree.
  @inline(__always)
  func forEachLeaf(
    of tree: borrowing RegressionTree,
    left: inout [(node: Int, rows: UInt64)],
    _ body: (_ leaf: Int, _ rows: UInt64) -> Void
  ) {
    let (nodes, atMost) = (tree.nodes.span, atMost.span)
    if nodes.isEmpty { return body(0, all) }
    left.append((0, all))
    while let (place, rows) = left.popLast() {
      let node = nodes[unchecked: place]
      let own = 256 * Int(node.column)
      var yes: UInt64
      if node.set >= 0 {
        yes = answers(tree.sets[Int(node.set)], of: own)
      } else {
        yes = atMost[unchecked: own + Int(node.lastBin)]
        if !node.takesMissing { yes &= ~atMost[unchecked: own] }
      }
      for answer in 0..<2 {
        let (child, part) = (node.children[answer], rows & (answer == 0 ? yes : ~yes))
        if part == 0 { continue }
        if child < 0 { body(Int(~child), part) } else { left.append((Int(child), part)) }
      }
    }
  }

  /// The rows whose bin is in a set; `own` is where the column begins.
  private func answers(_ set: SIMD4<UInt64>, of own: Int) -> UInt64 {
    var (rows, below) = (UInt64(0), UInt64(0))
    for bin in 0..<256 {
      let upTo = atMost[own + bin]
      if set.contains(UInt8(bin)) { rows |= upTo & ~below }
      below = upTo
      if upTo == all { break }
    }
    return rows
  }
}
