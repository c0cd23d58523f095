/// What a command understands: a table of arguments, options and flags, each tied to a stored
/// property of `Root` by its key path.
///
/// ```swift
/// struct Greet: Command {
///   var name = ""
///   var times = 1
///   static let name = "greet"
///   static let grammar = Grammar<Self>("Greet somebody.") {
///     Argument(\.name, "name", help: "Whom to greet.")
///     Option(\.times, "--times", "-n", limit: .atLeast(1), help: "How often.")
///   }
/// }
/// ```
public struct Grammar<Root>: Sendable {
  /// One sentence that says what the command does; the heading of the options when the grammar is
  /// used as a group.
  public let summary: String
  /// Paragraphs for the long help and the manual, separated by empty lines; `PROGRAM` stands for
  /// the name of the program.
  public let discussion: String
  /// Command lines for the long help and the manual.
  public let examples: [Example]
  /// Options of which at most one may be given, by their names.
  public let exclusions: [[OptionName]]

  let bindings: [Binding<Root>]

  /// - Parameters:
  ///   - summary: One sentence that says what the command does.
  ///   - discussion: Paragraphs for the long help and the manual, separated by empty lines;
  ///     `PROGRAM` stands for the name of the program.
  ///   - examples: Command lines for the long help and the manual.
  ///   - rows: The arguments, options and flags.
  public init(
    _ summary: String,
    discussion: String = "",
    examples: [Example] = [],
    @GrammarBuilder<Root> rows: () -> GrammarRows<Root> = { GrammarRows() }
  ) {
    let rows = rows()
    self.summary = summary
    self.discussion = discussion
    self.examples = examples
    self.bindings = rows.bindings
    self.exclusions = rows.exclusions
  }

  /// The rows of the grammar of a property, among those of its owner.
  ///
  /// Rows without a section of their own are listed under the summary of `grammar`.
  public static func group<Child>(
    _ keyPath: any WritableKeyPath<Root, Child> & Sendable,
    _ grammar: Grammar<Child>
  ) -> GrammarRows<Root> {
    GrammarRows(
      bindings: grammar.bindings.map { $0.lifted(through: keyPath) },
      exclusions: grammar.exclusions,
    )
    .underHeading(grammar.summary)
  }

  /// The rows of the table, in the order of declaration, with the values of `defaults`.
  public func parameters(defaults: Root) -> [Parameter] {
    bindings.map { binding in
      var parameter = binding.parameter
      parameter.defaultText = parameter.isRequired ? nil : binding.valueText(defaults)
      return parameter
    }
  }
}

/// A command line shown in help, with what it does.
public struct Example: Sendable, Equatable {
  /// What is typed, the name of the program included.
  public let commandLine: String
  /// What it does, in one sentence.
  public let explanation: String

  /// - Parameters:
  ///   - commandLine: What is typed, the name of the program included.
  ///   - explanation: What it does, in one sentence.
  public init(_ commandLine: String, _ explanation: String) {
    self.commandLine = commandLine
    self.explanation = explanation
  }
}
