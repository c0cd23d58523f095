internal import Synthesis
internal import TimeSeries

/// A made series with its name.
struct SyntheticSeries: Sendable {
  let id: String
  let index: TimeIndex
  let values: [Double]
  /// Whether all values are whole numbers that an integer holds.
  let isWhole: Bool

  /// A series.
  init(id: String, index: TimeIndex, values: [Double]) {
    (self.id, self.index, self.values) = (id, index, values)
    isWhole = values.allSatisfy { $0 == $0.rounded() && $0.magnitude < 1e15 }
  }
}

/// Made series as text in the layout of the file they are like.
struct SyntheticTable: Sendable {
  let report: CSVReport
  let decimalComma: Bool

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
    }
    text.endRow()
    return text.bytes
  }

  /// The columns that name a series; a file of one series has none, and its likenesses need one.
  private var idColumns: [String] { report.idColumns.isEmpty ? ["unique_id"] : report.idColumns }

  /// The rows of one series.
  func rows(of series: SyntheticSeries) -> [UInt8] {
    var text = text
    if report.layout == .rows {
      text.append(series.id)
      for value in series.values { Self.append(value, series.isWhole, to: &text) }
      text.endRow()
      return text.bytes
    }
    let names = parts(of: series.id)
    for (step, value) in series.values.enumerated() {
      for name in names { text.append(name) }
      if report.timeColumn != nil {
        text.append(series.index.timestamp(at: step), format: timestamps)
      }
      Self.append(value, series.isWhole, to: &text)
      text.endRow()
    }
    return text.bytes
  }

  /// A value, without a decimal point where the whole series has none.
  private static func append(_ value: Double, _ isWhole: Bool, to text: inout CSVText) {
    if isWhole { text.append(Int(value)) } else { text.append(value) }
  }

  /// The parts of an id of several columns; the last ones are empty where it has too few, and the first
  /// takes what is too much.
  private func parts(of id: String) -> [String] {
    let count = idColumns.count
    var parts = id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    while parts.count > count {
      let second = parts.remove(at: 1)
      parts[0] += "/" + second
    }
    return parts + Array(repeating: "", count: count - parts.count)
  }

  /// The whole file with a column for each series, and a row for each stamp that any of them has.
  func columns(of all: [SyntheticSeries]) -> [UInt8] {
    var text = text
    text.append(report.timeColumn ?? "ds")
    for series in all { text.append(series.id) }
    text.endRow()
    var rows: [Int64: [Int: Double]] = [:]
    for (column, series) in all.enumerated() {
      for (step, value) in series.values.enumerated() {
        rows[series.index.timestamp(at: step).rawValue, default: [:]][column] = value
      }
    }
    for stamp in rows.keys.sorted() {
      text.append(Timestamp(stamp), format: timestamps)
      for column in all.indices {
        if let value = rows[stamp]?[column] {
          Self.append(value, all[column].isWhole, to: &text)
        } else {
          text.append(.nan)
        }
      }
      text.endRow()
    }
    return text.bytes
  }
}
