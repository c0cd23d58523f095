import AlmanacTesting
import Foundation
import Testing

/// Files made to hurt: one line of error that names the place and the cure, or a sensible forecast.
@Suite("bad input", .tags(.command))
struct BadInputTests {
  /// A file, how it is read, and the one line that is said of it; `FILE` stands for its path.
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var content: String
    var words: [String] = []
    var error: String
    var code: Int32 = 65
    var testDescription: String { name }
  }

  static let rows = "unique_id,ds,y\n"

  static let cases = [
    Case(
      name: "an empty file",
      content: "",
      error: "FILE: the file is empty, expected a header and rows"
    ),
    Case(
      name: "a header only",
      content: rows,
      error: "FILE:2: there is a header but no row below it"
    ),
    Case(
      name: "an infinite value",
      content: rows + "a,2024-01-01,1\na,2024-01-02,inf\n",
      error: """
        FILE:3: column "y", series "a": expected a finite number, found "inf"; \
        leave the field empty if the value is missing
        """
    ),
    Case(
      name: "a word for a number",
      content: rows + "a,2024-01-01,1\na,2024-01-02,many\n",
      error: """
        FILE:3: column "y", series "a": expected a number, found "many"; \
        mend it, or leave such rows out with --on-error skip
        """
    ),
    Case(
      name: "a decimal comma",
      content: "unique_id;ds;y\na;2024-01-01;1,5\n",
      error: """
        FILE:2: column "y", series "a": expected a number, found "1,5"; \
        for a decimal comma say --decimal-comma
        """
    ),
    Case(
      name: "a day that does not exist",
      content: rows + "a,2023-02-28,1\na,2023-02-30,2\n",
      error: """
        FILE:3: column "ds", series "a": expected a time like YYYY-MM-DD, found "2023-02-30"; \
        mend it, or leave such rows out with --on-error skip
        """
    ),
    Case(
      name: "a time twice",
      content: rows + "a,2024-01-01,1\na,2024-01-02,2\na,2024-01-01,3\n",
      error: """
        FILE:4: series "a": the time 2024-01-01 was there before, in line 2; \
        combine them with --duplicates sum, mean or last
        """
    ),
    Case(
      name: "series that step differently",
      content: rows + (1...30).map { String(format: "a,2024-01-%02d,1\n", $0) }.joined()
        + (1...12).map { String(format: "b,2024-%02d-01,1\n", $0) }.joined(),
      error: """
        FILE:32: series "b": the series steps by MS, most others by D; split the file by frequency, \
        or give the common one with --frequency
        """
    ),
    Case(
      name: "a row with a field too many",
      content: rows + "a,2024-01-01,1\na,2024-01-02,2,3\n",
      error: """
        FILE:3: the row has 4 fields, expected 3; quote fields that hold the separator, or leave \
        such rows out with --on-error skip
        """
    ),
    Case(
      name: "a quote that does not end",
      content: rows + "\"a,2024-01-01,1\na,2024-01-02,2\n",
      error:
        "FILE:2: column 1: the quoted field that begins here does not end; close it, or double quotes inside it"
    ),
    Case(
      name: "two shops but no id column",
      content: "shop,day,sales\na,2024-01-01,1\na,2024-01-02,1\nb,2024-01-01,1\n",
      error: """
        FILE:4: series "sales": the time 2024-01-01 was there before, in line 2; name the column that \
        tells the series apart with --id, or combine with --duplicates sum, mean or last
        """
    ),
    Case(
      name: "dates that could be read two ways",
      content: rows + "a,01/02/2024,1\na,02/02/2024,2\n",
      error: """
        FILE:2: column "ds": the dates "01/02/2024", "02/02/2024" could have the day or the month \
        first; say --date-order dmy or --date-order mdy
        """
    ),
    Case(
      name: "a column that is not there",
      content: rows + "a,2024-01-01,1\n",
      words: ["--value", "sales"],
      error: """
        FILE:1: no column "sales"; the columns are "unique_id", "ds", "y"; name the value with --value
        """
    ),
    Case(
      name: "rows without a header",
      content: "a,2024-01-01,3\na,2024-01-02,4\na,2024-01-03,5\n",
      error: """
        FILE:1: the first line reads like data: "a", "2024-01-01", "3"; put the names of the columns \
        before it, such as unique_id,ds,y
        """
    ),
    Case(
      name: "numbers without a header",
      content: "0.78,1.61\n0.79,1.62\n",
      error: """
        FILE:1: the first line reads like data: "0.78", "1.61"; put the names of the columns before \
        it, such as unique_id,ds,y
        """
    ),
    Case(
      name: "a stream without a frequency",
      content: rows + "a,2024-01-01,1\na,2024-01-02,2\n",
      words: ["--grouped"],
      error: """
        FILE: a stream has no frequency of its own; say it: --frequency D, h, W-SUN, MS, QS, YS, 15min \
        or a whole number; almanac describe finds it out
        """
    ),
    Case(
      name: "a coverage that is no percentage",
      content: rows + "a,2024-01-01,1\na,2024-01-02,2\n",
      words: ["--levels", "0.8"],
      error: """
        --levels takes percentages, and 0.8 would be less than one: for 80 % say 80
        try: almanac forecast --help
        """,
      code: 64
    ),
    Case(
      name: "a frequency that the times do not have",
      content: rows + "a,2024-01-01,1\na,2024-01-02,2\n",
      words: ["--frequency", "MS"],
      error: """
        FILE:3: series "a": the time 2024-01-02 is not a whole number of steps of MS after the first, \
        2024-01-01; give another --frequency, or mend the time
        """
    ),
  ]

  @Test("one line names the place, what was expected, and the cure", arguments: cases)
  func oneLine(of example: Case) throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Data(example.content.utf8))
    let outcome = try Tool.run(["forecast", path, "-n", "2"] + example.words)
    #expect(
      outcome.errors.replacing(path, with: "FILE") == "almanac: \(example.error)\n"
    )
    #expect(outcome.code == example.code)
    #expect(outcome.output.isEmpty)
  }

  @Test("a missing file, a folder and an unreadable target have codes of their own")
  func files() throws {
    let folder = try TemporaryFolder()
    let missing = folder.file("none.csv").path
    let absent = try Tool.run(["forecast", missing, "-n", "2"])
    #expect(absent.errors == "almanac: \(missing): no such file\n")
    #expect(absent.code == 66)
    let directory = try Tool.run(["forecast", folder.url.path, "-n", "2"])
    #expect(directory.errors == "almanac: \(folder.url.path): is a folder, expected a CSV file\n")
    #expect(directory.code == 66)
    let target = try Tool.run([
      "forecast", "Series/air-passengers.csv", "-o", folder.file("no/such.csv").path,
    ])
    #expect(target.errors.contains("no such folder"))
    #expect(target.code == 73)
  }

  @Test("a full disk is said, a reader that leaves is not")
  func outputs() throws {
    let full = try Tool.run(["forecast", "Series/air-passengers.csv", "-o", "/dev/full"])
    #expect(full.errors.contains("/dev/full: no space left to write"))
    #expect(full.code == 74)
    let left = try Tool.shell(
      "almanac forecast Series/retail-daily.csv -m naive -n 1000 --quiet | head -1; exit ${PIPESTATUS[0]}"
    )
    #expect(left.output.hasPrefix("unique_id,ds,Naive"))
    #expect(left.errors.isEmpty)
    #expect(left.code == 0)
  }

  @Test("nothing is left of a target when the input is bad")
  func wholeOrNothing() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Data((Self.rows + "a,2024-01-01,x\n").utf8))
    let outcome = try Tool.run(["forecast", path, "-o", folder.file("out.csv").path])
    #expect(outcome.code == 65)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(left == ["data.csv"])
  }

  @Test("the input is never replaced by the output", arguments: ["forecast", "describe"])
  func inputKept(command: String) throws {
    let folder = try TemporaryFolder()
    let content = Data((Self.rows + "a,2024-01-01,1\na,2024-01-02,2\n").utf8)
    let path = try folder.path(of: content)
    let other = folder.url.appendingPathComponent("./data.csv").path
    let outcome = try Tool.run([command, path, "-o", other])
    #expect(outcome.code == 64)
    #expect(outcome.errors.contains("is the input; write to another file"))
    #expect(try Data(contentsOf: folder.file("data.csv")) == content)
  }

  @Test("no file that is read is replaced by one that is written")
  func secondInputsKept() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Data((Self.rows + "a,2024-01-01,1\na,2024-01-02,2\n").utf8))
    let content = Data("ds,event\n2024-01-03,sale\n".utf8)
    let second = try folder.path(of: content, as: "second.csv")
    for read in ["--future", "--events"] {
      for written in ["--output", "--save", "--report"] {
        let outcome = try Tool.run(["forecast", path, "-n", "2", read, second, written, second])
        #expect(outcome.code == 64, "\(read) \(written)")
        #expect(outcome.errors.contains("\(written) "), "\(outcome.errors)")
        #expect(outcome.errors.contains("is the input; write to another file"))
        #expect(try Data(contentsOf: folder.file("second.csv")) == content)
      }
    }
  }

  @Test("text that is not UTF-8 is an error at its place")
  func invalidUTF8() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(
      of: Data(Self.rows.utf8) + Data([0x63, 0xE9]) + Data(",2024-01-01,1\n".utf8)
    )
    let outcome = try Tool.run(["forecast", path])
    #expect(outcome.errors.hasPrefix("almanac: \(path):2: "))
    #expect(outcome.errors.contains("not valid UTF-8"))
    #expect(outcome.code == 65)
  }

  @Test("an absurd horizon is refused, and so is none")
  func horizons() throws {
    for text in ["0", "-3", "99999999999999999999", "two"] {
      let outcome = try Tool.run(["forecast", "Series/air-passengers.csv", "--horizon", text])
      #expect(outcome.code == 64)
      #expect(outcome.errors.contains("expected a whole number from 1 to 1000000"))
    }
  }
}
