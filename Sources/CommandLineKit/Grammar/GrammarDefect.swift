/// A fault in the declaration of a command: the programmer's, not the user's.
public enum GrammarDefect: Equatable, Sendable {
  case duplicateCommand(String)
  case badlySpelledCommand(String)
  case missingSummary(command: String)
  case missingName(command: String)
  case badlySpelledName(OptionName, command: String)
  case duplicateName(OptionName, command: String)
  /// An option or argument whose value has no word for it.
  case missingPlaceholder(String, command: String)
  case missingHelp(String, command: String)
  /// Help that does not end as a sentence does.
  case helpWithoutFullStop(String, command: String)
  /// A required argument behind one that may be left out.
  case requiredAfterOptional(String, command: String)
  /// An argument behind the one that takes all remaining words.
  case argumentAfterVariadic(String, command: String)
  /// An exclusion that names an option that is not there.
  case unknownExclusion(OptionName, command: String)
  /// A choice that holds a comma or a space, or is empty.
  case badlySpelledChoice(String, command: String)
}

extension CommandDescription {
  /// What is wrong with the declaration of the command; empty for a sound one.
  public var defects: [GrammarDefect] {
    var defects: [GrammarDefect] = []
    if !isWord(name) { defects.append(.badlySpelledCommand(name)) }
    if summary.isEmpty { defects.append(.missingSummary(command: name)) }
    for parameter in parameters {
      defects += Self.defects(of: parameter, command: name)
    }
    var seen: Set<OptionName> = []
    for optionName in parameters.flatMap({ $0.allNames + $0.inverseNames })
    where !seen.insert(optionName).inserted {
      defects.append(.duplicateName(optionName, command: name))
    }
    for optionName in exclusions.joined() where !seen.contains(optionName) {
      defects.append(.unknownExclusion(optionName, command: name))
    }
    for (earlier, later) in zip(arguments, arguments.dropFirst()) {
      if earlier.isRepeatable {
        defects.append(.argumentAfterVariadic(later.title, command: name))
      }
      if !earlier.isRequired && later.isRequired {
        defects.append(.requiredAfterOptional(later.title, command: name))
      }
    }
    return defects
  }

  private static func defects(of parameter: Parameter, command: String) -> [GrammarDefect] {
    var defects: [GrammarDefect] = []
    let title = parameter.title
    if parameter.kind != .argument, parameter.names.isEmpty {
      defects.append(.missingName(command: command))
    }
    for name in parameter.allNames where !name.isWellSpelled {
      defects.append(.badlySpelledName(name, command: command))
    }
    if parameter.takesValue, parameter.placeholder.isEmpty {
      defects.append(.missingPlaceholder(title, command: command))
    }
    if parameter.help.isEmpty {
      defects.append(.missingHelp(title, command: command))
    } else if !parameter.help.hasSuffix(".") {
      defects.append(.helpWithoutFullStop(title, command: command))
    }
    if case .choices(let choices) = parameter.completion {
      for choice in choices
      where choice.name.isEmpty || choice.name.contains(where: { $0 == "," || $0.isWhitespace }) {
        defects.append(.badlySpelledChoice(choice.name, command: command))
      }
    }
    return defects
  }
}

extension Program {
  /// What is wrong with the declarations of all commands; empty for sound ones.
  public var defects: [GrammarDefect] {
    var seen: Set<String> = []
    let duplicates = commands.flatMap { [$0.name] + $0.aliases }
      .filter { !seen.insert($0).inserted }
    return commands.flatMap(\.defects) + duplicates.map { .duplicateCommand($0) }
  }
}

/// Whether `text` is lower-case letters, digits and dashes, beginning with a letter.
private func isWord(_ text: String) -> Bool {
  OptionName("--\(text)").isWellSpelled
}
