import AlmanacTesting
import Foundation
import Testing

@Suite("almanac compare", .tags(.command))
struct CompareTests {
  static let sales = "Series/retail-daily.csv"
  static let fast = ["--models", "theta,naive,seasonal-naive", "-n", "14"]

  @Test("the best model comes first, and the verdict names it")
  func leaderboard() throws {
    let outcome = try Tool.run(["compare", Self.sales] + Self.fast)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let header = try #require(outcome.lines.firstIndex { $0.hasPrefix("model ") })
    let rows = outcome.lines[(header + 1)...].map { $0.split(separator: " ").map(String.init) }
    #expect(rows.count == 3)
    let values = rows.compactMap { Double($0[1]) }
    #expect(values == values.sorted() && values.count == 3)
    #expect(outcome.lines[0].contains(rows[0][0]))
  }

  @Test("a gate that holds ends with code 2 and says so, one that does not with 0")
  func gate() throws {
    let words = ["compare", "Series/air-passengers.csv", "-n", "12", "--models", "ets"]
    let bad = try Tool.run(words + ["--fail-if", "mase(seasonal-naive) > 0.5 * mase(ets)"])
    #expect(bad.code == 2)
    #expect(bad.errors.contains("--fail-if"))
    let good = try Tool.run(words + ["--fail-if", "mase(ets) > 1.5 * mase(seasonal-naive)"])
    #expect(good.code == 0)
    for condition in [
      "mase(ets)", "mase(ets) > ", "speed(ets) > 1", "mase(nobody) > 1", "1 > 2 > 3",
    ] {
      #expect(try Tool.run(words + ["--fail-if", condition]).code == 64, "\(condition)")
    }
    #expect(try Tool.run(words + ["--fail-if", "mase(arima) > 1"]).code == 64)
  }

