internal import CommandLineKit
internal import TimeSeries

/// The series of a file that are made, or judged, together: each with one variable, or with several that
/// belong to the same steps.
struct JointPanel: Sendable {
  /// For each series its variables, all with one index.
  private(set) var groups: [[Series]]
  /// The columns of the variables; empty where each series has a single one.
  private(set) var names: [String]
  /// How the file was read.
  let report: CSVReport

  /// Reads a file.
  ///
  /// - Parameter together: the columns of the variables; `all` stands for all of them, none for series
  ///   of their own.
  /// - Throws: `CSVError`, or `UsageError` where the columns are not there.
  init(csv path: String, options: CSVOptions, together: [String]) throws {
    var options = options
    if !together.isEmpty { options.covariates = .all }
    let (panel, report) = try Panel.reading(csv: path, options: options)
    try self.init(panel, report: report, together: together)
  }

  /// Reads a file like another one.
  init(csv path: String, like other: JointPanel, options: CSVOptions) throws {
    let report = other.report
    var options = options
    options.layout = report.layout
    if report.layout == .long {
      // A file of one series has no column of ids, its likenesses have one.
      if !report.idColumns.isEmpty { options.id = report.idColumns }
      options.time = report.timeColumn
      options.value = report.valueColumn
      if !other.names.isEmpty { options.covariates = .named(Array(other.names.dropFirst())) }
    }
    if report.timeColumn != nil { options.frequency = report.frequency }
    let (panel, own) = try Panel.reading(csv: path, options: options)
    try self.init(panel, report: own, together: other.names, copies: true)
  }

  /// - Parameter copies: whether columns may be those of likenesses, `a~1` for `a`.
  private init(
    _ panel: Panel,
    report: CSVReport,
    together: [String],
    copies: Bool = false
  ) throws {
    self.report = report
    guard !together.isEmpty else {
      (groups, names) = (panel.map { [$0] }, [])
      return
    }
    switch report.layout {
    case .rows:
      throw UsageError.inconsistent(
        "--together needs columns of variables, and the file has a row for each series"
      )
    case .long:
      let value = report.valueColumn ?? ""
      let found = [value] + report.covariateColumns
      let asked = try Self.chosen(together, of: found)
      names = found.filter { $0 == value || asked.contains($0) }
      groups = panel.map { series in
        [Series(id: series.id, index: series.index, values: series.values)]
          + series.covariates.filter { asked.contains($0.name) }.map {
            Series(id: series.id, index: series.index, values: $0.values)
          }
      }
    case .columns:
      if copies {
        (groups, names) = (Self.copies(panel, of: together), together)
      } else {
        let asked = try Self.chosen(together, of: panel.map(\.id))
        names = panel.map(\.id).filter(asked.contains)
        groups = [Self.aligned(panel.filter { asked.contains($0.id) })]
      }
    }
    if names.count < 2 {
      throw UsageError.inconsistent("--together needs two columns of numbers or more")
    }
  }

  /// The columns that are asked for.
  private static func chosen(_ asked: [String], of found: [String]) throws -> Set<String> {
    if asked == ["all"] { return Set(found) }
    if let absent = asked.first(where: { !found.contains($0) }) {
      throw UsageError.inconsistent(
        "--together: no column \(absent.quoted) of numbers; there are "
          + found.map(\.quoted).joined(separator: ", ")
      )
    }
    return Set(asked)
  }

  /// The groups of columns `a~2`, `b~2` and so on, in the order of the variables.
  private static func copies(_ panel: Panel, of names: [String]) -> [[Series]] {
    var order: [String] = []
    var groups: [String: [Series]] = [:]
    for series in panel {
      let cut = names.contains(series.id) ? nil : series.id.lastIndex(of: "~")
      let name = cut.map { String(series.id[..<$0]) } ?? series.id
      let copy = cut.map { String(series.id[$0...]) } ?? ""
      guard names.contains(name) else { continue }
      if groups[copy] == nil { order.append(copy) }
      groups[copy, default: []].append(series)
    }
    // A copy without all of the variables is no likeness.
    return order.compactMap { copy in
      let columns = groups[copy] ?? []
      return columns.count == names.count ? aligned(columns) : nil
    }
  }

  /// Columns of one file over all of its steps, with what their index leaves out of them missing.
  private static func aligned(_ columns: [Series]) -> [Series] {
    guard let frequency = columns.first?.index.frequency,
      let start = columns.map(\.index.start).min()
    else { return columns }
    let offsets = columns.map { frequency.steps(from: start, to: $0.index.start) ?? 0 }
    let count = zip(offsets, columns).map { $0 + $1.values.count }.max() ?? 0
    let index = TimeIndex(start: start, frequency: frequency, count: count)
    return zip(offsets, columns).map { offset, column in
      let before = [Double](repeating: .nan, count: offset) + column.values
      let values = before + [Double](repeating: .nan, count: count - before.count)
      return Series(id: column.id, index: index, values: values)
    }
  }

  /// The first variable of each series.
  var panel: Panel { Panel(groups.map { $0[0] }) }

  /// The number of variables of a series.
  var variableCount: Int { max(1, names.count) }

  /// Leaves series out in which a variable is never observed.
  ///
  /// - Returns: how many.
  mutating func dropUnobserved() -> Int {
    let before = groups.count
    groups.removeAll { $0.contains { $0.values.allSatisfy(\.isNaN) } }
    return before - groups.count
  }
}
