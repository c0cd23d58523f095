import CommandLineKit
import Testing

@Suite("Grammar: parsing")
struct ParsingTests {
  /// The command that the words give, or nil when they ask for help.
  private func bake(_ words: String...) throws -> Bake? {
    switch try Bake.grammar.parse(words, defaults: Bake()) {
    case .value(let command): command
    case .help: nil
    }
  }

  @Test("what is not given keeps its default")
  func defaults() throws {
    var expected = Bake()
    expected.recipe = "rye.txt"
    #expect(try bake("rye.txt") == expected)
  }

  @Test(
    "a value is attached by =, by nothing or by a space",
    arguments: [
      ["--loaves", "5"], ["--loaves=5"], ["-n", "5"], ["-n5"], ["-n=5"], ["--count", "5"],
    ]
  )
  func valueForms(words: [String]) throws {
    for line in [words + ["rye.txt"], ["rye.txt"] + words] {
      guard case .value(let command) = try Bake.grammar.parse(line, defaults: Bake()) else {
        Issue.record("asked for help")
        continue
      }
      #expect(command.loaves == 5)
      #expect(command.recipe == "rye.txt")
    }
  }

  @Test("short flags combine, the last of a cluster may take a value")
  func clusters() throws {
    let command = try bake("-qn12", "rye.txt")
    #expect(command?.quiet == true)
    #expect(command?.loaves == 12)
    #expect(try bake("-qo", "out", "rye.txt")?.target == "out")
    #expect(try bake("-qoout=1", "rye.txt")?.target == "out=1")
  }

  @Test("-- ends the options, a lone - is an argument")
  func dashes() throws {
    #expect(try bake("--", "-q", "--seed")?.recipe == "-q")
    #expect(try bake("--", "-q", "--seed")?.extras == ["--seed"])
    #expect(try bake("-")?.recipe == "-")
    #expect(try bake("rye.txt", "-o", "-")?.target == "-")
    #expect(try bake("--", "--")?.recipe == "--")
    #expect(try bake("--", "--help")?.recipe == "--help")
  }

  @Test("a negative number is a value or an argument, not an option")
  func negativeNumbers() throws {
    #expect(try bake("-5", "-.5", "-1e3")?.extras == ["-.5", "-1e3"])
    #expect(
      throws: UsageError.invalidValue(
        parameter: "--heat",
        value: "-5",
        expected: "a number from 50 to 300",
        nearest: nil,
      )
    ) { try bake("rye.txt", "--heat", "-5") }
  }

  @Test("the remaining words are kept in order, commas and all")
  func variadic() throws {
    #expect(try bake("rye.txt", "a,b", "-q", "c")?.extras == ["a,b", "c"])
  }

  @Test("a flag that can be inverted is turned on and off, the last one wins")
  func inversion() throws {
    #expect(try bake("rye.txt", "--no-fan")?.oven.isFanOn == false)
    #expect(try bake("rye.txt", "--no-fan", "--fan")?.oven.isFanOn == true)
    #expect(throws: UsageError.self) { try bake("rye.txt", "--no-quiet") }
  }

  @Test("a list is split at commas, spaces behind them dropped")
  func lists() throws {
    #expect(try bake("rye.txt", "--times", "1,2.5, 3")?.times == [1, 2.5, 3])
  }

  @Test("a repeatable option replaces its default, then adds")
  func repetition() throws {
    #expect(try bake("rye.txt", "--note", "a", "--note=b,c")?.notes == ["a", "b", "c"])
    var defaults = Bake()
    defaults.notes = ["old"]
    guard
      case .value(let command) = try Bake.grammar.parse(["r", "--note", "a"], defaults: defaults)
    else { return }
    #expect(command.notes == ["a"])
  }

  @Test("a flag may be given twice")
  func flagTwice() throws {
    #expect(try bake("rye.txt", "-qq", "--quiet")?.quiet == true)
  }

  @Test("a value may hold an equals sign, spaces and any character")
  func oddValues() throws {
    #expect(try bake("rye.txt", "--output=a=b c")?.target == "a=b c")
    #expect(try bake("rye.txt", "--output", "ünï ☂")?.target == "ünï ☂")
  }

  @Test("help is found anywhere before --, even on a faulty line")
  func help() throws {
    func detail(_ words: String...) -> HelpDetail? {
      guard case .help(let detail)? = try? Bake.grammar.parse(words, defaults: Bake()) else {
        return nil
      }
      return detail
    }
    #expect(detail("--help") == .full)
    #expect(detail("-h") == .brief)
    #expect(detail("-h", "--help") == .full)
    #expect(detail("--bogus", "x", "--help") == .full)
    #expect(detail("-qh", "rye.txt") == .brief)
    #expect(detail("rye.txt", "--", "-h") == nil)
  }

  @Test("the largest seed is read", arguments: [0, 1, UInt64.max])
  func seeds(seed: UInt64) throws {
    #expect(try bake("rye.txt", "--seed", "\(seed)")?.seed == seed)
  }
}
