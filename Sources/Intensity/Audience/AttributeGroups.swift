public import TimeSeries

/// Groups of items, or of users, that share an attribute: what is known of a group's members stands in for
/// those of whom nothing else is known.
public struct AttributeGroups: Sendable {
  /// The groups of each member.
  private let groups: [[Int32]]
  private let groupCount: Int

  /// The groups of a table: a group for each text in a column, and for each part of texts such as
  /// `Action|Comedy`.
  ///
  /// - Parameter names: the members, in the order in which they are numbered.
  public init(_ table: AttributeTable, of names: [String]) {
    var numbers: [String: Int32] = [:]
    var rows: [String: [Int32]] = [:]
    for (name, values) in zip(table.names, table.values) {
      var own: [Int32] = []
      for (column, value) in values.enumerated() {
        for part in value.split(separator: "|") {
          let key = "\(column) \(part)"
          let number = numbers[key] ?? Int32(numbers.count)
          numbers[key] = number
          own.append(number)
        }
      }
      rows[name] = own
    }
    groups = names.map { rows[$0] ?? [] }
    groupCount = numbers.count
  }

  /// The mean of the means of a member's groups.
  ///
  /// - Parameters:
  ///   - numbers: a number for each member.
  ///   - known: the members whose numbers count.
  /// - Returns: nil for a member none of whose groups has a known member.
  /// - Complexity: O(known · groups of each).
  public func estimates(
    for members: [Int],
    from numbers: some RandomAccessCollection<Float>,
    known: [Int]
  ) -> [Float?] {
    var sums = [Float](repeating: 0, count: groupCount)
    var counts = sums
    for member in known {
      let number = numbers[numbers.index(numbers.startIndex, offsetBy: member)]
      for group in groups[member] {
        sums[Int(group)] += number
        counts[Int(group)] += 1
      }
    }
    return members.map { member in
      let own = groups[member].map { Int($0) }.filter { counts[$0] > 0 }
      if own.isEmpty { return nil }
      return own.reduce(0) { $0 + sums[$1] / counts[$1] } / Float(own.count)
    }
  }

  /// The members for whom there are estimates from some known ones.
  public func estimable(_ members: [Int], known: [Int]) -> [Int] {
    let zeros = [Float](repeating: 0, count: groups.count)
    return zip(members, estimates(for: members, from: zeros, known: known))
      .compactMap { $1 == nil ? nil : $0 }
  }
}
