import AlmanacTesting
import Foundation
import Testing

/// The commands that the README and the documentation show, and what they say of their output.
@Suite("README", .tags(.command))
struct ReadmeTests {
  /// A command line as shown after `$ `, and the lines that follow it.
  struct Shown: CustomTestStringConvertible, Sendable {
    var command: String
    var output: [String]
    var testDescription: String { command }
  }

  /// What stands in the `console` blocks of the README.
  static let shown: [Shown] = {
    let file = Tool.repository.appendingPathComponent("README.md")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    var shown: [Shown] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if isInside, line.hasPrefix("$ ") {
        shown.append(Shown(command: String(line.dropFirst(2)), output: []))
      } else if isInside, !shown.isEmpty {
        shown[shown.count - 1].output.append(String(line))
      }
    }
    return shown
  }()

  @Test("there are commands to check")
  func isNotEmpty() {
    #expect(Self.shown.contains { $0.command.hasPrefix("almanac forecast") })
    #expect(Self.shown.contains { $0.command.hasPrefix("almanac describe") })
  }

  /// `…` on a line of its own stands for any lines; times are not compared.
  @Test(
    "each shown command gives the shown output",
    arguments: shown
  )
  func isTrue(example: Shown) throws {
    let folder = try TemporaryFolder()
    let series = Tool.repository.appendingPathComponent("Series").path
    // Earlier commands may have written what a later one reads, so all are run up to this one.
    let position = Self.shown.firstIndex { $0.command == example.command } ?? 0
    let earlier = Self.shown[..<position].map(\.command)
      .filter { $0.hasPrefix("almanac") && example.command.hasPrefix("head") }
      .map { "\($0) >/dev/null 2>&1;" }.joined(separator: " ")
    let outcome = try Tool.shell(
      "cd \(folder.url.path) && ln -s \(series) Series && \(earlier) { \(example.command); } 2>&1"
    )
    let given = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Self.timeless(String($0)) }
    var rest = given.last == "" ? given.dropLast() : given[...]
    var isAnything = false
    for line in example.output.map(Self.timeless) {
      if line == "…" {
        isAnything = true
      } else if isAnything {
        let found = try #require(rest.firstIndex(of: line), "not found: \(line)")
        rest = rest[(found + 1)...]
        isAnything = false
      } else {
        #expect(rest.first == line)
        rest = rest.dropFirst()
      }
    }
    #expect(isAnything || rest.isEmpty)
  }

  /// The line without its seconds and without blanks at its end.
  static func timeless(_ line: String) -> String {
    line.replacing(/\b[0-9]+\.[0-9] s$/, with: "… s").replacing(#/ +$/#, with: "")
  }

  @Test("the Swift samples of the documentation are compiled by the tests")
  func samplesAreCompiled() throws {
    let tests = try ["ForecastingTests", "NeuralNetworksTests"].map { target in
      try String(
        contentsOf: Tool.repository.appendingPathComponent("Tests/\(target)/SampleTests.swift"),
        encoding: .utf8
      )
    }
    let compiled = Self.normalized(tests.joined(separator: "\n"))
    for name in [
      "README.md", "Documentation/Almanac.docc/Almanac.md",
      "Documentation/Almanac.docc/FirstForecast.md", "Documentation/Almanac.docc/AddingAModel.md",
      "Documentation/Almanac.docc/TrainingANetwork.md",
    ] {
      let text = try String(
        contentsOf: Tool.repository.appendingPathComponent(name),
        encoding: .utf8
      )
      for block in text.split(separator: "```swift\n").dropFirst() {
        let sample = block.prefix(upTo: block.range(of: "```")?.lowerBound ?? block.endIndex)
        for statement in sample.split(separator: "\n\n") where !statement.hasPrefix("import ") {
          #expect(compiled.contains(Self.normalized(String(statement))), "\(name): \(statement)")
        }
      }
    }
  }

  private static func normalized(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      .replacing(",)", with: ")").replacing(", )", with: ")").replacing("( ", with: "(")
      .replacing(" )", with: ")")
  }
}
