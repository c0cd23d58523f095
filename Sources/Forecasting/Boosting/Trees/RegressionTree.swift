/// A tree that sorts rows into leaves by the bins of their features.
struct RegressionTree: Hashable, Sendable {
  /// A question about one feature.
  struct Node: Hashable, Sendable {
    /// The column that is asked about.
    var column: Int32
    /// The node that rows go to if the answer is yes, `~leaf` for a leaf; then that for no.
    var children: SIMD2<Int32>
    /// The last bin that answers yes, for a number.
    var lastBin: UInt8
    /// Whether a missing number answers yes.
    var takesMissing: Bool
    /// The place of the set of bins that answer yes among `sets`, for a category; −1 for a number.
    var set: Int32
    /// What the split gained.
    var gain: Float
  }

  /// The nodes; the first is the root. None for a tree of a single leaf.
  var nodes: [Node] = []
  /// Sets of bins, a bit for each.
  var sets: [SIMD4<UInt64>] = []
  /// What is added to the outputs in each leaf, `outputCount` numbers a leaf.
  var values: [Float] = []

  /// The leaf that a row belongs to, given its bins.
  ///
  /// - Parameter nodes: the nodes of the tree, in a form that is fast to read again and again.
  @inline(__always)
  func leaf(
    _ nodes: borrowing Span<Node>,
    _ cells: borrowing Span<UInt8>,
    at base: Int
  ) -> Int {
    if nodes.isEmpty { return 0 }
    var place = 0
    while true {
      // Children are places of nodes: the grower and the reader of files see to that.
      let node = nodes[unchecked: place]
      let bin = cells[unchecked: base + Int(node.column)]
      let isYes =
        node.set >= 0
        ? sets[Int(node.set)].contains(bin)
        : bin == 0 ? node.takesMissing : bin <= node.lastBin
      let next = node.children[isYes ? 0 : 1]
      if next < 0 { return Int(~next) }
      place = Int(next)
    }
  }
}

extension SIMD4<UInt64> {
  /// Whether the bit of a bin is set.
  @inline(__always)
  func contains(_ bin: UInt8) -> Bool { self[Int(bin >> 6)] >> UInt64(bin & 63) & 1 == 1 }

  /// Sets the bit of a bin.
  mutating func insert(_ bin: Int) { self[bin >> 6] |= 1 << UInt64(bin & 63) }
}
