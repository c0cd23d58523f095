import AlmanacTesting
import Foundation
import NeuralNetworks
import Synthesis
import Tensors
import Testing

@Suite("columns made and judged together", .tags(.command))
struct JointColumnsTests {
  /// A file with a column for each variable, in some order; `mark` is put behind the names.
  private static func columns(
    _ names: [String],
    mark: String = "",
    shift: Double = 0,
    gap: Range<Int> = 0..<0
  ) -> Data {
    var text = "ds," + names.map { $0 + mark }.joined(separator: ",") + "\n"
    for step in 0..<56 {
      let stamp = "2024-0\(1 + step / 28)-\(step % 28 < 9 ? "0" : "")\(step % 28 + 1)"
      let values = names.map { gap.contains(step) ? "" : "\(value($0, step) + shift)" }
      text += stamp + "," + values.joined(separator: ",") + "\n"
    }
    return Data(text.utf8)
  }

  /// A file with a row for each observation of two series.
  private static func rows(_ names: [String], mark: String = "", shift: Double = 0) -> Data {
    var text = "unique_id,ds," + names.joined(separator: ",") + "\n"
    for id in ["a", "b"] {
      for step in 0..<60 {
        let values = names.map { "\(value($0, step) + shift)" }
        text += "\(id + mark),\(step + 1)," + values.joined(separator: ",") + "\n"
      }
    }
    return Data(text.utf8)
  }

  private static func value(_ name: String, _ step: Int) -> Double {
    switch name {
    case "y", "low": 5 + sin(Double(step))
    case "other": 400 + 3 * Double(step % 7)
    default: Double(step * step % 11) - 30
    }
  }

  private static let scores = [
    "--together", "all", "--windows", "16", "--repeats", "2", "--trainings", "0", "--json", "-q",
  ]

  @Test("the order of the columns of a second file does not matter")
  func orders() throws {
    let folder = try TemporaryFolder()
    for (name, file) in [("columns", Self.columns(_:mark:shift:)), ("rows", Self.rows)] {
      let names = ["y", "other", "third"].map { name == "columns" && $0 == "y" ? "low" : $0 }
      let real = try folder.path(of: file(names, "", 0), as: "\(name)-real.csv")
      let made = try folder.path(of: file(names, "~1", 0.25), as: "\(name)-made.csv")
      let turned = try folder.path(of: file(names.reversed(), "~1", 0.25), as: "\(name)-turned.csv")
      let first = try Tool.run(["assess", real, made] + Self.scores)
      #expect(first.code == 0 && first.output.contains("correlational"), "\(first.errors)")
      #expect(try Tool.run(["assess", real, turned] + Self.scores).output == first.output)
    }
  }

  private static func columns(_ names: [String], mark: String, shift: Double) -> Data {
    columns(names, mark: mark, shift: shift, gap: 0..<0)
  }

