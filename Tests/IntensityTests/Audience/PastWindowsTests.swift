import Testing
import TimeSeries

@testable import Intensity

@Suite("PastWindows")
struct PastWindowsTests {
  @Test("a sample of the users has even and odd ones, which calibrations are halved by")
  func sample() {
    var rows = EventLog.Rows()
    for user in 0..<60 {
      for step in 0..<8 { rows.append(user: user, item: 0, time: Int64(step * 10)) }
    }
    let log = EventLog(
      rows,
      userNames: (0..<60).map { "u\($0)" },
      itemNames: ["a"],
      clock: .integer
    )
    let windows = PastWindows(
      log: log,
      moment: 80,
      horizon: 20,
      options: AudienceOptions(),
      mostEvents: log.count / 2
    )
    let users = windows.lesson(0, sampled: true).histories.map(\.user)
    // One in two, scattered.
    #expect((15...45).contains(users.count))
    let even = users.filter { $0.isMultiple(of: 2) }
    #expect(even.count >= 5 && users.count - even.count >= 5)
  }
}
