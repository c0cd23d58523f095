internal import CommandLineKit
internal import TimeSeries

/// The series of a file that are made, or judged, together: each with one variable, or with several that
/// belong to the same steps.
struct JointPanel: Sendable {
  /// For each series its variables, all with one index.
  private(set) var groups: [[Series]]
  /// The columns of the variables, in their order; empty where each series has a single one.
  private(set) var names: [String]
  /// The same columns in the order of the file.
  private(set) var columns: [String]
  /// How the file was read.
  let report: CSVReport

  /// Reads a file.
  ///
  /// - Parameter together: the columns of the variables; `all` stands for all of them, none for series
  ///   of their own.
  /// - Throws: `CSVError`, `UsageError` where the columns are not there, or `ColumnsFailure`.
  init(csv path: String, options: CSVOptions, together: [String]) throws {
    var options = options
    if !together.isEmpty { options.covariates = .all }
    let (panel, report) = try Panel.reading(csv: path, options: options)
    self.report = report
    guard !together.isEmpty else {
      (groups, names, columns) = (panel.map { [$0] }, [], [])
      return
    }
    switch report.layout {
    case .rows: throw Self.rowsOfSeries
    case .long:
      let value = report.valueColumn ?? ""
      names = try Self.chosen(together, of: [value] + report.covariateColumns, in: path)
      guard names.first == value else {
        throw UsageError.inconsistent(
          "--together: the values of \(path) are in \(value.quoted); add it, or name another with --value"
        )
      }
      let others = names.dropFirst()
      groups = try panel.map { try Self.variables(others, of: $0, in: path) }
    case .columns:
      let chosen = try Self.chosen(together, of: panel.map(\.id), in: path)
      names = chosen
      groups = [try Self.aligned(panel.filter { chosen.contains($0.id) }, in: path)]
    }
    columns = names
    if names.count < 2 {
      throw UsageError.inconsistent("--together needs two columns of numbers or more")
    }
  }

  /// Reads a file like another one, of its series or of likenesses: the variables come in the order of the
  /// other one, whatever theirs is here.
  ///
  /// - Throws: `CSVError`, or `ColumnsFailure` where a variable is not there.
  init(csv path: String, like other: JointPanel, options: CSVOptions) throws {
    var options = options
    options.layout = other.report.layout
    if other.report.layout == .long {
      // A file of one series has no column of ids, its likenesses have one.
      if !other.report.idColumns.isEmpty { options.id = other.report.idColumns }
      options.time = other.report.timeColumn
      options.value = other.report.valueColumn
      if !other.columns.isEmpty { options.covariates = .named(Array(other.columns.dropFirst())) }
    }
    if other.report.timeColumn != nil { options.frequency = other.report.frequency }
    let (panel, report) = try Panel.reading(csv: path, options: options)
    self.report = report
    (names, columns) = (other.columns, other.columns)
    if names.isEmpty {
      groups = panel.map { [$0] }
    } else if report.layout == .long {
      let others = names.dropFirst()
      groups = try panel.map { try Self.variables(others, of: $0, in: path) }
    } else {
      groups = try Self.copies(panel, of: names, in: path)
    }
    reorder(to: other.names)
  }

  /// Brings the variables of each series into another order of their columns; where that has other
  /// columns, they stay as they are.
  mutating func reorder(to order: [String]) {
    let places = order.compactMap { names.firstIndex(of: $0) }
    guard !order.isEmpty, places.count == order.count, Set(places).count == names.count else {
      return
    }
    groups = groups.map { variables in places.map { variables[$0] } }
    names = order
  }

  /// Where each column of the file is among the variables of a series.
  var places: [Int] {
    columns.isEmpty ? [0] : columns.compactMap { names.firstIndex(of: $0) }
  }

  private static let rowsOfSeries = UsageError.inconsistent(
    "--together needs columns of variables, and the file has a row for each series"
  )

  /// The columns that are asked for, in the order of the file.
  private static func chosen(
    _ asked: [String],
    of found: [String],
    in path: String
  ) throws -> [String] {
    if asked == ["all"] { return found }
    if let absent = asked.first(where: { !found.contains($0) }) {
      throw UsageError.inconsistent(
        "--together: \(path) has no column \(absent.quoted) of numbers; there are "
          + found.map(\.quoted).joined(separator: ", ")
      )
    }
    return found.filter(asked.contains)
  }

