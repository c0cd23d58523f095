import CommandLineKit
import Testing

@Suite("GrammarDefect")
struct GrammarDefectTests {
  private struct Values {
    var a = ""
    var b = 0
    var c = false
    var d: [String] = []
    var e = Spread.wide
  }

  private enum Spread: String, CaseIterable, OptionValue {
    case wide = "very wide"
    case empty = ""
    case pair = "a,b"
  }

  private func defects(_ grammar: Grammar<Values>, name: String = "x1") -> [GrammarDefect] {
    CommandDescription(name: name, grammar: grammar, defaults: Values()).defects
  }

  @Test("a sound declaration has none")
  func sound() {
    #expect(Bakery.program.defects == [])
  }

  @Test("a name that stands for two rows is found, inverses and aliases among them")
  func duplicates() {
    let grammar = Grammar<Values>("Test.") {
      Option(\.a, "--one", "-o", help: "One.")
      Option(\.b, "--two", "-o", aliases: ["--one"], help: "Two.")
      Flag(\.c, "--fan", invertible: true, help: "Three.")
      Flag(\.c, "--no-fan", "-h", help: "Four.")
    }
    let duplicates: [OptionName] = ["-o", "--one", "--no-fan", "-h"]
    #expect(defects(grammar) == duplicates.map { .duplicateName($0, command: "x1") })
  }

  @Test(
    "a badly spelled name is found",
    arguments: [
      "one", "-on", "--o", "--One", "--two words", "---one", "--one-", "-", "--", "-1", "-é",
    ]
      as [OptionName]
  )
  func spelling(name: OptionName) {
    let grammar = Grammar<Values>("Test.") { Option(\.a, name, help: "One.") }
    #expect(defects(grammar) == [.badlySpelledName(name, command: "x1")])
  }

  @Test("a row without name, placeholder or help is found, and help that ends in the middle")
  func missing() {
    let grammar = Grammar<Values>("Test.") {
      Argument(\.a, "", help: "One.")
      Option(\.b, placeholder: "two", help: "Two.")
      Flag(\.c, "--three", help: "")
      Option(\.d, "--four", placeholder: "", help: "Four")
    }
    #expect(
      defects(grammar) == [
        .missingPlaceholder("<>", command: "x1"),
        .missingName(command: "x1"),
        .missingHelp("--three", command: "x1"),
        .missingPlaceholder("--four", command: "x1"),
        .helpWithoutFullStop("--four", command: "x1"),
      ]
    )
  }

  @Test("arguments in an order that no line can follow are found")
  func order() {
    let grammar = Grammar<Values>("Test.") {
      Argument(\.a, "one", optional: true, help: "One.")
      Argument(\.d, all: "two", help: "Two.")
      Argument(\.b, "three", help: "Three.")
    }
    #expect(
      defects(grammar) == [
        .requiredAfterOptional("<two>", command: "x1"),
        .argumentAfterVariadic("<three>", command: "x1"),
      ]
    )
  }

  @Test("an exclusion of an option that is not there is found")
  func exclusion() {
    let grammar = Grammar<Values>("Test.") {
      Flag(\.c, "--one", help: "One.")
      Exclusive("--one", "--two")
    }
    #expect(defects(grammar) == [.unknownExclusion("--two", command: "x1")])
  }

  @Test("choices that cannot be told apart on a command line are found")
  func choices() {
    let grammar = Grammar<Values>("Test.") { Option(\.e, "--one", help: "One.") }
    #expect(
      defects(grammar) == [
        .badlySpelledChoice("very wide", command: "x1"),
        .badlySpelledChoice("", command: "x1"),
        .badlySpelledChoice("a,b", command: "x1"),
      ]
    )
  }

  @Test("a command without a summary, with a bad name or with one that is taken is found")
  func commands() {
    #expect(
      defects(Grammar<Values>(""), name: "Two Words") == [
        .badlySpelledCommand("Two Words"), .missingSummary(command: "Two Words"),
      ]
    )
    let program = Program(
      "test",
      version: "1",
      summary: "Test.",
      commands: [Bake.self, Bake.self, Sell.self],
    )
    #expect(program.defects == [.duplicateCommand("bake"), .duplicateCommand("roast")])
  }
}
