import AlmanacTesting
import Testing

@testable import TimeSeries

@Suite("FrequencyInference")
struct FrequencyInferenceTests {
  static func inferred(_ stamps: some Sequence<Timestamp>, integers: Bool = false) -> String {
    let runs = TimestampRuns(stamps)
    do {
      return try FrequencyInference.frequency(of: runs, integers: integers).description
    } catch {
      return "\(error)"
    }
  }

  static func range(_ name: String, from start: Timestamp, count: Int) throws -> TimeIndex {
    TimeIndex(start: start, frequency: try #require(Frequency(name)), count: count)
  }

  @Test("ranges get the frequency that pandas infers", .tags(.golden))
  func golden() throws {
    for range in try GoldenRanges.read() {
      guard let name = range.inferred else { continue }
      var expected = try #require(Frequency(name))
      // The same quarters have several names, of which pandas takes another.
      if case .quarter(let edge, let month) = expected.unit {
        expected.unit = .quarter(edge, month: Frequency.quarterAnchor(edge, month: month))
      }
      // Five days are not enough to miss the weekends.
      if range.frequency == "B" && range.count == 5 { expected = Frequency(.day) }
      let frequency = try #require(Frequency(range.frequency))
      let index = TimeIndex(start: Timestamp(range.start), frequency: frequency, count: range.count)
      #expect(Self.inferred(index) == expected.description, "\(range)")
    }
  }

  @Test(
    "gaps, disorder and duplicates do no harm",
    .tags(.property),
    arguments: [
      "15min", "h", "D", "B", "W-WED", "MS", "ME", "MS-15", "2MS", "QS-FEB", "QE-DEC", "YS-JAN",
      "YE-JUN",
    ]
  )
  func gaps(name: String) throws {
    var generator = Seeded(11)
    let origin = Timestamp(year: 2001, month: 1, day: 1)
    var start = origin
    if name == "W-WED" { start = Timestamp(year: 2001, month: 1, day: 3) }
    if name == "MS-15" { start = Timestamp(year: 2001, month: 1, day: 15) }
    if name == "ME" { start = Timestamp(year: 2001, month: 1, day: 31) }
    if name == "QS-FEB" { start = Timestamp(year: 2001, month: 2, day: 1) }
    if name == "QE-DEC" { start = Timestamp(year: 2001, month: 3, day: 31) }
    if name == "YE-JUN" { start = Timestamp(year: 2001, month: 6, day: 30) }
    let index = try Self.range(name, from: start, count: 120)
    for share in [10, 30, 50] {
      let kept = index.filter { _ in Int.random(in: 0..<100, using: &generator) >= share }
      let shuffled = (kept + kept.prefix(5)).shuffled(using: &generator)
      #expect(Self.inferred(kept) == name)
      #expect(Self.inferred(shuffled) == name)
    }
  }

  @Test("an hour that daylight saving repeats or leaves out does no harm")
  func daylightSaving() throws {
    var stamps: [Timestamp] = []
    for year in 2015..<2018 {
      let start = Timestamp(year: year, month: 1, day: 1)
      for (position, stamp) in try Self.range("h", from: start, count: 8760).enumerated() {
        if position == 1634 { continue }
        stamps.append(stamp)
        if position == 7226 { stamps.append(stamp) }
      }
    }
    #expect(Self.inferred(stamps) == "h")
  }

  @Test("integers get their step")
  func integers() {
    func inferred(_ values: [Int64]) -> String {
      Self.inferred(values.map { Timestamp($0) }, integers: true)
    }
    #expect(inferred(Array(1...50)) == "1")
    #expect(inferred(Array(stride(from: -20, to: 900, by: 5))) == "5")
    #expect(inferred([40, 46, 47, 48, 50, 51, 52, 53, 54, 57]) == "1")
    #expect(inferred([2, 4, 7, 9, 12, 14]) == "1")
    #expect(inferred([1_000, 86_401_000]) == "86400000")
  }

  @Test("too few stamps and steps without pattern are told from another")
  func failures() throws {
    var generator = Seeded(3)
    var inference = FrequencyInference()
    #expect(throws: FrequencyError.noStamps) { try inference.frequency() }
    inference.add(TimestampRuns())
    #expect(throws: FrequencyError.noStamps) { try inference.frequency() }
    let day = Timestamp(year: 2024, month: 5, day: 5)
    inference.add(TimestampRuns([day]))
    inference.add(TimestampRuns([day, day]))
    #expect(throws: FrequencyError.singleStamp) { try inference.frequency() }

    let events = (0..<500).map { _ in
      Timestamp(.random(in: 0...(1 << 50), using: &generator) / 1_000_000 * 1_000_000)
    }
    inference.add(TimestampRuns(events))
    #expect {
      try inference.frequency()
    } throws: { error in
      guard case .irregular(_, let share) = error as? FrequencyError else { return false }
      return share < 0.1
    }

    // Every tenth day comes an hour late.
    let days = try Self.range("D", from: day, count: 100).enumerated().map { position, stamp in
      Timestamp(stamp.rawValue + (position % 10 == 5 ? 3_600_000_000 : 0))
    }
    #expect {
      try FrequencyInference.frequency(of: TimestampRuns(days))
    } throws: { error in
      guard case .irregular(let best, let share) = error as? FrequencyError else { return false }
      return best == Frequency(.day) && abs(share - 79.0 / 99) < 1e-12
    }
    #expect(Self.inferred([.distantPast, .distantFuture]) == "singleStamp")
  }

  @Test("two stamps are enough where they are unlike others")
  func twoStamps() {
    func inferred(_ a: (Int, Int, Int), _ b: (Int, Int, Int)) -> String {
      Self.inferred([a, b].map { Timestamp(year: $0.0, month: $0.1, day: $0.2) })
    }
    #expect(inferred((2023, 2, 1), (2023, 3, 1)) == "MS")
    #expect(inferred((2023, 2, 10), (2023, 3, 10)) == "4W-FRI")
    #expect(inferred((2023, 7, 15), (2023, 8, 15)) == "MS-15")
    #expect(inferred((2023, 3, 31), (2023, 6, 30)) == "QE-DEC")
    #expect(inferred((1949, 1, 1), (1950, 1, 1)) == "YS-JAN")
    #expect(inferred((2023, 7, 15), (2023, 7, 16)) == "D")
  }

  @Test("many series count together, on however many threads")
  func panels() throws {
    var generator = Seeded(8)
    var whole = FrequencyInference()
    var parts = [FrequencyInference(), FrequencyInference()]
    for i in 0..<200 {
      let start = Timestamp(
        dayNumber: .random(in: 9000...12_000, using: &generator),
        microseconds: 0
      )
      let count = Int.random(in: 1...40, using: &generator)
      let friday = Frequency(.week(.friday)).anchored(at: start)
      let days = Weekday.friday.rawValue - start.weekday.rawValue
      let first = Frequency(.day).advanced(start, by: days)
      let runs = TimestampRuns(TimeIndex(start: first, frequency: friday, count: count))
      whole.add(runs)
      parts[i % 2].add(runs)
    }
    parts[0].add(parts[1])
    #expect(try whole.frequency() == Frequency(.week(.friday)))
    #expect(try parts[0].frequency() == Frequency(.week(.friday)))
  }

  @Test("a tally of many lengths stays bounded and right")
  func boundedTally() throws {
    var tally = StepTally()
    for i in 1...50_000 { tally.add(Int64(i) * 60) }
    for _ in 0..<10 { tally.add(60, count: 5_000) }
    let best = try #require(tally.best(explaining: 0.95, of: 100_000))
    #expect(best.length == 60)
    #expect(best.explained == 100_000)
  }
}
