extension Program {
  /// The script that teaches `shell` to complete the program's commands, options and values.
  public func completionScript(for shell: Shell) -> String {
    switch shell {
    case .bash: bashCompletionScript()
    case .zsh: zshCompletionScript()
    case .fish: fishCompletionScript()
    }
  }

  /// The name of the program, fit for the name of a shell function.
  var shellIdentifier: String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  /// The words that a shell offers for a value; none for files, directories and free text.
  func choices(for parameter: Parameter) -> [Choice] {
    switch parameter.completion {
    case .choices(let choices): choices
    case .command: commands.map { Choice($0.name, $0.summary) }
    case .none, .file, .directory: []
    }
  }
}

extension Parameter {
  /// The names that a shell offers: those that help shows, and their inverses.
  var offeredNames: [OptionName] {
    names + (isInvertible ? names.filter(\.isLong).map(\.inverse) : [])
  }

  /// The beginning of the help, for a list of one line each.
  var firstSentence: String {
    var sentence = ""
    for character in help {
      if character == " ", sentence.hasSuffix(".") { break }
      sentence.append(character)
    }
    return sentence
  }
}

extension CommandDescription {
  /// The words that choose the command.
  var allNames: [String] { [name] + aliases }
}

extension String {
  /// The text between single quotes, which every shell takes as it stands; `escape` is how the
  /// shell writes a single quote among them.
  func singleQuoted(escape: String) -> String {
    "'" + replacing("'", with: escape) + "'"
  }
}
