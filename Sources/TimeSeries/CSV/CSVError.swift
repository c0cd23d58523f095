/// Why a CSV file could not be read, and where.
public struct CSVError: Error, Hashable, Sendable {
  /// A place in a file; what is not known or does not apply is nil.
  public struct Location: Hashable, Sendable {
    /// The path as given; `-` for standard input.
    public var file: String
    /// The physical line, from 1; line ends inside quotes count.
    public var line: Int?
    /// The column's number, from 1.
    public var column: Int?
    /// The column's name in the header.
    public var columnName: String?
    /// The id of the series.
    public var series: String?
  }

  /// What the columns of a long file are for.
  public enum Role: Hashable, Sendable {
    case id, time, value, covariate, attribute, event, user, item
  }

  /// What happened.
  public enum Fact: Hashable, Sendable {
    // The file as such.
    case noSuchFile
    case isFolder
    case permissionDenied
    /// Another failure of the system, by its number.
    case unreadable(errno: Int32)
    /// The compressed data are broken or end early.
    case gzipDamaged
    /// The reading was cancelled, see `ReadingCancellation`.
    case cancelled
    /// The file is UTF-16 or UTF-32 text, which is not read: it has to be saved as UTF-8.
    case wrongEncoding(name: String)
    case emptyFile
    /// A header and nothing below it.
    case headerOnly

    // The header.
    /// A column that was asked for, or has to be there, is not; `name` is nil if none was given.
    case missingColumn(Role, name: String?, found: [String])
    /// Several columns could play a role.
    case ambiguousColumn(Role, candidates: [String])
    case repeatedColumn(name: String)
    /// The columns fit no layout.
    case unknownLayout(found: [String])
    /// The first line holds a time or nothing but numbers, so it is no header.
    case missingHeader(found: [String])

    /// A layout without covariates and attributes, where some are asked for.
    case noOtherColumns(CSVLayout)
    /// A file of the future lacks a column of the id or of the time.
    case missingInFuture(Role, name: String, found: [String])
    /// A file of the future has a column that the file of the series lacks.
    case unknownCovariate(name: String, file: String, found: [String])
    /// A file of the future has the column of the values, which are what is to be forecast.
    case valuesInFuture(name: String)
    /// A file of the future has no columns beside those of id and time.
    case noCovariates(found: [String])

    // A row.
    case raggedRow(expected: Int, actual: Int)
    /// A row is longer than 256 MiB.
    case rowTooLong
    /// A quoted field that begins here does not end.
    case unclosedQuote
    case invalidUTF8
    case notANumber(text: String)
    case infinite(text: String)
    case notADate(text: String, format: String)
    /// A covariate that is neither a number nor true or false.
    case notACovariate(text: String)
    /// A covariate that has to be known is not.
    case missingCovariate
    /// An event has no name.
    case missingName
    /// An event of a log has no item.
    case missingItem
    /// An event of a log has no value, though values are asked for.
    case missingValue
    /// An attribute that is not what it was in an earlier row of its series.
    case attributeChanged(text: String, earlier: String, earlierLine: Int)
    /// The field of the time stamp is empty.
    case missingTime
    /// The time column's texts follow no known format.
    case unknownTimeFormat(examples: [String])
    /// The time column's texts could have the day or the month first.
    case ambiguousDateOrder(examples: [String])

    // A series.
    /// A stamp that its series already has; `hasID` says whether the file has an id column.
    case duplicate(stamp: String, earlierLine: Int, hasID: Bool)
    /// In the long layout, several id columns whose texts, joined by `/`, give the id of an earlier
    /// row that has other texts: `a/b` and `c` after `a` and `b/c`.
    case sameIDOfOtherParts(earlierLine: Int)
    /// In the rows layout, an id that an earlier row has.
    case duplicateID(earlierLine: Int)
    /// A stamp that does not lie on the grid of the frequency through the series' first stamp.
    case offGrid(stamp: String, first: String, frequency: Frequency)
    /// A series steps evenly, but otherwise than most of the panel.
    case mixedFrequencies(Frequency, panel: Frequency)
    /// No frequency explains the stamps well enough, and it has to be given; the best one found
    /// explains this share of the steps.
    case unknownFrequency(best: Frequency?, share: Double)
    /// A frequency for dates, but the stamps are whole numbers; or the reverse.
    case frequencyMismatch(frequency: Frequency, stamp: String)
    /// Filling the gaps would take this many steps for so few observations.
    case gapTooLong(steps: Int, observations: Int)

    // The future of a series.
    /// A file of the future has no row of a series, which needs so many from this stamp on.
    case noFuture(steps: Int, first: String)
    /// A stamp that is not behind the end of its series.
    case pastStep(stamp: String, end: String)
    /// A stamp behind the end of its series that is not a whole number of steps away from it.
    case offStep(stamp: String, end: String, frequency: Frequency)
    /// A stamp that its series already has.
    case repeatedStep(stamp: String, earlierLine: Int)
    /// A step that is left out before this row.
    case missingStep(stamp: String)
    /// The rows of a series end too early; the stamp is that of the next step.
    case tooFewSteps(required: Int, actual: Int, next: String)

    // The promise of grouped input.
    /// The frequency is not given, and a stream has nothing to infer it from.
    case missingFrequency
    /// A stamp that is not later than the one before it in its series.
    case notAscending(stamp: String, previous: String)
    /// An id whose series had ended before.
    case returningID
    /// The layout cannot be read as a stream of series.
    case notGroupable(CSVLayout)
  }

  /// Where it happened.
  public var location: Location
  /// What happened.
  public var fact: Fact

  init(
    _ fact: Fact,
    file: String,
    line: Int? = nil,
    column: Int? = nil,
    columnName: String? = nil,
    series: String? = nil
  ) {
    self.fact = fact
    location = Location(
      file: file,
      line: line,
      column: column,
      columnName: columnName,
      series: series
    )
  }
}

/// How a file lays out its series.
public enum CSVLayout: String, Hashable, Sendable, CaseIterable {
  /// A row per observation: id, time, value, and other columns.
  case long
  /// A column per series; the first column is the time.
  case columns
  /// A row per series: id first, values after it.
  case rows
}
