/// A tree in the form in which several rows go down it side by side: no step depends on an answer but by the place
/// that is read next, so that no row waits for another, nor the processor for a guess that went wrong.
struct WalkedTree {
  /// The rows that go side by side.
  static let rowsAtOnce = 8
  /// The words of a step: its column, where rows go (no in the lower half, yes in the upper one), and the bins that
  /// answer yes, a bit for each.
  private static let width = 6

  /// The questions, then the leaves, which lead to themselves.
  private let steps: [UInt64]
  /// Where the leaves begin.
  private let leaves: Int

  init(_ tree: RegressionTree) {
    let leaves = Self.width * tree.nodes.count
    func place(_ child: Int32) -> UInt64 {
      UInt64(child < 0 ? leaves + Self.width * Int(~child) : Self.width * Int(child))
    }
    var steps: [UInt64] = []
    for node in tree.nodes {
      var bins = node.set >= 0 ? tree.sets[Int(node.set)] : .zero
      if node.set < 0 {
        for bin in 0...Int(node.lastBin) where bin > 0 || node.takesMissing { bins.insert(bin) }
      }
      steps += [UInt64(node.column), place(node.children[1]) | place(node.children[0]) << 32]
      steps += bins.indices.map { bins[$0] }
    }
    for leaf in 0...tree.nodes.count {
      steps += [0, place(~Int32(leaf)), 0, 0, 0, 0]
    }
    self.steps = steps
    self.leaves = leaves
  }

  /// Walks with rows to their leaves.
  ///
  /// - Parameters:
  ///   - rows: the rows, as many as go side by side.
  ///   - places: becomes the leaf of each.
  ///   - cells: the bins, `width` to a row.
  @inline(__always)
  func walk(
    _ rows: UnsafeMutableBufferPointer<Int>,
    _ places: UnsafeMutableBufferPointer<Int>,
    cells: borrowing Span<UInt8>,
    width: Int
  ) {
    let steps = steps.span
    for row in 0..<Self.rowsAtOnce { places[row] = 0 }
    var isWalking = leaves > 0
    while isWalking {
      var lowest = Int.max
      for row in 0..<Self.rowsAtOnce {
        let place = places[row]
        let column = Int(truncatingIfNeeded: steps[unchecked: place])
        let bin = Int(cells[unchecked: rows[row] &* width &+ column])
        let answers = steps[unchecked: place &+ 2 &+ bin &>> 6]
        let isYes = (answers &>> UInt64(bin & 63)) & 1
        let next = (steps[unchecked: place &+ 1] &>> (isYes &<< 5)) & 0xffff_ffff
        places[row] = Int(truncatingIfNeeded: next)
        lowest = min(lowest, places[row])
      }
      isWalking = lowest < leaves
    }
    for row in 0..<Self.rowsAtOnce { places[row] = (places[row] - leaves) / Self.width }
  }
}
