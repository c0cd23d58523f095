public import CommandLineKit
public import Forecasting
internal import TimeSeries

/// `almanac compare`: a backtest of models on a panel, and a report on which to use.
struct CompareCommand: Command {
  var input = InputOptions()
  var test: String?
  var known: [String] = []
  var by: [String] = []
  var covariates = CovariateOptions()
  var models = CompareCommand.usualModels.compactMap(ModelCatalogue.model).map { ModelChoice($0) }
  var ablation: [String] = []
  var horizon: Int?
  var windows = 1
  var step: Int?
  var refit = RefitChoice(.every)
  var season: Int?
  var scale: Int?
  var metric = BacktestMetric.mase
  var treatment = TreatmentOptions()
  var report: String?
  var notebook: String?
  var csv: String?
  var json: String?
  var markdown: String?
  var forecasts: String?
  var failIf: [Gate] = []
  var resume = false
  var training = TrainingOptions()
  var options = RunOptions()

  static let name = "compare"

  private static let usualModels = ["auto", "ets", "dynamic-theta", "ces"]

  static let grammar = Grammar<Self>(
    "Test models on the past of a panel, and say which to use.",
    discussion: """
      Each model forecasts from one or more places in the past of every series, sees nothing of what \
      follows, and is judged by what followed. The seasonal naive forecast always takes part: it is what \
      the skill of the others refers to.

      The table on standard output has the best model first. --report writes a page for people, \
      --csv every metric of every series and window, --json the summary, --markdown a table for \
      a pull request, --forecasts the forecasts themselves. Each of them may be - for standard output.

      --fail-if compares metrics of models, such as mase(auto) > 0.98 * mase(ets), and ends the program \
      with code 2 where that is so. Beside metrics there are skill, rank, win-rate and fallbacks.

      --ablation runs each model of --models that reads covariates without them as well, on the same places, and says \
      what the covariates earn; all of them, each in turn, or those named, as in --ablation all,promo,price+discount. \
      These runs are called by what they lack, as in --fail-if 'mase(auto) > mase(auto without covariates)', \
      and change no figure of the others.

      How networks are trained can be set as for almanac forecast; --time-budget holds for each training, \
      of which there is one for each model and place where it is fitted anew, and with --ablation as many more \
      for each set of covariates that is left out.

      An interrupted run that writes a file keeps what is done; the same command with --resume goes \
      on from there, and figures come out the same.
      """,
    examples: [
      Example(
        "almanac compare sales.csv -n 28 --report report.html",
        "The last 28 days, as a page."
      ),
      Example(
        "almanac compare sales.csv -n 28 --windows 4 --refit once --models auto,ets,boosting",
        "Four origins, models estimated at the first."
      ),
      Example(
        "almanac compare m4/Hourly-train.csv.gz --test m4/Hourly-test.csv.gz --season 24",
        "Against what is in a file of its own."
      ),
      Example(
        "almanac compare sales.csv --known price,promo -m auto --ablation all,each",
        "What price and promotions earn, together and one by one."
      ),
      Example(
        "almanac compare sales.csv --fail-if 'mase(auto) > mase(seasonal-naive)'",
        "A nightly check."
      ),
    ]
  ) {
    Grammar.group(\.input, InputOptions.grammar)
    Section("Input") {
      Option(
        \.test,
        "--test",
        placeholder: "file",
        completion: .file,
        help:
          "File of what followed, of the same layout; without it the end of each series is kept back."
      )
      Option(
        \.by,
        "--by",
        placeholder: "columns",
        help: "Columns of words about the series, by which results are divided."
      )
    }
    Section("Covariates") {
      Option(
        \.known,
        "--known",
        placeholder: "columns",
        help:
          "Columns of numbers that are known in advance, such as prices; their values at the steps to be forecast are shown."
      )
    }
    Grammar.group(\.covariates, CovariateOptions.grammar)
    Section("Comparison") {
      Option(
        \.models,
        "--models",
        "-m",
        aliases: ["--model"],
        help: "Models to compare, separated by commas; seasonal-naive always takes part."
      )
      Option(
        \.ablation,
        "--ablation",
        placeholder: "covariates",
        help: """
          Run the models without covariates, too, to see what these earn: all, each in turn, or those \
          named; a + leaves out several at once.
          """
      )
      Option(
        \.horizon,
        "--horizon",
        "-n",
        placeholder: "steps",
        limit: .from(1, to: 100_000),
        help: "Steps ahead; by default those of --test, else what suits the frequency."
      )
      Option(
        \.windows,
        "--windows",
        "-w",
        placeholder: "count",
        limit: .from(1, to: 1000),
        help: "Places in the past to forecast from, counted backwards from the end."
      )
      Option(
        \.step,
        "--step",
        placeholder: "steps",
        limit: .from(1, to: 100_000),
        help: "Steps between these places; the horizon if not given."
      )
      Option(
        \.refit,
        "--refit",
        help: "Estimate at every place, at the first only, or after so many."
      )
      Option(
        \.metric,
        "--metric",
        help: "What models are ranked by; all metrics are computed."
      )
      Option(
        \.season,
        "--season",
        placeholder: "steps",
        limit: .from(1, to: 100_000),
        help: "Steps of a season, 1 for none; found from frequency and data."
      )
      Option(
        \.scale,
        "--scale",
        placeholder: "steps",
        limit: .from(1, to: 100_000),
        help: "Steps of the season by whose naive errors MASE is scaled; those of the season."
      )
    }
    Grammar.group(\.treatment, TreatmentOptions.grammar)
    Section("Output") {
      Option(
        \.report,
        "--report",
        placeholder: "file",
        completion: .file,
        help: "Write a page for people: one HTML file."
      )
      Option(
        \.notebook,
        "--notebook",
        placeholder: "file",
        completion: .file,
        help: "Write the page as a Jupyter notebook, which can run the comparison again."
      )
      Option(
        \.csv,
        "--csv",
        placeholder: "file",
        completion: .file,
        help: "Write a row for each series, place and metric, with a column for each model."
      )
      Option(
        \.json,
        "--json",
        placeholder: "file",
        completion: .file,
        help: "Write the summary: one JSON object."
      )
      Option(
        \.markdown,
        "--markdown",
        placeholder: "file",
        completion: .file,
        help: "Write the table for a pull request."
      )
      Option(
        \.forecasts,
        "--forecasts",
        placeholder: "file",
        completion: .file,
        help: "Write the forecasts with their intervals beside what happened."
      )
      Option(
        \.failIf,
        "--fail-if",
        help: "End with code 2 where this is so, such as mase(auto) > mase(seasonal-naive)."
      )
      Flag(
        \.resume,
        "--resume",
        help: "Go on where the same command was interrupted, if it was."
      )
    }
    Grammar.group(\.training, TrainingOptions.grammar)
    Grammar.group(\.options, RunOptions.grammar)
  }

