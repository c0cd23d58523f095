internal import CommandLineKit

/// `almanac assess`: says how good synthetic series are.
struct AssessCommand: Command {
  var input = InputOptions()
  var synthetic = ""
  var window: Int?
  var windows = 512
  var repeats = 10
  var trainings = 1
  var contrastive = false
  var encoder: String?
  var heldBack: String?
  var usefulness = false
  var season: Int?
  var together: [String] = []
  var json = false
  var picture: String?
  var output = "-"
  var pages = PageOptions()
  var options = RunOptions()

  static let name = "assess"

  static let grammar = Grammar<Self>(
    "Say how good synthetic series are: alike, useful, and giving nothing away.",
    discussion: """
      Windows of both files are compared, each scaled like the real series that it is in the likeness \
      of (A~2 of A). Beside every score stands its floor: what other real windows of the same series \
      score, since not even real data are at 0. Scores of different numbers of windows, or of \
      different encoders, cannot be compared.

      Context-FID is the Fréchet distance between the vectors that an encoder gives windows (Jeha and \
      others 2022); without --encoder one is trained on the real windows. The discriminative score is \
      how much better than by chance a small network tells both apart, from 0 to 0.5; the predictive \
      score is the error on real windows of one that has learnt from synthetic ones. Precision, recall \
      and coverage say whether windows lie among those of the other file.

      With --together the columns of a file are compared as variables of the same steps, and the \
      correlational score says how far the correlations between them are from the real ones (summed over \
      all pairs, a tenth of it, as Diffusion-TS has it).

      Distances to the closest window of the real file tell whether it was learnt by heart: they should \
      not be smaller than those of real windows that were held back. Give such series with --held-back \
      to be told how well one could guess which series were learnt from.
      """,
    examples: [
      Example("almanac assess sales.csv synthetic.csv", "All scores, in a table."),
      Example(
        "almanac assess sales.csv synthetic.csv --held-back others.csv --usefulness",
        "With series that were not learnt from, and forecasts learnt from synthetic series."
      ),
      Example(
        "almanac assess sales.csv synthetic.csv --report assessment.html",
        "A page for people: how realistic, how useful, how private."
      ),
    ]
  ) {
    Grammar.group(\.input, InputOptions.grammar)
    Argument(
      \.synthetic,
      "synthetic",
      completion: .file,
      help: "File of the synthetic series, with the columns of the first; also .gz."
    )
    Section("Assessment") {
      Option(
        \.window,
        "--window",
        placeholder: "steps",
        limit: .from(4, to: 1024),
        help: "Steps of the windows that are compared; found from the season."
      )
      Option(
        \.windows,
        "--windows",
        placeholder: "number",
        limit: .from(16, to: 10_000),
        help: "Windows of each file in a comparison."
      )
      Option(
        \.repeats,
        "--repeats",
        placeholder: "number",
        limit: .from(1, to: 1000),
        help: "Comparisons, each of other windows."
      )
      Option(
        \.trainings,
        "--trainings",
        placeholder: "number",
        limit: .from(0, to: 100),
        help:
          "Networks to train for the discriminative and the predictive score; 0 leaves them out."
      )
      Flag(
        \.contrastive,
        "--contrastive",
        help:
          "Context-FID also with encoders trained anew by contrast (TS2Vec), as later papers have it."
      )
      Option(
        \.encoder,
        "--encoder",
        placeholder: "file",
        completion: .file,
        help: "Encoder of Context-FID, in safetensors; one is trained if not given."
      )
      Option(
        \.season,
        "--season",
        placeholder: "steps",
        limit: .from(1, to: 100_000),
        help: "Steps of a season, 1 for none; found from frequency and data."
      )
      Option(
        \.together,
        "--together",
        placeholder: "columns",
        help: "Columns of values that belong together, such as open,close, or all; as in generate."
      )
      Option(
        \.heldBack,
        "--held-back",
        placeholder: "file",
        completion: .file,
        help: "File of real series that were not learnt from."
      )
      Flag(
        \.usefulness,
        "--usefulness",
        help:
          "Forecast the end of the real series, each column alone, with trees that learn from real, from synthetic, and from both."
      )
    }
    Section("Output") {
      Flag(\.json, "--json", help: "One JSON object per score instead of a table.")
      Option(
        \.picture,
        "--picture",
        placeholder: "file",
        completion: .file,
        help: "File for the points of a picture: the plane in which real windows vary most."
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
    Grammar.group(\.pages, PageOptions.grammar)
    Grammar.group(\.options, RunOptions.grammar)
  }

  func validate() throws(UsageError) {
    if [input.file, synthetic, heldBack].count(where: { $0 == "-" }) > 1 {
      throw .inconsistent("standard input cannot be two of the files")
    }
    if together.count == 1, together != ["all"] {
      throw .inconsistent("--together needs two columns or more, or all")
    }
    if picture == "-" || picture == output {
      throw .inconsistent("--picture needs a file of its own")
    }
    try pages.validate(beside: [output, picture])
    try pages.validate(inputs: [input.file, synthetic, heldBack])
  }
}
