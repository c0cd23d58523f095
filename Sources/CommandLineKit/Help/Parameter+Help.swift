extension Parameter {
  /// The names as help shows them, with `--[no-]name` for what can be inverted.
  var shownNames: [String] {
    names.map { isInvertible && $0.isLong ? "--[no-]\($0.stem)" : $0.spelling }
  }

  /// What help adds to the words of the declaration, in brackets.
  ///
  /// Choices that the full help explains one by one are not listed there twice, and of many the
  /// brief help names only the first.
  func notes(_ detail: HelpDetail) -> [String] {
    let mostListed = 8
    var notes: [String] = []
    // A placeholder such as yes|no names the choices already.
    if case .choices(let choices) = completion,
      placeholder != choices.map(\.name).joined(separator: "|"),
      detail == .brief || explainedChoices.count < choices.count
    {
      let names = choices.map(\.name)
      notes.append(
        detail == .brief && names.count > mostListed
          ? "[\(names.prefix(3).joined(separator: ", ")), ...; --help explains all \(names.count)]"
          : "[\(names.joined(separator: ", "))]"
      )
    }
    if isRepeatable, kind == .option { notes.append("[repeatable]") }
    if isRequired, kind == .option { notes.append("[required]") }
    if let defaultText { notes.append("[default: \(defaultText)]".keptTogether) }
    return notes
  }

  /// The choices of which there is something to say.
  var explainedChoices: [Choice] {
    guard case .choices(let choices) = completion else { return [] }
    return choices.filter { !$0.summary.isEmpty }
  }
}
