import AlmanacTesting
import Foundation
import Testing

/// The pages and notebooks that commands write beside their results.
@Suite("pages of generate, assess and audience", .tags(.command))
struct PageTests {
  private static let retail = "Series/retail-daily.csv"

  /// A command that writes pages, and the sections that its page has.
  struct Case: CustomTestStringConvertible, Sendable {
    var words: [String]
    var sections: [String]
    /// What the first screen has to say.
    var said: String
    var testDescription: String { words[0] }
  }

  static let cases = [
    Case(
      words: ["generate", retail, "--model", "seasonal-bootstrap"],
      sections: ["What do they look like?", "Do they have the same numbers?", "What was used"],
      said: "24 synthetic series in the likeness of 24"
    ),
    Case(
      words: [
        "assess", retail, retail, "--windows", "32", "--repeats", "2", "--trainings", "0",
      ],
      sections: [
        "How realistic are they?", "Do they have the same statistics?", "What do they look like?",
        "Are they useful?", "Do they give anything away?", "All scores",
      ],
      said: "The synthetic series "
    ),
    Case(
      words: [
        "audience", "Series/retail-events.csv.gz", "--value", "quantity,price", "--as-of",
        "2011-11-09", "--activity", "bg-nbd", "--relevance", "personal", "--audience-size", "7",
        "--contacts", "2",
      ],
      sections: [
        "How sure is that?", "Who will come?", "What is on the lists?", "What is to be known",
      ],
      said: "of 509 users should come in the 30 days from 2011-11-09: 158 did"
    ),
  ]

  /// Runs a case with its pages.
  private func pages(_ example: Case, in folder: TemporaryFolder) throws -> (URL, URL) {
    let (page, notebook) = (folder.file("page.html"), folder.file("page.ipynb"))
    let outcome = try Tool.run(
      example.words + ["-q", "--report", page.path, "--notebook", notebook.path]
    )
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(try Tool.run(example.words + ["-q"]).output == outcome.output)
    return (page, notebook)
  }

  @Test(
    "a page answers first, has its sections, asks for nothing, and says how to repeat it",
    arguments: cases
  )
  func page(example: Case) throws {
    let folder = try TemporaryFolder()
    let (page, notebook) = try pages(example, in: folder)
    let html = try String(contentsOf: page, encoding: .utf8)
    #expect(html.hasPrefix("<!DOCTYPE html>") && html.hasSuffix("</html>\n"))
    #expect(!html.contains("src=") && !html.contains("href=\"http"))
    let head = html.components(separatedBy: "</h1>").first ?? ""
    #expect(head.contains(example.said))
    for title in example.sections { #expect(html.contains(">\(title)</h2>"), "\(title)") }
    for fact in ["fingerprint ", "<dt>command</dt>", "<dt>seed</dt>", "<dt>machine</dt>"] {
      #expect(html.contains(fact), "\(fact)")
    }
    let root = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: notebook)) as? [String: Any]
    )
    let cells = try #require(root["cells"] as? [[String: Any]])
    let codes = cells.filter { $0["cell_type"] as? String == "code" }
    let source = codes.compactMap { $0["source"] as? [String] }.flatMap(\.self).joined()
    #expect(codes.count >= 3 && source.contains("\"\(example.words[0])\", "))
    #expect(!source.contains(folder.url.path))
  }

  @Test(
    "the notebooks are valid and their cells run",
    .enabled(if: Notebooks.arePossible),
    arguments: cases
  )
  func notebook(example: Case) throws {
    let folder = try TemporaryFolder()
    let (_, notebook) = try pages(example, in: folder)
    let outcome = try Tool.shell(Notebooks.run + " '\(notebook.path)'")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("valid") && outcome.output.contains("executed"))
  }

  @Test("a page needs a file of its own")
  func refusals() throws {
    let words = Self.cases[0].words
    for more in [
      ["--report", "-"], ["--report", "a.csv", "-o", "a.csv"],
      ["--report", "a.html", "--notebook", "a.html"], ["--report", Self.retail],
    ] {
      #expect(try Tool.run(words + more).code == 64, "\(more)")
    }
  }

  @Test("a notebook needs a file that it can read again")
  func standardInput() throws {
    let folder = try TemporaryFolder()
    let notebook = folder.file("n.ipynb")
    for words in [["generate", "-"], ["assess", Self.retail, "-"], ["compare", "-"]] {
      let outcome = try Tool.run(words + ["--notebook", notebook.path])
      #expect(outcome.code == 64 && outcome.errors.contains("--notebook needs a file"), "\(words)")
    }
  }

  @Test("a page is drawn of synthetic values beyond all bounds")
  func immense() throws {
    let folder = try TemporaryFolder()
    var rows = try String(contentsOf: Tool.repository.appending(path: Self.retail), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    for row in stride(from: 50, to: rows.count, by: 400) { rows[row][2] = "1e300" }
    let text = rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
    let (made, page) = (try folder.path(of: Data(text.utf8)), folder.file("r.html"))
    let outcome = try Tool.run([
      "assess", Self.retail, made, "--repeats", "2", "--trainings", "0", "--report", page.path,
    ])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try String(contentsOf: page, encoding: .utf8).hasSuffix("</html>\n"))
  }

  @Test("no page takes the place of the encoder")
  func encoder() throws {
    let folder = try TemporaryFolder()
    let encoder = try folder.path(of: Data("weights".utf8), as: "e.safetensors")
    let words = ["assess", Self.retail, Self.retail, "--encoder", encoder]
    for more in [["--report", encoder], ["-o", encoder], ["--picture", encoder]] {
      #expect(try Tool.run(words + more).code == 64, "\(more)")
    }
    #expect(try String(contentsOfFile: encoder, encoding: .utf8) == "weights")
  }

  @Test("a notebook runs the command without its outputs, and reads both files as it did")
  func attached() throws {
    let folder = try TemporaryFolder()
    let notebook = folder.file("n.ipynb")
    let outcome = try Tool.run(
      Self.cases[0].words + [
        "--separator", "comma", "-qo\(folder.file("s.csv").path)", "--notebook", notebook.path,
      ]
    )
    #expect(outcome.code == 0, "\(outcome.errors)")
    let root = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: notebook)) as? [String: Any]
    )
    let cells = try #require(root["cells"] as? [[String: Any]])
    let source = cells.compactMap { $0["source"] as? [String] }.flatMap(\.self).joined()
    #expect(source.contains("run(\"generate\", "))
    #expect(source.contains("\"--separator\", \"comma\", \"-o\", folder / \"synthetic.csv\")"))
    #expect(
      source.contains("folder / \"synthetic.csv\", \"--separator\", \"comma\", \"--trainings\"")
    )
  }
}
