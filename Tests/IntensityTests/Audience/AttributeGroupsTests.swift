import AlmanacTesting
import Testing
import TimeSeries

@testable import Intensity

@Suite("AttributeGroups")
struct AttributeGroupsTests {
  private static let table = AttributeTable(
    names: ["a", "b", "c", "new", "odd"],
    attributes: ["colour", "kinds"],
    values: [["red", "x|y"], ["red", "y"], ["blue", "x"], ["red", "x"], ["green", "z"]]
  )

  @Test("a new member has the mean of its groups' means, one without relatives nothing")
  func means() {
    let groups = AttributeGroups(Self.table, of: ["c", "b", "a", "new", "odd", "stranger"])
    let estimates = groups.estimates(for: [3, 4, 5], from: [3, 2, 1, 0, 0, 0], known: [0, 1, 2])
    // Red ones have 1 and 2, those with x have 1 and 3.
    #expect(estimates == [1.75, nil, nil])
    #expect(groups.estimable([3, 4, 5], known: [0, 1, 2]) == [3])
    #expect(groups.estimable([3], known: []) == [])
  }

  @Test("cold items stand behind the others, with what those like them have")
  func coldItems() throws {
    var rows = EventLog.Rows()
    for user in 0..<40 {
      for step in 0..<12 {
        rows.append(user: user, item: (user + step / 6) % 3, time: Int64(step * 10 + user % 9))
      }
    }
    let log = EventLog(
      rows,
      userNames: (0..<40).map { "u\($0)" },
      itemNames: ["a", "b", "c", "new", "odd"],
      clock: .integer
    )
    var options = AudienceOptions()
    (options.activity, options.relevance) = ("count", "personal")
    let model = try AudienceModel(log: log, until: 130, horizon: 20, options: options)
    let groups = AttributeGroups(Self.table, of: log.itemNames)
    let states = log.states(at: 130)
    let rowsOfAll = try model.pairs(
      states,
      items: [0, 1, 2],
      coldItems: [3],
      attributes: groups,
      in: log
    ).rows(0..<40)
    let warm = try model.pairs(states, items: [0, 1, 2], in: log).rows(0..<40)
    for user in 0..<40 {
      let row = Array(rowsOfAll[4 * user..<4 * user + 4])
      #expect(Array(row.prefix(3)) == Array(warm[3 * user..<3 * user + 3]))
      #expect(row[3] > 0 && row[3] <= (row.prefix(3).max() ?? 0))
    }
  }
}
