extension Parameter {
  /// The names as help shows them, with `--[no-]name` for what can be inverted.
  var shownNames: [String] {
    names.map { isInvertible && $0.isLong ? "--[no-]\($0.stem)" : $0.spelling }
  }

  /// What help adds to the words of the declaration, in brackets.
  var notes: [String] {
    var notes: [String] = []
    // A placeholder such as yes|no names the choices already.
    if case .choices(let choices) = completion,
      placeholder != choices.map(\.name).joined(separator: "|")
    {
      notes.append("[\(choices.map(\.name).joined(separator: ", "))]")
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
