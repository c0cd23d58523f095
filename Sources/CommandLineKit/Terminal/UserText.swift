extension String {
  /// The text fit for one line of a terminal: control characters and line ends escaped, and the end
  /// of a long one left out.
  ///
  /// - Parameter most: The most characters of the text that are shown.
  public func shown(most: Int = 60) -> String {
    var result = ""
    for scalar in unicodeScalars.prefix(most) {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: result += scalar.escaped(asASCII: true)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return unicodeScalars.dropFirst(most).isEmpty ? result : result + "…"
  }

  /// The text in quotation marks, fit for one line of a terminal.
  public var quoted: String {
    "\"\(shown().split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\""))\""
  }
}
