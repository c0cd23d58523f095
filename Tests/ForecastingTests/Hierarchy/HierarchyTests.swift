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

  private static func sold(
    _ id: String,
    from day: Int,
    _ values: [Double],
    price: [Double],
    then future: [Double]
  ) -> Series {
    Series(
      id: id,
      index: TimeIndex(
        start: Timestamp(year: 2024, month: 1, day: day),
        frequency: Frequency(.day),
        count: values.count
      ),
      values: values,
      covariates: [
        Covariate(name: "price", values: price, future: future),
        Covariate(name: "open", values: values.map { $0 == 0 ? 0 : 0.1 }, future: [0.1, 0.1]),
        Covariate(name: "heat", values: price),
      ]
    )
  }

  @Test("a covariate of a sum is the mean of its series by what they sell, and what is equal stays")
  func covariates() throws {
    let hierarchy = Hierarchy(chains: [["item"]], paths: [["a"], ["b"], ["c"]])
    let panel = Panel([
      Self.sold("a", from: 1, [6, 0, 6], price: [1, 2, 3], then: [4, 5]),
      Self.sold("b", from: 2, [.nan, 12], price: [6, 3], then: [8, 5]),
      Self.sold("c", from: 2, [0, 0], price: [7, 7], then: [100, 100]),
    ])
    let whole = try #require(hierarchy.aggregated(panel))
    // The weights are 4, 12 and next to nothing; only the first has begun on the first day.
    let (price, open, heat) = (
      whole[0].covariates[0], whole[0].covariates[1], whole[0].covariates[2]
    )
    #expect([price.name, open.name, heat.name] == ["price", "open", "heat"])
    #expect(price.values == [1, 5, 3] && price.future == [7, 5])
    #expect(heat.future.isEmpty && heat.values == price.values)
    // Numbers that are equal are not rounded.
    #expect(open.future == [0.1, 0.1] && open.values[0] == 0.1)
    #expect(whole.dropFirst().map(\.covariates) == panel.map(\.covariates))
  }

  @Test("of series that have sold nothing all count alike")
  func silent() throws {
    let hierarchy = Hierarchy(chains: [["item"]], paths: [["a"], ["b"]])
    let panel = Panel([
      Self.sold("a", from: 1, [0, 0], price: [1, 2], then: [3, 4]),
      Self.sold("b", from: 1, [0, 0], price: [3, 2], then: [5, 6]),
    ])
    let whole = try #require(hierarchy.aggregated(panel))
    #expect(whole[0].covariates[0].values == [2, 2] && whole[0].covariates[0].future == [4, 5])
  }

  @Test("series with covariates that do not end together are refused")
  func ends() {
    let hierarchy = Hierarchy(chains: [["item"]], paths: [["a"], ["b"]])
    let panel = Panel([
      Self.sold("a", from: 1, [1, 1], price: [1, 2], then: [3, 4]),
      Self.sold("b", from: 1, [1, 1, 1], price: [3, 2, 1], then: [5, 6]),
    ])
    #expect(hierarchy.aggregated(panel) == nil)
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
