import AlmanacTesting
import CommandLineKit
import Testing

@Suite("Help page")
struct HelpPageTests {
  private func help(_ words: String..., terminal: Terminal = Bakery.pipe) throws -> String {
    let invocation = Bakery.program.invocation(of: words, on: terminal)
    guard case .show(let text) = invocation else {
      Issue.record("no help")
      return ""
    }
    return text
  }

  private func plain(_ columns: Int) -> Terminal {
    Bakery.terminal(columns: columns, variables: ["NO_COLOR": "1"])
  }

  @Test("a wide page has two columns")
  func wide() throws {
    #expect(
      try help("bake", "--help", terminal: plain(100)) == """
        Bake loaves by a recipe.

        Usage: bakery bake [options] <recipe> [<extra>...]

        The recipe is read once, then the loaves are baked one after another. What is not in the house is
        bought.

        Arguments:
          <recipe>                  File to read; - for standard input.
          <extra>...                What goes into the dough besides.

        Options:
          -n, --loaves <loaves>     How many loaves to bake. [default: 1]
                                    The oven holds six; more are baked in turns.
              --crust <crust>       What the crust shall be like. [soft, golden, dark] [default: golden]
                                      soft    twenty minutes
                                      golden  half an hour
              --times <minutes>     How long each turn takes, separated by commas, the last one for all that
                                    follow. [default: 10,2.5]
              --sprinkle <seeds>    What is sprinkled on top. Several are mixed. [sesame, poppy, sunflower]
              --seed <number>       Where chance begins.
          -h, --help                Show this help; -h shows less of it.

        Output:
          -o, --output <directory>  Where the loaves go.
              --note <text>         A note on the bag. [repeatable]
          -q, --quiet               Say nothing.
          -v, --verbose             Say more.

        Oven:
              --heat <degrees>      How hot the oven is. [default: 220.5]
              --[no-]fan            Let the fan run. [default: on]

        Examples:
          bakery bake rye.txt -n 12
              A dozen loaves.
          bakery bake - --crust dark < rye.txt
              The recipe from standard input.

        """
    )
  }

  @Test("a narrow page has its texts below their labels")
  func narrow() throws {
    #expect(
      try help("bake", "--help", terminal: plain(50)) == """
        Bake loaves by a recipe.

        Usage: bakery bake [options] <recipe> [<extra>...]

        The recipe is read once, then the loaves are baked
        one after another. What is not in the house is
        bought.

        Arguments:
          <recipe>
                File to read; - for standard input.
          <extra>...
                What goes into the dough besides.

        Options:
          -n, --loaves <loaves>
                How many loaves to bake. [default: 1]
                The oven holds six; more are baked in
                turns.
              --crust <crust>
                What the crust shall be like. [soft,
                golden, dark] [default: golden]
                  soft    twenty minutes
                  golden  half an hour
              --times <minutes>
                How long each turn takes, separated by
                commas, the last one for all that follow.
                [default: 10,2.5]
              --sprinkle <seeds>
                What is sprinkled on top. Several are
                mixed. [sesame, poppy, sunflower]
              --seed <number>
                Where chance begins.
          -h, --help
                Show this help; -h shows less of it.

        Output:
          -o, --output <directory>
                Where the loaves go.
              --note <text>
                A note on the bag. [repeatable]
          -q, --quiet
                Say nothing.
          -v, --verbose
                Say more.

        Oven:
              --heat <degrees>
                How hot the oven is. [default: 220.5]
              --[no-]fan
                Let the fan run. [default: on]

        Examples:
          bakery bake rye.txt -n 12
              A dozen loaves.
          bakery bake - --crust dark < rye.txt
              The recipe from standard input.

        """
    )
  }

  @Test("the overview lists the commands")
  func overview() throws {
    #expect(
      try help("--help") == """
        Bake bread and sell it.

        Usage: bakery <command> [options]

        Commands:
          bake        Bake loaves by a recipe.
          sell        Sell what was baked.
          help        Show help on a command, or the list of commands.
          completion  Write a script that completes commands and options in a shell.

        Examples:
          bakery bake rye.txt
              Bake one loaf by the recipe in rye.txt.

        bakery help <command> explains one of them, bakery --version shows the version.

        """
    )
  }

  @Test("-h leaves out discussion, details and examples")
  func brief() throws {
    let text = try help("bake", "-h")
    #expect(text.contains("-n, --loaves <loaves>     How many loaves to bake. [default: 1]\n  "))
    for absent in ["The oven holds six", "The recipe is read once", "Examples", "half an hour"] {
      #expect(!text.contains(absent), "\(absent)")
    }
  }

  @Test("with colour, headings, names and placeholders differ")
  func colour() throws {
    #expect(
      try help("sell", "-h", terminal: Bakery.terminal(columns: 80)) == """
        Sell what was baked.

        \u{1B}[1mUsage:\u{1B}[0m \u{1B}[36mbakery sell\u{1B}[0m --price <coins> [options]

        \u{1B}[1mOptions:\u{1B}[0m
          \u{1B}[36m-p\u{1B}[0m, \u{1B}[36m--price\u{1B}[0m\u{1B}[2m <coins>\u{1B}[0m  \
        What a loaf costs. [required]
              \u{1B}[36m--fresh\u{1B}[0m          Only what is warm.
          \u{1B}[36m-h\u{1B}[0m, \u{1B}[36m--help\u{1B}[0m           \
        Show this help; -h shows less of it.

        """
    )
  }

  @Test("no line is wider than the page, at any width", .tags(.property), arguments: 40...100)
  func widths(columns: Int) throws {
    for words in [["--help"], ["bake", "--help"], ["sell", "-h"], ["help", "--help"]] {
      let invocation = Bakery.program.invocation(of: words, on: plain(columns))
      guard case .show(let text) = invocation else {
        Issue.record("no help")
        continue
      }
      for line in text.split(separator: "\n") {
        #expect(line.count <= columns, "\(line)")
        #expect(line.last != " ", "\(line)")
      }
    }
  }
}
