/// A program: a name, and the commands it offers. `help` and `completion` are among them by themselves.
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
  /// All commands, those that every program has at the end.
  public let commands: [CommandDescription]

  private let readers: [Reader]

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
    readers = commands.map { Self.reader(of: $0) }
    self.commands =
      commands.map { CommandDescription($0) } + [
        CommandDescription(
          name: HelpQuestion.name,
          grammar: HelpQuestion.grammar,
          defaults: HelpQuestion(),
        ),
        CommandDescription(
          name: CompletionQuestion.name,
          grammar: CompletionQuestion.grammar,
          defaults: CompletionQuestion(),
        ),
      ]
  }

  /// The command that `word` chooses, by its name or an alias.
  public func command(_ word: String) -> CommandDescription? {
    commands.first { $0.name == word || $0.aliases.contains(word) }
  }

  /// Reads the words after the program's name.
  ///
  /// In a debug build the declarations of all commands are checked first.
  public func invocation(of words: [String], on terminal: Terminal) -> Invocation {
    assert(defects.isEmpty, "\(defects)")
    guard let first = words.first else {
      return .refuse(.missingCommand, hint: String(overview(on: terminal).dropLast()))
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
    guard let command = command(first) else {
      return .refuse(fault(inCommandName: first), hint: "try: \(name) help")
    }
    do {
      switch try read(rest, as: command.name) {
      case .help(let detail): return .show(help(for: command, detail, on: terminal))
      case .command(let command): return .run(command)
      case .helpQuestion(let question): return .show(try answer(question, on: terminal))
      case .completionQuestion(let question): return .show(completionScript(for: question.shell))
      }
    } catch {
      return .refuse(error, hint: "try: \(name) \(command.name) --help")
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

  private func answer(
    _ question: HelpQuestion,
    on terminal: Terminal
  ) throws(UsageError) -> String {
    guard let topic = question.topic else {
      return question.showsManual ? manualPage() : overview(on: terminal)
    }
    guard let command = command(topic) else { throw fault(inCommandName: topic) }
    return question.showsManual ? manualPage(for: command) : help(for: command, .full, on: terminal)
  }
}

extension Program {
  /// A command, or a question that the program answers by itself.
  private enum Request {
    case command(any Command)
    case help(HelpDetail)
    case helpQuestion(HelpQuestion)
    case completionQuestion(CompletionQuestion)
  }

  /// Reads the words after the name of one command; its type is known only inside.
  private struct Reader: Sendable {
    let name: String
    let read: @Sendable ([String]) throws(UsageError) -> Parsed<any Command>
  }

  private static func reader<C: Command>(of command: C.Type) -> Reader {
    Reader(name: C.name) { (words) throws(UsageError) in
      switch try C.grammar.parse(words, defaults: C()) {
      case .help(let detail): return .help(detail)
      case .value(let command):
        try command.validate()
        return .value(command)
      }
    }
  }

  private func read(_ words: [String], as name: String) throws(UsageError) -> Request {
    switch name {
    case HelpQuestion.name:
      switch try HelpQuestion.grammar.parse(words, defaults: HelpQuestion()) {
      case .help(let detail): return .help(detail)
      case .value(let question): return .helpQuestion(question)
      }
    case CompletionQuestion.name:
      switch try CompletionQuestion.grammar.parse(words, defaults: CompletionQuestion()) {
      case .help(let detail): return .help(detail)
      case .value(let question): return .completionQuestion(question)
      }
    default:
      guard let reader = readers.first(where: { $0.name == name }) else {
        throw fault(inCommandName: name)
      }
      switch try reader.read(words) {
      case .help(let detail): return .help(detail)
      case .value(let command): return .command(command)
      }
    }
  }
}
