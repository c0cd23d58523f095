import AlmanacTesting
import Testing

@testable import TimeSeries

/// Ranges made by `Golden/make_ranges.py`.
struct GoldenRanges: Decodable {
  struct Range: Decodable, CustomTestStringConvertible {
    var frequency: String
    var start: Int64
    var count: Int
    var last: Int64
    var sum: Int64
    var sevenBack: Int64
    var inferred: String?

    var testDescription: String { "\(count) × \(frequency) from \(start)" }
  }

  var ranges: [Range]

  static func read() throws -> [Range] {
    try goldenFile("ranges.json", as: GoldenRanges.self).ranges
  }
}

@Suite("Frequency and pandas", .tags(.golden))
struct FrequencyGoldenTests {
  @Test("ranges are those of date_range")
  func ranges() throws {
    for range in try GoldenRanges.read() {
      let frequency = try #require(Frequency(range.frequency))
      let index = TimeIndex(
        start: Timestamp(range.start),
        frequency: frequency,
        count: range.count
      )
      #expect(index.last?.rawValue == range.last, "\(range)")
      var sum: Int64 = 0
      for stamp in index { sum = (sum + stamp.rawValue).flooredRemainder(by: 1 << 53) }
      #expect(sum == range.sum, "\(range)")
      #expect(index.timestamp(at: -7).rawValue == range.sevenBack, "\(range)")
      for position in [0, range.count / 2, range.count - 1] {
        #expect(index.position(of: index[position]) == position, "\(range)")
      }
    }
  }
}
