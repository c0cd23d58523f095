public import CommandLineKit
public import Synthesis
internal import TimeSeries

/// `almanac generate`: makes series in the likeness of those of a panel.
struct GenerateCommand: Command {
  var input = InputOptions()
  var model = GeneratorChoice.gan
  var preset = GeneratorPreset.standard
  var timeBudget: Duration?
  var window: Int?
  var season: Int?
  var count: Int?
  var perSeries = 1
  var length: Int?
  var start: String?
  var together: [String] = []
  var attributes: [String] = []
  var conditionOn: String?
  var output = "-"
  var pages = PageOptions()
  var save: String?
  var from: String?
  var resume = false
  var options = RunOptions()

  static let name = "generate"

  static let grammar = Grammar<Self>(
    "Make synthetic series like those of a CSV file.",
    discussion: """
      The result has the layout, columns, dates, scale and units of the input. The series in the likeness \
      of A is called A~1, the next one A~2. Each one begins where A begins and is as long, unless \
      --start and --length say otherwise.

      The standard model is a progressive self-attention GAN (Jeha and others 2022) that learns from \
      windows of all series: it makes a window, then the next one that goes on from it. Series that are \
      too short for a window, and constant ones, are resampled or repeated; the summary says so. The \
      other models are simpler and show what the GAN is worth: almanac assess compares a result with \
      the original.

      With --condition-on a network learns from the first file and fills in and continues the series of \
      another, or of the same one: each gap and the end from the window before it. A gap takes the one of \
      several ways that comes nearest to what is observed on both sides. With --per-series there are as many \
      possible histories of each, A~1 and so on. A series that it does not know borrows what it learnt \
      of the one that its history fits best, of up to 64 known series.

      With --static a network learns what attributes such as a category mean. A series of the file \
      without values, or with too few to learn from, is then made from its attributes, at the scale of the \
      learnt series that share the most of them: give new series a row for each step they are to have, or \
      --length.

      --save keeps the trained generator; with --from the same series are made without training. Ctrl-C \
      ends a training early and leaves what has been learnt in the file of --save; --resume goes \
      on from there, to the same bytes as if nothing had happened.
      """,
    examples: [
      Example(
        "almanac generate sales.csv -o synthetic.csv",
        "A synthetic series for every series."
      ),
      Example(
        "almanac generate sales.csv --per-series 5 --time-budget 10m --save sales.gan -o many.csv",
        "Five for each, after ten minutes of training that are kept."
      ),
      Example(
        "almanac generate sales.csv --from sales.gan --start 2025-01-01 --length 365 -o year.csv",
        "Another year, without training."
      ),
      Example(
        "almanac generate sales.csv --from sales.gan --condition-on june.csv --length 30 -o july.csv",
        "What if June had been like that? Its gaps filled in, and thirty more days."
      ),
      Example(
        "almanac generate stocks.csv --together open,high,low,close -o synthetic.csv",
        "Four columns made together, day by day."
      ),
      Example(
        "almanac generate sales.csv --static region,category -o synthetic.csv",
        "New series, which have no values yet, made from their attributes."
      ),
      Example(
        "almanac generate sales.csv --model seasonal-bootstrap -o simple.csv",
        "Trend and season kept, the rest in a new order."
      ),
      Example(
        "almanac generate sales.csv -o synthetic.csv --report synthetic.html",
        "A page as well: synthetic beside real series, and how the training went."
      ),
    ]
  ) {
    Grammar.group(\.input, InputOptions.grammar)
    Section("Series") {
      Option(
        \.perSeries,
        "--per-series",
        placeholder: "number",
        limit: .from(1, to: 1_000_000),
        help: "Series to make in the likeness of each."
      )
      Option(
        \.count,
        "--count",
        placeholder: "number",
        limit: .from(1, to: 100_000_000),
        help: "Series to make in all, in the likeness of series chosen at random."
      )
      Exclusive("--per-series", "--count")
      Option(
        \.length,
        "--length",
        placeholder: "steps",
        limit: .from(0, to: 10_000_000),
        help: """
          Steps of each; as many as the series it is like, if not given. With --condition-on the steps behind \
          each history: 0 to fill in its gaps alone, a window of the network if not given.
          """
      )
      Option(
        \.start,
        "--start",
        placeholder: "stamp",
        help:
          "First stamp of each, written as in the file; that of the series it is like, if not given."
      )
      Option(
        \.together,
        "--together",
        placeholder: "columns",
        help: """
          Columns of values that belong together, such as open,close, or all: they are made together, so that \
          they fit each other, and written as in the file.
          """
      )
      Option(
        \.attributes,
        "--static",
        placeholder: "columns",
        help: """
          Columns of words that do not change within a series, such as a category, the most general first: \
          networks learn what they mean, and make series that have no values yet from them.
          """
      )
      Option(
        \.conditionOn,
        "--condition-on",
        placeholder: "file",
        completion: .file,
        help: """
          File of histories with the columns of the first: their gaps are filled in and they are gone on \
          with, ids, dates and observed values kept.
          """
      )
    }
    Section("Model") {
      Option(\.model, "--model", "-m", help: "What makes the series.")
      Option(\.preset, "--preset", help: "Settings of the GAN; fast is for timevae, too.")
      Option(
        \.timeBudget,
        "--time-budget",
        help: "Time that the training of a network may take, such as 10m; it is planned to use it."
      )
      Option(
        \.window,
        "--window",
        placeholder: "steps",
        limit: .from(1, to: 1024),
        help:
          "Steps that a network makes at once, for the GAN rounded up to a power of two; found from the season."
      )
      Option(
        \.season,
        "--season",
        placeholder: "steps",
        limit: .from(1, to: 100_000),
        help: "Steps of a season, 1 for none; found from frequency and data."
      )
    }
    Section("Output") {
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
    Section("Saved generators") {
      Option(
        \.save,
        "--save",
        placeholder: "file",
        completion: .file,
        help: "File to keep the trained generator in."
      )
      Option(
        \.from,
        "--from",
        placeholder: "file",
        completion: .file,
        help: "Make series with the generator in this file, without training."
      )
      Flag(
        \.resume,
        "--resume",
        help: "Go on with the training that was interrupted, from the file of --save."
      )
    }
    Grammar.group(\.options, RunOptions.grammar)
  }

  func validate() throws(UsageError) {
    try pages.validate(beside: [output, save, from])
    try pages.validate(inputs: [input.file])
    if together.count == 1, together != ["all"] {
      throw .inconsistent("--together needs two columns or more, or all")
    }
    if !together.isEmpty, model == .ets {
      throw .inconsistent(
        "ets makes each column alone; leave --together out, or take another --model"
      )
    }
    if !attributes.isEmpty, !model.isNetwork {
      throw .inconsistent(
        "--static is for networks; \(model.rawValue) makes each series from its own values"
      )
    }
    if conditionOn != nil {
      if !model.isNetwork {
        throw .inconsistent(
          "--condition-on needs a network; \(model.rawValue) knows no other history"
        )
      }
      if count != nil || start != nil {
        throw .inconsistent(
          "--condition-on continues each series; leave --count and --start out"
        )
      }
      if pages.notebook != nil {
        throw .inconsistent("--notebook is about whole series; with --condition-on take --report")
      }
      if conditionOn == "-", input.file == "-" {
        throw .inconsistent("standard input cannot be two of the files")
      }
    } else if length == 0 {
      throw .inconsistent("--length 0 is for --condition-on, to fill in gaps alone")
    }
    if from != nil, save != nil || resume {
      throw .inconsistent("--from has nothing to train; leave --save and --resume out")
    }
    if resume, save == nil {
      throw .inconsistent("--resume needs --save with the file of the interrupted training")
    }
    if save == "-" || from == "-" {
      throw .inconsistent("a generator needs a file; standard streams are for series")
    }
    if let save, save == output {
      throw .inconsistent("--save and --output name the same file, \(save.quoted); write to two")
    }
    if !model.isNetwork {
      if save != nil || from != nil {
        throw .inconsistent("only networks can be saved; \(model.rawValue) is made in a moment")
      }
      if window != nil { throw .inconsistent("--window is for networks") }
    }
    if preset != .standard, model != .gan, model != .autoencoder || preset == .paper {
      throw .inconsistent("\(model.rawValue) has no preset \(preset.rawValue); leave --preset out")
    }
    if !model.isNetwork, timeBudget != nil || resume {
      throw .inconsistent("--time-budget and --resume are for networks")
    }
    if resume, timeBudget != nil {
      throw .inconsistent(
        "--resume follows the plan of the interrupted training; leave --time-budget out"
      )
    }
  }
}

/// What makes series.
enum GeneratorChoice: String, Sendable, CaseIterable, OptionValue {
  case gan = "psa-gan"
  case autoencoder = "timevae"
  case blocks = "block-bootstrap"
  case seasons = "seasonal-bootstrap"
  case ets

  static let placeholder = "model"

  /// Whether it is a network that can be kept, and that goes on from what it sees.
  var isNetwork: Bool { self == .gan || self == .autoencoder }

  var optionSummary: String {
    switch self {
    case .autoencoder:
      "TimeVAE, a smaller network: a level, a trend, seasons and what is left."
    case .gan: "Progressive self-attention GAN, trained on windows of all series."
    case .blocks: "Blocks of each series in a new order, each at its place in the season."
    case .seasons: "Trend and seasons of each series, and blocks of what is left in a new order."
    case .ets: "Exponential smoothing, fitted to each series, with new errors."
    }
  }
}

extension GeneratorPreset: OptionValue {
  /// The word that stands for a value in help.
  public static var placeholder: String { "preset" }

  /// What the long help says of a preset.
  public var optionSummary: String {
    switch self {
    case .fast: "A fifth of the training."
    case .standard: "What scored best."
    case .paper: "Networks and schedule of the paper; days on a few processors."
    }
  }
}
