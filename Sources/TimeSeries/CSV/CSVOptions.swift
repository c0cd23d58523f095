/// How to read a CSV file; the defaults suit a file in the common long form.
public struct CSVOptions: Hashable, Sendable {
  /// What to do with a row that cannot be read.
  public enum ErrorPolicy: Hashable, Sendable {
    /// Throw the error.
    case stop
    /// Leave the row out and report it.
    case skip
  }

  /// What to do with observations of one series at one stamp.
  public enum DuplicatePolicy: String, Hashable, Sendable, CaseIterable {
    /// Throw an error.
    case refuse
    /// Keep their sum; missing values count as nothing, and only missing ones give a missing one.
    case sum
    /// Keep their mean; missing values are left out.
    case mean
    /// Keep the one that comes last in the file.
    case last
  }

  /// The layout; nil to tell it from the header and the first rows.
  public var layout: CSVLayout?
  /// The columns that together name a series, joined with `/`; empty to look for one.
  public var id: [String] = []
  /// The column of the time stamps; nil to look for it.
  public var time: String?
  /// The column of the values; nil to look for it.
  public var value: String?
  /// The other columns that are read as numbers beside the values, `true` and `false` as 1 and 0; all
  /// are those that begin with such. They are for the long layout only.
  public var covariates = OtherColumns.none
  /// The other columns that are read as words about the series, the same in each of its rows; all are
  /// those that are no covariates. They are for the long layout only.
  public var attributes = OtherColumns.none
  /// A second file, which says what covariates will be; its columns beside id and time are read as
  /// covariates here as well.
  public var future: FutureFile?
  /// The names of the columns of a file that begins with data; empty where its first line names them.
  public var header: [String] = []
  /// The byte between fields; nil to tell it from the header: comma, semicolon, tab or bar.
  public var separator: UInt8?
  /// Whether numbers have a decimal comma.
  public var decimalComma = false
  /// The spacing of the series; nil to infer it from the stamps.
  public var frequency: Frequency?
  /// Whether day or month comes first in dates such as 01/02/2024; nil to tell it from the dates.
  public var dateOrder: DateOrder?
  /// What to do with a row that cannot be read.
  public var onError = ErrorPolicy.stop
  /// What to do with several observations of a series at one stamp.
  public var duplicates = DuplicatePolicy.refuse
  /// Ends the reading early; nil to read to the end whatever happens.
  public var cancellation: ReadingCancellation?

  /// The defaults.
  public init() {}
}

extension CSVOptions {
  /// Columns that are neither id, time nor value.
  public enum OtherColumns: Hashable, Sendable {
    /// None of them.
    case none
    /// Those with these names.
    case named([String])
    /// All that look like it.
    case all
  }

  /// A file of what covariates will be at the steps that follow the series: `id, time, covariate, …`,
  /// with the same columns of id and time as the file of the series, and the same covariates.
  public struct FutureFile: Hashable, Sendable {
    /// Where it is; `-` is standard input.
    public var path: String
    /// How many steps each series needs; later ones are passed over. Nil: as many as the longest has.
    public var horizon: Int?

    /// The given file.
    public init(path: String, horizon: Int? = nil) {
      self.path = path
      self.horizon = horizon
    }
  }
}

/// A question asked between blocks of a file, and while waiting for one: whether to stop.
///
/// It says nothing about what is read, so all of them are equal.
public struct ReadingCancellation: Hashable, Sendable {
  let isRequested: @Sendable () -> Bool

  /// - Parameter isRequested: asked often, on the thread that reads; true ends the reading with
  ///   `CSVError.Fact.cancelled`.
  public init(_ isRequested: @escaping @Sendable () -> Bool) {
    self.isRequested = isRequested
  }

  /// Always true.
  public static func == (one: Self, other: Self) -> Bool { true }

  /// Adds nothing, as all are equal.
  public func hash(into hasher: inout Hasher) {}
}
