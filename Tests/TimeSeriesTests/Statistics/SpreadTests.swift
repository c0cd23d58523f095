import Testing
import TimeSeries

@Suite("Elements spread evenly")
struct SpreadTests {
  @Test("no more than asked for, the first among them, in order and at like distances")
  func spread() {
    for (count, most) in [(119, 60), (2399, 1200), (61, 60), (7, 3), (1000, 1)] {
      let places = Array(0..<count).spread(atMost: most)
      #expect(places.count == most && places[0] == 0)
      let gaps = zip(places.dropFirst(), places).map { $0 - $1 } + [count - (places.last ?? 0)]
      #expect(gaps.allSatisfy { $0 == count / most || $0 == count / most + 1 }, "\(count), \(most)")
    }
    #expect(Array(0..<5).spread(atMost: 5) == [0, 1, 2, 3, 4])
    #expect(Array(0..<5).spread(atMost: 9) == [0, 1, 2, 3, 4])
    #expect([Int]().spread(atMost: 3).isEmpty && [1, 2].spread(atMost: 0).isEmpty)
  }
}
