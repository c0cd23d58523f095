import AlmanacTesting
import Testing

@testable import TimeSeries

@Suite("TimeIndex")
struct TimeIndexTests {
  let days = TimeIndex(
    start: Timestamp(year: 2024, month: 2, day: 27),
    frequency: Frequency(.day),
    count: 4
  )

  @Test("its elements are its stamps")
  func elements() {
    #expect(days.map(\.date.day) == [27, 28, 29, 1])
    #expect(days.count == 4)
    #expect(days.end == Timestamp(year: 2024, month: 3, day: 2))
    #expect(days[1...].first == days[1])
  }

  @Test("what follows begins one step after the last stamp")
  func following() {
    let next = days.following(count: 3)
    #expect(next.map(\.date.day) == [2, 3, 4])
    #expect(next.frequency == days.frequency)
    #expect(days.following(count: 0).isEmpty)
    let empty = TimeIndex(start: days.start, frequency: days.frequency, count: 0)
    #expect(empty.following(count: 2).first == days.start)
  }

  @Test("a position is found for the stamps of the index and no other")
  func positions() {
    for (position, stamp) in days.enumerated() {
      #expect(days.position(of: stamp) == position)
    }
    #expect(days.position(of: days.end) == nil)
    #expect(days.position(of: days.timestamp(at: -1)) == nil)
    #expect(days.position(of: Timestamp(days.start.rawValue + 1)) == nil)
  }

  @Test("a subscript outside the index traps")
  func bounds() async {
    await #expect(processExitsWith: .failure) {
      let index = TimeIndex(start: Timestamp(1), frequency: Frequency(.integer), count: 3)
      _ = index[3]
    }
  }
}
