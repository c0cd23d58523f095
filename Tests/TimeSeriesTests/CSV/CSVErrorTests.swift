import AlmanacTesting
import Foundation
import Testing

@testable import TimeSeries

@Suite("CSVError")
struct CSVErrorTests {
  @Test("an empty file and one with just a header are told apart")
  func empty() throws {
    #expect(try failure("")?.fact == .emptyFile)
    #expect(try failure("\n\n")?.fact == .emptyFile)
    #expect(try failure("unique_id,ds,y")?.fact == .headerOnly)
    #expect(try failure("a,b,c\n\n\n")?.fact == .headerOnly)
  }

  @Test("files that are missing, folders or closed are told apart")
  func files() throws {
    let folder = try TemporaryFolder()
    func fact(_ path: String) -> CSVError.Fact? {
      do throws(CSVError) {
        _ = try Panel(csv: path)
        return nil
      } catch {
        #expect(error.location.file == path)
        return error.fact
      }
    }
    #expect(fact(folder.path("none.csv")) == .noSuchFile)
    #expect(fact(folder.url.path) == .isFolder)
    #expect(fact("/dev/null") == .emptyFile)
  }

  @Test("UTF-16 is recognised with and without its mark")
  func encoding() throws {
    let text = "unique_id,ds,y\na,1,1\n"
    for encoding in [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian] {
      let bytes = try #require(text.data(using: encoding))
      #expect(try failure(bytes: bytes)?.fact == .wrongEncoding(name: "UTF-16"))
    }
  }

  @Test("an id or a name that is not UTF-8 is an error at its place")
  func invalidUTF8() throws {
    var bytes = Array("unique_id,ds,y\nok,1,1\n".utf8)
    let error = try failure(bytes: bytes + [0x61, 0xe9] + Array(",1,1\n".utf8))
    #expect(error?.fact == .invalidUTF8)
    #expect(error?.location.line == 3)
    #expect(error?.location.columnName == "unique_id")
    bytes[7] = 0xff
    #expect(try failure(bytes: bytes)?.fact == .invalidUTF8)
  }

  @Test(
    "a wrong number names its line, column and series",
    arguments: [
      ("12abc", CSVError.Fact.notANumber(text: "12abc")), ("0x10", .notANumber(text: "0x10")),
      ("inf", .infinite(text: "inf")), ("-Infinity", .infinite(text: "-Infinity")),
      ("1e999", .infinite(text: "1e999")), ("\"1,234\"", .notANumber(text: "1,234")),
    ]
  )
  func wrongNumber(field: String, fact: CSVError.Fact) throws {
    let error = try failure("unique_id,ds,y\na,2024-01-01,1\nb,2024-01-01,\(field)\n")
    #expect(error?.fact == fact)
    #expect(error?.location.line == 3)
    #expect(error?.location.column == 3)
    #expect(error?.location.columnName == "y")
    #expect(error?.location.series == "b")
  }

  @Test("a wrong date names its line, its series and the format")
  func wrongDate() throws {
    let head = "unique_id,ds,y\na,2024-01-01,1\na,2024-01-02,1\n"
    let error = try failure(head + "a,2024-13-01,2\n")
    #expect(error?.fact == .notADate(text: "2024-13-01", format: "YYYY-MM-DD"))
    #expect(error?.location.line == 4)
    #expect(error?.location.series == "a")
    #expect(try failure(head + "a,,2\n")?.fact == .missingTime)
    #expect(try failure(head + "a,yesterday,2\n")?.location.line == 4)
    let unknown = try failure("unique_id,ds,y\na,one,1\na,two,2\n")
    #expect(unknown?.fact == .unknownTimeFormat(examples: ["one", "two"]))
    let either = try failure("unique_id,ds,y\na,01/02/2024,1\na,02/02/2024,2\n")
    #expect(either?.fact == .ambiguousDateOrder(examples: ["01/02/2024", "02/02/2024"]))
    let given = options { $0.dateOrder = .dayFirst }
    let (panel, _) = try reading("unique_id,ds,y\na,01/02/2024,1\na,02/02/2024,2\n", given)
    #expect(panel[0].index.start == .day(2024, 2, 1))
  }

