import AlmanacTesting
import Testing

@testable import TimeSeries

@Suite("Frequency")
struct FrequencyTests {
  @Test(
    "a name has the meaning it has in pandas",
    arguments: [
      ("us", "us"), ("U", "us"), ("ms", "ms"), ("L", "ms"), ("s", "s"), ("S", "s"),
      ("min", "min"), ("T", "min"), ("15min", "15min"), ("15T", "15min"), ("h", "h"), ("H", "h"),
      ("2h", "2h"), ("D", "D"), ("d", "D"), ("B", "B"), ("W", "W-SUN"), ("w-fri", "W-FRI"),
      ("2W-MON", "2W-MON"), ("MS", "MS"), ("M", "ME"), ("ME", "ME"), ("3M", "3ME"),
      ("QS", "QS-JAN"), ("Q", "QE-DEC"), ("QE", "QE-DEC"), ("Q-NOV", "QE-NOV"),
      ("QS-FEB", "QS-FEB"), ("YS", "YS-JAN"), ("AS-JUL", "YS-JUL"), ("A", "YE-DEC"),
      ("Y", "YE-DEC"), ("YE-JUN", "YE-JUN"), ("1", "1"), ("5", "5"), ("1D", "D"),
      ("hourly", "h"), ("Daily", "D"), ("weekly", "W-SUN"), ("monthly", "MS"),
      ("quarterly", "QS-JAN"), ("yearly", "YS-JAN"), ("15 min", "15min"), ("2 days", "2D"),
      ("MS-15", "MS-15"), ("QS-FEB-30", "QS-FEB-30"), ("YS-APR-6", "YS-APR-6"),
    ]
  )
  func names(name: String, canonical: String) {
    #expect(Frequency(name)?.description == canonical)
    #expect(Frequency(canonical)?.description == canonical)
  }

  @Test(
    "what is no name is nil",
    arguments: [
      "", " ", "0", "0D", "-1", "-1D", "m", "2m", "Ms", "mS", "X", "W-", "W-JAN", "MS-1", "MS-31",
      "ME-15", "M-15", "QS-", "QS-SUN", "QE-DEC-5", "QS-JAN-5-6", "1.5h", "h2", "1h30min", "D-SUN",
      "99999999999999999999D", "5 ", "٣D", "MONTHLY-5", "Ⅷ",
    ]
  )
  func unknownNames(name: String) {
    #expect(Frequency(name) == nil)
  }

  @Test("every accepted spelling that is a single name is read")
  func acceptedSpellings() {
    for name in Frequency.acceptedSpellings where !name.contains(" ") {
      #expect(Frequency(name) != nil, "\(name)")
    }
  }

  @Test(
    "the usual season follows the table of frequencies",
    arguments: [
      ("s", 3600, [60, 3600]), ("min", 1440, [60, 1440]), ("5min", 288, [12, 288]),
      ("10min", 144, [6, 144]), ("15min", 96, [4, 96]), ("30min", 48, [48, 336]),
      ("h", 24, [24, 168]), ("D", 7, [7, 365]), ("B", 5, [5]), ("W", 1, [52]), ("MS", 12, [12]),
      ("QE", 4, [4]), ("YS", 1, []), ("1", 1, []), ("7", 1, []), ("60min", 24, [24, 168]),
      ("24h", 7, [7, 365]), ("12h", 2, [2, 14]), ("5h", 1, []), ("7min", 1, []), ("2D", 1, []),
      ("7D", 1, []), ("3MS", 4, [4]), ("12ME", 1, []), ("4W", 1, [13]), ("2QS", 2, [2]),
      ("ms", 1, []), ("500ms", 1, []),
    ] as [(String, Int, [Int])]
  )
  func seasons(name: String, period: Int, candidates: [Int]) throws {
    let frequency = try #require(Frequency(name))
    #expect(frequency.seasonalPeriod == period)
    #expect(frequency.seasonalCandidates == candidates)
  }

  @Test("a stamp beside the anchor keeps its own day, and last days stay last days")
  func besideTheAnchor() throws {
    func steps(_ name: String, from start: (Int, Int, Int), _ expected: [(Int, Int)]) throws {
      let frequency = try #require(Frequency(name))
      let start = Timestamp(year: start.0, month: start.1, day: start.2, hour: 5)
      for (position, (month, day)) in expected.enumerated() {
        let date = frequency.advanced(start, by: position + 1).date
        #expect(date.month == month && date.day == day, "\(name) step \(position + 1)")
      }
    }
    try steps("MS", from: (2023, 1, 15), [(2, 15), (3, 15)])
    try steps("MS", from: (2023, 2, 28), [(3, 31), (4, 30)])
    try steps("MS", from: (2023, 1, 30), [(2, 28), (3, 30)])
    try steps("MS-30", from: (2023, 2, 28), [(3, 30), (4, 30), (5, 30)])
    try steps("MS-28", from: (2023, 2, 28), [(3, 28), (4, 28)])
    try steps("ME", from: (2024, 1, 31), [(2, 29), (3, 31), (4, 30)])
    try steps("ME", from: (2024, 1, 30), [(2, 29), (3, 30)])
    try steps("YS", from: (2020, 2, 29), [(2, 28), (2, 28), (2, 28), (2, 29)])
    try steps("QE", from: (2023, 1, 1), [(4, 1), (7, 1)])
  }

