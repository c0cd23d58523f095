import CommandLineKit
import Testing

@Suite("UsageError")
struct UsageErrorTests {
  /// What the bakery writes to standard error; nil where it has nothing to object to.
  private func message(_ line: String) -> String? {
    let words = line.split(separator: " ").map(String.init)
    return refusal(words)
  }

  private func refusal(_ words: [String]) -> String? {
    guard case .refuse(let error, let hint) = Bakery.program.invocation(of: words, on: Bakery.pipe)
    else { return nil }
    return Bakery.program.report(error, hint: hint, style: .plain)
  }

  @Test(
    "a fault is told in one line, the cure in another",
    arguments: [
      ("bake rye --lofes 3", "unknown option --lofes; did you mean --loaves?"),
      ("bake rye --out x", "unknown option --out; did you mean --output?"),
      ("bake rye --nofan", "unknown option --nofan; did you mean --no-fan?"),
      ("bake rye -heat 3", "unknown option -heat; did you mean --heat?"),
      ("bake rye --zzzzzz", "unknown option --zzzzzz"),
      ("bake rye -z", "unknown option -z"),
      ("bake rye -qz", "unknown option -z"),
      ("bake rye --loaves", "--loaves needs a value: --loaves <loaves>"),
      ("bake rye --loaves -q", "--loaves needs a value: --loaves <loaves>"),
      ("bake rye --loaves --", "--loaves needs a value: --loaves <loaves>"),
      ("bake rye -n", "-n needs a value: -n <loaves>"),
      ("bake rye --quiet=yes", "--quiet takes no value, but \"yes\" was given"),
      ("bake rye -q=yes", "-q takes no value, but \"yes\" was given"),
      (
        "bake rye -n few",
        "invalid value \"few\" for -n: expected a whole number of at least 1"
      ),
      ("bake rye -n 0", "invalid value \"0\" for -n: expected a whole number of at least 1"),
      ("bake rye -n 1.5", "invalid value \"1.5\" for -n: expected a whole number of at least 1"),
      (
        "bake rye --loaves=",
        "invalid value \"\" for --loaves: expected a whole number of at least 1"
      ),
      (
        "bake rye --crust drak",
        "invalid value \"drak\" for --crust: expected one of soft, golden or dark; "
          + "did you mean dark?"
      ),
      ("bake rye --times 1,x,2", "invalid value \"x\" for --times: expected a number above 0"),
      ("bake rye --times 1,-2", "invalid value \"-2\" for --times: expected a number above 0"),
      ("bake rye --times 1,,2", "invalid value \"\" for --times: expected a number above 0"),
      ("bake rye --heat nan", "invalid value \"nan\" for --heat: expected a number from 50 to 300"),
      (
        "bake rye --heat 1e400",
        "invalid value \"1e400\" for --heat: expected a number from 50 to 300"
      ),
      (
        "bake rye --seed -1",
        "invalid value \"-1\" for --seed: expected a whole number of at least 0"
      ),
      ("bake", "missing argument <recipe>"),
      ("bake -q", "missing argument <recipe>"),
      ("bake rye --seed 1 --seed 2", "--seed was given more than once"),
      ("bake rye --loaves 1 -n 2", "-n was given more than once"),
      ("bake rye -q --verbose", "-q and --verbose cannot be given together"),
      ("bake rye -n 101 --heat 260", "100 loaves burn at 250 degrees"),
    ]
  )
  func bakeFaults(line: String, expected: String) {
    #expect(message(line) == "bakery: \(expected)\ntry: bakery bake --help")
  }

  @Test("an empty argument is refused")
  func emptyArgument() {
    #expect(
      refusal(["bake", ""])
        == """
        bakery: invalid value "" for <recipe>: expected a text that is not empty
        try: bakery bake --help
        """
    )
  }

  @Test("a required option is asked for, a word too many refused")
  func sellFaults() {
    #expect(
      message("sell") == "bakery: missing option --price <coins>\ntry: bakery sell --help"
    )
    #expect(
      message("sell -p 3 bread")
        == "bakery: unexpected argument \"bread\"\ntry: bakery sell --help"
    )
  }

  @Test("an unknown command names its nearest neighbour")
  func commands() {
    #expect(
      message("bkae rye")
        == "bakery: unknown command \"bkae\"; did you mean bake?\ntry: bakery help"
    )
    #expect(message("zzz") == "bakery: unknown command \"zzz\"\ntry: bakery help")
    #expect(
      message("help slel")
        == "bakery: unknown command \"slel\"; did you mean sell?\ntry: bakery help --help"
    )
    #expect(
      message("--versoin")
        == "bakery: unknown option --versoin; did you mean --version?\ntry: bakery help"
    )
  }

  @Test("control characters and endless text do not reach the terminal")
  func safeText() {
    #expect(
      UsageError.unexpectedArgument("a\u{1B}[2Jb\nc").description
        == "unexpected argument \"a\\u{1B}[2Jb\\nc\""
    )
    let long = String(repeating: "x", count: 1_000_000)
    #expect(
      UsageError.unexpectedArgument(long).description
        == "unexpected argument \"\(String(repeating: "x", count: 60))…\""
    )
    #expect(
      UsageError.unknownOption("--\(long)", nearest: nil).description.count < 100
    )
  }

  @Test("an option that needs another says so")
  func needs() {
    #expect(
      UsageError.optionNeedsOption("--resume", needs: "--save").description
        == "--resume needs --save"
    )
  }
}
