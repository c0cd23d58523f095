/// What each column of a file is for.
///
/// Columns are found in this order, ignoring case:
///
/// | role | names |
/// |---|---|
/// | id | `unique_id`; `id`; `item_id`, `series_id`, `series`, `item` |
/// | time | `ds`; `date`, `datetime`, `timestamp`, `time`; `month`, `week`, `quarter`, `year`, `day`, `period`, `t` |
/// | value | `y`; `value`, `target`; `sales`, `demand`, `quantity` |
///
/// Several names of the first group that has any are an error. Without a name, the time is the only
/// other column that holds dates, and the value the only other one that holds numbers.
///
/// A layout that is not given is
/// * `long` if a value column is given or found by its name;
/// * `columns` if the first column holds dates, or integers under the name of a time, all others
///   hold numbers, and none is given or named as an id;
/// * `rows` if the last columns hold numbers under numbered names (`V2`, `V3`, …) and there is a
///   column before them;
/// * else `long`, if a time column and a value column are found.
struct CSVPlan: Sendable {
  var layout: CSVLayout
  /// The columns that name a series.
  var id: [Int] = []
  /// The column of the stamps.
  var time: Int?
  /// The column of the values; in the other layouts the first of them; nil in a file of the future.
  var value: Int?
  /// The columns of covariates that have to be known wherever there is a value.
  var known: [Int] = []
  /// The columns of covariates, these and others, ascending.
  var covariates: [Int] = []
  /// The columns of attributes, ascending.
  var attributes: [Int] = []

  private static let idNames = [["unique_id"], ["id"], ["item_id", "series_id", "series", "item"]]
  private static let timeNames = [
    ["ds"], ["date", "datetime", "timestamp", "time"],
    ["month", "week", "quarter", "year", "day", "period", "t"],
  ]
  private static let valueNames = [["y"], ["value", "target"], ["sales", "demand", "quantity"]]

  /// - Throws: `CSVError` if columns are missing or several could play a role.
  init(
    header: [String],
    sample: CSVSample,
    options: CSVOptions,
    file: String
  ) throws(CSVError) {
    let finder = ColumnFinder(header: header, sample: sample, options: options, file: file)
    if let given = options.layout { layout = given } else { layout = try finder.layout() }
    switch layout {
    case .long:
      id = try finder.idColumns()
      time = try finder.time(besides: id)
      let value = try finder.value(besides: id + (time.map { [$0] } ?? []))
      if let shared = time, id.contains(shared) || value == shared {
        throw CSVError(.repeatedColumn(name: header[shared]), file: file, line: 1)
      }
      if id.contains(value) {
        throw CSVError(.repeatedColumn(name: header[value]), file: file, line: 1)
      }
      self.value = value
      covariates = try finder.covariates(besides: id + [time, value].compactMap(\.self))
      attributes = try finder.attributes(besides: id + [time, value].compactMap(\.self))
        .filter { !covariates.contains($0) }
    case .columns:
      time = try options.time.map { name throws(CSVError) in try finder.column(name, .time) } ?? 0
      try finder.refuseRepeatedNames()
    case .rows:
      id = options.id.isEmpty ? [0] : try finder.idColumns()
      value = finder.firstValueOfRows(behind: id)
    }
    if layout != .long, finder.asksForOtherColumns {
      throw CSVError(.noOtherColumns(layout), file: file, line: 1)
    }
    if options.time == nil, let time, finder.isTime(header[time]) {
      throw CSVError(.missingHeader(found: header), file: file, line: 1)
    }
  }

  /// The plan of a file of the future: the columns of id and time are those of the file of the series,
  /// all others are covariates which that file has too.
  ///
  /// - Throws: `CSVError` where they are not.
  init(
    ofFuture header: [String],
    in file: String,
    of history: CSVReport,
    header columns: [String]
  ) throws(CSVError) {
    layout = .long
    func failure(_ fact: CSVError.Fact, _ name: String? = nil) -> CSVError {
      CSVError(fact, file: file, line: 1, columnName: name)
    }
    if let twice = header.indices.first(where: { header[..<$0].contains(header[$0]) }) {
      throw failure(.repeatedColumn(name: header[twice]))
    }
    for name in history.idColumns {
      guard let column = header.firstIndex(of: name) else {
        throw failure(.missingInFuture(.id, name: name, found: header))
      }
      id.append(column)
    }
    guard let timeName = history.timeColumn else {
      throw CSVError(.missingColumn(.time, name: nil, found: columns), file: history.file, line: 1)
    }
    time = header.firstIndex(of: timeName)
    if time == nil { throw failure(.missingInFuture(.time, name: timeName, found: header)) }
    known = header.indices.filter { !id.contains($0) && $0 != time }
    covariates = known
    if known.isEmpty { throw failure(.noCovariates(found: header)) }
    for name in known.map({ header[$0] }) {
      if name == history.valueColumn { throw failure(.valuesInFuture(name: name), name) }
      if !columns.contains(name) {
        let others = columns.filter {
          !history.idColumns.contains($0) && $0 != timeName && $0 != history.valueColumn
        }
        throw failure(.unknownCovariate(name: name, file: history.file, found: others), name)
      }
    }
  }

