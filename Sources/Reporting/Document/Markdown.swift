/// The language of notebooks and pull requests.
public enum Markdown {
  /// A text in which no character means anything, in paragraphs and tables.
  public static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\*_[]#|$`".contains(character) { result.append("\\") }
      switch character {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      default: result.append(character)
      }
    }
    return result
  }
}
