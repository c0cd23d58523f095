internal import NeuralNetworks
internal import Tensors

/// Why saved trees cannot be used.
enum BoostedTreesError: Error, Equatable {
  /// A part is missing, or contradicts the rest.
  case damaged(part: String)
}

/// How boosted trees lie among the tensors of a file.
///
/// A row of `nodes` is a node: column, the two children, last bin, whether it takes missing values,
/// set, gain. Whole numbers stand as they are, since a double holds them.
extension BoostedTrees {
  /// The trees as named tensors.
  ///
  /// - Parameter prefix: what every name begins with.
  func tensors(prefix: String) -> [(name: String, tensor: Tensor)] {
    var nodes: [Double] = []
    for node in trees.flatMap(\.nodes) {
      nodes += [
        Double(node.column), Double(node.children[0]), Double(node.children[1]),
        Double(node.lastBin), node.takesMissing ? 1 : 0, Double(node.set), Double(node.gain),
      ]
    }
    let sets = trees.flatMap(\.sets).flatMap { set in
      (0..<8).map { Double(UInt32(truncatingIfNeeded: set[$0 / 2] >> UInt64(32 * ($0 % 2)))) }
    }
    func table(_ values: [Double]) -> Tensor { Tensor(values, .float64) }
    return [
      ("\(prefix).start", Tensor(floats: start, shape: [start.count])),
      ("\(prefix).kinds", table(bins.map { $0.kind == .category ? 1 : 0 })),
      ("\(prefix).bounds.counts", table(bins.map { Double($0.bounds.count) })),
      ("\(prefix).bounds", table(bins.flatMap { $0.bounds.map(Double.init) })),
      ("\(prefix).codes.counts", table(bins.map { Double($0.binOfCode.count) })),
      ("\(prefix).codes", table(bins.flatMap { $0.binOfCode.map(Double.init) })),
      ("\(prefix).nodes.counts", table(trees.map { Double($0.nodes.count) })),
      ("\(prefix).nodes", table(nodes)),
      ("\(prefix).sets.counts", table(trees.map { Double($0.sets.count) })),
      ("\(prefix).sets", table(sets)),
      (
        "\(prefix).values",
        Tensor(floats: trees.flatMap(\.values), shape: [trees.reduce(0) { $0 + $1.values.count }])
      ),
    ]
  }

  /// The trees among the tensors of a file.
  ///
  /// - Parameters:
  ///   - loss: what the trees were grown for.
  ///   - features: the names of the columns.
  /// - Throws: `BoostedTreesError` for trees that could not have been grown: a row would have no leaf.
  init(
    _ file: WeightsFile,
    prefix: String,
    loss: BoostingLoss,
    features: [String]
  ) throws(BoostedTreesError) {
    func numbers(_ part: String) throws(BoostedTreesError) -> [Double] {
      guard let tensor = file["\(prefix).\(part)"] else { throw .damaged(part: part) }
      return tensor.converted(to: .float64).elements
    }
    func integers(_ part: String) throws(BoostedTreesError) -> [Int] {
      var integers: [Int] = []
      for number in try numbers(part) {
        guard let integer = Int(exactly: number) else { throw .damaged(part: part) }
        integers.append(integer)
      }
      return integers
    }
    /// Rows of a part, cut as its counts say.
    func pieces<Element>(
      _ values: [Element],
      counts: [Int],
      width: Int,
      part: String
    ) throws(BoostedTreesError) -> [ArraySlice<Element>] {
      var rest = values[...]
      var pieces: [ArraySlice<Element>] = []
      for count in counts {
        guard count >= 0, count <= rest.count / width else { throw .damaged(part: part) }
        pieces.append(rest.prefix(count * width))
        rest = rest.dropFirst(count * width)
      }
      guard rest.isEmpty else { throw .damaged(part: part) }
      return pieces
    }

    self.loss = loss
    self.features = features
    start = try numbers("start").map { Float($0) }
    guard start.count == loss.outputCount else { throw .damaged(part: "start") }

    let (kinds, width) = (try integers("kinds"), features.count)
    let bounds = try pieces(
      numbers("bounds"),
      counts: integers("bounds.counts"),
      width: 1,
      part: "bounds"
    )
    let codes = try pieces(
      integers("codes"),
      counts: integers("codes.counts"),
      width: 1,
      part: "codes"
    )
    guard kinds.count == width, bounds.count == width, codes.count == width else {
      throw .damaged(part: "kinds")
    }
    var bins: [FeatureBins] = []
    for column in 0..<width {
      guard
        codes[column].allSatisfy({ (0...254).contains($0) }),
        let own = FeatureBins(
          kind: kinds[column] == 1 ? .category : .number,
          bounds: bounds[column].map { Float($0) },
          binOfCode: codes[column].map { UInt8($0) }
        )
      else { throw .damaged(part: "bounds") }
      bins.append(own)
    }
    self.bins = bins

    let nodeCounts = try integers("nodes.counts")
    let nodes = try pieces(numbers("nodes"), counts: nodeCounts, width: 7, part: "nodes")
    let sets = try pieces(
      integers("sets"),
      counts: integers("sets.counts"),
      width: 8,
      part: "sets"
    )
    let values = try pieces(
      numbers("values"),
      counts: nodeCounts.map { $0 + 1 },
      width: start.count,
      part: "values"
    )
    guard sets.count == nodeCounts.count else { throw .damaged(part: "sets") }
    var trees: [RegressionTree] = []
    for place in nodeCounts.indices {
      guard
        let tree = RegressionTree(
          nodes: Array(nodes[place]),
          sets: Array(sets[place]),
          values: values[place].map { Float($0) },
          columnCount: width
        )
      else { throw .damaged(part: "nodes") }
      trees.append(tree)
    }
    self.trees = trees
  }
}

extension RegressionTree {
  /// The tree with nodes as a file has them; nil where a row might end nowhere.
  fileprivate init?(nodes cells: [Double], sets words: [Int], values: [Float], columnCount: Int) {
    let count = cells.count / 7
    for base in stride(from: 0, to: words.count, by: 8) {
      var set = SIMD4<UInt64>()
      for word in 0..<8 {
        guard let half = UInt32(exactly: words[base + word]) else { return nil }
        set[word / 2] |= UInt64(half) << UInt64(32 * (word % 2))
      }
      sets.append(set)
    }
    for place in 0..<count {
      let row = cells[7 * place..<7 * place + 7].map { Int(exactly: $0) }
      guard
        let column = row[0], (0..<columnCount).contains(column),
        let yes = row[1], let no = row[2],
        // Children come after their parent, so no row goes round in circles.
        [yes, no].allSatisfy({ $0 > place && $0 < count || $0 < 0 && ~$0 <= count }),
        let lastBin = row[3], (0...254).contains(lastBin), let missing = row[4],
        let set = row[5], (-1..<sets.count).contains(set)
      else { return nil }
      nodes.append(
        Node(
          column: Int32(column),
          children: SIMD2(Int32(yes), Int32(no)),
          lastBin: UInt8(lastBin),
          takesMissing: missing == 1,
          set: Int32(set),
          gain: Float(cells[7 * place + 6])
        )
      )
    }
    self.values = values
  }
}