  /// The plan of a file of events: a time, a name, and the columns of the id if it has them all.
  ///
  /// - Throws: `CSVError` if there is no such column for the time or the name.
  init(
    ofEvents header: [String],
    in file: String,
    id names: [String],
    sample: CSVSample,
    options: CSVOptions
  ) throws(CSVError) {
    layout = .long
    let finder = ColumnFinder(header: header, sample: sample, options: CSVOptions(), file: file)
    let found = names.compactMap { header.firstIndex(of: $0) }
    if found.count == names.count { id = found }
    time = options.time.flatMap { header.firstIndex(of: $0) }
    if time == nil { time = try finder.time(besides: id) }
    if time == nil {
      throw CSVError(.missingColumn(.time, name: nil, found: header), file: file, line: 1)
    }
    let lowered = header.map { $0.lowercased() }
    guard let name = ["name", "event", "holiday"].lazy.compactMap(lowered.firstIndex).first else {
      throw CSVError(.missingColumn(.event, name: "name", found: header), file: file, line: 1)
    }
    attributes = [name]
  }

  /// Makes columns covariates that have to be known.
  mutating func know(_ names: [String], in header: [String]) {
    known = header.indices.filter { names.contains(header[$0]) }
    covariates = header.indices.filter { covariates.contains($0) || known.contains($0) }
    attributes.removeAll(where: known.contains)
  }

  /// Whether anything is read from a column.
  func isUsed(_ column: Int) -> Bool {
    (id + covariates + attributes + [time, value].compactMap(\.self)).contains(column)
  }

  /// Looks for columns in a header.
  private struct ColumnFinder {
    let header: [String]
    let sample: CSVSample
    let options: CSVOptions
    let file: String
    /// The names in lower case.
    private let lowered: [String]

    init(header: [String], sample: CSVSample, options: CSVOptions, file: String) {
      self.header = header
      self.sample = sample
      self.options = options
      self.file = file
      lowered = header.map { $0.lowercased() }
    }

    func layout() throws(CSVError) -> CSVLayout {
      if options.value != nil { return .long }
      if try named(CSVPlan.valueNames, .value) != nil { return .long }
      if options.id.isEmpty, try named(CSVPlan.idNames, .id) == nil, isColumns { return .columns }
      let first = firstValueOfRows(behind: options.id.isEmpty ? [0] : try idColumns())
      if header.count - first >= 2, isNumbered(from: first) { return .rows }
      let id = try idColumns()
      if try time(besides: id) != nil { return .long }
      if header.allSatisfy({ Double($0.trimmed) != nil }) {
        throw CSVError(.missingHeader(found: header), file: file, line: 1)
      }
      throw CSVError(.unknownLayout(found: header), file: file, line: 1)
    }

    /// The columns of the ids, given or found; none if nothing is.
    func idColumns() throws(CSVError) -> [Int] {
      var columns: [Int] = []
      for name in options.id {
        let column = try column(name, .id)
        if !columns.contains(column) { columns.append(column) }
      }
      if columns.isEmpty, let found = try named(CSVPlan.idNames, .id) { columns = [found] }
      return columns
    }

    func time(besides others: [Int]) throws(CSVError) -> Int? {
      if let name = options.time { return try column(name, .time) }
      if let found = try named(CSVPlan.timeNames, .time), !others.contains(found) { return found }
      return try only(.time, besides: others) { looksLikeDates($0) }
    }

    func value(besides others: [Int]) throws(CSVError) -> Int {
      if let name = options.value { return try column(name, .value) }
      if let found = try named(CSVPlan.valueNames, .value), !others.contains(found) { return found }
      if let found = try only(.value, besides: others, where: { sample.kinds[$0] == .number }) {
        return found
      }
      throw CSVError(.missingColumn(.value, name: nil, found: header), file: file, line: 1)
    }

