import AlmanacTesting
import Foundation
import Synthesis
import Tensors
import Testing
import TimeSeries

@Suite("WindowSource")
struct WindowSourceTests {
  private func hourly(_ id: String, _ values: [Double], from hour: Int = 0) -> Series {
    let start = Timestamp(year: 2024, month: 1, day: 1, hour: hour)
    let index = TimeIndex(start: start, frequency: Frequency(.hour), count: values.count)
    return Series(id: id, index: index, values: values)
  }

  @Test("hourly features are those of the reference", .tags(.golden))
  func features() {
    let features = TimeFeatures(frequency: Frequency(.hour), season: 24)
    let index = TimeIndex(
      start: Timestamp(year: 2024, month: 1, day: 1),
      frequency: Frequency(.hour),
      count: 100
    )
    #expect(features.count == 5)
    // 2024-01-02 06:00, a Tuesday.
    let values = features.values(of: index, from: 30, count: 1)
    let expected = [
      6.0 / 23 - 0.5, 1.0 / 6 - 0.5, 1.0 / 30 - 0.5, 1.0 / 365 - 0.5, log10(32.0),
    ]
    for (a, b) in zip(values, expected) { #expect((Double(a) - b).magnitude < 1e-6) }
  }

  @Test("series without dates and with a day of 24 steps are taken for hours")
  func mockClock() {
    let features = TimeFeatures(frequency: Frequency(.integer), season: 24)
    let index = TimeIndex(start: Timestamp(1), frequency: Frequency(.integer), count: 48)
    let hours = features.values(of: index, from: 0, count: 48).prefix(48)
    #expect(hours.first == -0.5 && hours[23] == 0.5 && hours[24] == -0.5)
    #expect(TimeFeatures(frequency: Frequency(.integer), season: 17).count == 2)
    #expect(TimeFeatures(frequency: Frequency(.integer), season: 1).count == 1)
  }

  @Test("no window has a missing value, and contexts precede their windows", .tags(.property))
  func windows() throws {
    var values = (0..<200).map { Double($0) }
    values[60] = .nan
    values[61] = .nan
    values[150] = .nan
    let panel = Panel([
      hourly("gaps", values), hourly("short", [1, 2, 3]),
      hourly("late", (0..<80).map { 1000 + sin(Double($0)) }, from: 7),
    ])
    let features = TimeFeatures(frequency: Frequency(.hour), season: 24)
    let source = try WindowSource(panel, length: 16, contextLength: 8, features: features)
    #expect(source.usable == [0, 2])
    var random = RandomStream(seed: 3)
    let batch = source.windows(400, using: &random)
    #expect(batch.values.elements.allSatisfy { (0...1).contains($0) })
    let context = try #require(batch.conditions.context)
    for row in 0..<400 where batch.conditions.series.values[row] == 0 {
      // The values rise by one a step.
      let joined = context[row].elements + batch.values[row].flattened().elements
      for (a, b) in zip(joined, joined.dropFirst()) {
        #expect(((b - a) * 199 - 1).magnitude < 1e-3)
      }
    }
  }

  @Test("features of a series do not depend on the others of its panel", .tags(.property))
  func grids() throws {
    let late = hourly("late", (0..<80).map { sin(Double($0)) }, from: 7)
    let early = hourly("early", (0..<300).map { cos(Double($0)) }, from: 2)
    let features = TimeFeatures(frequency: Frequency(.hour), season: 24)
    let place = { (series: Int) in [WindowPlace(series: series, start: 20)] }
    let alone = try WindowSource(Panel([late]), length: 16, features: features)
    let together = try WindowSource(Panel([late, early]), length: 16, features: features)
    let expected = features.values(of: late.index, from: 20, count: 16)
    #expect(alone.windows(at: place(0)).conditions.times.floatElements == expected)
    #expect(together.windows(at: place(0)).conditions.times.floatElements == expected)
  }

  @Test("what cannot be learnt from is refused with its reason")
  func refusals() throws {
    let features = TimeFeatures(frequency: Frequency(.hour), season: 24)
    func source(_ panel: Panel) throws -> WindowSource {
      try WindowSource(panel, length: 16, features: features)
    }
    #expect(throws: SynthesisError.noSeries) { try source(Panel([])) }
    #expect(throws: SynthesisError.tooShort(required: 16, longest: 3, series: "a")) {
      try source(Panel([hourly("a", [1, 2, 3, .nan, 5])]))
    }
    #expect(throws: SynthesisError.constant(seriesCount: 1)) {
      try source(Panel([hourly("a", Array(repeating: 4, count: 50))]))
    }
  }

  @Test("extreme scales come back as they were", .tags(.property))
  func scales() throws {
    for values in [[1e300, -1e300], [1e-300, 3e-300], [5, 5], [-0.25, 7.5]] {
      let scale = try #require(SeriesScale(of: values))
      for value in values {
        let scaled = scale.scaled(value)
        #expect((0...1).contains(scaled))
        #expect(
          (scale.restored(scaled) - value).magnitude <= 1e-12 * max(value.magnitude, scale.range)
        )
      }
    }
    // The range of these is no number; what is made of them is.
    let widest = try #require(SeriesScale(of: [1.7e308, -1.7e308]))
    #expect(widest.scaled(-1.7e308) == 0 && (0...4).contains(widest.scaled(1.7e308)))
    #expect([-1, 0, 1, 5].allSatisfy { widest.restored($0).isFinite })
    #expect(SeriesScale(of: [.nan]) == nil)
    #expect(SeriesScale(of: [1, 2, 9])?.restored(0.3) == 3)
  }

  @Test("windows are as long as a season asks and the series allow")
  func usualLength() {
    let panel = Panel([hourly("a", Array(repeating: 1, count: 700))])
    #expect(WindowSource.usualLength(for: panel, season: 24) == 32)
    #expect(WindowSource.usualLength(for: panel, season: 1) == 16)
    #expect(WindowSource.usualLength(for: panel, season: 168) == 64)
    let short = Panel([hourly("a", Array(repeating: 1, count: 20))])
    #expect(WindowSource.usualLength(for: short, season: 24) == 8)
    #expect(WindowSource.usualLength(for: Panel([hourly("a", [1, 2])]), season: 1) == nil)
  }
}
