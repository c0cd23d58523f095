extension Program {
  /// A script for zsh, in the language of its function `_arguments`.
  func zshCompletionScript() -> String {
    let function = "_" + shellIdentifier
    let offered = commands.map { "    \(zshQuoted("\(zshName($0.name)):\($0.summary)"))" }
    return """
      #compdef \(name)
      # zsh completion of \(name) \(version): keep it as \(function) in a directory of $fpath.

      \(function)_commands() {
        local -a commands
        commands=(
      \(offered.joined(separator: "\n"))
        )
        _describe -t commands command commands
      }

      \(function)() {
        local curcontext=$curcontext state state_descr line
        typeset -A opt_args
        _arguments -C \\
          '(- *)'{-h,--help}'[Show the list of commands.]' \\
          '(- *)'{-V,--version}'[Show the version.]' \\
          '1:command:\(function)_commands' \\
          '*::argument:->arguments' && return
        [[ $state == arguments ]] || return 1
        case $words[1] in
      \(commands.map { zshCase($0, function) }.joined(separator: "\n"))
        esac
      }

      if [[ $funcstack[1] == \(function) ]]; then
        \(function) "$@"
      else
        compdef \(function) \(name)
      fi

      """
  }

  private func zshCase(_ command: CommandDescription, _ function: String) -> String {
    let options = command.options.flatMap { zshOption($0, in: command, function) }
    let arguments = command.arguments.enumerated().map { index, argument in
      let place = argument.isRepeatable ? "*" : "\(index + 1)"
      let colon = argument.isRequired || argument.isRepeatable ? ":" : "::"
      return zshQuoted("\(place)\(colon)\(zshValue(argument, function))")
    }
    let specifications = (options + arguments).map { "      \($0)" }.joined(separator: " \\\n")
    return """
        \(command.allNames.joined(separator: " | ")))
          _arguments -s -S : \\
      \(specifications)
          ;;
      """
  }

  /// The specification of an option under each of its names, which exclude one another unless it is
  /// repeatable.
  private func zshOption(
    _ option: Parameter,
    in command: CommandDescription,
    _ function: String
  ) -> [String] {
    let rivals = command.options.filter { rival in
      rival != option
        && command.exclusions.contains { rule in
          rule.contains(where: rival.allNames.contains)
            && rule.contains(where: option.allNames.contains)
        }
    }
    let excluded = ([option] + rivals).flatMap(\.offeredNames).map(\.spelling)
    let isHelp = option.names.contains(HelpDetail.fullName)
    let prefix =
      option.isRepeatable ? "*" : isHelp ? "(- *)" : "(\(excluded.joined(separator: " ")))"
    return option.offeredNames.map { name in
      let ending = option.kind == .flag ? "" : name.isLong ? "=" : "+"
      var text = "\(prefix)\(name)\(ending)[\(zshBracketed(option.firstSentence))]"
      if option.takesValue { text += ":" + zshValue(option, function) }
      return zshQuoted(text)
    }
  }

  /// What a value is called and what is offered for it: `message:action`.
  private func zshValue(_ parameter: Parameter, _ function: String) -> String {
    let message = zshName(parameter.placeholder)
    switch parameter.completion {
    case .none: return message + ": "
    case .file: return message + ":_files"
    case .directory: return message + ":_files -/"
    case .command: return message + ":\(function)_commands"
    case .choices(let choices):
      if parameter.isList {
        let names = choices.map(\.name).joined(separator: " ")
        return message + ":_sequence compadd - \(names)"
      }
      let words = choices.map { choice in
        choice.summary.isEmpty
          ? zshName(choice.name)
          : "\(zshName(choice.name))\\:\"\(zshInDoubleQuotes(choice.summary))\""
      }
      return message + ":((\(words.joined(separator: " "))))"
    }
  }

  private func zshQuoted(_ text: String) -> String { text.singleQuoted(escape: #"'\''"#) }

  /// Text without the characters that divide a specification.
  private func zshName(_ text: String) -> String { text.replacing(":", with: "\\:") }

  private func zshBracketed(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("[", with: "\\[").replacing("]", with: "\\]")
  }

  private func zshInDoubleQuotes(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\\"$`:".contains(character) { result += "\\" }
      result.append(character)
    }
    return result
  }
}
