/// Breaks text into lines of at most `width` characters.
///
/// Lines of the text stay apart, an indented one keeps its indentation; a word that is longer than
/// a line stands alone and whole. No-break spaces become spaces at which no line was broken.
func wrapped(_ text: String, width: Int) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
    let indentation = String(paragraph.prefix { $0 == " " })
    var lines: [String] = []
    var line = indentation
    var lineWidth = indentation.count
    var isAtStart = true
    for word in paragraph.split(separator: " ") {
      if !isAtStart, lineWidth + 1 + word.count > width {
        lines.append(line)
        line = indentation
        lineWidth = indentation.count
        isAtStart = true
      }
      if !isAtStart {
        line += " "
        lineWidth += 1
      }
      line += word
      lineWidth += word.count
      isAtStart = false
    }
    lines.append(isAtStart ? "" : line)
    return lines.map { String($0.map { $0 == noBreakSpace ? " " : $0 }) }
  }
}

private let noBreakSpace: Character = "\u{A0}"

extension String {
  /// The text, with spaces at which no line is broken.
  var keptTogether: String { String(map { $0 == " " ? noBreakSpace : $0 }) }

  /// The text, with spaces behind it up to `width` characters.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The text with every occurrence of `word`, which is not empty, replaced.
  func replacing(_ word: String, with replacement: String) -> String {
    let pattern = Array(word.utf8)
    let bytes = Array(utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index...].starts(with: pattern) {
        result += replacement.utf8
        index += pattern.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
