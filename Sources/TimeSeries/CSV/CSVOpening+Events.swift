extension CSVOpening {
  /// A row of a file of events.
  struct EventRow {
    var id: String
    var name: String
    var day: Int
  }

  /// Opens a file of events.
  ///
  /// - Throws: `CSVError` if it has no header, no row, or no columns for the time and the name.
  init(events path: String, id: [String], options: CSVOptions) throws(CSVError) {
    var input = try CSVInput(path: path, options: options)
    let sample = try CSVSample(
      &input,
      decimalPoint: options.decimalComma ? Ascii.comma : Ascii.point
    )
    let header = input.header
    if sample.rowCount == 0, try input.scanRow() == nil {
      throw CSVError(.headerOnly, file: path, line: input.line)
    }
    let plan = try CSVPlan(ofEvents: header, in: path, id: id, sample: sample, options: options)
    var format = TimestampFormat.day
    if let time = plan.time {
      format = try Self.format(of: sample.texts[time], column: time, input: input, options: options)
    }
    let report = CSVReport(file: path, layout: .long, separator: input.separator)
    self.init(input: input, plan: plan, format: format, report: report)
  }

  /// Reads the next event; nil at the end of the file.
  mutating func nextEvent() throws(CSVError) -> EventRow? {
    guard let row = try input.scanRow() else { return nil }
    let fields = input.scanner.fields
    guard fields.count == input.header.count else {
      let fact = CSVError.Fact.raggedRow(expected: input.header.count, actual: fields.count)
      throw input.error(fact, column: nil, series: nil)
    }
    let id = plan.id.isEmpty ? "" : try input.id(plan.id)
    let name = try input.id(plan.attributes).trimmed
    let stamp = try input.stamp(plan.time ?? 0, format, series: nil)
    if name.isEmpty {
      throw input.error(.missingName, column: plan.attributes[0], series: nil)
    }
    input.consume(row)
    return EventRow(id: id, name: name, day: stamp.dayNumber)
  }
}
