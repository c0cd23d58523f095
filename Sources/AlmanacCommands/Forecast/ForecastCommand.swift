internal import CommandLineKit
internal import Forecasting
internal import TimeSeries

/// `almanac forecast`: forecasts every series of a panel.
struct ForecastCommand: Command {
  var input = InputOptions()
  var grouped = false
  var future: String?
  var covariates = CovariateOptions()
  var hierarchy = HierarchyOptions()
  var models = [ModelChoice(Auto.self)]
  var horizon: Int?
  var season: Int?
  var levels: [Double] = [80, 95]
  var quantiles: [Double] = []
  var services: [Double] = []
  var treatment = TreatmentOptions()
  var output = "-"
  var json = false
  var notes = false
  var explain = false
  var strict = false
  var plot = false
  var report: String?
  var save: String?
  var from: String?
  var resume = false
  var training = TrainingOptions()
  var fineTune = false
  var options = RunOptions()

  static let name = "forecast"

  static let grammar = Grammar<Self>(
    "Forecast every series in a CSV file, with intervals.",
    discussion: """
      The forecast is a table with the columns unique_id, ds, and for each model its mean and the \
      two ends of its intervals: AutoETS, AutoETS-lo-80, AutoETS-hi-80. It appears whole or not at all.

      A series that a model cannot take, because it is too short for instance, gets a simpler \
      model; --notes says which and why.

      With --grouped, rows are read as a stream: the rows of a series stand together, in order of \
      time, and memory does not grow with the file. What is inferred otherwise has to be given: the \
      frequency, and the season where it is not the usual one.

      With --future, other columns take part: FILE has them for the history, the second file for the \
      next steps, beside the same columns of id and time. Each series needs a row for each step; \
      true and false count as 1 and 0. --calendar, --fourier and --events need no columns.

      --save keeps what was estimated for each series; with --from the same series, grown by new \
      rows, are forecast without estimating anything. An interrupted run that writes a file keeps \
      what is done; the same command with --resume goes on from there.
      """,
    examples: [
      Example("almanac forecast sales.csv --horizon 28", "The next 28 days of every article."),
      Example(
        "almanac forecast sales.csv -n 28 --model ets,theta -o forecast.csv",
        "Two models side by side, into a file."
      ),
      Example(
        "almanac forecast walmart.csv --id Store,Dept --time Date --value Weekly_Sales -n 8",
        "Columns by other names."
      ),
      Example(
        "almanac forecast sales.csv --future plan.csv",
        "With the prices and promotions of plan.csv, as far as it reaches."
      ),
      Example(
        "almanac forecast load.csv --calendar weekday,holidays:AU --fourier 365.25:3",
        "With weekdays, holidays and the course of the year."
      ),
      Example(
        "almanac forecast sales.csv --hierarchy state/store/item",
        "States, stores and the total too, so that all forecasts add up."
      ),
      Example(
        "almanac forecast m4/Hourly-train.csv.gz --season 24 -n 48 --quantiles 0.1,0.5,0.9",
        "A row per series without dates; quantiles too."
      ),
      Example(
        "almanac forecast sales.csv --save sales.model -o forecast.csv",
        "Keep what was estimated; tomorrow, with new rows, --from sales.model is enough."
      ),
    ]
  ) {
    Grammar.group(\.input, InputOptions.grammar)
    Section("Input") {
      Flag(
        \.grouped,
        "--grouped",
        help: """
          The rows of a series stand together, ascending in time: read them as a stream. Needs \
          --frequency.
          """
      )
    }
    Section("Covariates") {
      Option(
        \.future,
        "--future",
        placeholder: "file",
        completion: .file,
        help: """
          File of what is known of the next steps: id, time, and columns that the input has too, such \
          as prices.
          """
      )
    }
    Grammar.group(\.covariates, CovariateOptions.grammar)
    Grammar.group(\.hierarchy, HierarchyOptions.grammar)
    Section("Forecast") {
      Option(
        \.horizon,
        "--horizon",
        "-n",
        placeholder: "steps",
        limit: .from(1, to: 1_000_000),
        help: """
          Steps ahead; by default those of --future, else what suits the frequency: 14 days, 48 \
          hours, 18 months.
          """
      )
      Option(
        \.models,
        "--model",
        "-m",
        aliases: ["--models"],
        help: "Models to forecast with, separated by commas."
      )
      Option(
        \.season,
        "--season",
        placeholder: "steps",
        limit: .from(1, to: 100_000),
        help: "Steps of a season, 1 for none; found from frequency and data."
      )
      Option(
        \.levels,
        "--levels",
        placeholder: "percent",
        limit: .between(0, 100),
        help: "Coverages of the intervals."
      )
      Option(
        \.quantiles,
        "--quantiles",
        placeholder: "shares",
        limit: .between(0, 1),
        help: "Quantiles to write as well."
      )
      Option(
        \.services,
        "--service",
        placeholder: "percent",
        limit: .between(0, 100),
        help: """
          Service levels: a column says in each row what stock lasts for all steps up to it, so often.
          """
      )
    }
    Grammar.group(\.treatment, TreatmentOptions.grammar)
    Section("Output") {
      Option(
        \.output,
        "--output",
        "-o",
        placeholder: "file",
        completion: .file,
        help: "File to write, also .gz; - for standard output."
      )
      Flag(\.json, "--json", help: "One JSON object per row instead of CSV.")
      Flag(\.notes, "--notes", help: "A last column says what to know of a series' forecast.")
      Flag(
        \.explain,
        "--explain",
        help: "Columns that say which model was used, and why where it is another one."
      )
      Flag(\.strict, "--strict", help: "Fail if there is a note on any series.")
      Flag(\.plot, "--plot", help: "Draw the first series and its forecast on standard error.")
      Option(
        \.report,
        "--report",
        placeholder: "file",
        completion: .file,
        help: "Write a page for people as well: one HTML file."
      )
    }
    Section("Saved models") {
      Option(
        \.save,
        "--save",
        placeholder: "file",
        completion: .file,
        help: "File to keep the fitted models in."
      )
      Option(
        \.from,
        "--from",
        placeholder: "file",
        completion: .file,
        help: """
          Forecast with the models in this file; series that it does not know, or whose history \
          begins elsewhere now, are estimated anew.
          """
      )
      Flag(
        \.resume,
        "--resume",
        help: "Go on where the same command was interrupted, if it was."
      )
    }
    Grammar.group(\.training, TrainingOptions.grammar)
    Section(TrainingOptions.section) {
      Flag(
        \.fineTune,
        "--fine-tune",
        help: "Let the networks of --from go on learning from this panel."
      )
    }
    Grammar.group(\.options, RunOptions.grammar)
  }

