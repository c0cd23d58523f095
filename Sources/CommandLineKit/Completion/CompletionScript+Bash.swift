extension Program {
  /// A script for bash 3.2 and later.
  ///
  /// A walk over the words before the cursor finds the option that waits for its value, or else the
  /// number of arguments given; a table says what may stand there.
  func bashCompletionScript() -> String {
    let function = "_" + shellIdentifier
    let programWords = commands.map(\.name) + ["--help", "--version"]
    return """
      # bash completion of \(name) \(version): eval "$(\(name) completion bash)"

      # Sets `names` to the options of the command $1.
      \(function)_names() {
        case $1 in
      \(bashNameCases())
        *) names= ;;
        esac
      }

      # Sets `words`, `kind` and `list` for the value of the option, or the argument @number, of "$1";
      # fails where there is none.
      \(function)_value() {
        words= kind= list=
        case $1 in
      \(bashValueCases())
        *) return 1 ;;
        esac
      }

      \(function)() {
        local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}
        local names words kind list lead= option= ended= count=0 index word
        COMPREPLY=()
        if ((COMP_CWORD == 1)); then
          COMPREPLY=($(compgen -W '\(programWords.joined(separator: " "))' -- "$current"))
          return
        fi
        for ((index = 2; index < COMP_CWORD; index++)); do
          word=${COMP_WORDS[index]}
          if [[ -n $option ]]; then
            # Where = divides words, --name=value arrives as three of them.
            [[ $word == = ]] || option=
          elif [[ -n $ended || $word != -* || $word == - ]]; then
            ((count += 1))
          elif [[ $word == -- ]]; then
            ended=1
          elif \(function)_value "$command $word"; then
            option=$word
          fi
        done
        if [[ -n $option && $current == = ]]; then
          current=
        elif [[ -z $option && -z $ended && $current == --*=* ]]; then
          option=${current%%=*} lead=${current%%=*}= current=${current#*=}
        fi
        if [[ -n $option ]]; then
          \(function)_value "$command $option" || return 0
        elif [[ -z $ended && $current == -* ]]; then
          \(function)_names "$command"
          COMPREPLY=($(compgen -W "$names" -- "$current"))
          return
        else
          \(function)_value "$command @$count" || return 0
        fi
        if [[ -n $list && $current == *,* ]]; then
          lead=$lead${current%,*}, current=${current##*,}
        fi
        case $kind in
        file | directory)
          compopt -o filenames 2>/dev/null
          while IFS= read -r word; do
            COMPREPLY+=("$lead$word")
          done < <(compgen -A "$kind" -- "$current")
          ;;
        *)
          for word in $(compgen -W "$words" -- "$current"); do
            COMPREPLY+=("$lead$word")
          done
          ;;
        esac
      }

      complete -F \(function) \(name)

      """
  }

  private func bashNameCases() -> String {
    commands.map { command in
      let names = command.options.flatMap(\.offeredNames).map(\.spelling).joined(separator: " ")
      return "  \(command.allNames.joined(separator: " | "))) names='\(names)' ;;"
    }
    .joined(separator: "\n")
  }

  private func bashValueCases() -> String {
    commands.flatMap { command in
      let options = command.options.filter(\.takesValue).map { option in
        bashValueCase(command, option.allNames.map(\.spelling), option)
      }
      let arguments = command.arguments.enumerated().map { index, argument in
        bashValueCase(command, ["@\(argument.isRepeatable ? "" : "\(index)")"], argument)
      }
      return options + arguments
    }
    .joined(separator: "\n")
  }

  /// What may stand behind the patterns `keys`, as one line of a `case`.
  private func bashValueCase(
    _ command: CommandDescription,
    _ keys: [String],
    _ parameter: Parameter
  ) -> String {
    let patterns = command.allNames.flatMap { name in
      // All remaining arguments, whatever their number, have the key @.
      keys.map { "'\(name) \($0)'" + ($0 == "@" ? "*" : "") }
    }
    var settings: [String] = []
    let choices = choices(for: parameter).map(\.name)
    if !choices.isEmpty {
      let words = choices.joined(separator: " ").singleQuoted(escape: #"'\''"#)
      settings.append("words=\(words)")
    }
    switch parameter.completion {
    case .file: settings.append("kind=file")
    case .directory: settings.append("kind=directory")
    case .none, .choices, .command: break
    }
    if parameter.isList { settings.append("list=1") }
    let body = settings.isEmpty ? "" : settings.joined(separator: " ") + " "
    return "  \(patterns.joined(separator: " | "))) \(body);;"
  }
}
