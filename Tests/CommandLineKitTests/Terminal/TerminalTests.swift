import CommandLineKit
import Testing

@Suite("Terminal")
struct TerminalTests {
  private func terminal(
    _ variables: [String: String] = [:],
    output: Bool = true,
    error: Bool = true,
    columns: Int? = 120
  ) -> Terminal {
    Terminal(
      environment: { variables[$0] },
      isOutputTerminal: output,
      isErrorTerminal: error,
      columns: columns,
    )
  }

  @Test("each stream is coloured when it is a terminal")
  func streams() {
    #expect(terminal().outputStyle.isEnabled)
    #expect(terminal(output: false).outputStyle == .plain)
    #expect(terminal(output: false).errorStyle.isEnabled)
  }

  @Test("the environment allows and forbids colour")
  func colour() {
    #expect(!terminal(["NO_COLOR": "1"]).outputStyle.isEnabled)
    #expect(terminal(["NO_COLOR": ""]).outputStyle.isEnabled)
    #expect(!terminal(["TERM": "dumb"]).errorStyle.isEnabled)
    #expect(terminal(["CLICOLOR_FORCE": "1"], output: false).outputStyle.isEnabled)
    #expect(!terminal(["CLICOLOR_FORCE": "0"], output: false).outputStyle.isEnabled)
    #expect(!terminal(["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]).outputStyle.isEnabled)
  }

  @Test("a line is drawn anew only on a terminal that can")
  func redrawing() {
    #expect(terminal(output: false).canRedrawErrorLine)
    #expect(terminal(["NO_COLOR": "1"]).canRedrawErrorLine)
    #expect(!terminal(error: false).canRedrawErrorLine)
    #expect(!terminal(["TERM": "dumb"]).canRedrawErrorLine)
  }

  @Test("the width is that of the terminal, 80 without one")
  func width() {
    #expect(terminal().width == 120)
    #expect(terminal(columns: 0).width == 80)
    #expect(terminal(["COLUMNS": "60"]).width == 60)
    #expect(terminal(["COLUMNS": "wide"]).width == 120)
    #expect(terminal(["COLUMNS": "60"], output: false, error: false, columns: nil).width == 80)
  }

  @Test("help is between 40 and 100 columns wide, and 80 where nobody looks")
  func helpWidth() {
    #expect(terminal().helpWidth == 100)
    #expect(terminal(columns: 72).helpWidth == 72)
    #expect(terminal(columns: 20).helpWidth == 40)
    #expect(terminal(output: false).helpWidth == 80)
  }

  @Test("the first locale variable that is set decides on UTF-8")
  func locale() {
    #expect(terminal(["LANG": "en_GB.UTF-8"]).isUnicode)
    #expect(terminal(["LANG": "de_DE.UTF-8@euro"]).isUnicode)
    #expect(terminal(["LC_CTYPE": "C.utf8", "LANG": "C"]).isUnicode)
    #expect(!terminal(["LC_ALL": "C", "LANG": "en_GB.UTF-8"]).isUnicode)
    #expect(terminal(["LC_ALL": "", "LANG": "en_GB.UTF-8"]).isUnicode)
    #expect(!terminal().isUnicode)
  }

  @Test("emphasis is nothing without colour")
  func style() {
    #expect(Style.plain.bold("x") == "x")
    #expect(Style(isEnabled: true).bold("x") == "\u{1B}[1mx\u{1B}[0m")
    #expect(Style(isEnabled: true).red("") == "")
  }
}
