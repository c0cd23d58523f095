internal import CommandLineKit
internal import TimeSeries

/// `almanac describe`: what is in a panel.
struct DescribeCommand: Command {
  var input = InputOptions()
  var season: Int?
  var horizon: Int?
  var csv = false
  var json = false
  var most = 20
  var output = "-"
  var report: String?
  var options = RunOptions()

  /// Repeated observations are counted here, not refused.
  init() {
    input.duplicates = .last
  }

  static let name = "describe"

  static let grammar = Grammar<Self>(
    "Say what is in a CSV file: frequency, season, gaps, and what each series is like.",
    discussion: """
      Demand classes (Syntetos and Boylan 2005): smooth and erratic series have demand nearly every \
      step, intermittent and lumpy ones do not; the sizes of erratic and lumpy demands vary much.

      Strengths of trend and season lie within 0 and 1, and so does the forecastability, which is 0 \
      for noise: one less the entropy of the spectrum.

      With a horizon each series gets the error to expect of auto, learnt from its errors on public \
      series, and a verdict: noise-bound where no model will do much better than the mean or the last \
      value, data-bound where there is too little to learn from, or else reachable. Errors are \
      scaled by those of the seasonal naive forecast in the past (MASE).
      """,
    examples: [
      Example("almanac describe sales.csv", "An overview and the first series."),
      Example("almanac describe sales.csv --horizon 13", "And what error to expect of a forecast."),
      Example("almanac describe sales.csv --csv -o series.csv", "A row for every series."),
    ]
  ) {
    Grammar.group(\.input, InputOptions.grammar)
    Section("Description") {
      Option(
        \.season,
        "--season",
        placeholder: "steps",
        limit: .from(1, to: 100_000),
        help: "Steps of a season, 1 for none; found from frequency and data."
      )
      Option(
        \.horizon,
        "--horizon",
        "-n",
        placeholder: "steps",
        limit: .from(1, to: 100_000),
        help: "Say how well the next steps can be forecast, so many of them."
      )
      Option(
        \.most,
        "--most",
        placeholder: "series",
        limit: .atLeast(0),
        help: "Series to list below the overview."
      )
    }
    Section("Output") {
      Flag(\.csv, "--csv", help: "A CSV row for every series instead of a text to read.")
      Flag(\.json, "--json", help: "A JSON object for every series instead of a text to read.")
      Exclusive("--csv", "--json")
      Option(
        \.report,
        "--report",
        placeholder: "file",
        completion: .file,
        help: "Write a page for people as well: one HTML file."
      )
      Option(
        \.output,
        "--output",
        "-o",
        placeholder: "file",
        completion: .file,
        help: "File to write, also .gz; - for standard output."
      )
    }
    Grammar.group(\.options, RunOptions.grammar)
  }
}
