import AlmanacTesting
import Foundation
import Testing

@Suite("almanac describe", .tags(.command))
struct DescribeTests {
  static func describe(_ csv: String, _ options: String...) throws -> Tool.Outcome {
    try Tool.run(["describe", "-"] + options, input: Data(csv.utf8))
  }

  @Test(
    "a panel of difficult series is described in every format",
    arguments: ["text", "csv", "json"]
  )
  func difficultSeries(format: String) throws {
    var text = "unique_id,ds,y\n"
    for series in DifficultSeriesTests.series {
      for (step, value) in series.values.enumerated() {
        text += "\(series.name),\(step + 1),\(value)\n"
      }
    }
    text += "largest,1,1.5e308\nlargest,2,-1.5e308\nlargest,3,1.2e308\n"
    let options = format == "text" ? [] : ["--\(format)"]
    let outcome = try Tool.run(["describe", "-", "-f", "1"] + options, input: Data(text.utf8))
    #expect(outcome.code == 0, "\(outcome.errors)")
    for name in DifficultSeriesTests.series.map(\.name) + ["largest"] {
      #expect(outcome.lines.contains { $0.contains(name) })
    }
  }

  @Test("what is not known of a single observation is a dash")
  func singleObservation() throws {
    let outcome = try Self.describe("unique_id,ds,y\nmilk,1,5\n", "-f", "1")
    #expect(outcome.code == 0)
    let row = try #require(outcome.lines.last).split(separator: " ").map(String.init)
    #expect(row == ["milk", "1", "0", "0", "5", "-", "5", "5", "constant", "-", "-", "-"])
  }

  @Test("an id cannot break its row or reach the terminal's controls")
  func idsStayInTheirRow() throws {
    let csv = "unique_id,ds,y\n\"a\nb\u{1B}[31m\",1,5\n\"a\nb\u{1B}[31m\",2,6\n"
    let outcome = try Self.describe(csv)
    #expect(outcome.code == 0)
    #expect(outcome.lines.last?.hasPrefix("a\\nb\\u{1B}[31m  ") == true)
    let plot = try Tool.run(["forecast", "-", "-n", "1", "--plot"], input: Data(csv.utf8))
    #expect(plot.errors.hasPrefix("a\\nb\\u{1B}[31m: Auto"))
  }

  @Test("the season is that of the whole panel, not of its first series")
  func seasonOfWholePanel() throws {
    // A rising line in the first 600 rows, a season of 12 in the 600 after them.
    var csv = "id," + (1...60).map { "V\($0)" }.joined(separator: ",") + "\n"
    for row in 0..<1200 {
      let values = (0..<60).map { step in row < 600 ? step : [9, 1, 5, 2, 8, 3][step % 12 / 2] }
      csv += "s\(row)," + values.map(String.init).joined(separator: ",") + "\n"
    }
    let outcome = try Self.describe(csv, "--layout", "rows")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.lines.contains { $0.hasPrefix("  season         12, shown by") })
  }

  @Test(
    "duplicates are counted, with what became of them",
    arguments: [
      ("sum", "added up here"), ("mean", "averaged here"), ("last", "the last one counts here"),
    ]
  )
  func duplicates(policy: String, consequence: String) throws {
    let rows = "a,2024-01-01,1\na,2024-01-02,2\na,2024-01-02,4\n"
    let outcome = try Tool.run(
      ["describe", "-", "--duplicates", policy],
      input: Data(("unique_id,ds,y\n" + rows).utf8)
    )
    #expect(outcome.output.contains("  duplicates     1, \(consequence)\n"))
    #expect(outcome.errors == "almanac: 1 observation was combined with others of the same time\n")
  }

  @Test("--horizon adds the error to expect, a verdict and what they rest on")
  func horizon() throws {
    let season = [0, 4, 8, 3, -2, -7, -9, -5, 0, 6, 5, 1]
    var csv = "unique_id,ds,y\n"
    for step in 0..<96 {
      let value = 100 + step / 4 + season[step % 12] + step * step * 31 % 7
      csv += "cream,\(step + 1),\(value)\n"
    }
    csv += "new,1,3\nnew,2,4\n"
    let plain = try Self.describe(csv, "-f", "1", "--season", "12", "--csv")
    let outcome = try Self.describe(csv, "-f", "1", "--season", "12", "--csv", "--horizon", "12")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let table = outcome.lines.map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    // What was there before stays where it was.
    #expect(outcome.lines[0].hasPrefix(plain.lines[0] + ",verdict,expected_mase_10,"))
    let cream = Dictionary(uniqueKeysWithValues: zip(table[0], table[1]))
    #expect(cream["verdict"] == "reachable")
    let band = try ["expected_mase_10", "expected_mase_50", "expected_mase_90"].map {
      try #require(cream[$0].flatMap(Double.init))
    }
    #expect(0 < band[0] && band[0] < band[1] && band[1] < band[2])
    let new = Dictionary(uniqueKeysWithValues: zip(table[0], table[2]))
    #expect(new["verdict"] == "data-bound" && new["expected_mase_50"] == "")

    let text = try Self.describe(csv, "-f", "1", "--season", "12", "--horizon", "12")
    #expect(text.output.contains("  verdicts       1 reachable, 1 data-bound\n"))
    #expect(text.lines.contains { $0.hasPrefix("cream ") && $0.hasSuffix("reachable") })
  }

  @Test("--report writes a page with every class of demand, beside the text")
  func report() throws {
    let folder = try TemporaryFolder()
    let page = folder.file("page.html").path
    let outcome = try Tool.run(["describe", "Series/retail-daily.csv", "--report", page])
    #expect(outcome.code == 0 && !outcome.lines.isEmpty, "\(outcome.errors)")
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.contains("22 of 24") && html.contains(">lumpy</td>"))
    #expect(html.components(separatedBy: "<tr>").count > 24)
    #expect(try Tool.run(["describe", "Series/retail-daily.csv", "--report", "/"]).code == 73)
  }

  @Test("forecast --report writes a page with the largest series first, beside the forecasts")
  func forecastReport() throws {
    let folder = try TemporaryFolder()
    let page = folder.file("page.html").path
    let words = ["forecast", "Series/retail-daily.csv", "-n", "14", "-m", "theta,naive", "-q"]
    let outcome = try Tool.run(words + ["--report", page])
    #expect(outcome.code == 0 && outcome.lines.count == 1 + 24 * 14, "\(outcome.errors)")
    #expect(try Tool.run(words).output == outcome.output)
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.contains(">The largest series</h2>"))
    #expect(html.components(separatedBy: "<svg ").count == 1 + 2 * 16)
    #expect(
      try Tool.run(words + ["--report", page, "--resume", "-o", folder.file("f.csv").path]).code
        == 64
    )
  }
}
