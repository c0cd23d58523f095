import CommandLineKit
import Testing

@Suite("Grammar")
struct GrammarTests {
  private let bake = CommandDescription(Bake.self)

  private func row(_ title: String) throws -> Parameter {
    try #require(bake.parameters.first { $0.title == title })
  }

  @Test("rows stand in the order of declaration, those of a group in its place, help at the end")
  func order() {
    #expect(
      bake.parameters.map(\.title) == [
        "<recipe>", "<extra>", "--loaves", "--crust", "--times", "--sprinkle", "--output", "--note",
        "--quiet", "--verbose", "--heat", "--fan", "--seed", "--help",
      ]
    )
  }

  @Test("rows are listed under their section, those of a group under its summary")
  func sections() {
    let sections = bake.sections.map { "\($0.heading): \($0.options.map(\.title))" }
    #expect(
      sections == [
        #"Options: ["--loaves", "--crust", "--times", "--sprinkle", "--seed", "--help"]"#,
        #"Output: ["--output", "--note", "--quiet", "--verbose"]"#,
        #"Oven: ["--heat", "--fan"]"#,
      ]
    )
  }

  @Test("short names precede long ones, however they were declared")
  func names() throws {
    #expect(try row("--loaves").names == ["-n", "--loaves"])
    #expect(try row("--loaves").allNames == ["-n", "--loaves", "--count"])
    #expect(try row("--fan").inverseNames == ["--no-fan"])
    #expect(try row("--quiet").inverseNames == [])
  }

  @Test("a default is shown as it would be typed, nil, empty and required ones are not")
  func defaults() throws {
    #expect(try row("--loaves").defaultText == "1")
    #expect(try row("--crust").defaultText == "golden")
    #expect(try row("--times").defaultText == "10,2.5")
    #expect(try row("--heat").defaultText == "220.5")
    #expect(try row("--fan").defaultText == "on")
    for title in ["<recipe>", "<extra>", "--output", "--note", "--quiet", "--seed"] {
      #expect(try row(title).defaultText == nil, "\(title)")
    }
    let price = CommandDescription(Sell.self).parameters.first { $0.title == "--price" }
    #expect(price?.defaultText == nil)
  }

  @Test("the type of a property says what may be typed, and whether it is a list")
  func types() throws {
    #expect(try row("--seed").placeholder == "number")
    #expect(try row("--crust").placeholder == "crust")
    #expect(
      try row("--crust").completion
        == .choices([
          Choice("soft", "twenty minutes"), Choice("golden", "half an hour"), Choice("dark"),
        ])
    )
    #expect(try row("--sprinkle").completion == .choices(["sesame", "poppy", "sunflower"]))
    #expect(try row("--sprinkle").isList)
    #expect(try row("--times").isList)
    #expect(try row("--note").isRepeatable)
    #expect(try !row("--seed").isList)
  }

  @Test("what a command takes is written in its usage")
  func usage() {
    #expect(bake.usage == "[options] <recipe> [<extra>...]")
    // The space inside an option and its value is one at which no line is broken.
    #expect(CommandDescription(Sell.self).usage == "--price\u{A0}<coins> [options]")
  }
}
