/// What is known of items or users beside their events: a row for each, a column for each attribute.
public struct AttributeTable: Hashable, Sendable {
  /// The name of each item or user.
  public let names: [String]
  /// What the attributes are called.
  public let attributes: [String]
  /// The values of each item or user, in the order of the attributes; empty for unknown ones.
  public let values: [[String]]

  /// A table.
  ///
  /// - Precondition: there are values for each name, one for each attribute.
  public init(names: [String], attributes: [String], values: [[String]]) {
    precondition(
      names.count == values.count && values.allSatisfy { $0.count == attributes.count },
      "\(values.count) rows for \(names.count) names"
    )
    (self.names, self.attributes, self.values) = (names, attributes, values)
  }

  /// Reads a CSV file with a header: names in the first column, an attribute in each other one. Of several
  /// rows with one name the first counts.
  ///
  /// - Throws: `CSVError`, which names the place in the file.
  public init(csv path: String) throws(CSVError) {
    var input = try CSVInput(path: path, options: CSVOptions())
    attributes = Array(input.header.dropFirst())
    var names: [String] = []
    var values: [[String]] = []
    var known: Set<String> = []
    while let row = try input.scanRow() {
      let count = input.scanner.fields.count
      guard count == input.header.count else {
        let fact = CSVError.Fact.raggedRow(expected: input.header.count, actual: count)
        throw input.error(fact, column: nil, series: nil)
      }
      let name = try input.id([0]).trimmed
      if !name.isEmpty, known.insert(name).inserted {
        names.append(name)
        var own: [String] = []
        for column in 1..<max(count, 1) { own.append(try input.id([column]).trimmed) }
        values.append(own)
      }
      input.consume(row)
    }
    (self.names, self.values) = (names, values)
  }
}
