extension Program {
  /// The manual page of the program, in roff.
  public func manualPage() -> String {
    var page = ManualPage(name, of: self, summary: summary)
    page.section("SYNOPSIS")
    page.line("\(bold(name)) <\(italic("command"))> [options]")
    page.section("DESCRIPTION")
    page.paragraphs(discussion.isEmpty ? summary : discussion)
    page.section("COMMANDS")
    for command in commands { page.item(bold(command.name), command.summary) }
    page.examples(examples)
    page.section("EXIT STATUS")
    for (code, meaning) in ExitCode.documented { page.item(bold("\(code.rawValue)"), meaning) }
    page.section("ENVIRONMENT")
    page.item(bold("NO_COLOR"), "Forbids colours when it is not empty.")
    page.item(bold("CLICOLOR_FORCE"), "Asks for colours even where there is no terminal.")
    page.item(bold("COLUMNS"), "Overrides the width of the terminal.")
    page.section("SEE ALSO")
    page.line(commands.map { bold("\(name)-\($0.name)") + "(1)" }.joined(separator: ", "))
    return page.text
  }

  /// The manual page of one command, in roff.
  public func manualPage(for command: CommandDescription) -> String {
    var page = ManualPage("\(name)-\(command.name)", of: self, summary: command.summary)
    page.section("SYNOPSIS")
    page.line("\(bold("\(name) \(command.name)")) \(escaped(command.usage))")
    page.section("DESCRIPTION")
    let discussion = command.discussion.replacing("PROGRAM", with: name)
    page.paragraphs(discussion.isEmpty ? command.summary : discussion)
    if !command.arguments.isEmpty {
      page.section("ARGUMENTS")
      for argument in command.arguments { page.item(argument) }
    }
    for section in command.sections {
      page.section(section.heading.uppercased())
      for option in section.options { page.item(option) }
    }
    page.examples(command.examples)
    page.section("SEE ALSO")
    page.line(bold(name) + "(1)")
    return page.text
  }
}

extension ExitCode {
  /// The codes that users meet, with their meanings, for the manual.
  static let documented: [(code: ExitCode, meaning: String)] = [
    (.success, "Done."),
    (.failure, "Failed."),
    (.gateNotMet, "A gate that was asked for was not met."),
    (.usage, "The command line was not understood."),
    (.badData, "The input is not what it should be."),
    (.noInput, "An input is not there or cannot be opened."),
    (.cannotWrite, "An output cannot be written."),
    (.inputOutput, "Reading or writing failed."),
    (.interrupted, "Interrupted from the keyboard."),
  ]
}

/// A manual page that grows section by section.
///
/// - Source: groff_man(7), the macros that both groff and mandoc understand.
private struct ManualPage {
  private(set) var text: String

  init(_ title: String, of program: Program, summary: String) {
    text = """
      .TH "\(escaped(title.uppercased()))" "1" "" "\(escaped("\(program.name) \(program.version)"))"
      .nh
      .ad l
      .SH NAME
      \(escaped(title)) \\- \(escaped(summary))

      """
  }

  mutating func section(_ heading: String) {
    line(".SH \"\(escaped(heading))\"")
  }

  /// A line that is roff already.
  mutating func line(_ roff: String) {
    text += roff + "\n"
  }

  /// Text of several paragraphs; an indented or single line end breaks the line.
  mutating func paragraphs(_ text: String) {
    for (index, part) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if part.isEmpty {
        line(".PP")
      } else {
        if index > 0, !self.text.hasSuffix(".PP\n") { line(".br") }
        line(escaped(String(part)))
      }
    }
  }

  /// A label, and indented below it what it means.
  mutating func item(_ label: String, _ text: String) {
    line(".TP")
    line(label)
    paragraphs(text)
  }

  mutating func item(_ parameter: Parameter) {
    var text = parameter.help
    for note in parameter.notes(.full) { text += " " + note }
    if !parameter.detail.isEmpty { text += "\n" + parameter.detail }
    item(Self.label(of: parameter), text)
    for choice in parameter.explainedChoices {
      line(".RS")
      item(bold(choice.name), choice.summary)
      line(".RE")
    }
  }

  private static func label(of parameter: Parameter) -> String {
    let placeholder = "<\(italic(parameter.placeholder))>"
    if parameter.kind == .argument { return placeholder + (parameter.isRepeatable ? "..." : "") }
    let names = parameter.shownNames.map(bold).joined(separator: ", ")
    return parameter.kind == .option ? "\(names) \(placeholder)" : names
  }

  mutating func examples(_ examples: [Example]) {
    guard !examples.isEmpty else { return }
    section("EXAMPLES")
    for example in examples { item(bold(example.commandLine), example.explanation) }
  }
}

private func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }
private func italic(_ text: String) -> String { "\\fI\(escaped(text))\\fR" }

/// Text in which roff finds nothing to obey: dashes stay dashes, a full stop or an apostrophe at
/// the beginning is no request.
private func escaped(_ text: String) -> String {
  var result = ""
  for character in text {
    switch character {
    case "\\": result += "\\e"
    case "-": result += "\\-"
    case "\"": result += "\\(dq"
    case "'": result += "\\(aq"
    case "`": result += "\\(ga"
    case "^": result += "\\(ha"
    case "~": result += "\\(ti"
    case "\u{A0}": result += "\\ "
    default: result.append(character)
    }
  }
  return result.hasPrefix(".") ? "\\&" + result : result
}
