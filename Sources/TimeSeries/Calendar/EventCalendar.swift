/// Days on which something happened or will happen, by name: a fair, a campaign, a strike.
public struct EventCalendar: Hashable, Sendable {
  /// The names of the events, in the order in which they first appear.
  public private(set) var names: [String] = []
  /// How many events each day has, by name, for all series or by id.
  private var days: [Key: [Int: Int]] = [:]
  /// Whether events belong to one series each.
  public let isOfSingleSeries: Bool

  private struct Key: Hashable {
    var name: String
    var id: String
  }

  /// Reads a CSV file of events: a column of times, a column `name` or `event`, and, if events belong to
  /// single series, the columns of the id.
  ///
  /// - Parameters:
  ///   - path: the file; `-` is standard input.
  ///   - id: the columns that name a series; events are for all series where the file has none of them.
  ///   - options: how the file is spelled.
  /// - Throws: `CSVError` for a file without these columns, and for a row that cannot be read.
  public init(csv path: String, id: [String], options: CSVOptions) throws(CSVError) {
    var options = options
    options.future = nil
    options.covariates = .none
    options.attributes = .none
    options.frequency = nil
    var opened = try CSVOpening(events: path, id: id, options: options)
    isOfSingleSeries = !opened.plan.id.isEmpty
    while let row = try opened.nextEvent() {
      let key = Key(name: row.name, id: row.id)
      if !names.contains(row.name) { names.append(row.name) }
      days[key, default: [:]][row.day, default: 0] += 1
    }
  }

  /// How many events of a name a series has in a range of days.
  ///
  /// - Complexity: O(days).
  func count(_ name: String, of id: String, in range: ClosedRange<Int>) -> Int {
    let key = Key(name: name, id: isOfSingleSeries ? id : "")
    guard let counts = days[key] else { return 0 }
    return range.reduce(0) { $0 + counts[$1, default: 0] }
  }
}
