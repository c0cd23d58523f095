/// How to read an event log from a CSV file.
public struct EventLogOptions: Hashable, Sendable {
  /// The column of the users; nil to look for it.
  public var user: String?
  /// The column of the items; nil to look for it. A file without one tells who came, not for what.
  public var item: String?
  /// The column of the times; nil to look for it.
  public var time: String?
  /// The columns whose product an event is worth, such as quantity and price; none for no values.
  public var values: [String] = []
  /// Which events belong to one visit; nil for those of a moment.
  public var visits = EventLog.VisitRule.moment
  /// Whether several events of a user with an item in one visit count as one, with the sum of the values.
  public var mergesRepeats = true
  /// The names of the columns of a file that begins with data; empty for one with a header.
  public var columns: [String] = []
  /// The byte between fields; nil to tell it from the first line.
  public var separator: UInt8?
  /// Whether numbers have a decimal comma.
  public var decimalComma = false
  /// Whether day or month comes first in dates such as 01/02/2024; nil to tell it from the dates.
  public var dateOrder: DateOrder?
  /// Users that are numbered first, whether the file names them or not.
  public var knownUsers: [String] = []
  /// Items that are numbered first, whether the file names them or not.
  public var knownItems: [String] = []
  /// What to do with a row that cannot be read.
  public var onError = CSVOptions.ErrorPolicy.stop
  /// Ends the reading early; nil to read to the end whatever happens.
  public var cancellation: ReadingCancellation?

  /// The defaults.
  public init() {}
}

/// What was found in a file of events and what was done with it.
public struct EventLogReport: Hashable, Sendable {
  /// The path as given; `-` for standard input.
  public var file: String
  /// The column of the users.
  public var userColumn: String
  /// The column of the items; nil where there is none.
  public var itemColumn: String?
  /// The column of the times.
  public var timeColumn: String
  /// The columns whose product is the value.
  public var valueColumns: [String] = []
  /// How many rows were read, the header, blank and skipped ones not counted.
  public var rows = 0
  /// How many rows have no user, and were left out.
  public var rowsWithoutUser = 0
  /// How many rows are returns, whose value is not positive, and were left out.
  public var returns = 0
  /// How many events were merged into an earlier one of the same visit.
  public var repeats = 0
  /// How many rows were left out because of errors.
  public var skippedRows = 0
  /// The first errors that rows were left out for, at most `CSVReport.mostSkipped`.
  public var skipped: [CSVError] = []
}
