/// One of a program's commands: a value with defaults that its grammar fills, and that then runs.
public protocol Command: Sendable {
  /// The word that chooses the command.
  static var name: String { get }

  /// Further words that choose it, understood but not shown.
  static var aliases: [String] { get }

  /// What the command understands.
  static var grammar: Grammar<Self> { get }

  /// The command with every option at its default.
  init()

  /// Checks what no single option can know of itself. Called when all words are read.
  ///
  /// - Throws: ``UsageError`` when options contradict one another.
  func validate() throws(UsageError)

  /// Does the work.
  ///
  /// - Parameter terminal: What is known of the terminal, settled once.
  func run(on terminal: Terminal) throws -> ExitCode
}

extension Command {
  /// No further words.
  public static var aliases: [String] { [] }
  /// Nothing to check.
  public func validate() throws(UsageError) {}
}

/// What help, the manual and the completion scripts know of a command.
public struct CommandDescription: Sendable, Equatable {
  /// The word that chooses the command.
  public let name: String
  /// Further words that choose it, understood but not shown.
  public let aliases: [String]
  /// One sentence that says what the command does.
  public let summary: String
  /// Paragraphs for the long help and the manual, separated by empty lines.
  public let discussion: String
  /// Command lines for the long help and the manual.
  public let examples: [Example]
  /// The rows of its table, that of `--help` at the end.
  public let parameters: [Parameter]
  /// Options of which at most one may be given.
  public let exclusions: [[OptionName]]

  /// Describes `grammar` as the command `name`.
  ///
  /// A row for `-h` and `--help` is added at the end.
  public init<Root>(
    name: String,
    aliases: [String] = [],
    grammar: Grammar<Root>,
    defaults: Root
  ) {
    let help = Parameter(
      .flag,
      names: [HelpDetail.briefName, HelpDetail.fullName],
      help: "Show this help; -h shows less of it.",
    )
    self.name = name
    self.aliases = aliases
    summary = grammar.summary
    discussion = grammar.discussion
    examples = grammar.examples
    parameters = grammar.parameters(defaults: defaults) + [help]
    exclusions = grammar.exclusions
  }

  /// Describes a command.
  public init<C: Command>(_ command: C.Type) {
    self.init(name: C.name, aliases: C.aliases, grammar: C.grammar, defaults: C())
  }

  /// The positional arguments.
  public var arguments: [Parameter] { parameters.filter { $0.kind == .argument } }

  /// The options and flags.
  public var options: [Parameter] { parameters.filter { $0.kind != .argument } }

  /// The options by the headings under which they are listed, in the order of declaration; the
  /// heading of those without a section is `Options`.
  public var sections: [(heading: String, options: [Parameter])] {
    var sections: [(heading: String, options: [Parameter])] = []
    for option in options {
      let heading = option.section ?? "Options"
      if let index = sections.firstIndex(where: { $0.heading == heading }) {
        sections[index].options.append(option)
      } else {
        sections.append((heading, [option]))
      }
    }
    return sections
  }

  /// The words after the command's name in a usage line: `--horizon <steps> [options] <csv>`. The
  /// space between an option and its value is one at which no line is broken.
  public var usage: String {
    let required = options.filter(\.isRequired).map(\.usage.keptTogether)
    return (required + ["[options]"] + arguments.map(\.usage)).joined(separator: " ")
  }
}
