import AlmanacTesting
import Testing
import TimeSeries

@testable import Forecasting

@Suite("Hierarchy")
struct HierarchyTests {
  @Test("a chain has a level for each column but the last, below the total")
  func nested() {
    let hierarchy = Hierarchy(
      chains: [["state", "store", "item"]],
      paths: [["a", "x", "1"], ["b", "y", "1"], ["a", "x", "2"], ["a", "z", "1"]]
    )
    #expect(hierarchy.levels == ["Total", "state", "state/store"])
    #expect(hierarchy.nodes.map(\.id) == ["Total", "a", "b", "a/x", "b/y", "a/z"])
    #expect(hierarchy.nodes.map(\.bottoms) == [[0, 1, 2, 3], [0, 2, 3], [1], [0, 2], [1], [3]])
    #expect(hierarchy.nodes.map(\.level) == [0, 1, 1, 2, 2, 2])
  }

  @Test("crossed chains have every level of one with every level of the other")
  func crossed() {
    let hierarchy = Hierarchy(
      chains: [["state"], ["purpose"]],
      paths: [["a", "work"], ["a", "fun"], ["b", "work"], ["b", "fun"]]
    )
    #expect(hierarchy.levels == ["Total", "purpose", "state"])
    #expect(hierarchy.nodes.map(\.id) == ["Total", "*/work", "*/fun", "a/*", "b/*"])
    #expect(hierarchy.nodes[1].bottoms == [0, 2])
  }

  @Test("a level that sums nothing, or the same as another, is left out")
  func needless() {
    let hierarchy = Hierarchy(
      chains: [["country", "state", "code"]],
      paths: [["x", "a", "1"], ["x", "b", "2"]]
    )
    #expect(hierarchy.levels == ["Total"])
    #expect(Hierarchy(chains: [["a"]], paths: []).nodes.isEmpty)
  }

  @Test("sums reach from the first start to the last end, and gaps count as lines")
  func sums() throws {
    func series(_ id: String, day: Int, _ values: [Double]) -> Series {
      Series(
        id: id,
        index: TimeIndex(
          start: Timestamp(year: 2024, month: 1, day: day),
          frequency: Frequency(.day),
          count: values.count
        ),
        values: values
      )
    }
    let hierarchy = Hierarchy(chains: [["item"]], paths: [["a"], ["b"]])
    let panel = Panel([
      series("a", day: 2, [1, .nan, 3]), series("b", day: 1, [10, 20]),
    ])
    let whole = try #require(hierarchy.aggregated(panel))
    #expect(whole.map(\.id) == ["Total", "a", "b"])
    #expect(whole[0].values == [10, 21, 2, 3])
    #expect(whole[0].index.start == Timestamp(year: 2024, month: 1, day: 1))
    // All end on the same day, so that forecasts are of the same days.
    #expect(whole[1].values.count == 3 && whole[1].values[2] == 3)
    #expect(whole[2].values.prefix(2) == [10, 20] && whole[2].values[2...].allSatisfy(\.isNaN))
    #expect(Set(whole.map(\.index.end)).count == 1)
  }

  @Test("stamps that do not meet are refused")
  func stamps() {
    let hierarchy = Hierarchy(chains: [["item"]], paths: [["a"], ["b"]])
    let monthly = Series(
      id: "b",
      index: TimeIndex(
        start: Timestamp(year: 2024, month: 1, day: 1),
        frequency: Frequency(.month(.start)),
        count: 2
      ),
      values: [1, 2]
    )
    #expect(hierarchy.aggregated(Panel([Series(id: "a", values: [1]), monthly])) == nil)
  }
}
