internal import CommandLineKit
internal import Forecasting
internal import TimeSeries

/// How networks are trained.
struct TrainingOptions: Sendable {
  var loss: NeuralLoss?
  var networks: [Network.Architecture] = []
  var noNetworks = false
  var size: NetworkSize?
  var context: Int?
  var updates: Int?
  var batchSize: Int?
  var learningRate: Double?
  var holdNothingBack = false
  var timeBudget: Duration?
  var augment: String?
  var augmentWeight = 0.3

  /// The heading in help.
  static let section = "Training of networks"

  static let grammar = Grammar<Self>(section) {
    Option(
      \.loss,
      "--loss",
      help: "What a network predicts of each step; by default what suits model and data."
    )
    Option(
      \.networks,
      "--networks",
      help: """
        Networks that auto tries beside its other parts: the one that lessens the errors of held-back windows \
        most takes part. By default it tries nhits where a season has 24 steps or more.
        """
    )
    Flag(\.noNetworks, "--no-networks", help: "Let auto try no network.")
    Option(
      \.size,
      "--size",
      help: "How large nbeats is; published is some fifteen times the work of small, the default."
    )
    Option(
      \.context,
      "--context",
      placeholder: "steps",
      limit: .from(1, to: 100_000),
      help: "Steps before the forecast that a network reads."
    )
    Option(
      \.updates,
      "--updates",
      limit: .from(1, to: 10_000_000),
      help: "Steps of training; it ends earlier where more of them do not help."
    )
    Option(
      \.batchSize,
      "--batch",
      placeholder: "windows",
      limit: .from(1, to: 100_000),
      help: "Windows that are learnt from in each step of training."
    )
    Option(
      \.learningRate,
      "--learning-rate",
      placeholder: "rate",
      limit: .between(0, 1),
      help: "How far each step of training goes."
    )
    Flag(
      \.holdNothingBack,
      "--hold-nothing-back",
      help: "Learn from the end of each series too, and take all updates."
    )
    Option(
      \.timeBudget,
      "--time-budget",
      help:
        "About the time after which training of networks and of auto ends with what was learnt so "
        + "far; auto leaves out what brings least, so that its forecasts are done by then too."
    )
    Option(
      \.augment,
      "--augment",
      placeholder: "file",
      completion: .file,
      help: "File of further series, such as generated ones, to learn from as well."
    )
    Option(
      \.augmentWeight,
      "--augment-weight",
      placeholder: "share",
      limit: .between(0, 1000),
      help: "How often a window of --augment is learnt from, for one of the panel."
    )
  }

  /// Refuses what a model cannot learn.
  func validate(for models: [ModelChoice]) throws(UsageError) {
    let tried = networks.compactMap { ModelCatalogue.model(named: $0.rawValue) }
    if let loss,
      let model = (models.map { $0.model } + tried).first(where: {
        ($0 as? any GlobalForecaster.Type)?.canLearn(loss) == false
      })
    {
      throw .inconsistent(
        "\(model.entry.name) draws its forecasts, and \(loss.rawValue) has no distribution to draw from"
      )
    }
    if triedByAuto != nil, !models.contains(where: { $0.model is Auto.Type }) {
      throw .inconsistent(
        "\(noNetworks ? "--no-networks is for auto" : "--networks are those that auto tries"); name auto among the models"
      )
    }
    if noNetworks, !networks.isEmpty {
      throw .inconsistent("--networks and --no-networks contradict each other; leave one out")
    }
    if Set(networks).count < networks.count {
      throw .inconsistent("--networks names a network twice")
    }
    if size != nil, !(models.map { $0.model } + tried).contains(where: hasSizes) {
      throw .inconsistent("--size is that of nbeats and nbeats-interpretable; leave it out")
    }
  }

  private func hasSizes(_ model: any CatalogueModel.Type) -> Bool {
    (model as? any GlobalForecaster.Type)?.hasSizes == true
  }

  /// What a training has beside its panel.
  ///
  /// - Throws: `CSVError` for a file of further series.
  func run(_ options: CSVOptions) throws(CSVError) -> TrainingRun {
    var run = TrainingRun()
    run.secondsAllowed = timeBudget?.seconds
    if let augment {
      run.additions = [(try Panel.reading(csv: augment, options: options).panel, augmentWeight)]
    }
    return run
  }

  /// The options as they are typed for one model.
  func words(for model: ModelChoice) -> [String] {
    var words: [String] = []
    let isAuto = model.model is Auto.Type
    let tried = isAuto ? networks.compactMap { ModelCatalogue.model(named: $0.rawValue) } : []
    if isAuto, !networks.isEmpty {
      words += ["--networks", networks.map(\.rawValue).joined(separator: ",")]
    }
    if isAuto, noNetworks { words.append("--no-networks") }
    if let loss { words += ["--loss", loss.rawValue] }
    if let size, ([model.model] + tried).contains(where: hasSizes) {
      words += ["--size", size.rawValue]
    }
    if let context { words += ["--context", "\(context)"] }
    if let updates { words += ["--updates", "\(updates)"] }
    if let batchSize { words += ["--batch", "\(batchSize)"] }
    if let learningRate { words += ["--learning-rate", "\(learningRate)"] }
    if holdNothingBack { words.append("--hold-nothing-back") }
    if let text = timeBudget?.optionText { words += ["--time-budget", text] }
    if let augment { words += ["--augment", augment, "--augment-weight", "\(augmentWeight)"] }
    return words
  }

  /// The networks that auto is to try; nil leaves that to it.
  var triedByAuto: [Network.Architecture]? {
    noNetworks ? [] : networks.isEmpty ? nil : networks
  }

  /// What networks are asked for.
  var neural: NeuralOptions {
    var neural = NeuralOptions()
    (neural.loss, neural.size, neural.context) = (loss, size, context)
    (neural.updates, neural.batchSize) = (updates, batchSize)
    neural.learningRate = learningRate
    neural.holdsBack = !holdNothingBack
    return neural
  }
}
