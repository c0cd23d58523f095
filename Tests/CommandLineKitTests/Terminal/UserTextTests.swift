import CommandLineKit
import Testing

@Suite("text of the user's")
struct UserTextTests {
  @Test("control characters are escaped, so that a line stays a line")
  func escapes() {
    #expect("a\u{1B}[2Jb\r\nc".shown() == "a\\u{1B}[2Jb\\r\\nc")
    #expect("Zürich 🧀".shown() == "Zürich 🧀")
    #expect("say \"x\"".quoted == "\"say \\\"x\\\"\"")
    #expect("".quoted == "\"\"")
  }

  @Test("of a long text the end is left out, never a part of an escape")
  func shortens() {
    #expect("abcd".shown(most: 4) == "abcd")
    #expect("abcde".shown(most: 4) == "abcd…")
    #expect("abc\n\n".shown(most: 4) == "abc\\n…")
  }
}
