/// What was found in a CSV file and what was done with it.
public struct CSVReport: Hashable, Sendable {
  /// A column that is neither id, time nor value.
  public struct OtherColumn: Hashable, Sendable {
    /// The column's name in the header.
    public var name: String
    /// Whether the first rows hold numbers in it.
    public var isNumeric: Bool
  }

  /// The path as given; `-` for standard input.
  public var file: String
  /// The layout that was read.
  public var layout: CSVLayout
  /// The byte between fields.
  public var separator: UInt8
  /// The columns that name a series; none in a file of one series, or a series per column.
  public var idColumns: [String] = []
  /// The column of the stamps; nil if there is none.
  public var timeColumn: String?
  /// The column of the values; nil where a series is a row or a column.
  public var valueColumn: String?
  /// The columns that were read as covariates.
  public var covariateColumns: [String] = []
  /// Those of them that the file of the future has.
  public var knownColumns: [String] = []
  /// The columns that were read as attributes.
  public var attributeColumns: [String] = []
  /// How many steps of the future each series has; nil if none was given.
  public var futureSteps: Int?
  /// How many ids of the file of the future have had no series so far.
  public var futureSurplus = 0
  /// The columns that were not read; for the long layout only.
  public var otherColumns: [OtherColumn] = []
  /// How the stamps are written; nil if there are none.
  public var timeFormat: TimestampFormat?
  /// The spacing of the series.
  public var frequency = Frequency(.integer)
  /// Whether the frequency was inferred from the stamps.
  public var isFrequencyInferred = false
  /// How many rows were read, the header, blank and skipped ones not counted.
  public var rows = 0
  /// How many rows were left out because of errors.
  public var skippedRows = 0
  /// The first errors that rows were left out for, at most `mostSkipped`.
  public var skipped: [CSVError] = []
  /// How many stamps were missing inside series and were inserted without a value.
  public var gaps = 0
  /// How many observations were merged into an earlier one of the same stamp.
  public var duplicates = 0
  /// How many series had their rows out of order and were sorted.
  public var unsortedSeries = 0

  /// How many errors are kept in `skipped`.
  public static let mostSkipped = 100

  /// Counts a row that is left out.
  mutating func skip(_ error: CSVError, rows: Int = 1) {
    skippedRows += rows
    if skipped.count < Self.mostSkipped { skipped.append(error) }
  }
}