    /// Whether covariates or attributes are asked for by name.
    var asksForOtherColumns: Bool {
      if options.future != nil { return true }
      for columns in [options.covariates, options.attributes] {
        if case .named = columns { return true }
      }
      return false
    }

    func covariates(besides others: [Int]) throws(CSVError) -> [Int] {
      try columns(options.covariates, .covariate, besides: others) {
        sample.kinds[$0] == .number || sample.isFlag($0)
      }
    }

    func attributes(besides others: [Int]) throws(CSVError) -> [Int] {
      try columns(options.attributes, .attribute, besides: others) {
        sample.kinds[$0] == .text && !sample.isFlag($0)
      }
    }

    /// The columns that were asked for, ascending.
    private func columns(
      _ asked: CSVOptions.OtherColumns,
      _ role: CSVError.Role,
      besides others: [Int],
      where isCandidate: (Int) -> Bool
    ) throws(CSVError) -> [Int] {
      let possible = header.indices.filter { !others.contains($0) }
      switch asked {
      case .none: return []
      case .all: return possible.filter(isCandidate)
      case .named(let names):
        var found: Set<Int> = []
        for name in names { found.insert(try column(name, role)) }
        return possible.filter(found.contains)
      }
    }

    /// The column with this name, in this case or, if there is none, in any other.
    func column(_ name: String, _ role: CSVError.Role) throws(CSVError) -> Int {
      let exact = header.indices.filter { header[$0] == name }
      if exact.count == 1 { return exact[0] }
      if exact.count > 1 { throw CSVError(.repeatedColumn(name: name), file: file, line: 1) }
      let other = header.indices.filter { lowered[$0] == name.lowercased() }
      if other.count == 1 { return other[0] }
      throw CSVError(.missingColumn(role, name: name, found: header), file: file, line: 1)
    }

    /// The column that has one of these names: the first group that occurs decides.
    private func named(_ groups: [[String]], _ role: CSVError.Role) throws(CSVError) -> Int? {
      for group in groups {
        let found = header.indices.filter { group.contains(lowered[$0]) }
        if found.count == 1 { return found[0] }
        if found.count > 1 {
          let fact = CSVError.Fact.ambiguousColumn(role, candidates: found.map { header[$0] })
          throw CSVError(fact, file: file, line: 1)
        }
      }
      return nil
    }

    /// The only column, besides others, of which something is true; nil if there is none.
    private func only(
      _ role: CSVError.Role,
      besides others: [Int],
      where isCandidate: (Int) -> Bool
    ) throws(CSVError) -> Int? {
      let found = header.indices.filter { !others.contains($0) && isCandidate($0) }
      guard found.count > 1 else { return found.first }
      let fact = CSVError.Fact.ambiguousColumn(role, candidates: found.map { header[$0] })
      throw CSVError(fact, file: file, line: 1)
    }

    private func looksLikeDates(_ column: Int) -> Bool { areDates(sample.texts[column]) }

    /// Whether what should be a name is a date.
    func isTime(_ name: String) -> Bool { areDates([name.trimmed]) }

    private func areDates(_ texts: [String]) -> Bool {
      switch TimestampFormat.detected(in: texts.map(\.utf8)) {
      case .format(let format): !format.isInteger
      case .ambiguous: true
      case .unrecognized, .noSamples: false
      }
    }

    private var isColumns: Bool {
      guard header.count > 1, sample.kinds.dropFirst().allSatisfy({ $0 != .text }) else {
        return false
      }
      if looksLikeDates(0) { return true }
      let isTime = CSVPlan.timeNames.contains { $0.contains(lowered[0]) }
      return isTime && sample.kinds[0] == .number
    }

    /// The column behind the last one that is part of the id or holds text.
    func firstValueOfRows(behind id: [Int]) -> Int {
      let text = sample.kinds.lastIndex(of: .text) ?? -1
      return max(text, id.max() ?? 0) + 1
    }

    /// Whether names count up: the same beginning, then consecutive numbers.
    private func isNumbered(from start: Int) -> Bool {
      var expected: (prefix: Substring, number: Int)?
      for name in header[start...] {
        let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
        guard digits > 0, let number = Int(name.suffix(digits)) else { return false }
        let prefix = name.dropLast(digits)
        if let expected, expected != (prefix, number) { return false }
        expected = (prefix, number &+ 1)
      }
      return true
    }

    func refuseRepeatedNames() throws(CSVError) {
      var seen: Set<String> = []
      for name in header where !seen.insert(name).inserted {
        throw CSVError(.repeatedColumn(name: name), file: file, line: 1, columnName: name)
      }
    }
  }
}
