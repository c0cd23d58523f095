import AlmanacTesting
import Testing

@testable import TimeSeries

@Suite("TimestampFormat")
struct TimestampFormatTests {
  typealias Detection = TimestampFormat.Detection

  static func detected(_ samples: [String], dateOrder: DateOrder? = nil) -> Detection {
    TimestampFormat.detected(in: samples.map(\.utf8), dateOrder: dateOrder)
  }

  static func format(of samples: [String], dateOrder: DateOrder? = nil) -> TimestampFormat? {
    guard case .format(let format) = detected(samples, dateOrder: dateOrder) else { return nil }
    return format
  }

  static func read(_ text: String, as format: TimestampFormat) -> Timestamp? {
    let bytes = Array(text.utf8)
    return format.timestamp(from: bytes.span)
  }

  static func written(_ t: Timestamp, as format: TimestampFormat) -> String {
    var bytes: [UInt8] = []
    format.append(t, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    "a canonical stamp is read rightly and written as it was",
    arguments: [
      ("1949", "integer", 1949, 0),
      ("-17", "integer", -17, 0),
      ("9223372036854775807", "integer", .max, 0),
      ("2024-02-29", "YYYY-MM-DD", 19_782, 0),
      ("1969-12-31", "YYYY-MM-DD", -1, 0),
      ("0001-01-01", "YYYY-MM-DD", -719_162, 0),
      ("9999-12-31", "YYYY-MM-DD", 2_932_896, 0),
      ("2024/02/29", "YYYY/MM/DD", 19_782, 0),
      ("2024.02.29", "YYYY.MM.DD", 19_782, 0),
      ("20240229", "YYYYMMDD", 19_782, 0),
      ("20240229 08:05", "YYYYMMDD HH:MM", 19_782, 29_100_000_000),
      ("2024-2-9", "YYYY-M-D", 19_762, 0),
      ("29.02.2024", "DD.MM.YYYY", 19_782, 0),
      ("29/02/2024", "DD/MM/YYYY", 19_782, 0),
      ("02/29/2024", "MM/DD/YYYY", 19_782, 0),
      ("2/29/2024", "M/D/YYYY", 19_782, 0),
      ("29-02-2024", "DD-MM-YYYY", 19_782, 0),
      ("2/29/2024 8:05", "M/D/YYYY H:MM", 19_782, 29_100_000_000),
      ("2024-02", "YYYY-MM", 19_754, 0),
      ("2024/02", "YYYY/MM", 19_754, 0),
      ("1998 Q1", "YYYY Qn", 10_227, 0),
      ("1998Q4", "YYYYQn", 10_500, 0),
      ("1998-Q4", "YYYY-Qn", 10_500, 0),
      ("2024 W09", "YYYY Wnn", 19_779, 0),
      ("2020W53", "YYYYWnn", 18_624, 0),
      ("2021-W01", "YYYY-Wnn", 18_631, 0),
      ("2009-W01", "YYYY-Wnn", 14_242, 0),
      ("1982 April", "YYYY Month", 4_473, 0),
      ("April 1982", "Month YYYY", 4_473, 0),
      ("May-1982", "Mon-YYYY", 4_503, 0),
      ("1982 Apr", "YYYY Mon", 4_473, 0),
      ("1982-Apr", "YYYY-Mon", 4_473, 0),
      ("Apr 1982", "Mon YYYY", 4_473, 0),
      ("Apr-1982", "Mon-YYYY", 4_473, 0),
      ("2024-02-29 08:05", "YYYY-MM-DD HH:MM", 19_782, 29_100_000_000),
      ("2024-02-29T08:05:09", "YYYY-MM-DDTHH:MM:SS", 19_782, 29_109_000_000),
      ("2024-02-29 23:59:59", "YYYY-MM-DD HH:MM:SS", 19_782, 86_399_000_000),
      ("2024-02-29 08:05:09.25", "YYYY-MM-DD HH:MM:SS.ff", 19_782, 29_109_250_000),
      ("2024-02-29 08:05:09.000001", "YYYY-MM-DD HH:MM:SS.ffffff", 19_782, 29_109_000_001),
      ("2024-02-29 08:05:09.000001000", "YYYY-MM-DD HH:MM:SS.fffffffff", 19_782, 29_109_000_001),
      ("2024-02-29T08:05:09Z", "YYYY-MM-DDTHH:MM:SSZ", 19_782, 29_109_000_000),
      ("2024-02-29 08:05Z", "YYYY-MM-DD HH:MMZ", 19_782, 29_100_000_000),
      ("1969-12-31 23:59:59.999999", "YYYY-MM-DD HH:MM:SS.ffffff", -1, 86_399_999_999),
    ] as [(String, String, Int64, Int64)]
  )
  func canonical(text: String, pattern: String, day: Int64, time: Int64) throws {
    let format = try #require(Self.format(of: [text]))
    #expect(format.description == pattern)
    let raw = format.isInteger ? day : day * Timestamp.microsecondsPerDay + time
    #expect(Self.read(text, as: format)?.rawValue == raw)
    #expect(Self.written(Timestamp(raw), as: format) == text)
  }

  @Test(
    "offsets are converted to universal time",
    arguments: [
      "2024-03-01T01:00:00+02:00", "2024-02-29 18:00:00-0500", "2024-02-29T23:00:00.000+00",
      "2024-02-29 23:00Z", "2024-03-01 04:45:00+05:45",
    ]
  )
  func offsets(text: String) throws {
    let format = try #require(Self.format(of: [text]))
    #expect(format.isZoned)
    let t = try #require(Self.read(text, as: format))
    #expect(t == Timestamp(year: 2024, month: 2, day: 29, hour: 23))
    #expect(Self.written(t, as: format).hasSuffix("Z"))
  }

  @Test("a column has offsets on all its stamps or on none")
  func mixedOffsets() throws {
    let zoned = "2024-02-29T08:05:09Z"
    let naive = "2024-02-29T08:05:09"
    #expect(Self.detected([naive, zoned]) == .unrecognized(sample: 1))
    #expect(Self.detected([zoned, "", naive]) == .unrecognized(sample: 2))
    #expect(Self.detected([zoned, "2024-02-29"]) == .unrecognized(sample: 1))
    #expect(Self.read(zoned, as: try #require(Self.format(of: [naive]))) == nil)
    #expect(Self.read(naive, as: try #require(Self.format(of: [zoned]))) == nil)
  }

  @Test("the order of days and months is found, or said to be unknown")
  func dateOrder() {
    #expect(Self.format(of: ["01/02/2024", "13/02/2024"])?.description == "DD/MM/YYYY")
    #expect(Self.format(of: ["01/02/2024", "02/13/2024"])?.description == "MM/DD/YYYY")
    #expect(Self.format(of: ["01.02.2024"])?.description == "DD.MM.YYYY")
    #expect(Self.format(of: ["01.02.2024", "02.13.2024"])?.description == "MM.DD.YYYY")
    #expect(Self.format(of: ["1/2/2024"], dateOrder: .monthFirst)?.description == "M/D/YYYY")
    #expect(Self.format(of: ["1/2/2024"], dateOrder: .dayFirst)?.description == "D/M/YYYY")
    #expect(Self.detected(["13/2/2024"], dateOrder: .monthFirst) == .unrecognized(sample: 0))
    #expect(Self.detected(["13/02/2024", "02/13/2024"]) == .unrecognized(sample: 1))
    guard case .ambiguous(let dayFirst, let monthFirst) = Self.detected(["01/02/2024 10:00"]) else {
      Issue.record("not ambiguous")
      return
    }
    #expect(dayFirst.description == "DD/MM/YYYY HH:MM")
    #expect(monthFirst.description == "MM/DD/YYYY HH:MM")
  }

  @Test("eight digits are days only where every sample is one of our times")
  func compactDates() {
    #expect(Self.format(of: ["20240229", "20240301"])?.description == "YYYYMMDD")
    #expect(Self.format(of: ["20240229", "20240230"])?.isInteger == true)
    #expect(Self.format(of: ["20240229", "7"])?.isInteger == true)
    #expect(Self.format(of: ["10240229"])?.isInteger == true)
    #expect(Self.format(of: ["-20240229"])?.isInteger == true)
    let samples = ["10240229", "20240229"].map(\.utf8)
    let asked = TimestampFormat.detected(in: samples, compactDates: true)
    guard case .format(let format) = asked else {
      Issue.record("\(asked)")
      return
    }
    #expect(format.description == "YYYYMMDD")
    #expect(Self.read("20240230", as: format) == nil)
    #expect(Self.read("240229", as: format) == nil)
    let refused = TimestampFormat.detected(in: ["20240229".utf8], compactDates: false)
    #expect(refused == .format(.integer))
  }

  @Test(
    "what is no stamp is refused",
    arguments: [
      "2023-02-29", "2023-02-30", "2024-00-01", "2024-13-01", "2024-01-00", "2024-01-32",
      "2024-1", "24-01-01", "02024-01-01", "2024-01-01 24:00", "2024-01-01 10:60",
      "2024-01-01 10:00:60", "2024-01-01 10", "2024-01-01 ", "2024-01-01T", " 2024-01-01",
      "2024-01-01 10:00:00.", "2024-01-01 10:00:00.0000001", "2024-01-01 10:00:00.1234567890",
      "2024-01-01 10:00:00+", "2024-01-01 10:00:00+24:00", "2024-01-01 10:00:00+2:00",
      "2024-01-01 10:00:00z", "2024-01-01Z", "2024-01/01", "2024/01-01", "2024:01:01", "2024-0a-01",
      "1998 Q5", "1998 Q0", "1998 Q", "1998Q1 10:00", "2021 W53", "2024 W00", "2024 W9",
      "2024 W09-1", "1982 Aprilis", "Aprill 1982", "1982 Foo", "1982Apr", "Apr1982", "Apr 82",
      "Apr", "1-2-24", "1/2/24", "99/99/2024", "2024.02", "1.5", "1e5", "-", "+5", "--5", "abc",
      "NaN",
      "9223372036854775808", "12345678901234567890123456789012345678901234567890", "٢٠٢٤",
      "2024-02-29 08:05:09 UTC", "2024\u{2212}02\u{2212}29", "0000-00-00", "2024- 1-01",
      "2024-+1-01",
    ]
  )
  func refused(text: String) {
    #expect(Self.detected([text]) == .unrecognized(sample: 0))
    for format in [TimestampFormat.integer, .day, .second] {
      #expect(Self.read(text, as: format) == nil, "as \(format)")
    }
  }

  @Test("samples that contradict one another are pointed at")
  func contradictions() {
    #expect(Self.detected([]) == .noSamples)
    #expect(Self.detected(["", ""]) == .noSamples)
    #expect(Self.detected(["2024-02-29", "17"]) == .unrecognized(sample: 1))
    #expect(Self.detected(["17", "2024-02-29"]) == .unrecognized(sample: 1))
    #expect(Self.detected(["2024-02-29", "", "2024/02/29"]) == .unrecognized(sample: 2))
    #expect(Self.detected(["1998 Q1", "1998 Apr"]) == .unrecognized(sample: 1))
  }

  @Test("a format shows all that its samples have, and reads what has less")
  func lenience() throws {
    let samples = ["2024-02-29", "2024-02-29 10:00", "2024-02-29 10:00:00.5"]
    let format = try #require(Self.format(of: samples))
    #expect(format.description == "YYYY-MM-DD HH:MM:SS.f")
    #expect(Self.read("2024-02-29", as: format)?.dayAndTime.time == 0)
    #expect(Self.read("2024-02-29 9:30", as: format)?.dayAndTime.time == 34_200_000_000)
    #expect(Self.read("2024-02-29 00:00:00.125", as: format)?.dayAndTime.time == 125_000)
    #expect(Self.read("2024-02-29 10:00", as: .day) == nil)
    let american = try #require(Self.format(of: ["1/2/2024", "12/31/2024", "1/13/2024"]))
    #expect(american.description == "M/D/YYYY")
    #expect(Self.read("01/02/2024", as: american) == Self.read("1/2/2024", as: american))
  }

  @Test("a stamp that the format cannot show in full is written with all its parts")
  func fullForm() throws {
    let noon = Timestamp(year: 2024, month: 5, day: 2, hour: 12)
    #expect(Self.written(noon, as: .day) == "2024-05-02 12:00:00")
    let quarter = try #require(Self.format(of: ["1998 Q1"]))
    #expect(
      Self.written(Timestamp(year: 2024, month: 5, day: 1), as: quarter) == "2024-05-01 00:00:00"
    )
    let minutes = try #require(Self.format(of: ["2024-05-02 12:00"]))
    #expect(
      Self.written(Timestamp(noon.rawValue + 1_500_000), as: minutes)
        == "2024-05-02 12:00:01.500000"
    )
    #expect(Self.written(.distantFuture, as: .second) == "294247-01-10 04:00:54.775807")
    #expect(Self.written(.distantPast, as: .integer) == "-9223372036854775808")
  }

  @Test("stamps of every format come back", .tags(.property), arguments: 0..<20)
  func roundTrip(seed: UInt64) throws {
    var generator = Seeded(seed)
    let samples = [
      "17", "2024-02-29", "2024/02/29", "20240229", "2024-2-9", "29.02.2024", "29/02/2024",
      "2/29/2024 8:05", "2024-02", "1998 Q1", "1998Q1", "1982 Apr", "Apr 1982", "2024-02-29 08:05",
      "2024 W09", "2024-W09", "February 2024", "2024 March",
      "2024-02-29T08:05:09", "2024-02-29 08:05:09", "2024-02-29 08:05:09.250",
      "2024-02-29T08:05:09.123456Z", "20240229 08:05:09",
    ]
    for sample in samples {
      let format = try #require(Self.format(of: [sample]))
      for _ in 0..<100 {
        var t = Timestamp(
          CivilDate(dayNumber: .random(in: -719_528...2_932_896, using: &generator)),
          microseconds: .random(in: 0..<Timestamp.microsecondsPerDay, using: &generator)
        )
        // Cut off what the format does not show; what is left must come back.
        let text = Self.cut(Self.written(t, as: .second), to: format, &t)
        #expect(Self.read(text, as: format) == t, "seed \(seed), \(text) as \(format)")
        #expect(Self.written(t, as: format) == text, "seed \(seed), \(format)")
      }
    }
  }

  /// A stamp without the parts that a format lacks, and how the format writes it.
  private static func cut(
    _ text: String,
    to format: TimestampFormat,
    _ t: inout Timestamp
  ) -> String {
    var date = t.date
    switch format.date {
    case .yearMonth, .yearMonthName, .monthNameYear: date.day = 1
    case .yearQuarter: (date.month, date.day) = ((date.month - 1) / 3 * 3 + 1, 1)
    case .yearWeek:
      let day = date.dayNumber
      date = CivilDate(dayNumber: day - Weekday(dayNumber: day).rawValue)
    default: break
    }
    let unit: Int64 =
      format.time.map { layout in
        layout.hasSeconds
          ? Int64(TimestampFormat.powersOfTen[6 - min(6, layout.fractionDigits)]) : 60_000_000
      } ?? Timestamp.microsecondsPerDay
    t = Timestamp(date, microseconds: t.dayAndTime.time / unit * unit)
    return written(t, as: format)
  }

  @Test("the fast readers agree with the slow one on damaged text", .tags(.property))
  func damagedText() throws {
    var generator = Seeded(5)
    let texts = [
      "2024-02-29", "29/02/2024", "02/29/2024 08:05", "2024-02-29 08:05", "2024-02-29 08:05:09",
      "2024-02-29 08:05:09.1234", "2024-02-29T08:05:09Z", "2024-02-29T08:05Z", "1234567",
    ]
    for text in texts {
      let format = try #require(Self.format(of: [text]))
      for _ in 0..<10_000 {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
          bytes[.random(in: bytes.indices, using: &generator)] =
            Bool.random(using: &generator)
            ? .random(in: 0...255, using: &generator)
            : .random(in: UInt8(ascii: "-")...UInt8(ascii: ":"), using: &generator)
        }
        let fast = format.timestamp(from: bytes.span)
        let slow = ScannedTimestamp(bytes.span.bytes).flatMap { format.timestamp(from: $0) }
        if fast != slow { Issue.record("\(bytes) as \(format)") }
      }
    }
  }
}
