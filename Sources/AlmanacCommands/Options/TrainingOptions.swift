internal import CommandLineKit
internal import Forecasting

/// How networks are trained.
struct TrainingOptions: Sendable {
  var loss: NeuralLoss?
  var context: Int?
  var updates: Int?
  var batchSize: Int?
  var learningRate: Double?
  var holdNothingBack = false
  var timeBudget: Duration?
  var fineTune = false
  var augment: String?
  var augmentWeight = 0.3

  static let grammar = Grammar<Self>("Training of networks") {
    Option(
      \.loss,
      "--loss",
      help: "What a network predicts of each step; by default what suits model and data."
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
    Flag(
      \.fineTune,
      "--fine-tune",
      help: "Let the networks of --from go on learning from this panel."
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

  /// What networks are asked for.
  var neural: NeuralOptions {
    var neural = NeuralOptions()
    (neural.loss, neural.context) = (loss, context)
    (neural.updates, neural.batchSize) = (updates, batchSize)
    neural.learningRate = learningRate
    neural.holdsBack = !holdNothingBack
    return neural
  }
}
