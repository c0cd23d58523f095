internal import AlmanacTesting
internal import Foundation
internal import FoundationXML
internal import Reporting
internal import Testing

@Suite("Report")
struct ReportTests {
  let page = SampleReport.report.html()

  @Test("words of strangers never become markup, on the page or in a notebook")
  func hostileWords() throws {
    let notebook = SampleReport.report.notebook(setup: NotebookCode("1"), codes: [])
    #expect(!page.contains("<img"))
    #expect(!notebook.contains("<img"))
    #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;"))
    #expect(!page.unicodeScalars.contains("\u{1}"))
  }

  @Test("a page asks for nothing from elsewhere")
  func selfContained() {
    for word in [" src=", "@import", "url(", "href=\"http", "fetch("] {
      #expect(!page.replacing("img src=x", with: "").contains(word), "\(word)")
    }
    #expect(page.contains("default-src 'none'"))
  }

  @Test("every picture is well-formed XML with a name, in both sizes")
  func picturesAreXML() throws {
    let pieces = page.components(separatedBy: "<svg ").dropFirst().compactMap {
      $0.components(separatedBy: "</svg>").first
    }
    #expect(pieces.count == 2 * 4)
    for piece in pieces {
      _ = try XMLDocument(xmlString: "<svg " + piece + "</svg>")
      #expect(piece.contains("aria-label=\"") && !piece.contains("aria-label=\"\""))
      #expect(!piece.contains("nan") && !piece.contains("inf"))
    }
  }

  @Test("a band is broken where it has no values")
  func brokenBand() {
    var chart = LineChart(lines: [], labels: (0..<6).map(String.init))
    chart.bands = [
      .init("80 %", model: 0, lower: [1, 1, .nan, .nan, 1, 2], upper: [2, 3, .nan, .nan, 4, 4])
    ]
    var report = SampleReport.report
    report.sections = [Section("Band", [.figures([Figure("Band", chart: .lines(chart))])])]
    // Two areas in each of both sizes.
    let areas = report.html().components(separatedBy: "<path class=\"band m0\" d=\"M")
    #expect(areas.count == 1 + 2 * 2)
  }

  @Test("headings follow one another without leaving a level out, and sections are linked")
  func headings() {
    #expect(page.components(separatedBy: "<h1>").count == 2)
    for number in 1...3 {
      #expect(page.contains("<h2 id=\"s\(number)\">"))
      #expect(page.contains("href=\"#s\(number)\""))
    }
    #expect(page.contains("<html lang=\"en\">"))
  }

  @Test("a notebook has the parts that its format asks for, and output in place")
  func notebook() throws {
    let text = SampleReport.report.notebook(
      setup: NotebookCode("import pandas as pd\n1 + 1"),
      codes: [(section: "Leaderboard", source: "scores.plot()")]
    )
    let root = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    )
    #expect(root["nbformat"] as? Int == 4)
    let cells = try #require(root["cells"] as? [[String: Any]])
    let ids = cells.compactMap { $0["id"] as? String }
    #expect(Set(ids).count == cells.count)
    let codes = cells.filter { $0["cell_type"] as? String == "code" }
    #expect(codes.count == 2)
    #expect(codes[0]["source"] as? [String] == ["import pandas as pd\n", "1 + 1"])
    let outputs = try #require(codes[1]["outputs"] as? [[String: Any]])
    let kinds = outputs.compactMap { ($0["data"] as? [String: Any])?.keys.sorted().first }
    #expect(kinds.contains("text/html") && kinds.contains("image/svg+xml"))
  }

  @Test("charts of no numbers, of one and of huge ones are drawn without a defect")
  func difficultNumbers() {
    for values in [
      [], [1], [.nan], [.nan, 2, .nan], [1e308, -1e308], [0, 0, 0], [1e-300, 2e-300],
    ] {
      let labels = values.indices.map(String.init)
      var scatter = ScatterChart(
        points: values.map { .init("a", x: $0, y: $0) },
        xTitle: "x",
        yTitle: "y"
      )
      let linear = scatter
      (scatter.hasLogarithmicX, scatter.hasLogarithmicY) = (true, true)
      let charts: [Chart] = [
        .lines(LineChart(lines: [.init("a", .actual, values: values)], labels: labels)),
        .intervals(IntervalChart(rows: values.map { .init("a", value: $0) }, xTitle: "x")),
        .scatter(linear), .scatter(scatter),
        .bars(BarChart(values: values.map(abs), labels: labels)),
      ]
      var report = Report(kicker: "", title: "t")
      report.sections = [
        Section("s", charts.map { .figure(Figure("f", chart: $0)) })
      ]
      let page = report.html()
      #expect(page.components(separatedBy: "<svg ").count == 1 + 2 * charts.count)
      #expect(!page.contains("\"nan") && !page.contains("inf\""), "\(values)")
    }
  }
}
