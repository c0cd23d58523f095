import AlmanacTesting
import Testing

@testable import TimeSeries

@Suite("TimestampRuns")
struct TimestampRunsTests {
  @Test(
    "a regular series of any frequency is one run",
    arguments: [
      "us", "15min", "h", "D", "B", "W-FRI", "4W-MON", "MS", "ME", "2ME", "MS-15", "MS-30", "QS",
      "QE-NOV", "6MS", "YS", "YE", "YS-FEB-29", "1", "30D", "365D",
    ],
    [0, 31, 58, 59, 88, 151, 364, 9_000, -12_345]
  )
  func oneRun(name: String, day: Int) throws {
    var frequency = try #require(Frequency(name))
    var start = Timestamp(dayNumber: day, microseconds: 7_200_000_000)
    if frequency.unit == .businessDay { start = frequency.advanced(start, by: 1) }
    frequency = frequency.anchored(at: start)
    let index = TimeIndex(start: start, frequency: frequency, count: 200)
    for count in [0, 1, 2, 3, 4, 5, 6, 9, 200] {
      let runs = TimestampRuns(index.prefix(count))
      #expect(runs.runs.count == min(count, 1), "\(frequency), \(count) from \(start.date)")
      #expect(runs.elementsEqual(index.prefix(count)), "\(frequency), \(count) from \(start.date)")
      #expect(runs.first == index.prefix(count).first)
      #expect(runs.last == index.prefix(count).last)
      #expect(runs.count == count)
      #expect(runs.isAscending)
    }
  }

  @Test("whatever is appended is read back", .tags(.property), arguments: 0..<200)
  func roundTrip(seed: UInt64) {
    var generator = Seeded(seed)
    let day = Timestamp.microsecondsPerDay
    let steps: [Int64] = [
      0, 1, -1, day, day, day, 3 * day, 28 * day, 30 * day, 31 * day, 365 * day, .max, .min,
    ]
    var stamps: [Timestamp] = []
    var value: Int64 = .random(in: -100...20_000, using: &generator) * day
    while stamps.count < 100 {
      let step = steps.randomElement(using: &generator) ?? 0
      for _ in 0..<Int.random(in: 1...9, using: &generator) {
        stamps.append(Timestamp(value))
        value &+= step
      }
    }
    let runs = TimestampRuns(stamps)
    #expect(Array(runs) == stamps)
    #expect(runs.runs.flatMap { run in (0..<run.count).map { run[$0] } } == stamps)
    #expect(runs.count == stamps.count)
    #expect(runs.last == stamps.last)
    #expect(runs.isAscending == zip(stamps, stamps.dropFirst()).allSatisfy { $0 < $1 })
    #expect(Array(runs.sortedDistinct()) == Set(stamps).sorted())
  }

  @Test("a gap starts a run and costs no more")
  func gaps() {
    let hours = TimeIndex(start: Timestamp(0), frequency: Frequency(.hour), count: 1000)
    let runs = TimestampRuns(hours.indices.filter { $0 % 100 != 50 }.map { hours[$0] })
    #expect(runs.runs.count == 11)
    #expect(runs.isAscending)
  }

  @Test("positions are those that the frequency counts", .tags(.property), arguments: 0..<50)
  func positions(seed: UInt64) throws {
    var generator = Seeded(seed)
    let name = ["h", "D", "B", "MS", "2QE", "W", "YS", "5"].randomElement(using: &generator) ?? "h"
    let frequency = try #require(Frequency(name))
    let index = TimeIndex(start: Timestamp(0), frequency: frequency, count: 300)
    var stamps: [Timestamp] = []
    var position = 0
    while position < 280 {
      let stride = Int.random(in: 1...3, using: &generator)
      for _ in 0..<Int.random(in: 1...9, using: &generator) {
        stamps.append(index.timestamp(at: position))
        position += stride
      }
      if Int.random(in: 0..<5, using: &generator) == 0 {
        stamps.append(Timestamp(index.timestamp(at: position).rawValue - 1))
      }
    }
    let origin = index[7]
    var got: [Int?] = []
    var seen: [Timestamp] = []
    TimestampRuns(stamps).forEachPosition(on: frequency, from: origin) { position, stamp in
      got.append(position)
      seen.append(stamp)
    }
    #expect(seen == stamps)
    #expect(got == stamps.map { frequency.steps(from: origin, to: $0) })
  }
}
