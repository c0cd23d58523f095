/// A table whose rows can be sorted by each column.
public struct Table: Sendable {
  /// A column.
  public struct Column: Sendable {
    /// What its cells hold.
    public enum Kind: Hashable, Sendable {
      /// Words, aligned to the left.
      case text
      /// Numbers with so many digits behind the point, aligned to the right.
      case number(digits: Int)
      /// Numbers of any size, in about three digits, aligned to the right.
      case short
      /// Shares of one, shown in per cent with so many digits.
      case percent(digits: Int)
    }

    /// The heading.
    public var title: String
    /// What its cells hold.
    public var kind: Kind
    /// What the column means, where the heading does not say it all; shown on hover.
    public var help: String

    /// A column of words.
    public static func text(_ title: String, help: String = "") -> Column {
      Column(title: title, kind: .text, help: help)
    }

    /// A column of numbers.
    public static func number(_ title: String, digits: Int = 3, help: String = "") -> Column {
      Column(title: title, kind: .number(digits: digits), help: help)
    }

    /// A column of numbers of any size, in about three digits.
    public static func short(_ title: String, help: String = "") -> Column {
      Column(title: title, kind: .short, help: help)
    }

    /// A column of shares of one, shown in per cent.
    public static func percent(_ title: String, digits: Int = 0, help: String = "") -> Column {
      Column(title: title, kind: .percent(digits: digits), help: help)
    }
  }

  /// A cell.
  public enum Cell: Sendable {
    /// Words.
    case text(String)
    /// A number, shown as its column says; NaN as a dash.
    case number(Double)
    /// A number on a ground whose strength goes from 0, good, over 0.5 to 1, bad.
    case shaded(Double, by: Double)
    /// A number with words of its own to show it; sorted by the number.
    case shown(String, sortedBy: Double)
  }

  /// What it shows, in a line above it; empty for none.
  public var caption: String
  /// The columns.
  public var columns: [Column]
  /// The rows, each with a cell for each column.
  public var rows: [[Cell]]
  /// The position of the row that matters most; nil for none.
  public var emphasis: Int?

  /// The given table.
  ///
  /// - Precondition: each row has a cell for each column.
  public init(
    _ caption: String = "",
    columns: [Column],
    rows: [[Cell]],
    emphasis: Int? = nil
  ) {
    for row in rows {
      precondition(
        row.count == columns.count,
        "a row of \(row.count) cells in a table of \(columns.count) columns"
      )
    }
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.emphasis = emphasis
  }
}

extension Table.Column.Kind {
  /// A cell as text.
  func text(_ cell: Table.Cell) -> String {
    switch cell {
    case .text(let text), .shown(let text, _): text
    case .number(let value), .shaded(let value, _): text(value)
    }
  }

  private func text(_ value: Double) -> String {
    guard !value.isNaN else { return "–" }
    return switch self {
    case .text, .short: Digits.short(value)
    case .number(let digits): Digits.fixed(value, digits)
    case .percent(let digits): Digits.fixed(100 * value, digits) + " %"
    }
  }
}
