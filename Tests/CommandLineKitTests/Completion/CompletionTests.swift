import CommandLineKit
import Foundation
import Testing

@Suite("Completion scripts")
struct CompletionTests {
  /// What bash offers for the last of each line's words.
  private func offers(_ lines: [[String]]) throws -> [[String]] {
    let bash = try #require(ExternalProgram("bash"))
    var script = Bakery.program.completionScript(for: .bash)
    for line in lines {
      let words = line.map { "'\($0)'" }.joined(separator: " ")
      script += """
        COMP_WORDS=(\(words)) COMP_CWORD=\(line.count - 1)
        _bakery
        echo "${COMPREPLY[*]}"

        """
    }
    let result = try bash.run(["--norc"], input: script)
    #expect(result.code == 0)
    return result.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { $0.split(separator: " ").map(String.init) }
  }

  @Test(
    "bash offers what may stand at the cursor",
    .enabled(if: ExternalProgram("bash") != nil),
    arguments: [
      // Commands.
      ("", "bake sell help completion --help --version"),
      ("b", "bake"),
      ("help s", "sell"),
      ("completion ", "bash zsh fish"),
      // Options.
      ("bake --l", "--loaves"),
      ("bake -", bakeNames),
      ("roast --no", "--note --no-fan"),
      ("sell rye --f", "--fresh"),
      // Values behind a space, a divided = and an undivided one.
      ("bake --crust ", "soft golden dark"),
      ("bake --crust g", "golden"),
      ("bake --crust =", "soft golden dark"),
      ("bake --crust = d", "dark"),
      ("bake --crust=d", "--crust=dark"),
      ("roast --crust d", "dark"),
      // The last of several values.
      ("bake --sprinkle poppy,se", "poppy,sesame"),
      ("bake --sprinkle = poppy,sesame,su", "poppy,sesame,sunflower"),
      ("bake --sprinkle=poppy,se", "--sprinkle=poppy,sesame"),
      // Values of which nothing is known, and words beyond the last argument.
      ("bake --loaves ", ""),
      ("bake -n ", ""),
      ("sell ", ""),
      ("help bake ", ""),
      ("nonsense ", ""),
      ("nonsense -", ""),
      // Behind -- nothing is an option.
      ("bake -- -", ""),
      ("completion -- z", "zsh"),
      ("completion --help z", "zsh"),
    ]
  )
  func bash(line: String, expected: String) throws {
    let words =
      ["bakery"]
      + line.split(separator: " ", omittingEmptySubsequences: false)
      .map(String.init)
    #expect(try offers([words]) == [expected.split(separator: " ").map(String.init)])
  }

  private static let bakeNames = """
    -n --loaves --crust --times --sprinkle -o --output --note -q --quiet -v --verbose --heat --fan --no-fan \
    --seed -h --help
    """

  @Test("bash offers files and directories", .enabled(if: ExternalProgram("bash") != nil))
  func files() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bakery-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(
      atPath: folder + "/shelf",
      withIntermediateDirectories: true,
    )
    try Data().write(to: URL(fileURLWithPath: folder + "/rye.txt"))
    let offers = try offers([
      ["bakery", "bake", "\(folder)/"],
      ["bakery", "bake", "-q", "\(folder)/r"],
      ["bakery", "bake", "--output", "\(folder)/"],
      ["bakery", "bake", "--seed", "1", "\(folder)/r"],
      ["bakery", "bake", "rye.txt", "\(folder)/"],
    ])
    #expect(offers[0].sorted() == ["\(folder)/rye.txt", "\(folder)/shelf"])
    #expect(offers[1] == ["\(folder)/rye.txt"])
    #expect(offers[2] == ["\(folder)/shelf"])
    #expect(offers[3] == ["\(folder)/rye.txt"])
    #expect(offers[4] == [])
  }

  @Test(
    "the shell finds no fault in its script",
    arguments: [Shell.bash, .zsh, .fish].filter { ExternalProgram($0.rawValue) != nil }
  )
  func syntax(shell: Shell) throws {
    let program = try #require(ExternalProgram(shell.rawValue))
    let result = try program.run(["-n"], input: Bakery.program.completionScript(for: shell))
    #expect(result.code == 0)
    #expect(result.text == "")
  }

  @Test("fish offers what may stand at the cursor", .enabled(if: ExternalProgram("fish") != nil))
  func fish() throws {
    let fish = try #require(ExternalProgram("fish"))
    func offers(_ line: String) throws -> [String] {
      let script = Bakery.program.completionScript(for: .fish) + "complete -C '\(line)'\n"
      return try fish.run(["--no-config"], input: script).text.split(separator: "\n")
        .map(String.init)
    }
    #expect(try offers("bakery b") == ["bake\tBake loaves by a recipe."])
    #expect(
      try offers("bakery bake --crust ") == [
        "dark\tWhat the crust shall be like.", "golden\thalf an hour", "soft\ttwenty minutes",
      ]
    )
    #expect(try offers("bakery sell --f") == ["--fresh\tOnly what is warm."])
    #expect(try offers("bakery bake --no-f") == ["--no-fan\tLet the fan run."])
    #expect(try offers("bakery completion z") == ["zsh"])
    #expect(
      try offers("bakery bake --sprinkle poppy,s") == [
        "poppy,sesame\tWhat is sprinkled on top.", "poppy,sunflower\tWhat is sprinkled on top.",
      ]
    )
  }

  @Test("every name of the grammar that help shows is in every script", arguments: Shell.allCases)
  func completeness(shell: Shell) {
    let script = Bakery.program.completionScript(for: shell)
    for command in Bakery.program.commands {
      #expect(script.contains(command.name))
      for option in command.options {
        for name in option.names {
          let spelling =
            shell == .fish ? "\(name.isLong ? "-l" : "-s") \(name.stem)" : name.spelling
          #expect(script.contains(spelling), "\(command.name) \(name)")
        }
      }
    }
  }
}
