internal import TimeSeries

/// Made series as text in the layout of the file they are like.
struct SyntheticTable: Sendable {
  let report: CSVReport
  let decimalComma: Bool
  /// The columns of the variables; empty where each series has a single one.
  var names: [String] = []
  /// The place of each column among the variables of a series, which may come in another order.
  var places = [0]
  /// Whether series of a file without ids need some.
  var namesSeries = true

  private var timestamps: TimestampFormat { report.timeFormat ?? .integer }
  private var separator: UInt8 {
    // A comma cannot separate decimals and fields both.
    decimalComma && report.separator == UInt8(ascii: ",") ? UInt8(ascii: ";") : report.separator
  }

  private var text: CSVText { CSVText(separator: separator, decimalComma: decimalComma) }

  /// Whether rows can be written series by series, as they are made.
  var isStreamed: Bool { report.layout != .columns }

  /// The header of a file with a row for each observation or each series.
  ///
  /// - Parameter longest: The steps of the longest series.
  func header(longest: Int) -> [UInt8] {
    var text = text
    if report.layout == .rows {
      text.append(report.idColumns.first ?? "id")
      for step in 0..<longest { text.append("V\(step + 2)") }
    } else {
      for column in idColumns { text.append(column) }
      if let time = report.timeColumn { text.append(time) }
      text.append(report.valueColumn ?? "y")
      for name in names.dropFirst() + report.attributeColumns { text.append(name) }
    }
    text.endRow()
    return text.bytes
  }

  /// The columns that name a series; a file of one series has none, and its likenesses need one.
  private var idColumns: [String] {
    report.idColumns.isEmpty && namesSeries ? ["unique_id"] : report.idColumns
  }

  /// The rows of one series.
  func rows(of series: SyntheticSeries) -> [UInt8] {
    var text = text
    if report.layout == .rows {
      text.append(series.id)
      for step in series.values.indices { Self.append(series.variables[0], step, to: &text) }
      text.endRow()
      return text.bytes
    }
    let parts = parts(of: series.id)
    for step in series.values.indices {
      for part in parts { text.append(part) }
      if report.timeColumn != nil {
        text.append(series.index.timestamp(at: step), format: timestamps)
      }
      for place in places { Self.append(series.variables[place], step, to: &text) }
      for attribute in series.attributes { text.append(attribute.value) }
      text.endRow()
    }
    return text.bytes
  }

  /// A value, without a decimal point where no value of its variable has one.
  private static func append(
    _ variable: SyntheticSeries.Variable,
    _ step: Int,
    to text: inout CSVText
  ) {
    let value = variable.values[step]
    if variable.isWhole { text.append(Int(value)) } else { text.append(value) }
  }

  /// The parts of an id of several columns; the last ones are empty where it has too few, and the first
  /// takes what is too much.
  private func parts(of id: String) -> [String] {
    let count = idColumns.count
    if count == 0 { return [] }
    var parts = id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    while parts.count > count {
      let second = parts.remove(at: 1)
      parts[0] += "/" + second
    }
    return parts + Array(repeating: "", count: count - parts.count)
  }

  /// The whole file with a column for each variable of each series, and a row for each stamp that any of
  /// them has.
  func columns(of all: [SyntheticSeries]) -> [UInt8] {
    var text = text
    text.append(report.timeColumn ?? "ds")
    for series in all { for name in columnNames(of: series) { text.append(name) } }
    text.endRow()
    let columns = all.flatMap { series in places.map { (series.index, series.variables[$0]) } }
    var rows: [Int64: [Int: Int]] = [:]
    for (column, (index, variable)) in columns.enumerated() {
      for step in variable.values.indices {
        rows[index.timestamp(at: step).rawValue, default: [:]][column] = step
      }
    }
    for stamp in rows.keys.sorted() {
      text.append(Timestamp(stamp), format: timestamps)
      for column in columns.indices {
        if let step = rows[stamp]?[column] {
          Self.append(columns[column].1, step, to: &text)
        } else {
          text.append(.nan)
        }
      }
      text.endRow()
    }
    return text.bytes
  }

  /// The names of a series' columns: its own, or those of its variables with the mark of its copy.
  private func columnNames(of series: SyntheticSeries) -> [String] {
    names.isEmpty ? [series.id] : names.map { $0 + series.mark }
  }
}
