internal import Glibc
internal import NeuralNetworks
internal import Tensors

/// Blocks of layers, each of which explains a part of the context and adds a part of the forecast, as
/// sums of basis functions.
///
/// - Source: Oreshkin, Carpov, Chapados and Bengio 2020, “N-BEATS: neural basis expansion analysis for
///   interpretable time series forecasting”.
struct NBeatsBlock: Module {
  var layers: [Linear]
  var output: Linear
  /// The functions of context and horizon, `[function, step]`; nil where each step has its own number.
  private let bases: (context: Tensor, horizon: Tensor)?
  private let contextCount: Int

  init(
    _ plan: NetworkPlan,
    width: Int,
    bases: (context: Tensor, horizon: Tensor)?,
    using random: inout RandomStream
  ) {
    layers = []
    for layer in 0..<4 {
      layers.append(
        Linear(
          inputSize: layer == 0 ? plan.shape.context : width,
          outputSize: width,
          using: &random
        )
      )
    }
    self.bases = bases
    contextCount = bases?.context.shape[0] ?? plan.shape.context
    let horizonCount = bases?.horizon.shape[0] ?? plan.shape.horizon
    output = Linear(
      inputSize: width,
      outputSize: contextCount + plan.head.parameterCount * horizonCount,
      using: &random
    )
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("layers", &layers)
    visitor.visit("output", &output)
  }

  /// What the block explains of a context, `[window, step]`, and its part of the forecast,
  /// `[window, parameter, step]`.
  func callAsFunction(_ context: Tensor, parameters: Int) -> (explained: Tensor, forecast: Tensor) {
    let flow = output(layers.reduce(context) { relu($1($0)) })
    let parts = flow.split([contextCount, flow.shape[1] - contextCount], along: 1)
    let numbers = parts[1].reshaped(to: [context.shape[0], parameters, -1])
    guard let bases else { return (parts[0], numbers) }
    return (
      matmul(parts[0], bases.context.converted(to: context.elementType)),
      matmul(numbers, bases.horizon.converted(to: context.elementType))
    )
  }
}

/// How the blocks of a network are stacked; each of them is shown what the ones before did not explain.
private func stackedOutputs(
  _ blocks: [NBeatsBlock],
  _ batch: WindowBatch,
  _ plan: NetworkPlan
) -> Tensor {
  var rest = batch.context
  let mask = batch.contextMask
  var sum: Tensor?
  for block in blocks {
    let (explained, forecast) = block(rest, parameters: plan.head.parameterCount)
    rest = (rest - explained) * mask
    sum = sum.map { $0 + forecast } ?? forecast
  }
  guard let sum else { preconditionFailure("a network without blocks") }
  return plan.head.moved(sum.permuted(0, 2, 1), by: batch.lastValue)
}

/// N-BEATS whose blocks put out each step freely.
struct NBeatsNetwork: DirectNetwork {
  let plan: NetworkPlan
  var blocks: [NBeatsBlock]

  /// How many blocks of which width there are.
  static func extents(_ size: NetworkSize) -> (blocks: Int, width: Int) {
    switch size {
    case .small: (6, 256)
    case .published: (30, 512)
    }
  }

  init(_ plan: NetworkPlan, using random: inout RandomStream) {
    self.plan = plan
    let (count, width) = Self.extents(plan.size)
    blocks = []
    for _ in 0..<count {
      blocks.append(NBeatsBlock(plan, width: width, bases: nil, using: &random))
    }
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("blocks", &blocks)
  }

  func outputs(for batch: WindowBatch, dropping random: inout RandomStream?) -> Tensor {
    stackedOutputs(blocks, batch, plan)
  }
}

/// N-BEATS whose blocks put out a trend, a polynomial, and then a season, waves through the horizon; the
/// blocks of each kind share their weights.
struct InterpretableNBeatsNetwork: DirectNetwork {
  let plan: NetworkPlan
  var trend: NBeatsBlock
  var season: NBeatsBlock

  static let (repetitions, trendWidth, degree) = (3, 256, 2)

  /// How wide the layers of the season are.
  static func seasonWidth(_ size: NetworkSize) -> Int { size == .small ? 256 : 2048 }

  init(_ plan: NetworkPlan, using random: inout RandomStream) {
    self.plan = plan
    let (context, horizon) = (plan.shape.context, plan.shape.horizon)
    trend = NBeatsBlock(
      plan,
      width: Self.trendWidth,
      bases: (Self.powers(context), Self.powers(horizon)),
      using: &random
    )
    season = NBeatsBlock(
      plan,
      width: Self.seasonWidth(plan.size),
      bases: (Self.waves(context, of: horizon), Self.waves(horizon, of: horizon)),
      using: &random
    )
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("trend", &trend)
    visitor.visit("season", &season)
  }

  func outputs(for batch: WindowBatch, dropping random: inout RandomStream?) -> Tensor {
    let trends = Array(repeating: trend, count: Self.repetitions)
    return stackedOutputs(trends + Array(repeating: season, count: Self.repetitions), batch, plan)
  }

  /// Powers of the time from 0 to 1, `[power, step]`.
  private static func powers(_ steps: Int) -> Tensor {
    Tensor(
      (0...degree).flatMap { power in
        (0..<steps).map { pow(Double($0) / Double(steps), Double(power)) }
      },
      shape: [degree + 1, steps]
    )
  }

  /// A constant and waves with whole numbers of turns in the horizon, up to every second step,
  /// `[function, step]`.
  private static func waves(_ steps: Int, of horizon: Int) -> Tensor {
    let count = max(horizon / 2 - 1, 0)
    let constant = [Double](repeating: 1, count: steps)
    let waves = (1...max(count, 1)).prefix(count).flatMap { turn in
      let speed = 2 * Double.pi * Double(turn) / Double(horizon)
      return (0..<steps).map { cos(speed * Double($0)) }
        + (0..<steps).map { sin(speed * Double($0)) }
    }
    return Tensor(constant + waves, shape: [1 + 2 * count, steps])
  }
}

extension NBeatsNetwork {
  static var entry: CatalogueEntry {
    CatalogueEntry(
      name: "nbeats",
      column: "NBEATS",
      summary: "Layers that explain what is left in turns, trained on all series at once.",
      intervals: .model
    )
  }

  static var hasSizes: Bool { true }

  static var recipe: TrainingRecipe {
    TrainingRecipe(batchSize: 128, updates: 2000, learningRate: 1e-3)
  }

  static func shape(horizon: Int, context: Int?, lags: [Int], span: Int) -> WindowShape {
    .direct(horizon: horizon, context: context, span: span, horizons: 4)
  }
}

extension InterpretableNBeatsNetwork {
  static var entry: CatalogueEntry {
    CatalogueEntry(
      name: "nbeats-interpretable",
      column: "NBEATSInterpretable",
      summary: "N-BEATS as a trend and a season, trained on all series at once.",
      intervals: .model
    )
  }

  static var hasSizes: Bool { true }

  static var recipe: TrainingRecipe { NBeatsNetwork.recipe }

  static func shape(horizon: Int, context: Int?, lags: [Int], span: Int) -> WindowShape {
    NBeatsNetwork.shape(horizon: horizon, context: context, lags: lags, span: span)
  }
}
