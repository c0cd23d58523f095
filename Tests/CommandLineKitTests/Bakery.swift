import CommandLineKit

/// A small program with every kind of row, on which the tests look at help, messages and scripts.
enum Bakery {
  static let program = Program(
    "bakery",
    version: "1.2.3",
    summary: "Bake bread and sell it.",
    discussion: "A bakery in three commands.\n\nNobody has left it hungry.",
    examples: [
      Example("bakery bake rye.txt", "Bake one loaf by the recipe in rye.txt.")
    ],
    commands: [Bake.self, Sell.self],
  )

  /// A terminal that is none: 80 columns, no colour.
  static let pipe = terminal(columns: nil)

  static func terminal(columns: Int?, variables: [String: String] = [:]) -> Terminal {
    Terminal(
      environment: { variables[$0] },
      isOutputTerminal: columns != nil,
      isErrorTerminal: columns != nil,
      columns: columns,
    )
  }
}

enum Crust: String, CaseIterable, OptionValue {
  case soft, golden, dark

  static var placeholder: String { "crust" }

  var optionSummary: String {
    switch self {
    case .soft: "twenty minutes"
    case .golden: "half an hour"
    case .dark: ""
    }
  }
}

enum Seed: String, CaseIterable, OptionValue {
  case sesame, poppy, sunflower
}

struct OvenOptions: Equatable, Sendable {
  var heat = 220.5
  var isFanOn = true

  static let grammar = Grammar<Self>("Oven") {
    Option(
      \.heat,
      "--heat",
      placeholder: "degrees",
      limit: .from(50, to: 300),
      help: "How hot the oven is.",
    )
    Flag(\.isFanOn, "--fan", invertible: true, help: "Let the fan run.")
  }
}

struct Bake: Command, Equatable {
  var recipe = ""
  var extras: [String] = []
  var loaves = 1
  var quiet = false
  var verbose = false
  var seed: UInt64?
  var crust = Crust.golden
  var times: [Double] = [10, 2.5]
  var notes: [String] = []
  var seeds: [Seed] = []
  var target: String?
  var oven = OvenOptions()

  static let name = "bake"
  static let aliases = ["roast"]
  static let grammar = Grammar<Self>(
    "Bake loaves by a recipe.",
    discussion: """
      The recipe is read once, then the loaves are baked one after another. What is not in the \
      house is bought.
      """,
    examples: [
      Example("bakery bake rye.txt -n 12", "A dozen loaves."),
      Example("bakery bake - --crust dark < rye.txt", "The recipe from standard input."),
    ],
  ) {
    Argument(\.recipe, "recipe", completion: .file, help: "File to read; - for standard input.")
    Argument(\.extras, all: "extra", needsOne: false, help: "What goes into the dough besides.")
    Option(
      \.loaves,
      "--loaves",
      "-n",
      aliases: ["--count"],
      placeholder: "loaves",
      limit: .atLeast(1),
      help: "How many loaves to bake.",
      detail: "The oven holds six; more are baked in turns.",
    )
    Option(\.crust, "--crust", help: "What the crust shall be like.")
    Option(
      \.times,
      "--times",
      placeholder: "minutes",
      limit: .above(0),
      help: "How long each turn takes, separated by commas, the last one for all that follow.",
    )
    Option(
      \.seeds,
      "--sprinkle",
      placeholder: "seeds",
      help: "What is sprinkled on top. Several are mixed.",
    )
    Section("Output") {
      Option(
        \.target,
        "--output",
        "-o",
        placeholder: "directory",
        completion: .directory,
        help: "Where the loaves go.",
      )
      Option(repeatable: \.notes, "--note", help: "A note on the bag.")
      Flag(\.quiet, "--quiet", "-q", help: "Say nothing.")
      Flag(\.verbose, "--verbose", "-v", help: "Say more.")
    }
    Exclusive("--quiet", "--verbose")
    Grammar.group(\.oven, OvenOptions.grammar)
    Option(\.seed, "--seed", help: "Where chance begins.")
  }

  func validate() throws(UsageError) {
    if loaves > 100 && oven.heat > 250 { throw .inconsistent("100 loaves burn at 250 degrees") }
  }

  func run(on terminal: Terminal) -> ExitCode { .success }
}

struct Sell: Command, Equatable {
  var price: Double = 0
  var isFresh = false

  static let name = "sell"
  static let grammar = Grammar<Self>("Sell what was baked.") {
    Option(
      \.price,
      "--price",
      "-p",
      placeholder: "coins",
      required: true,
      help: "What a loaf costs."
    )
    Flag(\.isFresh, "--fresh", help: "Only what is warm.")
  }

  func run(on terminal: Terminal) -> ExitCode { .success }
}
