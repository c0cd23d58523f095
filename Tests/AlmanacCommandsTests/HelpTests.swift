import AlmanacTesting
import Testing

/// Help on the commands as they are.
@Suite("help", .tags(.command))
struct HelpTests {
  @Test("the full help explains each model once, the brief help names a few")
  func models() throws {
    let full = try Tool.run(["forecast", "--help"])
    #expect(
      full.output.contains(
        "  holt                     Exponential smoothing of a level and a slope.\n"
      )
    )
    #expect(full.output.ranges(of: "seasonal-window-average").count == 1)
    let brief = try Tool.run(["forecast", "-h"])
    #expect(brief.output.contains("[auto, ets, ses, ...; --help explains all "))
    #expect(!brief.output.contains("seasonal-window-average"))
  }

  @Test("no line of help is wider than 80, but commands to copy are whole")
  func widths() throws {
    for command in [
      "forecast", "compare", "describe", "generate", "assess", "audience", "help", "completion",
    ] {
      for line in try Tool.run(["help", command]).lines where !line.hasPrefix("  almanac ") {
        #expect(line.count <= 80, "\(line)")
      }
    }
  }
}
