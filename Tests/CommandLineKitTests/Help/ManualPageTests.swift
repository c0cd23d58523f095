import CommandLineKit
import Testing

@Suite("Manual page")
struct ManualPageTests {
  private static var pages: [String] {
    [Bakery.program.manualPage()] + Bakery.program.commands.map(Bakery.program.manualPage(for:))
  }

  @Test("groff has nothing to warn of", .enabled(if: ExternalProgram("groff") != nil))
  func groff() throws {
    let groff = try #require(ExternalProgram("groff"))
    for page in Self.pages {
      let result = try groff.run(["-man", "-Tutf8", "-ww", "-z"], input: page)
      #expect(result.text == "")
      #expect(result.code == 0)
    }
  }

  @Test("the page of a command, as it is written")
  func literal() throws {
    let sell = try #require(Bakery.program.command("sell"))
    #expect(
      Bakery.program.manualPage(for: sell) == #"""
        .TH "BAKERY\-SELL" "1" "" "bakery 1.2.3"
        .nh
        .ad l
        .SH NAME
        bakery\-sell \- Sell what was baked.
        .SH "SYNOPSIS"
        \fBbakery sell\fR \-\-price\ <coins> [options]
        .SH "DESCRIPTION"
        Sell what was baked.
        .SH "OPTIONS"
        .TP
        \fB\-p\fR, \fB\-\-price\fR <\fIcoins\fR>
        What a loaf costs. [required]
        .TP
        \fB\-\-fresh\fR
        Only what is warm.
        .TP
        \fB\-h\fR, \fB\-\-help\fR
        Show this help; \-h shows less of it.
        .SH "SEE ALSO"
        \fBbakery\fR(1)

        """#
    )
  }
}
