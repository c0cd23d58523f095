internal import NeuralNetworks
internal import Tensors
internal import TimeSeries

/// What a network is built for; with it and the weights alone it can be built again.
struct NetworkPlan: Hashable, Sendable {
  /// The windows that it reads.
  var shape: WindowShape
  /// The numbers beside each step that are known in advance: calendar, then covariates.
  var featureCount: Int
  /// How many of them are covariates.
  var covariateCount = 0
  /// The covariates that are known of the past only.
  var pastCount = 0
  /// How many values each attribute of a series has, the unknown one included.
  var categoryCounts: [Int]
  /// What it puts out.
  var head: OutputHead
  /// The earlier values that it is shown at each step, where it goes step by step.
  var lags: [Int] = []
  /// The steps of a season; 1 for none.
  var seasonalPeriod: Int
  /// How large it is, where it comes in several sizes.
  var size = NetworkSize.small
}

extension NetworkPlan {
  /// A network for what a schema says of a panel.
  init(
    shape: WindowShape,
    schema: FeedSchema,
    head: OutputHead,
    lags: [Int],
    size: NetworkSize = .small
  ) {
    self.init(
      shape: shape,
      featureCount: schema.featureCount,
      covariateCount: schema.covariates.count,
      pastCount: schema.pasts.count,
      categoryCounts: schema.attributes.map { $0.codes.count + 1 },
      head: head,
      lags: lags,
      seasonalPeriod: schema.seasonalPeriod,
      size: size
    )
  }
}

/// How a network is trained unless something else is asked for.
struct TrainingRecipe: Hashable, Sendable {
  /// The windows of an update.
  var batchSize: Int
  /// The updates of a training on much data.
  var updates: Int
  var learningRate: Double
  var weightDecay = 0.0
  /// The greatest length of a gradient.
  var gradientLimit = 10.0
  /// How much of the running mean of the weights is kept in each update; nil for no mean.
  var averaging: Double?
  /// How many looks at the windows held back may pass without progress.
  var patience = 20
}

/// A network that forecasts windows of series.
protocol NeuralNetwork: Module {
  /// The names of the model.
  static var entry: CatalogueEntry { get }
  /// How it is trained.
  static var recipe: TrainingRecipe { get }
  /// What it predicts unless asked otherwise.
  ///
  /// - Parameter isOfCounts: whether all series hold small whole numbers.
  static func usualLoss(isOfCounts: Bool) -> NeuralLoss
  /// Which covariates it reads.
  static var covariateUse: CovariateUse { get }
  /// Whether it comes in several sizes.
  static var hasSizes: Bool { get }
  /// Whether a loss makes sense for it.
  static func canLearn(_ loss: NeuralLoss) -> Bool
  /// The windows that it reads.
  ///
  /// - Parameter span: the steps of two seasons, or of the longest cycle of the calendar that a window is scaled
  ///   over, whichever is more: what a network that sees no calendar has to see.
  static func shape(horizon: Int, context: Int?, lags: [Int], span: Int) -> WindowShape
  /// Whether it goes step by step, and is shown earlier values at each.
  static var isRecurrent: Bool { get }

  /// A network with parameters drawn at random.
  init(_ plan: NetworkPlan, using random: inout RandomStream)
  /// What it was built for.
  var plan: NetworkPlan { get }
  /// The mean loss over windows.
  ///
  /// - Parameter random: draws what drops out in training; nil otherwise.
  func loss(of batch: WindowBatch, dropping random: RandomStream?) -> Tensor
  /// The distribution of the steps after the one window of a batch.
  ///
  /// - Parameter errors: those on windows held back, by step and level, for heads that need them.
  func distribution(
    of batch: WindowBatch,
    horizon: Int,
    errors: [[Double]],
    using stream: inout RandomStream
  ) -> ForecastDistribution
}

extension NeuralNetwork {
  static var isRecurrent: Bool { false }
  static var hasSizes: Bool { false }
  static var covariateUse: CovariateUse { .none }
}

/// A network that puts out all steps of the horizon at once.
protocol DirectNetwork: NeuralNetwork {
  /// The numbers of each step, `[window, step, parameter]`, in the scale of the windows.
  func outputs(for batch: WindowBatch, dropping random: inout RandomStream?) -> Tensor
}

extension DirectNetwork {
  static func usualLoss(isOfCounts: Bool) -> NeuralLoss { .quantiles }

  static func canLearn(_ loss: NeuralLoss) -> Bool { true }

  func loss(of batch: WindowBatch, dropping random: RandomStream?) -> Tensor {
    var random = random
    return plan.head.meanLoss(
      outputs(for: batch, dropping: &random),
      target: batch.future,
      mask: batch.futureMask,
      scale: batch.scale
    )
  }

  func distribution(
    of batch: WindowBatch,
    horizon: Int,
    errors: [[Double]],
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    var none: RandomStream?
    let outputs = self.outputs(for: batch, dropping: &none).floatElements
    let (location, scale) = (batch.locations[0], batch.scales[0])
    let width = plan.head.parameterCount
    let steps = (0..<horizon).map { step in
      plan.head.distribution(
        of: StepOutput(
          parameters: outputs[step * width..<(step + 1) * width],
          location: location,
          scale: scale
        ),
        errors: step < errors.count ? errors[step] : nil
      )
    }
    return ForecastDistribution(
      mean: steps.map(\.mean),
      shape: .quantiles(levels: plan.head.outputLevels, values: steps.map(\.quantiles))
    )
  }
}
