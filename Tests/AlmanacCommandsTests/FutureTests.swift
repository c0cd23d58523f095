import AlmanacTesting
import Foundation
import Testing

/// `--future`: covariates of the next steps, and everything that can be wrong with them.
@Suite("future", .tags(.command))
struct FutureTests {
  /// What is done to a good file of the future, and the one line that is said of it; `FUTURE` and
  /// `HISTORY` stand for the paths.
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var change: @Sendable (String) -> String = { $0 }
    var history: @Sendable (String) -> String = { $0 }
    var words: [String] = []
    var error: String
    var testDescription: String { name }
  }

  /// Two daily series to 2024-03-20 with a price and a promotion.
  static let history = table("unique_id,ds,y,price,promo,kind", days: 1...20) { id, day in
    "\(100 + 10 * (day % 4) + day),\(2 + day % 3),\(day % 4 == 0),\(id == "a" ? "food" : "drink")"
  }
  /// Their next week.
  static let future = table("unique_id,ds,promo,price", days: 21...27) { _, day in
    "\(day % 4 == 0 ? 1 : 0),\(2 + day % 3)"
  }

  static func table(
    _ header: String,
    days: ClosedRange<Int>,
    _ rest: (String, Int) -> String
  ) -> String {
    header + "\n"
      + ["a", "b"].map { id in
        days.map { "\(id),2024-03-\($0 < 10 ? "0" : "")\($0),\(rest(id, $0))\n" }.joined()
      }.joined()
  }

  /// A text without the lines that hold a piece.
  static func without(_ piece: String, _ text: String) -> String {
    text.split(separator: "\n").filter { !$0.contains(piece) }.map { $0 + "\n" }.joined()
  }

  static let cases = [
    Case(
      name: "no such file",
      change: { _ in "" },
      error: "FUTURE: the file is empty, expected a header and rows"
    ),
    Case(
      name: "a header only",
      change: { _ in "unique_id,ds,price\n" },
      error: "FUTURE:2: there is a header but no row below it"
    ),
    Case(
      name: "a series without rows",
      change: { without("b,", $0) },
      error: """
        FUTURE: series "b": no row for this series, expected 7 from 2024-03-21 on; \
        add them, or leave the series out of the history
        """
    ),
    Case(
      name: "a step left out",
      change: { without("b,2024-03-23", $0) },
      error: """
        FUTURE:11: series "b": the step 2024-03-23 is missing before this row; add a row for it
        """
    ),
    Case(
      name: "a step twice",
      change: { $0.replacing("b,2024-03-23", with: "b,2024-03-22") },
      error: """
        FUTURE:11: series "b": the time 2024-03-22 was there before, in line 10; \
        leave one of them out
        """
    ),
    Case(
      name: "fewer steps than the others",
      change: { without("b,2024-03-27", $0) },
      error: """
        FUTURE:14: series "b": expected 7 steps, found 6; \
        add rows from 2024-03-27 on, or ask for less: --horizon 6
        """
    ),
    Case(
      name: "fewer steps than asked for",
      words: ["--horizon", "9"],
      error: """
        FUTURE:8: series "a": expected 9 steps, found 7; \
        add rows from 2024-03-28 on, or ask for less: --horizon 7
        """
    ),
    Case(
      name: "a time that is past",
      change: { $0.replacing("a,2024-03-21", with: "a,2024-03-20") },
      error: """
        FUTURE:2: series "a": the time 2024-03-20 is not behind the history, which ends at \
        2024-03-20; leave out the rows that are past
        """
    ),
    Case(
      name: "another frequency",
      history: { _ in "unique_id,ds,y,price,promo\na,2024-02-01,1,2,0\na,2024-03-01,1,2,1\n" },
      words: ["--frequency", "MS"],
      error: """
        FUTURE:2: series "a": the time 2024-03-21 is not a whole number of steps of MS behind the \
        history's end, 2024-03-01; mend it, or give another --frequency
        """
    ),
    Case(
      name: "times of another kind",
      change: { _ in "unique_id,ds,price\na,1,2\n" },
      error: """
        FUTURE:2: column "ds": expected a time like YYYY-MM-DD, found "1"; \
        mend it, or leave such rows out with --on-error skip
        """
    ),
    Case(
      name: "no time at all",
      change: { _ in "unique_id,ds,price\na,,2\n" },
      history: { _ in "unique_id,ds,y,price\na,1,2,1\na,2,3,1\n" },
      error: """
        FUTURE:2: column "ds": expected a time like integer, found ""; \
        mend it, or leave such rows out with --on-error skip
        """
    ),
    Case(
      name: "a column that the history lacks",
      change: { $0.replacing("promo", with: "advert") },
      error: """
        FUTURE:1: column "advert": HISTORY has no column "advert", beside id, time and value it has \
        "price", "promo", "kind"; add its history there, or leave it out here
        """
    ),
    Case(
      name: "the values",
      change: { $0.replacing("promo", with: "y") },
      error: """
        FUTURE:1: column "y": the column "y" holds the values to be forecast, expected covariates \
        only; leave it out
        """
    ),
    Case(
      name: "no covariates",
      change: { _ in "unique_id,ds\na,2024-03-21\n" },
      error: """
        FUTURE:1: no covariates, the columns are "unique_id", "ds"; \
        add a column for each, named as in the file of the history
        """
    ),
    Case(
      name: "no id",
      change: { $0.replacing("unique_id", with: "item") },
      error: """
        FUTURE:1: no column "unique_id" for the id, the columns are "item", "ds", "promo", "price"; \
        name it as in the file of the history
        """
    ),
    Case(
      name: "no time",
      change: { $0.replacing("ds", with: "day") },
      error: """
        FUTURE:1: no column "ds" for the time, the columns are "unique_id", "day", "promo", "price"; \
        name it as in the file of the history
        """
    ),
    Case(
      name: "a column twice",
      change: { $0.replacing("promo", with: "price") },
      error: """
        FUTURE:1: the header has the column "price" twice; rename one of them
        """
    ),
    Case(
      name: "a covariate missing in the future",
      change: { $0.replacing("a,2024-03-22,0,3", with: "a,2024-03-22,0,NA") },
      error: """
        FUTURE:3: column "price", series "a": the covariate is missing; \
        fill it in, or leave its column out of the file of the future
        """
    ),
    Case(
      name: "a covariate that is a word",
      change: { $0.replacing("a,2024-03-22,0,3", with: "a,2024-03-22,0,low") },
      error: """
        FUTURE:3: column "price", series "a": expected a number, true or false, found "low"; \
        mend it, or leave the column out of the file of the future
        """
    ),
    Case(
      name: "a covariate that is infinite",
      change: { $0.replacing("a,2024-03-22,0,3", with: "a,2024-03-22,0,inf") },
      error: """
        FUTURE:3: column "price", series "a": expected a finite number, found "inf"; \
        leave the field empty if the value is missing
        """
    ),
    Case(
      name: "a covariate missing in the history",
      history: { $0.replacing("b,2024-03-02,122,4", with: "b,2024-03-02,122,") },
      error: """
        HISTORY:23: column "price", series "b": the covariate is missing; \
        fill it in, or leave its column out of the file of the future
        """
    ),
    Case(
      name: "a word in the history",
      change: { $0.replacing("promo", with: "kind") },
      error: """
        HISTORY:2: column "kind", series "a": expected a number, true or false, found "food"; \
        mend it, or leave the column out of the file of the future
        """
    ),
    Case(
      name: "a history without covariates",
      history: { _ in "ds,a,b\n2024-03-19,1,2\n2024-03-20,2,3\n" },
      error: """
        HISTORY:1: the layout columns has no columns of covariates; \
        turn the file into rows of id, time, value and covariates
        """
    ),
  ]

  @Test("one line names the place, what was expected, and the cure", arguments: cases)
  func oneLine(of example: Case) throws {
    let folder = try TemporaryFolder()
    let history = try folder.path(of: Data(example.history(Self.history).utf8), as: "history.csv")
    let future = try folder.path(of: Data(example.change(Self.future).utf8), as: "future.csv")
    let outcome = try Tool.run(
      ["forecast", history, "--future", future, "-m", "naive"] + example.words
    )
    let said = outcome.errors.replacing(history, with: "HISTORY").replacing(future, with: "FUTURE")
    #expect(said == "almanac: \(example.error)\n")
    #expect(outcome.code == 65)
    #expect(outcome.output.isEmpty)
  }

  @Test("the horizon is that of the file, later rows and other ids are passed over")
  func horizon() throws {
    let folder = try TemporaryFolder()
    let history = try folder.path(of: Data(Self.history.utf8), as: "history.csv")
    let more = Self.future + "c,2024-03-21,0,1\n"
    let future = try folder.path(of: Data(more.utf8), as: "future.csv")
    let words = ["forecast", history, "--future", future, "-m", "naive"]
    let whole = try Tool.run(words)
    #expect(whole.lines.count == 1 + 2 * 7)
    #expect(whole.errors.contains("1 id of the file of the future without a series"))
    #expect(try Tool.run(words + ["-n", "3"]).lines.count == 1 + 2 * 3)
  }

  @Test("separators, order and packing of the future do not matter, nor does streaming")
  func shapes() throws {
    let folder = try TemporaryFolder()
    let history = try folder.path(of: Data(Self.history.utf8), as: "history.csv")
    let plain = try folder.path(of: Data(Self.future.utf8), as: "future.csv")
    let whole = try Tool.run(["forecast", history, "--future", plain, "-m", "theta"])
    #expect(whole.code == 0)
    let lines = Self.future.split(separator: "\n")
    let turned = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\r\n")
    let other = try folder.path(
      of: Data(turned.replacing(",", with: ";").utf8),
      as: "turned.csv"
    )
    #expect(try Tool.shell("gzip -k \(other)").code == 0)
    for more in [[], ["--grouped", "--frequency", "D"]] {
      for future in [plain, other, other + ".gz"] {
        let outcome = try Tool.run(
          ["forecast", history, "--future", future, "-m", "theta"] + more
        )
        #expect(outcome.output == whole.output, "\(future) \(more)")
      }
    }
    let piped = try Tool.run(
      ["forecast", history, "--future", "-", "-m", "theta"],
      input: Data(Self.future.utf8)
    )
    #expect(piped.output == whole.output)
  }

  @Test("neither file is replaced by the output, nor can both be standard input")
  func usage() throws {
    let folder = try TemporaryFolder()
    let history = try folder.path(of: Data(Self.history.utf8), as: "history.csv")
    let future = try folder.path(of: Data(Self.future.utf8), as: "future.csv")
    let replacing = try Tool.run(["forecast", history, "--future", future, "-o", future])
    #expect(replacing.code == 64)
    #expect(try String(contentsOf: folder.file("future.csv"), encoding: .utf8) == Self.future)
    for two in [
      ["forecast", "-", "--future", "-"], ["forecast", history, "--events", "-", "--future", "-"],
      ["forecast", "-", "--augment", "-"], ["compare", "-", "--test", "-"],
      ["compare", "-", "--events", "-"], ["compare", history, "--events", "-", "--augment", "-"],
    ] {
      let both = try Tool.run(two)
      #expect(both.code == 64, "\(two)")
      #expect(both.errors.contains("standard input cannot be two of the files"), "\(two)")
    }
  }

  @Test("the calendar, waves and events change forecasts without any file of the future")
  func calendar() throws {
    let folder = try TemporaryFolder()
    let events = try folder.path(
      of: Data("date,name\n2024-03-04,fair\n2024-03-12,fair\n2024-03-21,fair\n".utf8),
      as: "events.csv"
    )
    // Forty more on the days of the fair.
    let text = Self.table("unique_id,ds,y", days: 1...20) { _, day in
      "\(100 + day * 7 % 5 + ([4, 12].contains(day) ? 40 : 0))"
    }
    let history = try folder.path(of: Data(text.utf8), as: "history.csv")
    let plain = try Tool.run(["forecast", history, "-n", "3", "-m", "ses", "-q"])
    let words = ["--events", events, "--calendar", "weekday,holidays:DE", "--fourier", "5:1"]
    let with = try Tool.run(["forecast", history, "-n", "3", "-m", "ses", "-q"] + words)
    #expect(with.code == 0)
    func means(_ outcome: Tool.Outcome) -> [Double] {
      outcome.lines.dropFirst().compactMap { Double($0.split(separator: ",")[2]) }
    }
    #expect(means(with)[0] > means(plain)[0] + 20)
    #expect(abs(means(with)[1] - 102) < 8)
  }

  @Test("the calendar needs dates, and parts that there are")
  func calendarUsage() throws {
    let input = Data("unique_id,ds,y\na,1,2\na,2,3\na,3,4\n".utf8)
    let numbers = try Tool.run(["forecast", "-", "--calendar", "weekday"], input: input)
    #expect(numbers.code == 64)
    #expect(numbers.errors.contains("--calendar and --events need dates, and the file has none"))
    #expect(try Tool.run(["forecast", "-", "--fourier", "4:1", "-n", "2"], input: input).code == 0)
    for (words, expected) in [
      (["--calendar", "moon"], "expected weekday, month, monthday, ramadan or holidays:COUNTRY"),
      (["--calendar", "holidays:XX"], "expected holidays of one of AE, AT, AU"),
      (["--fourier", "7:4"], "expected a period in steps and a number of waves up to its half"),
    ] {
      let outcome = try Tool.run(["forecast", "-"] + words, input: input)
      #expect(outcome.code == 64)
      #expect(outcome.errors.contains(expected))
    }
  }
}