  @Test("histories and saved generators are held against the columns by their names")
  func names() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.columns(["low", "other", "third"]))
    let saved = folder.file("two.gan").path
    let names = ["--together", "low,other"]
    let made = try Tool.run(
      [
        "generate", path, "--preset", "fast", "--time-budget", "1s", "--window", "8", "--save",
        saved,
      ]
        + names
    )
    #expect(made.code == 0 && made.lines.first == "ds,low~1,other~1", "\(made.errors)")

    let from = ["generate", path, "--from", saved, "--length", "3", "-q", "--condition-on"]
    let history = try folder.path(of: Self.columns(["low", "other"], gap: 20..<24), as: "h.csv")
    let turned = try folder.path(of: Self.columns(["other", "low"], gap: 20..<24), as: "t.csv")
    let first = try Tool.run(from + [history] + names)
    #expect(first.code == 0 && first.lines.first == "ds,low,other", "\(first.errors)")
    // Three days of January are missing altogether.
    #expect(first.lines.count == 63 && first.lines[1].hasPrefix("2024-01-01,5.0,400"))
    #expect(try Tool.run(from + [turned] + names).output == first.output)
    // A copy goes on as a copy of its own.
    let copy = try folder.path(of: Self.columns(["other", "low"], mark: "~2"), as: "copy.csv")
    let copies = try Tool.run(from + [copy, "--per-series", "2"] + names)
    #expect(copies.lines.first == "ds,low~2~1,other~2~1,low~2~2,other~2~2", "\(copies.errors)")

    for other in [["--from", saved], ["--save", saved, "--resume"]] {
      let foreign = try Tool.run(["generate", path, "--together", "low,third"] + other)
      #expect(foreign.code == 65)
      #expect(
        foreign.lastError.contains(
          "columns \"low\", \"other\" together, not \"low\", \"third\"; give --together low,other"
        )
      )
      let single = try Tool.run(["generate", path] + other)
      #expect(single.code == 65)
      #expect(single.lastError.contains("2 variables together, not 1; give --together low,other"))
    }
    // Columns in another order are made as they are, and written as they stand.
    let again = try Tool.run(["generate", history, "--from", saved, "-q"] + names)
    let turnedFile = try Tool.run(["generate", turned, "--from", saved, "-q"] + names)
    #expect(turnedFile.code == 0 && turnedFile.lines.first == "ds,other~1,low~1")
    func cells(_ line: String) -> [Substring] { line.split(separator: ",") }
    for (a, b) in zip(again.lines, turnedFile.lines).dropFirst() {
      let (first, second) = (cells(a), cells(b))
      #expect(first == [second[0], second[2], second[1]])
    }
    let both = try Tool.run(
      ["generate", turned, "--from", saved, "--length", "3", "-q", "--condition-on", history]
        + names
    )
    #expect(both.lines.first == "ds,other,low", "\(both.errors)")
    #expect(both.lines[1].hasPrefix("2024-01-01,400") && both.lines.count == first.lines.count)
  }

  @Test("columns of rows come in the order of the file, whatever the generator's is")
  func rowsInOrder() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.rows(["y", "other", "third"]))
    let turned = try folder.path(of: Self.rows(["third", "y", "other"]), as: "turned.csv")
    let saved = folder.file("three.gan").path
    let all = ["--together", "all", "--value", "y"]
    let made = try Tool.run(
      ["generate", path, "--preset", "fast", "--time-budget", "1s", "--window", "8", "--save"]
        + [saved, "-q"] + all
    )
    #expect(made.lines.first == "unique_id,ds,y,other,third", "\(made.errors)")
    let other = try Tool.run(["generate", turned, "--from", saved, "-q"] + all)
    #expect(other.lines.first == "unique_id,ds,y,third,other", "\(other.errors)")
    for (a, b) in zip(made.lines, other.lines).dropFirst() {
      let (first, second) = (a.split(separator: ","), b.split(separator: ","))
      #expect(first[2] == second[2] && first[3] == second[4] && first[4] == second[3])
    }
  }

  @Test("an interrupted training goes on with its own series alone")
  func resume() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.rows(["y"]))
    let saved = folder.file("one.gan").path
    let made = try Tool.run([
      "generate", path, "--preset", "fast", "--time-budget", "1s", "--window", "8", "--save", saved,
    ])
    #expect(made.code == 0, "\(made.errors)")
    // Its own series pass; there is no checkpoint of a training that ended.
    let own = try Tool.run(["generate", path, "--save", saved, "--resume"])
    #expect(own.code == 66 && own.lastError.contains("checkpoint"), "\(own.errors)")
    let other = try folder.path(of: Self.rows(["y"], mark: "x"), as: "other.csv")
    let refused = try Tool.run(["generate", other, "--save", saved, "--resume"])
    #expect(refused.code == 65)
    #expect(refused.lastError.contains("series \"a\" in the place of \"ax\""), "\(refused.errors)")
  }

  @Test("what is wrong with a history is said before the training, with file, copy and columns")
  func histories() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.columns(["low", "other"]))
    let cases: [(text: Data, error: String)] = [
      (Self.columns(["low", "more"]), "has no column \"other\" of numbers; the first file has it"),
      (
        Self.columns(["other"], mark: "~3"),
        "has no column \"low~3\" of numbers, though others of the copy \"~3\""
      ),
      (Self.columns(["u", "v"]), "has no columns \"low\", \"other\" of numbers"),
      (
        Data("ds,low,other\n2024-01-01,,\n2024-01-02,,\n".utf8),
        "holds no series with an observation"
      ),
    ]
    for (number, (text, error)) in cases.enumerated() {
      let history = try folder.path(of: text, as: "history\(number).csv")
      let result = try Tool.run([
        "generate", path, "--together", "all", "--condition-on", history, "--time-budget", "1s",
      ])
      #expect(result.code == 65 && !result.errors.contains("trained"))
      #expect(result.lastError.contains(error), "\(result.errors)")
      #expect(result.lastError.contains("history\(number).csv"))
    }
  }

  @Test("a history is never the target of what is saved")
  func replacing() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.rows(["y"]))
    let history = try folder.path(of: Self.rows(["y"], shift: 1), as: "history.csv")
    for option in ["--save", "--output"] {
      let result = try Tool.run(["generate", path, "--condition-on", history, option, history])
      #expect(result.code == 64)
      #expect(result.errors.contains("almanac: \(option) \""), "\(result.errors)")
    }
    #expect(try Data(contentsOf: folder.file("history.csv")) == Self.rows(["y"], shift: 1))
  }

  @Test("the column of the values is one of those that are named")
  func values() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.rows(["y", "other", "third"]))
    let result = try Tool.run(["generate", path, "--together", "other,third"])
    #expect(result.code == 64 && result.errors.contains("are in \"y\"; add it"), "\(result.errors)")
  }

  @Test("an encoder of other variables is refused by its file")
  func encoder() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.rows(["y", "other"]))
    var random = RandomStream(seed: 1)
    let file = folder.file("one.encoder").path
    try WeightsFile(CausalEncoder(using: &random)).write(to: file)
    let result = try Tool.run(["assess", path, path, "--encoder", file] + Self.scores)
    #expect(result.code == 65)
    #expect(
      result.lastError.contains(
        "one.encoder: is an encoder of steps with 1 value, and the series have 2"
      ),
      "\(result.errors)"
    )
  }

  @Test("names with spaces do not make two series one")
  func spaces() throws {
    func file(_ mark: String) -> Data {
      var text = "unique_id,ds,c,b c\n"
      for id in ["a", "a b"] {
        for step in 0..<120 {
          text += "\(id + mark),\(step + 1),\(Self.value("y", step)),\(Self.value("other", step))\n"
        }
      }
      return Data(text.utf8)
    }
    let folder = try TemporaryFolder()
    let real = try folder.path(of: file(""), as: "real.csv")
    let made = try folder.path(of: file("~1"), as: "made.csv")
    let scores = try Tool.run(
      ["assess", real, made, "--value", "c", "--usefulness"] + Self.scores
    )
    #expect(scores.code == 0, "\(scores.errors)")
    #expect(scores.output.contains("{\"score\":\"MASE, learnt from both\","))
  }
}