  @Test("business days leave a weekend in the direction of the step")
  func businessDaysFromAWeekend() {
    let saturday = Timestamp(year: 2024, month: 6, day: 1, hour: 9)
    let frequency = Frequency(.businessDay)
    #expect(frequency.advanced(saturday, by: 0) == saturday)
    #expect(frequency.advanced(saturday, by: 1).date == CivilDate(year: 2024, month: 6, day: 3))
    #expect(frequency.advanced(saturday, by: -1).date == CivilDate(year: 2024, month: 5, day: 31))
    let friday = Timestamp(year: 2024, month: 5, day: 31, hour: 9)
    #expect(frequency.steps(from: friday, to: saturday) == nil)
    #expect(frequency.steps(from: saturday, to: saturday) == 0)
  }

  @Test("stepping there and back again is exact", .tags(.property), arguments: 0..<40)
  func thereAndBack(seed: UInt64) throws {
    var generator = Seeded(seed)
    let names = [
      "us", "7ms", "s", "15min", "h", "D", "B", "3B", "W-TUE", "MS", "2ME", "MS-30", "QS-FEB",
      "QE-NOV", "YS-JUL", "2YE-MAR", "5",
    ]
    for name in names {
      let frequency = try #require(Frequency(name))
      var start = Timestamp(.random(in: -(1 << 55)...(1 << 55), using: &generator))
      if frequency.unit == .businessDay { start = frequency.advanced(start, by: 1) }
      let anchored = frequency.anchored(at: start)
      #expect(anchored.advanced(start, by: 0) == start)
      for steps in [0, 1, -1, 2, 17, -64, 1000, Int.random(in: -9999...9999, using: &generator)] {
        let there = anchored.advanced(start, by: steps)
        #expect(
          anchored.steps(from: start, to: there) == steps,
          "seed \(seed), \(anchored), \(steps)"
        )
        // A last day that is shorter than the first forgets which day it was cut from.
        if start.date.day <= 28 || [1, 31].contains(start.date.day) {
          #expect(anchored.advanced(there, by: -steps) == start, "seed \(seed), \(anchored)")
        }
        #expect(
          anchored.steps(from: start, to: Timestamp(there.rawValue + 1)) == nil || name == "us"
            || name == "5"
        )
      }
    }
  }

  @Test(
    "absurd steps end at the ends of time",
    arguments: ["us", "s", "D", "B", "W", "MS", "QE", "YS", "9000000000000000000D", "1"]
  )
  func saturation(name: String) throws {
    let frequency = try #require(Frequency(name))
    for start in [.distantPast, Timestamp(-1), Timestamp(0), .distantFuture] {
      for steps in [1_000_000_000_000, Int.max, Int.min, -1_000_000_000_000, 1, -1, 0] {
        let there = frequency.advanced(start, by: steps)
        if steps > 0 { #expect(there >= start) }
        if steps < 0 { #expect(there <= start) }
        if steps == 0 { #expect(there == start) }
        if name != "us" && name != "1" && steps.magnitude > 1 {
          #expect(there == (steps > 0 ? .distantFuture : .distantPast) || name == "s")
        }
        _ = frequency.steps(from: start, to: there)
        _ = frequency.steps(from: .distantPast, to: .distantFuture)
        _ = frequency.anchored(at: start)
      }
    }
  }

  @Test("an anchor moves to where a stamp is")
  func anchoring() throws {
    func name(_ name: String, _ year: Int, _ month: Int, _ day: Int) -> String? {
      Frequency(name)?.anchored(at: Timestamp(year: year, month: month, day: day)).description
    }
    #expect(name("W", 2010, 2, 5) == "W-FRI")
    #expect(name("MS", 2010, 2, 5) == "MS-5")
    #expect(name("MS", 2010, 2, 28) == "ME")
    #expect(name("ME", 2010, 2, 1) == "MS")
    #expect(name("MS", 2010, 2, 1) == "MS")
    #expect(name("QS", 2010, 10, 1) == "QS-JAN")
    #expect(name("QS", 2010, 11, 1) == "QS-FEB")
    #expect(name("QS", 2010, 5, 31) == "QE-NOV")
    #expect(name("YS", 2010, 4, 6) == "YS-APR-6")
    #expect(name("15min", 2010, 4, 6) == "15min")
  }
}

/// A small generator for seeded tests.
///
/// - Source: Steele, Lea and Flood 2014, “Fast splittable pseudorandom number generators”.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
