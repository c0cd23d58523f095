import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("TemporalHierarchy", .tags(.property))
struct TemporalHierarchyTests {
  static func series(_ count: Int, seed: UInt64 = 1) -> Series {
    var stream = RandomStream(seed: seed)
    return Series(
      id: "a",
      index: TimeIndex(
        start: Timestamp(year: 2010, month: 1, day: 1),
        frequency: Frequency(.month(.start)),
        count: count
      ),
      values: (0..<count).map { 100 + Double($0 % 12) + 5 * stream.normal() }
    )
  }

  @Test(
    "the sums are those of the lengths that divide the season, as far as there are four of them"
  )
  func lengths() throws {
    let hierarchy = try #require(TemporalHierarchy(of: Self.series(50), period: 12))
    #expect(hierarchy.lengths == [2, 3, 4, 6, 12])
    #expect(hierarchy.steps(for: 13) == 24 && hierarchy.steps(for: 12) == 12)
    #expect(TemporalHierarchy(of: Self.series(14), period: 12)?.lengths == [2, 3])
    #expect(TemporalHierarchy(of: Self.series(7), period: 12) == nil)
    #expect(TemporalHierarchy(of: Self.series(50), period: 1) == nil)
    let series = Self.series(50)
    let quarters = hierarchy.sums(of: series, over: 3)
    #expect(quarters.values.count == 16 && quarters.values[15] == series.values[47...].reduce(0, +))
  }

  @Test("the dense formula gives the same", .tags(.golden))
  func dense() throws {
    // NumPy 2.4: S (Sᵀ W⁻¹ S)⁻¹ Sᵀ W⁻¹ y with W = diag(4, 2, 2, 1, 1, 1, 1), its last four.
    let hierarchy = try #require(TemporalHierarchy(of: Self.series(40), period: 4))
    #expect(hierarchy.lengths == [2, 4])
    let result = hierarchy.reconciled([10, 12, 9, 14], sums: [[25, 21], [50]])
    for (value, expected) in zip(result, [11.125, 13.125, 8.875000000000002, 13.875]) {
      #expect(abs(value - expected) < 1e-12 * 50)
    }
  }

  @Test("forecasts that agree already stay, whichever sums there are", arguments: [4, 12, 24])
  func coherent(period: Int) throws {
    let hierarchy = try #require(TemporalHierarchy(of: Self.series(200), period: period))
    var stream = RandomStream(seed: 5)
    let steps = (0..<2 * period).map { _ in 10 + stream.normal() }
    let sums = hierarchy.lengths.map { length -> [Double]? in
      length % 3 == 0
        ? nil
        : (0..<steps.count / length).map { steps[$0 * length..<($0 + 1) * length].reduce(0, +) }
    }
    for (value, step) in zip(hierarchy.reconciled(steps, sums: sums), steps) {
      #expect(abs(value - step) < 1e-9)
    }
  }

  @Test("a whole forecast is moved as a projection says, and as wide as before")
  func forecast() throws {
    let series = Self.series(80)
    let (options, horizon) = (ModelOptions(seasonalPeriod: 12), 18)
    let ets = ETS(options: options)
    let fitted = ets.fittedOrReplaced(series)
    let plain = fitted.forecast(horizon: horizon)
    let moved = ets.temporallyCoherent(fitted, of: series, horizon: horizon, options: options)
    #expect(moved.mean != plain.mean && moved.index == plain.index)
    let (before, after) = (plain.interval(0.8), moved.interval(0.8))
    for step in 0..<horizon {
      let (old, new) = (
        before.upper[step] - before.lower[step], after.upper[step] - after.lower[step]
      )
      #expect(abs(old - new) < 1e-9 * old)
      #expect(abs(moved.mean[step] - plain.mean[step]) < 10)
    }
    let unseasonal = ets.temporallyCoherent(
      fitted,
      of: series,
      horizon: horizon,
      options: ModelOptions(seasonalPeriod: 1)
    )
    #expect(unseasonal.mean == plain.mean)
  }
}
