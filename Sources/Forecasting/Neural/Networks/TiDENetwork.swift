internal import NeuralNetworks
internal import Tensors

/// Layers that encode the context with all covariates into one vector, decode it step by step, and let
/// the covariates of each step have a last say; beside them runs one linear map.
///
/// - Source: Das and others 2023, “Long-term forecasting with TiDE: time-series dense encoder”.
struct TiDENetwork: DirectNetwork {
  let plan: NetworkPlan
  var statics: StaticInputs
  /// What is made of each step's features; nil where there are none.
  var projection: Block?
  /// What is made of the covariates that are known of the past only; nil where there are none.
  var pastProjection: Block?
  var encoder: [Block]
  var decoder: [Block]
  var temporal: Block
  var skip: Linear

  static let (width, depth) = (256, 2)
  static let (featureWidth, stepWidth, temporalWidth) = (4, 16, 64)
  static let dropoutShare = 0.2

  /// Two layers beside a linear map, then a norm unless there are few numbers, which it would leave no
  /// magnitude of their own.
  struct Block: Module {
    var widening: Linear
    var narrowing: Linear
    var skip: Linear
    var norm: LayerNorm?

    fileprivate init(
      _ inputs: Int,
      _ width: Int,
      _ outputs: Int,
      hasNorm: Bool = true,
      using random: inout RandomStream
    ) {
      widening = Linear(inputSize: inputs, outputSize: width, using: &random)
      narrowing = Linear(inputSize: width, outputSize: outputs, using: &random)
      skip = Linear(inputSize: inputs, outputSize: outputs, using: &random)
      norm = hasNorm ? LayerNorm(size: outputs) : nil
    }

    mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
      visitor.visit("widening", &widening)
      visitor.visit("narrowing", &narrowing)
      visitor.visit("skip", &skip)
      visitor.visit("norm", &norm)
    }

    fileprivate func callAsFunction(_ x: Tensor, dropping random: inout RandomStream?) -> Tensor {
      let inner = narrowing(relu(widening(x)))
      let sum = skip(x) + dropout(inner, probability: TiDENetwork.dropoutShare, using: &random)
      return norm.map { $0(sum) } ?? sum
    }
  }

  init(_ plan: NetworkPlan, using random: inout RandomStream) {
    self.plan = plan
    let (context, horizon) = (plan.shape.context, plan.shape.horizon)
    statics = StaticInputs(plan, using: &random)
    let width = plan.featureCount > 0 ? Self.featureWidth : 0
    projection =
      width > 0 ? Block(plan.featureCount, Self.temporalWidth, width, using: &random) : nil
    let pastWidth = plan.pastCount > 0 ? Self.featureWidth : 0
    pastProjection =
      pastWidth > 0
      ? Block(plan.pastCount, Self.temporalWidth, pastWidth, using: &random) : nil
    let inputs = context * (1 + pastWidth) + (context + horizon) * width + statics.size
    (encoder, decoder) = ([], [])
    for layer in 0..<Self.depth {
      encoder.append(
        Block(layer == 0 ? inputs : Self.width, Self.width, Self.width, using: &random)
      )
    }
    for layer in 0..<Self.depth {
      let outputs = layer == Self.depth - 1 ? horizon * Self.stepWidth : Self.width
      decoder.append(Block(Self.width, Self.width, outputs, using: &random))
    }
    temporal = Block(
      Self.stepWidth + width,
      Self.temporalWidth,
      plan.head.parameterCount,
      hasNorm: false,
      using: &random
    )
    // It begins as nothing: what it says of a context at random would have to be unlearnt.
    skip = Linear(
      inputSize: context,
      outputSize: horizon * plan.head.parameterCount,
      initializer: .zeros,
      using: &random
    )
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("statics", &statics)
    visitor.visit("projection", &projection)
    visitor.visit("pastProjection", &pastProjection)
    visitor.visit("encoder", &encoder)
    visitor.visit("decoder", &decoder)
    visitor.visit("temporal", &temporal)
    visitor.visit("skip", &skip)
  }

  func outputs(for batch: WindowBatch, dropping random: inout RandomStream?) -> Tensor {
    let (context, horizon) = (plan.shape.context, plan.shape.horizon)
    let features = projection?(batch.features, dropping: &random)
    let pasts = pastProjection?(batch.pasts, dropping: &random)
    var flow = Tensor.concatenated(
      [batch.context, statics(batch)]
        + [features, pasts].compactMap { $0?.reshaped(to: [batch.count, -1]) },
      along: 1
    )
    for block in encoder + decoder { flow = block(flow, dropping: &random) }
    let steps = Tensor.concatenated(
      [flow.reshaped(to: [batch.count, horizon, Self.stepWidth])]
        + (features.map { [$0.sliced(context..<context + horizon, along: 1)] } ?? []),
      along: 2
    )
    return temporal(steps, dropping: &random) + skip(batch.context).steps(of: plan)
  }
}

extension TiDENetwork {
  static var entry: CatalogueEntry {
    CatalogueEntry(
      name: "tide",
      column: "TiDE",
      summary: "Layers that encode history and covariates, trained on all series at once.",
      intervals: .model
    )
  }

  static var covariateUse: CovariateUse { .all }

  static var recipe: TrainingRecipe {
    TrainingRecipe(batchSize: 128, updates: 2500, learningRate: 1e-3)
  }

  static func shape(horizon: Int, context: Int?, lags: [Int], span: Int) -> WindowShape {
    .direct(horizon: horizon, context: context, span: span, horizons: 4)
  }
}
