internal import TimeSeries

/// Rows of an answer, as CSV under a header or as JSON.
struct AudienceRows: ~Copyable {
  /// A field of a row.
  enum Field {
    case text(String)
    case whole(Int)
    /// NaN where there is nothing to say.
    case number(Double)
  }

  private var file: OutputFile
  private let isJSON: Bool
  private var hasHeader = false
  private static let blockSize = 1 << 16
  private var json = JSONText()
  private var csv = CSVText()
  private var pending = 0
  /// The number of rows.
  private(set) var count = 0

  init(_ file: consuming OutputFile, isJSON: Bool) {
    self.file = file
    self.isJSON = isJSON
  }

  /// Adds a row.
  mutating func append(_ fields: [(name: String, value: Field)]) throws(OutputError) {
    count += 1
    pending += 1
    if isJSON {
      json.beginObject()
      for field in fields {
        switch field.value {
        case .text(let value): json.append(value, as: field.name)
        case .whole(let value): json.append(value, as: field.name)
        case .number(let value): json.append(value, as: field.name)
        }
      }
      json.endObject()
    } else {
      if !hasHeader { writeHeader(fields.map(\.name)) }
      for field in fields {
        switch field.value {
        case .text(let value): csv.append(value)
        case .whole(let value): csv.append(value)
        case .number(let value): csv.append(value)
        }
      }
      csv.endRow()
    }
    if pending >= 4096 { try flush() }
  }

  /// Writes the names of the columns, for an answer that may have no rows.
  mutating func writeHeader(_ names: [String]) {
    guard !hasHeader, !isJSON else { return }
    hasHeader = true
    for name in names { csv.append(name) }
    csv.endRow()
  }

  private mutating func flush() throws(OutputError) {
    try file.write(isJSON ? json.bytes : csv.bytes)
    json = JSONText()
    csv.removeAll()
    pending = 0
  }

  /// Gives the file its name.
  consuming func commit() throws(OutputError) {
    try flush()
    try file.commit()
  }
}

extension Double {
  /// The number with six significant digits: more would be noise in a probability.
  var sixDigits: Double {
    guard isFinite, self != 0 else { return self }
    var scale = 1.0
    var size = magnitude
    while size < 1e5, scale < 1e18 {
      size *= 10
      scale *= 10
    }
    return (self * scale).rounded() / scale
  }
}
