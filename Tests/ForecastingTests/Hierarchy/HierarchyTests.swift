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
    let whole = try hierarchy.aggregated(panel)
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
    let whole = try hierarchy.aggregated(panel)
    // The weights are 4, 12 and next to nothing; the second has sold nothing yet on the second day.
    let (price, open, heat) = (
      whole[0].covariates[0], whole[0].covariates[1], whole[0].covariates[2]
    )
    #expect([price.name, open.name, heat.name] == ["price", "open", "heat"])
    #expect(price.values == [1, 2, 3] && price.future == [7, 5])
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
    let whole = try hierarchy.aggregated(panel)
    #expect(whole[0].covariates[0].values == [2, 2] && whole[0].covariates[0].future == [4, 5])
  }

  @Test("a series counts from its first to its last observation, and later if that is not long ago")
  func ended() throws {
    let hierarchy = Hierarchy(chains: [["item"]], paths: [["a"], ["b"]])
    let rows = 12
    func whole(last: Int) throws -> Covariate {
      let values = (1...rows).map { $0 <= last ? 30.0 : .nan }
      let panel = Panel([
        Self.sold(
          "a",
          from: 1,
          [Double](repeating: 10, count: rows),
          price: [Double](repeating: 2, count: rows),
          then: [2, 2]
        ),
        Self.sold(
          "b",
          from: 1,
          values,
          price: [Double](repeating: 6, count: rows),
          then: [6, 6]
        ),
      ])
      return try hierarchy.aggregated(panel)[0].covariates[0]
    }
    func prices(last: Int) -> [Double] { (1...rows).map { $0 <= last ? 5 : 2 } }
    let retired = try whole(last: 5)
    #expect(retired.values == prices(last: 5))
    #expect(retired.future == [2, 2])
    // Within the last week.
    let silent = try whole(last: 6)
    #expect(silent.values == prices(last: 6))
    #expect(silent.future == [5, 5])
  }

  @Test("where none is observed, all series count")
  func unobserved() throws {
    let hierarchy = Hierarchy(chains: [["item"]], paths: [["a"], ["b"]])
    let panel = Panel([
      Self.sold("a", from: 1, [.nan, 1, 1], price: [1, 2, 3], then: [4, 4]),
      Self.sold("b", from: 1, [.nan, 3, 3], price: [5, 2, 7], then: [8, 8]),
    ])
    let price = try hierarchy.aggregated(panel)[0].covariates[0]
    #expect(price.values == [4, 2, 6] && price.future == [7, 7])
  }

  @Test("series whose covariates are known of the past only may end apart")
  func pasts() throws {
    func series(_ id: String, _ values: [Double], heat: [Double]) -> Series {
      Series(
        id: id,
        index: TimeIndex(
          start: Timestamp(year: 2024, month: 1, day: 1),
          frequency: Frequency(.day),
          count: values.count
        ),
        values: values,
        covariates: [Covariate(name: "heat", values: heat)]
      )
    }
    let hierarchy = Hierarchy(chains: [["item"]], paths: [["a"], ["b"]])
    let whole = try hierarchy.aggregated(
      Panel([series("a", [1, 1], heat: [1, 2]), series("b", [1, 1, 1], heat: [3, 2, 1])])
    )
    #expect(whole[0].covariates[0].values == [2, 2, 1])
    #expect(whole[0].covariates[0].future.isEmpty)
    let padded = whole[1].covariates[0].values
    #expect(padded.prefix(2) == [1, 2] && padded.count == 3 && padded[2].isNaN)
  }

  @Test("series with other covariates than the first are a mistake of the program")
  func differing() async {
    await #expect(processExitsWith: .failure) {
      let index = TimeIndex(start: Timestamp(1), frequency: Frequency(.integer), count: 1)
      let (a, b) = (
        Series(id: "a", index: index, values: [1], covariates: [Covariate(name: "x", values: [1])]),
        Series(id: "b", index: index, values: [1])
      )
      _ = try Hierarchy(chains: [["item"]], paths: [["a"], ["b"]]).aggregated(Panel([a, b]))
    }
  }

  @Test("series that end apart are refused where covariates are known of the next steps")
  func ends() {
    let hierarchy = Hierarchy(chains: [["item"]], paths: [["a"], ["b"]])
    let panel = Panel([
      Self.sold("a", from: 1, [1, 1], price: [1, 2], then: [3, 4]),
      Self.sold("b", from: 1, [1, 1, 1], price: [3, 2, 1], then: [5, 6]),
    ])
    #expect(throws: HierarchyError.ends(series: "a")) { try hierarchy.aggregated(panel) }
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
    #expect(throws: HierarchyError.stamps) {
      try hierarchy.aggregated(Panel([Series(id: "a", values: [1]), monthly]))
    }
  }
}
