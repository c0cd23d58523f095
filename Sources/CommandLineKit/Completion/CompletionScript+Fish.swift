extension Program {
  /// A script for fish 3 and later.
  func fishCompletionScript() -> String {
    let isCommand = "__\(shellIdentifier)_command_is"
    var lines: [String] = []
    func complete(_ condition: String, _ rest: String) {
      lines.append("complete -c \(name) -n '\(condition)' \(rest)")
    }
    complete(isCommand, "-s h -l help -d 'Show the list of commands.'")
    complete(isCommand, "-s V -l version -d 'Show the version.'")
    for command in commands {
      complete(isCommand, "-a \(command.name) -d \(fishQuoted(command.summary))")
    }
    for command in commands {
      let condition = ([isCommand] + command.allNames).joined(separator: " ")
      for option in command.options {
        for rest in fishOptions(option) { complete(condition, rest) }
      }
      for argument in command.arguments {
        if let rest = fishValue(argument) { complete(condition, rest) }
      }
    }
    return """
      # fish completion of \(name) \(version): keep it as completions/\(name).fish.

      # Whether the command is one of the arguments; without arguments, whether there is none yet.
      function \(isCommand)
          set -l words (commandline -opc)
          if test (count $argv) -eq 0
              test (count $words) -eq 1
          else
              test (count $words) -gt 1; and contains -- $words[2] $argv
          end
      end

      complete -c \(name) -f
      \(lines.joined(separator: "\n"))

      """
  }

  /// The names and the value of an option; the inverse names of a flag are a line of their own.
  private func fishOptions(_ option: Parameter) -> [String] {
    func line(_ names: [OptionName]) -> String {
      var words = names.map { "\($0.isLong ? "-l" : "-s") \($0.stem)" }
      if option.takesValue { words.append(fishValue(option) ?? "-x") }
      words.append("-d \(fishQuoted(option.firstSentence))")
      return words.joined(separator: " ")
    }
    let inverses = option.offeredNames.filter { !option.names.contains($0) }
    return [line(option.names)] + (inverses.isEmpty ? [] : [line(inverses)])
  }

  /// What is offered for a value; nil for nothing.
  private func fishValue(_ parameter: Parameter) -> String? {
    let needsValue = parameter.kind == .option
    switch parameter.completion {
    case .none: return nil
    case .file: return needsValue ? "-r -F" : "-F"
    case .directory:
      return (needsValue ? "-x " : "") + "-a '(__fish_complete_directories)'"
    case .choices, .command:
      let choices = choices(for: parameter)
      let words =
        parameter.isList
        ? "'(__fish_append , \(choices.map(\.name).joined(separator: " ")))'"
        : fishQuoted(
          choices.map { $0.summary.isEmpty ? $0.name : "\($0.name)\\t\(fishQuoted($0.summary))" }
            .joined(separator: " ")
        )
      return (needsValue ? "-x " : "") + "-a \(words)"
    }
  }

  /// A text as one single-quoted word.
  private func fishQuoted(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").singleQuoted(escape: "\\'")
  }
}