  /// A series and its other variables, each as a series.
  private static func variables(
    _ names: ArraySlice<String>,
    of series: Series,
    in path: String
  ) throws -> [Series] {
    try [
      Series(
        id: series.id,
        index: series.index,
        values: series.values,
        attributes: series.attributes
      )
    ]
      + names.map { name in
        // The reader finds a column in another case, too.
        let all = series.covariates
        guard
          let found = all.first(where: { $0.name == name })
            ?? all.first(where: { $0.name.lowercased() == name.lowercased() })
        else { throw ColumnsFailure(path: path, fact: .missing([name], copy: "")) }
        return Series(
          id: series.id,
          index: series.index,
          values: found.values,
          attributes: series.attributes
        )
      }
  }

  /// The groups of columns `a~2`, `b~2` and so on, each in the order of the variables.
  private static func copies(_ panel: Panel, of names: [String], in path: String) throws
    -> [[Series]]
  {
    var order: [String] = []
    var columns: [String: [String: Series]] = [:]
    for series in panel {
      // The longest name, since one may be the beginning of another.
      let name =
        names.contains(series.id)
        ? series.id
        : names.filter { series.id.hasPrefix($0 + "~") }.max { $0.count < $1.count }
      guard let name else { continue }
      let copy = String(series.id.dropFirst(name.count))
      if columns[copy] == nil { order.append(copy) }
      columns[copy, default: [:]][name] = series
    }
    if order.isEmpty { throw ColumnsFailure(path: path, fact: .missing(names, copy: "")) }
    return try order.map { copy in
      let own = columns[copy] ?? [:]
      let missing = names.filter { own[$0] == nil }
      if !missing.isEmpty { throw ColumnsFailure(path: path, fact: .missing(missing, copy: copy)) }
      return try aligned(names.compactMap { own[$0] }, in: path)
    }
  }

  /// Columns of one file over all of its steps, with what their index leaves out of them missing.
  private static func aligned(_ columns: [Series], in path: String) throws -> [Series] {
    guard let frequency = columns.first?.index.frequency,
      let start = columns.map(\.index.start).min()
    else { return columns }
    let offsets = try columns.map { column in
      guard let offset = frequency.steps(from: start, to: column.index.start) else {
        throw ColumnsFailure(path: path, fact: .offGrid(column.id))
      }
      return offset
    }
    let count = zip(offsets, columns).map { $0 + $1.values.count }.max() ?? 0
    let index = TimeIndex(start: start, frequency: frequency, count: count)
    return zip(offsets, columns).map { offset, column in
      let before = [Double](repeating: .nan, count: offset) + column.values
      let values = before + [Double](repeating: .nan, count: count - before.count)
      return Series(id: column.id, index: index, values: values)
    }
  }

  /// What the columns of a series have behind the names of its variables, such as `~2`; nothing in a file
  /// that names series in a column of their own.
  func mark(of group: Int) -> String {
    guard report.layout == .columns, let first = names.first else { return "" }
    return String(groups[group][0].id.dropFirst(first.count))
  }

  /// The first variable of each series.
  var panel: Panel { Panel(groups.map { $0[0] }) }

  /// Every variable of every series as a series of its own.
  var singles: Panel {
    if names.isEmpty { return panel }
    return Panel(
      groups.flatMap { variables in
        zip(names, variables).map { name, series in
          var single = series
          // A space would not do: "a" with "b c" and "a b" with "c" are two.
          single.id = "\(name)\u{1F}\(series.id)"
          return single
        }
      }
    )
  }

  /// The number of variables of a series.
  var variableCount: Int { max(1, names.count) }

  /// Leaves series out in which a variable is never observed.
  ///
  /// - Returns: how many.
  mutating func dropUnobserved() -> Int {
    let before = groups.count
    groups.removeAll { !$0.isObserved }
    return before - groups.count
  }
}

extension [Series] {
  /// Whether each of these variables is ever observed.
  var isObserved: Bool { allSatisfy { series in !series.values.allSatisfy(\.isNaN) } }
}

/// Columns of a file that cannot be taken together.
struct ColumnsFailure: CommandFailure {
  /// What is wrong with them.
  enum Fact {
    /// Variables are not there; of a likeness, those with its mark.
    case missing([String], copy: String)
    /// A column begins between the steps of the others.
    case offGrid(String)
  }

  let path: String
  let fact: Fact

  /// The failure in one line.
  var prose: String {
    let path = path == "-" ? "standard input" : path
    switch fact {
    case .missing(let names, let copy):
      let columns = names.map { ($0 + copy).quoted }.joined(separator: ", ")
      return "\(path): has no \(names.count == 1 ? "column" : "columns") \(columns) of numbers"
        + (copy.isEmpty ? "" : ", though others of the copy \(copy.quoted)")
        + "; the first file has \(names.count == 1 ? "it" : "them")"
    case .offGrid(let column):
      return "\(path): column \(column.quoted) begins between the steps of the others"
    }
  }
}
