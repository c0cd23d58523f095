internal import Parallelism

/// Grows one tree, always splitting the leaf that gains most.
struct TreeGrower<Cell: GradientCell> {
  /// A leaf that may still be split.
  private struct Leaf {
    /// Its rows, as places in `rows`.
    var rows: Range<Int>
    var sum: Cell.Sum
    /// Which histogram is its own.
    var slot: Int
    var split: Split<Cell>?
    /// The node it hangs on and on which side; nil for the root.
    var parent: (node: Int, side: Int)?
  }

  private let table: BinnedTable
  private let gradients: [Cell]
  private let options: BoostingOptions
  private let rules: SplitRules
  private var shares: [HistogramShare<Cell>]
  private var leaves: [Leaf] = []
  /// Room for the rows of a leaf.
  private var scratch: [UInt32]
  /// The rows, those of a leaf together and ascending.
  private(set) var rows: [UInt32]
  /// The tree, without values.
  private(set) var tree = RegressionTree()

  /// - Parameters:
  ///   - rows: the rows to grow from, ascending.
  ///   - columns: the features that may be used.
  init(
    _ table: BinnedTable,
    gradients: [Cell],
    rows: [UInt32],
    columns: [Int],
    options: BoostingOptions
  ) {
    self.table = table
    self.gradients = gradients
    self.rows = rows
    scratch = Array(repeating: 0, count: rows.count)
    self.options = options
    let shareCount = max(min(threadAllowance, columns.count), 1)
    shares = (0..<shareCount).map { share in
      HistogramShare(
        columns: columns.indices.filter { $0 % shareCount == share }.map { columns[$0] },
        bins: table.bins
      )
    }
    var sum = Cell.Sum()
    for row in rows { sum += gradients[Int(row)].widened }
    // Where the second derivative varies, a leaf needs the share of it that its rows would have.
    let average = rows.isEmpty ? 1 : Cell.curvature(sum) / Double(rows.count)
    rules = SplitRules(
      leastCurvature: Double(options.rowsPerLeaf) * average * (1 - 1e-6),
      shrinkage: options.shrinkage
    )
    leaves = [Leaf(rows: 0..<rows.count, sum: sum, slot: 0)]
    if rows.count >= 2 * options.rowsPerLeaf {
      leaves[0].split = searched(0, sum: sum, rows: leaves[0].rows, sibling: nil)[0]
    }
    while leaves.count < options.leaves, let next = mostGaining { split(next) }
  }

  /// The rows of each leaf, as places in `rows`, in the order in which the tree numbers the leaves.
  var leafRows: [Range<Int>] { leaves.map(\.rows) }

  private var mostGaining: Int? {
    var best: (leaf: Int, gain: Double)?
    for (place, leaf) in leaves.enumerated() {
      if let gain = leaf.split?.gain, gain > best?.gain ?? 0 { best = (place, gain) }
    }
    return best?.leaf
  }

  /// Splits a leaf in two: the first keeps its number, the second gets the next.
  private mutating func split(_ number: Int) {
    guard let split = leaves[number].split else { return }
    let leaf = leaves[number]
    let middle = partition(leaf.rows, by: split)
    let node = tree.nodes.count
    tree.nodes.append(
      RegressionTree.Node(
        column: Int32(split.column),
        children: SIMD2(Int32(~number), Int32(~leaves.count)),
        lastBin: UInt8(split.lastBin),
        takesMissing: split.takesMissing,
        set: split.set == nil ? -1 : Int32(tree.sets.count),
        gain: Float(split.gain)
      )
    )
    if let set = split.set { tree.sets.append(set) }
    if let parent = leaf.parent { tree.nodes[parent.node].children[parent.side] = Int32(node) }

    var yes = Leaf(rows: leaf.rows.lowerBound..<middle, sum: split.sum, slot: leaf.slot)
    var no = Leaf(rows: middle..<leaf.rows.upperBound, sum: leaf.sum - split.sum, slot: leaf.slot)
    (yes.parent, no.parent) = ((node, 0), (node, 1))
    // The smaller side is counted, the larger is what is left of the whole.
    let isYesSmaller = yes.rows.count < no.rows.count
    let fresh = leaves.count
    if isYesSmaller { yes.slot = fresh } else { no.slot = fresh }
    let isLast = leaves.count + 1 == options.leaves
    let canSplit = max(yes.rows.count, no.rows.count) >= 2 * options.rowsPerLeaf
    if canSplit && !isLast {
      let (small, large) = isYesSmaller ? (yes, no) : (no, yes)
      let found = searched(fresh, sum: small.sum, rows: small.rows, sibling: large)
      if isYesSmaller {
        (yes.split, no.split) = (found[0], found[1])
      } else {
        (yes.split, no.split) = (found[1], found[0])
      }
    }
    leaves[number] = yes
    leaves.append(no)
  }

  /// Counts a leaf, takes it from its sibling's histogram, and finds the best split of each.
  private mutating func searched(
    _ slot: Int,
    sum: Cell.Sum,
    rows range: Range<Int>,
    sibling: Leaf?
  ) -> [Split<Cell>?] {
    let (table, rules, least) = (table, rules, 2 * options.rowsPerLeaf)
    let (rows, gradients) = (rows, gradients)
    let work = range.count * table.columnCount + shares.count * 10_000
    let found = shares.withUnsafeMutableBufferPointer { buffer in
      // Each share is dealt once, so no two threads touch one.
      nonisolated(unsafe) let shares = buffer
      return parallelMap(count: shares.count, threads: work < 60_000 ? 1 : nil) { share in
        shares[share].fill(
          slot,
          rows: rows.span.extracting(range),
          table: table,
          gradients: gradients.span
        )
        let own =
          range.count < least
          ? nil : shares[share].bestSplit(slot, total: sum, rules: rules)
        guard let sibling else { return [own] }
        shares[share].subtract(slot, from: sibling.slot)
        let other =
          sibling.rows.count < least
          ? nil : shares[share].bestSplit(sibling.slot, total: sibling.sum, rules: rules)
        return [own, other]
      }
    }
    return found[0].indices.map { place in
      var best: Split<Cell>?
      for share in found {
        // Of equal gains the lowest column's, whatever the number of shares.
        guard let split = share[place] else { continue }
        if let leader = best,
          (leader.gain, split.column) >= (split.gain, leader.column)
        {
          continue
        }
        best = split
      }
      return best
    }
  }

  /// Brings the rows that answer yes before the others, both in their order; where the second begin.
  private mutating func partition(_ range: Range<Int>, by split: Split<Cell>) -> Int {
    RowPartition(split, bins: table.columns[split.column])
      .partition(range, of: &rows, scratch: &scratch)
  }
}
