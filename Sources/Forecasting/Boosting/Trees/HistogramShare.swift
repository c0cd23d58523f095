/// The histograms of some of the features, for every leaf of the tree that is growing: the share of one
/// thread.
///
/// Features are divided among threads, not rows, so that each sum is made in one order, on any number
/// of threads.
struct HistogramShare<Cell: GradientCell>: Sendable {
  /// The columns of the table.
  let columns: [Int]
  private let isCategory: [Bool]
  private let binCounts: [Int]
  /// The place of each column's first bin in a histogram; its last entry is the size of one.
  private let starts: [Int]
  /// What `add` reads ahead, kept so that the reading is.
  private var touched: UInt8 = 0
  /// A histogram a leaf.
  private var histograms: [[Cell]] = []

  init(columns: [Int], bins: [FeatureBins]) {
    self.columns = columns
    isCategory = columns.map { bins[$0].kind == .category }
    binCounts = columns.map { bins[$0].count }
    starts = columns.reduce(into: [0]) { $0.append(($0.last ?? 0) + bins[$1].count) }
  }

  /// Fills the histogram of a leaf from its rows.
  mutating func fill(
    _ slot: Int,
    rows: borrowing Span<UInt32>,
    table: BinnedTable,
    gradients: borrowing Span<Cell>
  ) {
    while histograms.count <= slot { histograms.append([]) }
    // Taken out while it is written, so that it is not copied.
    var own = histograms[slot]
    histograms[slot] = []
    own.removeAll(keepingCapacity: true)
    own.append(contentsOf: repeatElement(Cell(), count: starts[columns.count]))
    touched = Self.add(
      rows,
      to: &own,
      table: table,
      gradients: gradients,
      columns: columns,
      starts: starts
    )
    histograms[slot] = own
  }

  /// Rows that are looked up at once.
  private static var rowsAtOnce: Int { 64 }

  /// Adds the derivatives of rows to the bins that they are in.
  ///
  /// Rows of a leaf lie scattered. A first pass over a few of them reads one cell of each, so that the processor
  /// waits for many at once, and the second finds them at hand.
  ///
  /// - Returns: what the first passes read, which says nothing.
  private static func add(
    _ rows: borrowing Span<UInt32>,
    to histogram: inout [Cell],
    table: BinnedTable,
    gradients: borrowing Span<Cell>,
    columns: [Int],
    starts: [Int]
  ) -> UInt8 {
    let (cells, width, count) = (table.cells.span, table.columnCount, columns.count)
    if count == 0 { return 0 }
    let (columns, starts) = (columns.span, starts.span)
    var histogram = histogram.mutableSpan
    var near = [Cell](repeating: Cell(), count: rowsAtOnce)
    var own = near.mutableSpan
    var touched: UInt8 = 0
    var first = 0
    while first < rows.count {
      let here = min(rowsAtOnce, rows.count - first)
      for place in 0..<here {
        // Rows are those of the table, and bins below the count of their column, since it made them.
        let row = Int(rows[unchecked: first &+ place])
        own[unchecked: place] = gradients[unchecked: row]
        touched |= cells[unchecked: row &* width] | cells[unchecked: row &* width &+ width &- 1]
      }
      for place in 0..<here {
        let gradient = own[unchecked: place]
        let base = Int(rows[unchecked: first &+ place]) &* width
        for column in 0..<count {
          let bin = Int(cells[unchecked: base &+ columns[unchecked: column]])
          histogram[unchecked: starts[unchecked: column] &+ bin] += gradient
        }
      }
      first += here
    }
    return touched
  }

  /// Takes one leaf's histogram from another's, which becomes that of the rows that are left.
  mutating func subtract(_ slot: Int, from whole: Int) {
    let part = histograms[slot]
    for place in part.indices { histograms[whole][place] -= part[place] }
  }

  /// The best split of a leaf by these features; nil where none gains anything.
  func bestSplit(_ slot: Int, total: Cell.Sum, rules: SplitRules) -> Split<Cell>? {
    var best: Split<Cell>?
    let own = histograms[slot]
    let histogram = own.span
    for place in columns.indices {
      let split = Split<Cell>.best(
        histogram.extracting(starts[place]..<starts[place] + binCounts[place]),
        column: columns[place],
        isCategory: isCategory[place],
        total: total,
        rules: rules
      )
      if let split, split.gain > best?.gain ?? 0 { best = split }
    }
    return best
  }
}
