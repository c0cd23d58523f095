/// A program: a name, and the commands it offers. `help` and `completion` are among them by
/// themselves.
public struct Program: Sendable {
  /// The word that starts the program.
  public let name: String
  /// The version, as `--version` shows it.
  public let version: String
  /// One sentence that says what the program is for.
  public let summary: String
  /// Paragraphs for the manual, separated by empty lines.
  public let discussion: String
  /// Command lines for the newcomer.
  public let examples: [Example]

  private let entries: [Entry]

  /// - Parameters:
  ///   - name: The word that starts the program.
  ///   - version: The version, as `--version` shows it.
  ///   - summary: One sentence that says what the program is for.
  ///   - discussion: Paragraphs for the manual, separated by empty lines.
  ///   - examples: Command lines for the newcomer.
  ///   - commands: The commands in the order in which help lists them.
  public init(
    _ name: String,
    version: String,
    summary: String,
    discussion: String = "",
    examples: [Example] = [],
    commands: [any Command.Type]
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.discussion = discussion
    self.examples = examples
    entries = commands.map { Self.entry(of: $0) } + [Self.helpEntry, Self.completionEntry]
  }

  /// All commands, those that every program has at the end.
  public var commands: [CommandDescription] { entries.map(\.description) }

  /// The command that `word` chooses, by its name or an alias.
  public func command(_ word: String) -> CommandDescription? {
    entry(word)?.description
  }

  /// Reads the words after the program's name.
  ///
  /// In a debug build the declarations of all commands are checked first.
  public func invocation(of words: [String], on terminal: Terminal) -> Invocation {
    assert(defects.isEmpty, "\(defects)")
    guard let first = words.first else {
      // The overview goes to standard error here, as any hint does.
      let page = HelpPage(program: self).text(width: terminal.helpWidth, style: terminal.errorStyle)
      return .refuse(.missingCommand, hint: String(page.dropLast()))
    }
    let rest = Array(words.dropFirst())
    switch first {
    case HelpDetail.briefName.spelling, HelpDetail.fullName.spelling:
      return .show(overview(on: terminal))
    case "--version", "-V":
      return .show("\(name) \(version)\n")
    default:
      break
    }
    guard let entry = entry(first) else {
      return .refuse(fault(inCommandName: first), hint: "try: \(name) help")
    }
    do {
      return try entry.answer(rest, self, terminal)
    } catch {
      return .refuse(error, hint: "try: \(name) \(entry.description.name) --help")
    }
  }

  /// The lines for standard error that say what is wrong with a command line, without a line end.
  public func report(_ error: UsageError, hint: String, style: Style) -> String {
    "\(style.bold(name + ":")) \(error.description)\n\(hint)"
  }

  /// The list of commands, with usage and examples.
  public func overview(on terminal: Terminal) -> String {
    HelpPage(program: self).text(width: terminal.helpWidth, style: terminal.outputStyle)
  }

  /// The help of one command.
  public func help(
    for command: CommandDescription,
    _ detail: HelpDetail,
    on terminal: Terminal
  ) -> String {
    HelpPage(command, of: self, detail: detail)
      .text(width: terminal.helpWidth, style: terminal.outputStyle)
  }

  private func fault(inCommandName word: String) -> UsageError {
    if word.hasPrefix("-") {
      return .unknownOption(word, nearest: nearestName(to: word, among: ["--help", "--version"]))
    }
    return .unknownCommand(word, nearest: nearestName(to: word, among: commands.map(\.name)))
  }

  private func entry(_ word: String) -> Entry? {
    entries.first { $0.description.name == word || $0.description.aliases.contains(word) }
  }
}

// MARK: - Entries

extension Program {
  /// A command, and how the words after its name are answered; its type is known only inside.
  private struct Entry: Sendable {
    let description: CommandDescription
    let answer: @Sendable ([String], Program, Terminal) throws(UsageError) -> Invocation
  }

  /// An entry whose words are read into a `Root`, which `respond` then answers.
  private static func entry<Root: Sendable>(
    name: String,
    aliases: [String] = [],
    grammar: Grammar<Root>,
    defaults: Root,
    respond: @escaping @Sendable (Root, Program, Terminal) throws(UsageError) -> Invocation
  ) -> Entry {
    let description = CommandDescription(
      name: name,
      aliases: aliases,
      grammar: grammar,
      defaults: defaults,
    )
    return Entry(description: description) { (words, program, terminal) throws(UsageError) in
      switch try grammar.parse(words, defaults: defaults) {
      case .help(let detail): return .show(program.help(for: description, detail, on: terminal))
      case .value(let value): return try respond(value, program, terminal)
      }
    }
  }

  private static func entry<C: Command>(of command: C.Type) -> Entry {
    entry(name: C.name, aliases: C.aliases, grammar: C.grammar, defaults: C()) {
      (command, _, _) throws(UsageError) in
      try command.validate()
      return .run(command)
    }
  }

  private static var helpEntry: Entry {
    entry(name: HelpQuestion.name, grammar: HelpQuestion.grammar, defaults: HelpQuestion()) {
      (question, program, terminal) throws(UsageError) in
      guard let topic = question.topic else {
        return .show(
          question.showsManual ? program.manualPage() : program.overview(on: terminal)
        )
      }
      guard let command = program.command(topic) else {
        throw program.fault(inCommandName: topic)
      }
      return .show(
        question.showsManual
          ? program.manualPage(for: command) : program.help(for: command, .full, on: terminal)
      )
    }
  }

  private static var completionEntry: Entry {
    entry(
      name: CompletionQuestion.name,
      grammar: CompletionQuestion.grammar,
      defaults: CompletionQuestion(),
    ) { question, program, _ in
      .show(program.completionScript(for: question.shell))
    }
  }
}
