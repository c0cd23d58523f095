/// Columns of text under a header, each as wide as its widest cell.
struct TextTable {
  private let columns: [String]
  private let leftAligned: Int
  private var rows: [[String]] = []

  /// A table without rows: first the columns that are aligned to the left, then the others.
  init(columns: [String], rightAligned: [String]) {
    self.columns = columns + rightAligned
    leftAligned = columns.count
  }

  /// Adds a row.
  ///
  /// - Precondition: there is a cell for each column.
  mutating func append(_ row: [String]) {
    precondition(row.count == columns.count, "\(row.count) cells for \(columns.count) columns")
    rows.append(row)
  }

  /// The table as lines.
  func lines(header style: (String) -> String) -> [String] {
    let all = [columns] + rows
    let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.enumerated().map { position, row in
      let cells = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column < leftAligned ? cell + space : space + cell
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return position == 0 ? style(line) : line
    }
  }
}
