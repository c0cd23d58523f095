/// Words in one text, each behind its length, so that they may hold anything.
enum WordList {
  /// The text of some words.
  static func text(_ words: [String]) -> String {
    words.map { "\($0.utf8.count) \($0)" }.joined()
  }

  /// The words of a text; nil where it is none that `text` gives.
  static func words(_ text: String) -> [String]? {
    var rest = Array(text.utf8)[...]
    var words: [String] = []
    while !rest.isEmpty {
      guard
        let gap = rest.firstIndex(of: UInt8(ascii: " ")),
        let digits = String(validating: rest[..<gap], as: UTF8.self), let length = Int(digits),
        (0...rest.endIndex - gap - 1).contains(length),
        let word = String(validating: rest[(gap + 1)...].prefix(length), as: UTF8.self)
      else { return nil }
      words.append(word)
      rest = rest[(gap + 1 + length)...]
    }
    return words
  }
}