  /// The files to be written, with the options that name them.
  var outputs: [(option: String, path: String)] {
    let named = [
      ("--report", report), ("--notebook", notebook), ("--csv", csv), ("--json", json),
      ("--markdown", markdown), ("--forecasts", forecasts),
    ]
    return named.compactMap { option, path in path.map { (option, $0) } }
  }

  /// The files to be read.
  var inputs: [String] {
    [input.file, test, covariates.events, training.augment].compactMap(\.self)
  }

  func validate() throws(UsageError) {
    if Set(models.map { $0.model.entry.name }).count < models.count {
      throw .inconsistent("--models names a model twice")
    }
    if !metric.isLoss {
      throw .inconsistent("--metric \(metric.rawValue) does not rank models; take another one")
    }
    if test != nil, windows > 1 || step != nil {
      throw .inconsistent("--test is one window; --windows and --step are for the past of the file")
    }
    try refuseSharedInput(inputs)
    try PageOptions(report: report, notebook: notebook).validate(inputs: inputs)
    let files = outputs
    if files.count(where: { $0.path == "-" }) > 1 {
      throw .inconsistent(
        "standard output can take one of " + files.map(\.option).joined(separator: ", ")
      )
    }
    for (place, one) in files.enumerated() where one.path != "-" {
      if let other = files[..<place].first(where: { $0.path == one.path }) {
        throw .inconsistent(
          "\(other.option) and \(one.option) name the same file, \(one.path.quoted)"
        )
      }
    }
    try validateGates(with: leftOut())
    if treatment.intervals == .conformal,
      let global = models.first(where: { $0.model is any GlobalForecaster.Type })
    {
      throw .inconsistent(
        "\(global.model.entry.name) has seen the end of each series, so --intervals conformal cannot test it there"
      )
    }
    try training.validate(for: models)
    if training.timeBudget != nil, !models.contains(where: \.isTimed) {
      throw .inconsistent(
        "--time-budget ends the training of networks and of auto, and neither takes part; leave it out"
      )
    }
    try covariates.validate(for: models)
    if let name = known.first(where: covariates.isPast) {
      throw .inconsistent(
        "--known and --past both name \(name.quoted); leave it out of one of them"
      )
    }
    if resume {
      if inputs.contains("-") {
        throw .inconsistent("--resume needs a file to read; standard input may be another one now")
      }
      if !files.contains(where: { $0.path != "-" }) {
        throw .inconsistent("--resume needs a file that is written, such as --report")
      }
    }
  }

  /// Refuses conditions on what is not compared.
  private func validateGates(with leftOut: [LeftOut]) throws(UsageError) {
    let names = competitors.map { $0.model.entry.name }
    for (figure, model) in failIf.flatMap(\.figures) where !names.contains(model) {
      if leftOut.contestantName(of: model) == nil {
        throw .inconsistent("--fail-if speaks of \(model), which is not among the models compared")
      }
      if [.skill, .rank, .winRate].contains(figure) {
        throw .inconsistent(
          "--fail-if can ask for metrics and fallbacks of \(model); it has no rank among the others"
        )
      }
    }
  }

  /// The models that were asked for, and the seasonal naive forecast.
  var competitors: [ModelChoice] {
    let isThere = models.contains { $0.model.entry.name == SeasonalNaive.entry.name }
    return models + (isThere ? [] : [ModelChoice(SeasonalNaive.self)])
  }
}

/// When models are estimated anew, as it is typed.
struct RefitChoice: OptionValue {
  let refit: Backtest.Refit

  init(_ refit: Backtest.Refit) { self.refit = refit }

  init(optionText text: String) throws(OptionValueError) {
    switch text {
    case "every": refit = .every
    case "once": refit = .once
    default:
      guard let count = Int(text), count >= 1 else { throw OptionValueError(text) }
      refit = .after(count)
    }
  }

  var optionText: String? {
    switch refit {
    case .every: "every"
    case .once: "once"
    case .after(let count): String(count)
    }
  }

  static let expected = "every, once, or a number of places"
  static let placeholder = "when"
}

extension BacktestMetric: OptionValue {
  /// The word that stands for a value in help.
  public static var placeholder: String { "metric" }
}
