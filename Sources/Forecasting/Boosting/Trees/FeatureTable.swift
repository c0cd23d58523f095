/// What trees are grown from: rows of features, kept column by column.
public struct FeatureTable: Sendable {
  /// How the values of a column are to be read.
  public enum Kind: Hashable, Sendable {
    /// Their order counts.
    case number
    /// They are codes 0, 1, 2, … of categories, without order.
    case category
  }

  /// A column.
  public struct Column: Sendable {
    /// The name of the feature.
    public var name: String
    /// How its values are to be read.
    public var kind: Kind
    /// A value per row; NaN is missing.
    public var values: [Float]

    /// The given column.
    public init(name: String, kind: Kind = .number, values: [Float]) {
      self.name = name
      self.kind = kind
      self.values = values
    }
  }

  /// The columns.
  public let columns: [Column]

  /// - Precondition: there is a column, and all have the same number of rows, less than 2³².
  public init(_ columns: [Column]) {
    precondition(!columns.isEmpty, "a table without columns")
    for column in columns {
      precondition(
        column.values.count == columns[0].values.count,
        "\(column.name) has \(column.values.count) rows, \(columns[0].name) \(columns[0].values.count)"
      )
    }
    precondition(columns[0].values.count < 1 << 32, "too many rows for 32-bit places")
    self.columns = columns
  }

  /// The number of rows.
  public var rowCount: Int { columns[0].values.count }
}
