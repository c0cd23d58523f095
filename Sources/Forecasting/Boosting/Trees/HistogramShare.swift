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
    Self.add(
      rows,
      to: &own,
      table: table,
      gradients: gradients,
      columns: columns,
      starts: starts
    )
    histograms[slot] = own
  }

  /// Adds the derivatives of rows to the bins that they are in.
  private static func add(
    _ rows: borrowing Span<UInt32>,
    to histogram: inout [Cell],
    table: BinnedTable,
    gradients: borrowing Span<Cell>,
    columns: [Int],
    starts: [Int]
  ) {
    let (cells, width, count) = (table.cells.span, table.columnCount, columns.count)
    let (columns, starts) = (columns.span, starts.span)
    var histogram = histogram.mutableSpan
    for position in rows.indices {
      // Rows are those of the table, and bins below the count of their column, since it made them.
      let row = Int(rows[unchecked: position])
      let gradient = gradients[unchecked: row]
      let base = row * width
      for column in 0..<count {
        let bin = Int(cells[unchecked: base + columns[unchecked: column]])
        histogram[unchecked: starts[unchecked: column] + bin] += gradient
      }
    }
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