  @Test("ragged rows are errors with their counts; quoted line ends count as lines")
  func ragged() throws {
    let long = try failure("unique_id,ds,y\n\"a\nb\",1,1\n\na,2,2,9\n")
    #expect(long?.fact == .raggedRow(expected: 3, actual: 4))
    #expect(long?.location.line == 5)
    let short = try failure("unique_id,ds,y\r\na,1,1\r\na,2\r\n")
    #expect(short?.fact == .raggedRow(expected: 3, actual: 2))
    #expect(short?.location.line == 3)
    #expect(
      try failure("ds,a,b\n2024-01-01,1,2\n2024-01-02,1\n")?.fact
        == .raggedRow(expected: 3, actual: 2)
    )
    let rows = try failure("V1,V2,V3\nx,1,2\ny,1,2,3\n")
    #expect(rows?.fact == .raggedRow(expected: 3, actual: 4))
  }

  @Test("a quote that is not closed names the line where it opens")
  func unclosedQuote() throws {
    let error = try failure("unique_id,ds,y\na,1,1\n\"a\nb\",2,2\n\"c,3,3\nd,4,4\n")
    #expect(error?.fact == .unclosedQuote)
    #expect(error?.location.line == 5)
  }

  @Test("missing and ambiguous columns list what was found")
  func columns() throws {
    let missing = try failure("a,b,c\nx,2024-01-01,1\n", options { $0.value = "sales" })
    #expect(missing?.fact == .missingColumn(.value, name: "sales", found: ["a", "b", "c"]))
    let two = try failure("unique_id,ds,value,target\na,2024-01-01,1,2\n")
    #expect(two?.fact == .ambiguousColumn(.value, candidates: ["value", "target"]))
    let none = try failure("shop,text\na,b\n")
    #expect(none?.fact == .unknownLayout(found: ["shop", "text"]))
    let twice = try failure("ds,a,a\n2024-01-01,1,2\n")
    #expect(twice?.fact == .repeatedColumn(name: "a"))
    let both = options {
      $0.id = ["k"]
      $0.value = "k"
    }
    #expect(try failure("k,ds\n1,2024-01-01\n", both)?.fact == .repeatedColumn(name: "k"))
  }

  @Test("duplicates are refused, naming both lines, or merged as asked")
  func duplicates() throws {
    let text =
      "unique_id,ds,y\na,2024-01-02,2\na,2024-01-01,1\nb,2024-01-01,5\na,2024-01-02,4\nb,2024-01-02,6\n"
    let error = try failure(text)
    #expect(error?.fact == .duplicate(stamp: "2024-01-02", earlierLine: 2, hasID: true))
    #expect(error?.location.line == 5)
    #expect(error?.location.series == "a")
    for (policy, value) in [(CSVOptions.DuplicatePolicy.sum, 6.0), (.mean, 3), (.last, 4)] {
      let (panel, report) = try reading(text, options { $0.duplicates = policy })
      #expect(panel[0].values == [1, value])
      #expect(report.duplicates == 1)
    }
    let adjacent = try failure("ds,y\n2024-01-01,1\n2024-01-01,2\n2024-01-02,2\n")
    #expect(adjacent?.fact == .duplicate(stamp: "2024-01-01", earlierLine: 2, hasID: false))
    #expect(adjacent?.location.line == 3)
    let ids = try failure("V1,V2,V3\nx,1,2\ny,1,2\nx,3,4\n")
    #expect(ids?.fact == .duplicateID(earlierLine: 2))
    #expect(ids?.location.line == 4)
  }

  @Test("ids of several columns that join to the same text are an error that names both lines")
  func sameIDOfOtherParts() throws {
    let both = options { $0.id = ["k", "l"] }
    let head = "k,l,ds,y\na/b,c,1,1\nx,y,1,1\na/b,c,2,2\n"
    let error = try failure(head + "a,b/c,3,3\n", both)
    #expect(error?.fact == .sameIDOfOtherParts(earlierLine: 2))
    #expect(error?.location.line == 5)
    #expect(error?.location.series == "a/b/c")
    // Other spellings of the same texts are no others, and texts with a slash are none.
    let (panel, _) = try reading(head + "\"a/b\",\"c\",3,3\nx/y,z,1,1\n", both)
    #expect(panel.map(\.id) == ["a/b/c", "x/y", "x/y/z"])
    #expect(panel[0].values == [1, 2, 3])
    // Left out, such rows do no harm.
    let skipping = options {
      $0.id = ["k", "l"]
      $0.onError = .skip
    }
    let (rest, report) = try reading(head + "a,b/c,3,3\na/b,c,3,4\n", skipping)
    #expect(rest[0].values == [1, 2, 4])
    #expect(report.skipped.map(\.location.line) == [5])
  }

  @Test("a stamp off the grid names its line, series and frequency")
  func offGrid() throws {
    let text = "unique_id,ds,y\na,2024-01-01,1\na,2024-02-01,2\na,2024-02-15,3\na,2024-04-01,4\n"
    let error = try failure(text, CSVReadingTests.monthly)
    #expect(
      error?.fact
        == .offGrid(stamp: "2024-02-15", first: "2024-01-01", frequency: Frequency(.month(.start)))
    )
    #expect(error?.location.line == 4)
    #expect(error?.location.series == "a")
  }

  @Test("integers and dates are not confused")
  func frequencyMismatch() throws {
    let days = options { $0.frequency = Frequency(.day) }
    let error = try failure("unique_id,ds,y\na,1,1\na,2,2\n", days)
    #expect(error?.fact == .frequencyMismatch(frequency: Frequency(.day), stamp: "1"))
  }

  @Test("a gap of absurd length is refused")
  func gapTooLong() throws {
    let error = try failure(
      "unique_id,ds,y\na,1,1\na,2,2\na,99999999999,3\n",
      options { $0.frequency = Frequency(.integer) }
    )
    #expect(error?.fact == .gapTooLong(steps: 99_999_999_998, observations: 3))
  }

  @Test("such a gap is refused before it is filled, even where a later stamp is off the grid")
  func gapTooLongBeforeOffGrid() throws {
    let error = try failure(
      "unique_id,ds,y\na,0,1\na,2000000000000,2\na,2000000000001,3\n",
      options { $0.frequency = Frequency(.integer, multiple: 2) }
    )
    #expect(error?.fact == .gapTooLong(steps: 1_000_000_000_000, observations: 3))
    #expect(error?.location.line == 3)
  }

  @Test("each row counts once, read or left out, where a series with duplicates is left out")
  func skippedSeriesWithDuplicates() throws {
    let text = "unique_id,ds,y\na,0,1\na,0,1\na,2,2\na,3,3\nb,0,1\nb,2,2\n"
    let skipping = options {
      $0.onError = .skip
      $0.frequency = Frequency(.integer, multiple: 2)
    }
    let (panel, report) = try reading(text, skipping)
    #expect(panel.map(\.id) == ["b"])
    #expect(report.rows == 2 && report.skippedRows == 4)
  }

  @Test("wrong rows can be skipped and are reported")
  func skip() throws {
    let text = """
      unique_id,ds,y
      a,2024-01-01,1
      a,2024-01-02,x
      a,2024-01-03,3
      b,2024-01-01
      b,never,1
      b,2024-01-02,5
      b,2024-01-02,6
      b,2024-01-03,inf
      "c,1,1
      """
    let skipping = options {
      $0.onError = .skip
      $0.frequency = Frequency(.day)
    }
    let (panel, report) = try reading(text, skipping)
    #expect(panel.map { spelled($0.values) } == [["1.0", "-", "3.0"], ["5.0"]])
    #expect(report.rows == 3)
    #expect(report.skippedRows == 6)
    #expect(report.skipped.map(\.location.line) == [3, 5, 6, 9, 10, 8])
  }

  @Test("a wrong date in the first row can be skipped too")
  func skippedFirstDate() throws {
    let text = "unique_id,ds,y\na,never,1\na,2024-01-02,2\na,2024-01-03,3\n"
    #expect(
      try failure(text)?.fact
        == .unknownTimeFormat(examples: ["never", "2024-01-02", "2024-01-03"])
    )
    let (panel, report) = try reading(text, options { $0.onError = .skip })
    #expect(panel[0].values == [2, 3])
    #expect(report.skipped.map(\.location.line) == [2])
  }

  @Test("series of several frequencies in one file are an error that names both")
  func mixedFrequencies() throws {
    var days = "unique_id,ds,y\n"
    for day in 1...28 { days += "a,2024-01-\(day < 10 ? "0" : "")\(day),1\n" }
    var months = ""
    for month in 1...9 { months += "m,2024-0\(month)-01,1\n" }
    let sparse = try failure(days + months)
    #expect(sparse?.fact == .mixedFrequencies(Frequency(.month(.start)), panel: Frequency(.day)))
    #expect(sparse?.location.line == 30)
    #expect(sparse?.location.series == "m")
    // Given the frequency, the days in between are gaps.
    let given = options { $0.frequency = Frequency(.day) }
    #expect(try reading(days + months, given).panel[1].values.count == 245)
    // As many days as hours.
    var hours = "unique_id,ds,y\n"
    for hour in 10...23 { hours += "h,2024-01-01 \(hour):30:00,1\n" }
    for month in 1...9 { hours += "m,2024-0\(month)-15,1\n" }
    let even = try failure(hours)
    guard case .mixedFrequencies = even?.fact else {
      Issue.record("\(String(describing: even))")
      return
    }
    #expect(even?.location.series == "m")
  }

  @Test("one observation has no frequency, but needs none among integers")
  func single() throws {
    let dates = try failure("unique_id,ds,y\na,2024-01-01,5\n")
    #expect(dates?.fact == .unknownFrequency(best: nil, share: 0))
    #expect(try reading("unique_id,ds,y\na,7,5\n").panel[0].values == [5])
    #expect(try reading("unique_id,y\na,5\n").panel[0].values == [5])
    let given = options { $0.frequency = Frequency(.day) }
    #expect(try reading("unique_id,ds,y\na,2024-01-01,5\n", given).panel[0].values == [5])
  }
}