  /// The files to be read.
  var inputs: [String] {
    [input.file, future, covariates.events, training.augment].compactMap(\.self)
  }

  func validate() throws(UsageError) {
    if grouped && input.file == "-" && input.frequency == nil {
      throw .inconsistent(
        "--grouped from standard input needs --frequency; almanac describe finds it out"
      )
    }
    try refuseSharedInput(inputs)
    if let share = services.first(where: { $0 < 1 }) {
      throw .inconsistent(
        "--service takes percentages, and \(share.optionText ?? "") would be less than one: for 95 % say 95"
      )
    }
    if let share = levels.first(where: { $0 < 1 }) {
      throw .inconsistent(
        "--levels takes percentages, and \(share.optionText ?? "") would be less than one: for 80 % say 80"
      )
    }
    if Set(models.map { $0.model.entry.name }).count < models.count {
      throw .inconsistent("--model names a model twice")
    }
    if grouped, from == nil,
      let global = models.first(where: {
        ($0.model as? any GlobalForecaster.Type)?.needsPanel ?? false
      })
    {
      throw .inconsistent(
        "\(global.model.entry.name) learns from all series at once, a --grouped stream shows one at a time; "
          + "train it first with --save, then use --from"
      )
    }
    if grouped, !training.networks.isEmpty {
      throw .inconsistent(
        "--networks are tried on all series at once, a --grouped stream shows one at a time"
      )
    }
    if grouped, from == nil, !covariates.past.isEmpty {
      throw .inconsistent(
        "--past is learnt from on all series at once, a --grouped stream shows one at a time; "
          + "train a model first with --save, then use --from"
      )
    }
    if save == "-" { throw .inconsistent("--save needs a file; standard output is for forecasts") }
    if let save, save == output {
      throw .inconsistent("--save and --output name the same file, \(save.quoted); write to two")
    }
    if treatment.intervals == .conformal,
      let global = models.first(where: {
        $0.model is any GlobalForecaster.Type && $0.model.entry.intervals == .model
      })
    {
      throw .inconsistent(
        "\(global.model.entry.name) has seen the end of each series, so --intervals conformal cannot test it there"
      )
    }
    if let choice = hierarchy.hierarchy {
      if grouped {
        throw .inconsistent("--hierarchy adds up whole series, so it cannot be --grouped")
      }
      if resume { throw .inconsistent("--hierarchy needs all series, so it cannot be resumed") }
      if !input.id.isEmpty && input.id != choice.columns {
        throw .inconsistent("--hierarchy names the columns of the series; leave --id out")
      }
      if hierarchy.isTemporal {
        throw .inconsistent(
          "--temporal moves forecasts that --hierarchy makes add up; leave one out"
        )
      }
    } else if hierarchy.method != nil {
      throw .inconsistent("--reconcile needs --hierarchy")
    }
    if from != nil {
      if models.map({ $0.model.entry.name }) != [Auto.entry.name] {
        throw .inconsistent("--from brings its models; leave --model out")
      }
      if season != nil { throw .inconsistent("--from brings its season; leave --season out") }
      if training.size != nil {
        throw .inconsistent("--from brings networks of their size; leave --size out")
      }
    }
    if from == nil {
      try training.validate(for: models)
    } else if training.triedByAuto != nil {
      throw .inconsistent(
        "--from brings what auto has learnt; leave \(training.noNetworks ? "--no-networks" : "--networks") out"
      )
    }
    if from == nil { try covariates.validate(for: models) }
    let isTraining = from == nil || fineTune
    if training.timeBudget != nil {
      if !isTraining {
        throw .inconsistent(
          "--time-budget ends a training, and --from brings what was learnt; leave it out"
        )
      }
      if from == nil, grouped {
        throw .inconsistent(
          "--time-budget ends a training, and nothing is trained on a --grouped stream"
        )
      }
      if from == nil, !models.contains(where: { $0.isTimed }) {
        throw .inconsistent(
          "--time-budget ends the training of networks and of auto; of \(models.map { $0.model.entry.name }.joined(separator: ", ")) leave it out"
        )
      }
    }
    if resume, save == nil {
      if output == "-" || output.hasSuffix(".gz") {
        throw .inconsistent("--resume needs --output with a file that is not compressed")
      }
    }
    if resume {
      if inputs.contains("-") {
        throw .inconsistent("--resume needs a file to read; standard input may be another one now")
      }
      if save != nil, !(isTraining && learnsFromAll) {
        throw .inconsistent("--save keeps all series, so it cannot be resumed")
      }
      if report != nil {
        throw .inconsistent("--report shows all series, so it cannot be resumed")
      }
    }
    if fineTune {
      if from == nil {
        throw .inconsistent("--fine-tune needs --from with networks that know something")
      }
      if grouped {
        throw .inconsistent(
          "--fine-tune learns from all series at once, a --grouped stream shows one at a time"
        )
      }
    }
  }

  /// Whether one of the models learns from all series at once, or may do so.
  private var learnsFromAll: Bool {
    from != nil || models.contains { $0.model is any GlobalForecaster.Type }
  }
}
