import AlmanacTesting
import Foundation
import Testing

@Suite("almanac compare --ablation", .tags(.command))
struct CompareAblationTests {
  private static let words = [
    "compare", "Series/retail-daily.csv", "-n", "14", "--windows", "2", "--known", "price,open",
    "--calendar", "weekday", "-m", "ets,theta",
  ]

  private func summary(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(filePath: path))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test("every file says what covariates earn, and the figures of the models are as without it")
  func effects() throws {
    let folder = try TemporaryFolder()
    func made(
      _ name: String,
      _ more: [String]
    ) throws -> (Tool.Outcome, [[Substring]], [String: Any]) {
      let (csv, json) = (folder.file(name + ".csv").path, folder.file(name + ".json").path)
      let outcome = try Tool.run(
        Self.words + ["--csv", csv, "--json", json, "--markdown", folder.file("m.md").path] + more
      )
      #expect(outcome.code == 0, "\(outcome.errors)")
      let rows = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
      let fields = rows.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      return (outcome, fields, try summary(json))
    }
    let (_, plain, before) = try made("plain", [])
    #expect((before["ablation"] as? [Any])?.isEmpty == true)
    let (outcome, rows, after) = try made("ablation", ["--ablation", "all,each,price+open"])
    #expect(
      rows[0].dropFirst(6) == [
        "AutoETS-without-covariates", "AutoETS-without-price", "AutoETS-without-open",
        "AutoETS-without-weekday", "AutoETS-without-price+open", "Theta-without-covariates",
        "Theta-without-price", "Theta-without-open", "Theta-without-weekday",
        "Theta-without-price+open",
      ]
    )
    #expect(rows.map { Array($0.prefix(6)) } == plain)
    for key in ["verdict", "oracle", "ranks", "contests", "models"] {
      let pair = [before, after].map { $0[key] as? NSObject }
      #expect(pair[0] != nil && pair[0] == pair[1], "\(key)")
    }
    let effects = try #require(after["ablation"] as? [[String: Any]])
    #expect(effects.count == 10)
    for effect in effects {
      let (with, without) = (
        effect["with"] as? [String: Any], effect["without"] as? [String: Any]
      )
      let a = try #require(with?["mase"] as? Double)
      let b = try #require(without?["mase"] as? Double)
      let gain = try #require(effect["gain"] as? Double)
      #expect(abs(gain - (1 - a / b)) < 1e-9)
      let value = try #require(effect["value"] as? Double)
      let other = try #require(effect["ablated_value"] as? Double)
      #expect(abs(gain - (1 - value / other)) < 1e-9)
      let interval = try #require(effect["interval"] as? [Double])
      #expect(interval[0] <= gain && gain <= interval[1])
    }
    let markdown = try String(contentsOfFile: folder.file("m.md").path, encoding: .utf8)
    for text in [outcome.output, markdown] {
      #expect(text.contains("price+open") && text.contains("saved"))
    }
  }

  @Test("a gate can speak of a model without covariates, as far as that is run")
  func gate() throws {
    let words = Self.words + ["--ablation", "all,open"]
    let kept = "mase(ets) >= mase(ets without covariates)"
    #expect(try Tool.run(words + ["--fail-if", kept]).code == 0)
    for name in ["AutoETS without open", "ets without OPEN"] {
      let bad = try Tool.run(words + ["--fail-if", "mase(\(name)) > 0.9 * mase(ets)"])
      #expect(bad.code == 2 && bad.errors.contains(name))
    }
    for (condition, part) in [
      ("mase(ets without price) > 1", "not among the models compared"),
      ("mase(naive without open) > 1", "not among the models compared"),
      ("rank(ets without open) > 1", "no rank"),
    ] {
      let outcome = try Tool.run(words + ["--fail-if", condition])
      #expect(outcome.code == 64 && outcome.errors.contains(part), "\(condition)")
    }
  }

  @Test("what cannot be left out is refused with a reason")
  func refusals() throws {
    for (more, part) in [
      (["--ablation", "prise"], "none of the covariates"),
      (["--ablation", "price+"], "none of the covariates"),
    ] {
      let outcome = try Tool.run(Self.words + more)
      #expect(outcome.code == 64 && outcome.errors.contains(part), "\(more)")
    }
    let bare = ["compare", "Series/retail-daily.csv", "-m", "ets"]
    let none = try Tool.run(bare + ["--ablation", "all"])
    #expect(none.code == 64 && none.errors.contains("there are none"))
    let blind = try Tool.run(
      ["compare", "Series/retail-daily.csv", "-m", "dlinear", "--known", "open"]
        + ["--ablation", "all"]
    )
    #expect(blind.code == 64 && blind.errors.contains("read none"))
  }

  @Test("covariates of the past are left out of the models that read them alone")
  func pasts() throws {
    let outcome = try Tool.run([
      "compare", "Series/retail-daily.csv", "-n", "7", "-m", "ets,boosting", "--known", "open",
      "--past", "PRICE", "--ablation", "all,each", "--csv", "-",
    ])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let header = try #require(outcome.lines.first).split(separator: ",")
    #expect(
      header.dropFirst(6) == [
        "AutoETS-without-covariates", "Boosting-without-covariates", "Boosting-without-open",
        "Boosting-without-PRICE",
      ]
    )
  }

  @Test("the page and the notebook have a section on them, and the first screen a sentence")
  func pages() throws {
    let folder = try TemporaryFolder()
    let (page, notebook) = (folder.file("r.html").path, folder.file("n.ipynb").path)
    let outcome = try Tool.run(
      Self.words + ["--ablation", "all,each", "--report", page, "--notebook", notebook]
    )
    #expect(outcome.code == 0, "\(outcome.errors)")
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.contains(">What do the covariates earn?</h2>"))
    let lead = try #require(html.firstRange(of: "class=\"headlines\"")).lowerBound
    #expect(html[..<lead].contains("covariates"))
    #expect(html.contains("with and without covariates"))
    let book = try String(contentsOfFile: notebook, encoding: .utf8)
    #expect(book.contains("ablation = pd.DataFrame"))
    // The clock times all contestants, of which the table of models has those alone that are compared.
    #expect(book.contains("timing[columns].sum(axis=1).reindex(models.index)"))
  }

  @Test("a run that is killed and resumed goes on with what was learnt without covariates")
  func resumption() throws {
    let folder = try TemporaryFolder()
    var text = "unique_id,ds,y,unit/price\n"
    for row in 0..<300 {
      for step in 0..<60 {
        let price = (step * 7 + row) % 5
        text += "s\(row),\(step),\((step * (row + 7)) % 23 + 3 * price),\(price)\n"
      }
    }
    let input = try folder.path(of: Data(text.utf8))
    func words(_ name: String) -> [String] {
      [
        "compare", input, "--season", "12", "-n", "6", "-m", "boosting,ets", "--known",
        "unit/price", "--ablation", "unit/price", "--threads", "1", "--csv",
        folder.file(name).path, "--json", folder.file(name + ".json").path,
      ]
    }
    #expect(try Tool.run(words("whole.csv")).code == 0)
    func models() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        .filter { $0.hasSuffix(".model") }
    }
    // On a busy machine a run may end before it is killed; the next one begins anew.
    var attempts = 0
    while attempts < 5, try models().isEmpty {
      attempts += 1
      let process = Process()
      process.executableURL = Tool.file
      process.arguments = words("killed.csv")
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      while process.isRunning, try models().count < 2 { usleep(1000) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    #expect(try models().count == 2)
    let resumed = try Tool.run(words("killed.csv") + ["--resume"])
    #expect(resumed.code == 0, "\(resumed.errors)")
    #expect(
      try Data(contentsOf: folder.file("killed.csv"))
        == Data(contentsOf: folder.file("whole.csv"))
    )
    #expect(try models().isEmpty)
    // Memory of a training is measured where there was one.
    let timing = try summary(folder.file("killed.csv.json").path)["timing"] as? [String: Any]
    let timed = try #require(timing?["models"] as? [[String: Any]])
    let trained = timed.filter { ($0["training_seconds"] as? Double ?? 0) > 0 }
    #expect(trained.count == 2)
    #expect(trained.allSatisfy { $0["training_bytes"] is NSNull })
  }

  /// Daily sales of six shops, moved by the first of the columns.
  private static func sales(_ columns: [String], days: Range<Int> = 0..<40) -> Data {
    var text = (["unique_id", "ds", "y"] + columns).joined(separator: ",") + "\n"
    for shop in 0..<6 {
      for day in days {
        let numbers = columns.indices.map { (day * (2 * $0 + 3) + shop) % (5 + $0) }
        let date = "2024-0\(day < 31 ? 1 : 2)-\(day % 31 < 9 ? "0" : "")\(day % 31 + 1)"
        let value = 50 + 9 * (numbers.first ?? 0) + (day * (shop + 5)) % 7
        text += "s\(shop),\(date),\(value)"
        for number in numbers { text += ",\(number)" }
        text += "\n"
      }
    }
    return Data(text.utf8)
  }

  @Test(
    "one covariate is all of them, whatever it is asked for by",
    arguments: ["all", "each", "price", "all,price", "PRICE,all", "each,all"]
  )
  func single(words: String) throws {
    let folder = try TemporaryFolder()
    let input = try folder.path(of: Self.sales(["price"]))
    let (csv, markdown) = (folder.file("s.csv").path, folder.file("m.md").path)
    let gates = ["covariates"] + (words == "all" ? [] : ["price"])
    let outcome = try Tool.run(
      [
        "compare", input, "-n", "7", "-m", "ets", "--known", "price", "--ablation", words, "--csv",
        csv, "--markdown", markdown, "--fail-if",
        gates.map { "mase(ets without \($0)) < 0" }.joined(separator: ","),
      ]
    )
    #expect(outcome.code == 0, "\(outcome.errors)")
    let header = try String(contentsOfFile: csv, encoding: .utf8).prefix { $0 != "\n" }
    #expect(header.hasSuffix(",SeasonalNaive,AutoETS-without-covariates"))
    let text = try String(contentsOfFile: markdown, encoding: .utf8)
    #expect(text.contains("covariates the errors") || text.contains("What covariates earn"))
    #expect(!text.contains("Beside the others"))
  }

  @Test("all covariates come first, wherever they are asked for")
  func order() throws {
    let folder = try TemporaryFolder()
    let input = try folder.path(of: Self.sales(["price", "promo"]))
    let outputs = try ["all,each", "each,all"].map { words in
      try Tool.run([
        "compare", input, "-n", "7", "-m", "ets", "--known", "price,promo", "--ablation", words,
        "--csv", "-",
      ]).output
    }
    #expect(!outputs[0].isEmpty && outputs[0] == outputs[1])
  }

  @Test("covariates that one word would mean together are refused")
  func sameNames() throws {
    let folder = try TemporaryFolder()
    let input = try folder.path(of: Self.sales(["covariates", "weekday", "price"]))
    for (words, isRefused) in [
      (["--known", "covariates,price", "--ablation", "all,each"], true),
      (["--known", "covariates,price", "--ablation", "each"], false),
      (["--known", "weekday", "--calendar", "weekday", "--ablation", "each"], true),
      (["--known", "weekday", "--calendar", "weekday", "--ablation", "WEEKDAY"], true),
      (["--known", "weekday", "--calendar", "weekday", "--ablation", "all"], false),
    ] {
      let outcome = try Tool.run(["compare", input, "-n", "7", "-m", "ets"] + words)
      #expect(outcome.code == (isRefused ? 64 : 0), "\(words) \(outcome.errors)")
      #expect(outcome.errors.contains("two covariates are called") == isRefused)
    }
  }

  @Test("names may hold what means something to gates and tables")
  func names() throws {
    let folder = try TemporaryFolder()
    let input = try folder.path(of: Self.sales(["a|b*c", "x<y"]))
    let (markdown, page) = (folder.file("m.md").path, folder.file("r.html").path)
    let outcome = try Tool.run([
      "compare", input, "-n", "7", "-m", "ets", "--known", "a|b*c,x<y", "--ablation", "each",
      "--fail-if", "2 * mase(ets without a|b*c) > 0 * mase(ets without x<y)", "--markdown",
      markdown, "--report", page,
    ])
    #expect(outcome.code == 2, "\(outcome.errors)")
    let text = try String(contentsOfFile: markdown, encoding: .utf8)
    #expect(text.contains("| a\\|b\\*c |") && text.contains("| x&lt;y |"))
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.contains("x&lt;y") && !html.contains("x<y"))
  }

  @Test("events, waves and the columns of a test file can be left out, and forecasts are written")
  func kinds() throws {
    let folder = try TemporaryFolder()
    let input = try folder.path(of: Self.sales(["price"], days: 0..<33))
    let test = try folder.path(of: Self.sales(["price"], days: 33..<40), as: "test.csv")
    let events = try folder.path(
      of: Data("ds,name\n2024-01-10,fair\n2024-01-24,fair\n2024-02-07,fair\n".utf8),
      as: "events.csv"
    )
    let (csv, forecasts) = (folder.file("s.csv").path, folder.file("f.csv").path)
    let outcome = try Tool.run([
      "compare", input, "--test", test, "-m", "ets", "--known", "price", "--events", events,
      "--fourier", "14:1", "--ablation", "all,each,events+14:1", "--csv", csv, "--forecasts",
      forecasts,
    ])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let columns = [
      "covariates", "price", "14:1", "events", "events+14:1",
    ].map { "AutoETS-without-\($0)" }
    for file in [csv, forecasts] {
      let header = try String(contentsOfFile: file, encoding: .utf8).prefix { $0 != "\n" }
      let names = header.split(separator: ",").map(String.init)
      #expect(names.filter(columns.contains) == columns)
    }
  }
}