  @Test("files for machines are whole: every series, place and metric, and one JSON object")
  func machineFiles() throws {
    let folder = try TemporaryFolder()
    let (csv, json) = (folder.file("s.csv").path, folder.file("s.json").path)
    let forecasts = folder.file("f.csv").path
    let outcome = try Tool.run(
      ["compare", Self.sales, "--windows", "2", "--csv", csv, "--json", json]
        + ["--forecasts", forecasts] + Self.fast
    )
    #expect(outcome.code == 0, "\(outcome.errors)")
    let rows = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(rows[0] == "unique_id,cutoff,metric,Theta,Naive,SeasonalNaive")
    let root = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: json))) as? [String: Any]
    )
    let series = try #require(root["series"] as? Int)
    #expect(rows.count == 1 + series * 2 * 16)
    #expect((root["models"] as? [[String: Any]])?.count == 3)
    let outlook = try #require(root["forecastability"] as? [String: Any])
    let expected = try #require(outlook["series"] as? [[String: Any]])
    #expect(expected.count == series)
    for row in expected {
      let band = ["expected_mase_10", "expected_mase_50", "expected_mase_90"].compactMap {
        row[$0] as? Double
      }
      #expect(band.count == 3 && band == band.sorted() && row["mase"] is Double)
    }
    let verdicts = try #require(outlook["verdicts"] as? [String: Int])
    #expect(verdicts.values.reduce(0, +) == series)
    let table = try String(contentsOfFile: forecasts, encoding: .utf8).split(separator: "\n")
    #expect(table.count == 1 + series * 2 * 14)
    #expect(table[0].hasPrefix("unique_id,ds,cutoff,y,Theta,Theta-lo-80,Theta-hi-80,"))
  }

  @Test("a run that is killed and resumed writes the same figures, byte for byte")
  func resumption() throws {
    let folder = try TemporaryFolder()
    var text = "id," + (1...60).map { "V\($0)" }.joined(separator: ",") + "\n"
    for row in 0..<400 {
      text +=
        "s\(row)," + (0..<60).map { String(($0 * (row + 7)) % 23 + $0 % 12) }.joined(separator: ",")
        + "\n"
    }
    let input = try folder.path(of: Data(text.utf8))
    func words(_ name: String) -> [String] {
      [
        "compare", input, "--layout", "rows", "--season", "12", "-n", "6", "--models",
        "auto,ets,naive", "--threads", "1", "--csv", folder.file(name).path, "--forecasts",
        folder.file(name + ".f").path,
      ]
    }
    #expect(try Tool.run(words("whole.csv")).code == 0)
    let process = Process()
    process.executableURL = Tool.file
    process.arguments = words("killed.csv")
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Killed as soon as something is kept.
    func journal() throws -> URL? {
      try FileManager.default.contentsOfDirectory(at: folder.url, includingPropertiesForKeys: nil)
        .first { $0.lastPathComponent.hasSuffix(".scores") && $0.path.contains("killed") }
    }
    func size() throws -> Int {
      guard let journal = try journal() else { return 0 }
      return try FileManager.default.attributesOfItem(atPath: journal.path)[.size] as? Int ?? 0
    }
    while process.isRunning, try size() < 50_000 { usleep(1000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    // What auto has learnt from the panel is kept until all is done, and not learnt again.
    func models() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        .filter { $0.hasSuffix(".model") }
    }
    #expect(try models().count == 1)
    let resumed = try Tool.run(words("killed.csv") + ["--resume"])
    #expect(resumed.code == 0, "\(resumed.errors)")
    for suffix in ["", ".f"] {
      let whole = try Data(contentsOf: folder.file("whole.csv" + suffix))
      #expect(try Data(contentsOf: folder.file("killed.csv" + suffix)) == whole)
    }
    #expect(try journal() == nil && models().isEmpty)
  }

  @Test("what is kept back changes nothing but what forecasts are compared with")
  func nothingLeaks() throws {
    let folder = try TemporaryFolder()
    func forecasts(_ end: (Int) -> Int) throws -> [[Substring]] {
      var text = "id," + (1...48).map { "V\($0)" }.joined(separator: ",") + "\n"
      for row in 0..<12 {
        let values = (0..<48).map { step in
          step < 36 ? [9, 1, 5, 2, 8, 3, 7, 4, 6, 2, 1, 5][step % 12] * (row + 1) : end(step)
        }
        text += "s\(row)," + values.map(String.init).joined(separator: ",") + "\n"
      }
      let outcome = try Tool.run([
        "compare", try folder.path(of: Data(text.utf8)), "--layout", "rows", "-n", "12", "-m",
        "auto,boosting", "--threads", "1", "--forecasts", "-",
      ])
      #expect(outcome.code == 0, "\(outcome.errors)")
      // All columns but the fourth, which is what happened.
      return outcome.lines.map { line in
        var fields = line.split(separator: ",", omittingEmptySubsequences: false)
        fields.remove(at: 3)
        return fields
      }
    }
    let plain = try forecasts { [9, 1, 5, 2, 8, 3, 7, 4, 6, 2, 1, 5][$0 % 12] }
    #expect(plain.count == 1 + 12 * 12)
    #expect(try forecasts { $0 * 1_000_000 } == plain)
  }

  @Test("the page is one file that asks for nothing, and the notebook holds code and output")
  func pages() throws {
    let folder = try TemporaryFolder()
    let (page, notebook) = (folder.file("r.html").path, folder.file("n.ipynb").path)
    let outcome = try Tool.run(
      ["compare", Self.sales, "--report", page, "--notebook", notebook] + Self.fast
    )
    #expect(outcome.code == 0, "\(outcome.errors)")
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.hasPrefix("<!DOCTYPE html>") && html.hasSuffix("</html>\n"))
    #expect(!html.contains("src=") && !html.contains("href=\"http"))
    for title in [
      "Leaderboard", "How sure is that?", "Can its intervals be trusted?", "To repeat this",
    ] {
      #expect(html.contains(">\(title)</h2>"), "\(title)")
    }
    let root = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: notebook)))
        as? [String: Any]
    )
    let cells = try #require(root["cells"] as? [[String: Any]])
    let codes = cells.filter { $0["cell_type"] as? String == "code" }
    #expect(codes.count == 9)
    let source = codes.compactMap { $0["source"] as? [String] }.flatMap(\.self).joined()
    #expect(source.contains("\"compare\", \"Series/retail-daily.csv\""))
    #expect(!source.contains(folder.url.path))
  }

  @Test("a combination stands beside the best of its members that were compared")
  func combination() throws {
    let folder = try TemporaryFolder()
    let (json, page) = (folder.file("c.json").path, folder.file("c.html").path)
    let outcome = try Tool.run([
      "compare", "Series/australia-quarterly.csv", "-n", "4", "--windows", "2",
      "-m", "ensemble,ets,theta,ses", "--json", json, "--report", page,
    ])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let data = try Data(contentsOf: URL(filePath: json))
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let models = try #require(object["models"] as? [[String: Any]])
    let mase = Dictionary(
      uniqueKeysWithValues: models.map {
        ($0["model"] as? String ?? "", $0["mase"] as? Double ?? 0)
      }
    )
    let gains = try #require(object["combinations"] as? [[String: Any]])
    #expect(gains.count == 1)
    let gain = try #require(gains.first)
    let (ets, theta, whole) = (mase["ets"] ?? 0, mase["theta"] ?? 0, mase["ensemble"] ?? 0)
    #expect(gain["model"] as? String == "ensemble")
    // Simple smoothing is no member, however good it is.
    #expect(gain["member"] as? String == (ets < theta ? "ets" : "theta"))
    #expect(abs((gain["gain"] as? Double ?? 9) - (1 - whole / min(ets, theta))) < 1e-9)
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("What does combining gain?"))
    #expect(text.contains("Not compared: dynamic-theta, ces."))
  }

  @Test("the notebook is valid and its cells run", .enabled(if: Notebooks.arePossible))
  func notebookRuns() throws {
    let folder = try TemporaryFolder()
    let notebook = folder.file("n.ipynb").path
    let words = ["compare", "Series/australia-quarterly.csv", "-n", "8", "-m", "theta,naive"]
    #expect(try Tool.run(words + ["--notebook", notebook]).code == 0)
    let outcome = try Tool.shell(Notebooks.run + " '\(notebook)'")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("valid") && outcome.output.contains("executed 9"))
  }

  @Test("--static shows a column to the models, --by divides results by it, and both may name one")
  func attributes() throws {
    let folder = try TemporaryFolder()
    // Weeks of two kinds, by turns, so that values alone do not tell the next from the last.
    var text = "unique_id,ds,y,kind\n"
    for number in 0..<40 {
      for step in 1...30 {
        let isHigh = (step * step + 3 * step) % 7 > 3
        let value = number % 2 == 0 ? (isHigh ? 9 : 1) : (isHigh ? 1 : 5)
        text += "s\(number),\(step),\(value + number % 3),\(number % 2 == 0 ? "a" : "b")\n"
      }
    }
    let path = try folder.path(of: Data(text.utf8))
    let (forecasts, json) = (folder.file("f.csv").path, folder.file("s.json").path)
    func made(_ words: [String]) throws -> (forecasts: String, divisions: Set<String>) {
      let outcome = try Tool.run(
        ["compare", path, "-n", "3", "-m", "boosting", "--forecasts", forecasts, "--json", json]
          + words
      )
      #expect(outcome.code == 0, "\(outcome.errors)")
      let root =
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: json)))
        as? [String: Any]
      let segments = try #require(root?["segments"] as? [[String: Any]])
      return (
        try String(contentsOfFile: forecasts, encoding: .utf8),
        Set(segments.compactMap { $0["division"] as? String })
      )
    }
    let (bare, shown) = (try made([]), try made(["--static", "kind"]))
    #expect(shown.forecasts != bare.forecasts)
    #expect(shown.divisions == bare.divisions)
    #expect(!shown.divisions.contains { $0.contains("kind") })
    for words in [["--by", "kind"], ["--by", "kind", "--static", "KIND"]] {
      let divided = try made(words)
      #expect(divided.forecasts == shown.forecasts, "\(words)")
      #expect(divided.divisions.contains { $0.contains("kind") }, "\(words)")
    }
  }

  @Test("what cannot be compared is refused with a reason")
  func refusals() throws {
    let short = "unique_id,ds,y\na,1,1\na,2,2\na,3,3\n"
    let outcome = try Tool.run(["compare", "-", "-n", "5"], input: Data(short.utf8))
    #expect(outcome.code == 65)
    #expect(outcome.lastError.contains("shorter than the 5 steps"))
    let words = ["compare", Self.sales]
    #expect(try Tool.run(words + ["--test", Self.sales, "--windows", "2"]).code == 64)
    #expect(try Tool.run(words + ["--metric", "bias"]).code == 64)
    #expect(try Tool.run(words + ["--csv", "-", "--json", "-"]).code == 64)
    #expect(try Tool.run(words + ["--resume"]).code == 64)
    #expect(try Tool.run(words + ["--csv", Self.sales]).code == 64)
  }
}

/// Jupyter's packages, where they are installed: for the Python that `ALMANAC_PYTHON` names.
enum Notebooks {
  static let python = ProcessInfo.processInfo.environment["ALMANAC_PYTHON"] ?? "python3"

  static var arePossible: Bool {
    let line = "\(python) -c 'import nbformat, nbclient, ipykernel, pandas, matplotlib'"
    return (try? Tool.shell(line).code) == 0
  }

  /// A line of the shell that checks a notebook, and runs it with the tool in the path.
  static let run = """
    HOME=/tmp \(python) -c '
    import sys, nbformat, nbclient
    book = nbformat.read(sys.argv[1], as_version=4)
    nbformat.validate(book)
    print("valid")
    nbclient.NotebookClient(book, timeout=300).execute()
    print("executed", sum(cell.cell_type == "code" for cell in book.cells))
    '
    """
}
