internal import Glibc
internal import NeuralNetworks
internal import Tensors

/// A transformer whose steps are overlapping patches of the context.
///
/// - Source: Nie, Nguyen, Sinthong and Kalagnanam 2023, “A time series is worth 64 words: long-term
///   forecasting with transformers”; the head of the GluonTS project.
struct PatchTSTNetwork: DirectNetwork {
  let plan: NetworkPlan
  var statics: StaticInputs
  var projection: Linear
  var blocks: [EncoderBlock]
  var norm: LayerNorm
  var flattening: Linear
  var output: Linear
  /// Where the steps of each patch stand in the context, `[patch, step]`.
  private let places: Indices
  /// Waves that tell the patches apart, `[patch, channel]`.
  private let positions: Tensor

  static let (patchLength, stride) = (16, 8)
  static let (size, headCount, innerSize, blockCount) = (32, 4, 128, 2)
  static let dropoutShare = 0.1

  /// Attention, then two layers at each patch, each added to its input.
  struct EncoderBlock: Module {
    var attentionNorm: LayerNorm
    var attention: MultiHeadAttention
    var feedForwardNorm: LayerNorm
    var widening: Linear
    var narrowing: Linear

    fileprivate init(using random: inout RandomStream) {
      let size = PatchTSTNetwork.size
      attentionNorm = LayerNorm(size: size)
      attention = MultiHeadAttention(
        size: size,
        headCount: PatchTSTNetwork.headCount,
        using: &random
      )
      feedForwardNorm = LayerNorm(size: size)
      widening = Linear(inputSize: size, outputSize: PatchTSTNetwork.innerSize, using: &random)
      narrowing = Linear(inputSize: PatchTSTNetwork.innerSize, outputSize: size, using: &random)
    }

    mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
      visitor.visit("attentionNorm", &attentionNorm)
      visitor.visit("attention", &attention)
      visitor.visit("feedForwardNorm", &feedForwardNorm)
      visitor.visit("widening", &widening)
      visitor.visit("narrowing", &narrowing)
    }

    fileprivate func callAsFunction(_ x: Tensor, dropping random: inout RandomStream?) -> Tensor {
      let share = PatchTSTNetwork.dropoutShare
      let attended =
        x + dropout(attention(attentionNorm(x)), probability: share, using: &random)
      let inner = gelu(widening(feedForwardNorm(attended)))
      return attended + dropout(narrowing(inner), probability: share, using: &random)
    }
  }

  init(_ plan: NetworkPlan, using random: inout RandomStream) {
    self.plan = plan
    let (context, horizon) = (plan.shape.context, plan.shape.horizon)
    // The last value is repeated behind the context, so that the last patch begins within it.
    let patches = max(context - Self.patchLength, 0) / Self.stride + 2
    places = Indices(
      (0..<patches).flatMap { patch in
        (0..<Self.patchLength).map { min(patch * Self.stride + $0, context - 1) }
      }
    ).reshaped(to: [patches, Self.patchLength])
    positions = Self.waves(patches)
    statics = StaticInputs(plan, using: &random)
    projection = Linear(
      inputSize: Self.patchLength + statics.size,
      outputSize: Self.size,
      using: &random
    )
    blocks = []
    for _ in 0..<Self.blockCount { blocks.append(EncoderBlock(using: &random)) }
    norm = LayerNorm(size: Self.size)
    flattening = Linear(
      inputSize: patches * Self.size,
      outputSize: horizon * Self.size,
      using: &random
    )
    output = Linear(inputSize: Self.size, outputSize: plan.head.parameterCount, using: &random)
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("statics", &statics)
    visitor.visit("projection", &projection)
    visitor.visit("blocks", &blocks)
    visitor.visit("norm", &norm)
    visitor.visit("flattening", &flattening)
    visitor.visit("output", &output)
  }

  func outputs(for batch: WindowBatch, dropping random: inout RandomStream?) -> Tensor {
    let patches = places.shape[0]
    let known = statics(batch).expanded(at: 1)
    var flow = projection(
      Tensor.concatenated(
        [
          batch.context.gathered(at: places, along: 1),
          known.broadcast(to: [batch.count, patches, statics.size]),
        ],
        along: 2
      )
    )
    flow = flow + positions.converted(to: flow.elementType)
    for block in blocks { flow = block(flow, dropping: &random) }
    let steps = flattening(norm(flow).reshaped(to: [batch.count, patches * Self.size]))
    return output(steps.reshaped(to: [batch.count, plan.shape.horizon, Self.size]))
  }

  /// Sines in the first half of the channels, cosines in the second.
  ///
  /// - Source: Vaswani and others 2017, section 3.5.
  private static func waves(_ count: Int) -> Tensor {
    var values: [Double] = []
    for position in 0..<count {
      let angles = (0..<size / 2).map {
        Double(position) / pow(10_000, 2 * Double($0) / Double(size))
      }
      values += angles.map { sin($0) } + angles.map { cos($0) }
    }
    return Tensor(values, shape: [count, size])
  }
}

extension PatchTSTNetwork {
  static var entry: CatalogueEntry {
    CatalogueEntry(
      name: "patchtst",
      column: "PatchTST",
      summary: "A transformer of patches of the history, trained on all series at once.",
      intervals: .model
    )
  }

  static var recipe: TrainingRecipe {
    TrainingRecipe(batchSize: 64, updates: 3000, learningRate: 1e-3)
  }

  static func shape(horizon: Int, context: Int?, lags: [Int], span: Int) -> WindowShape {
    .direct(horizon: horizon, context: context, span: span, horizons: 4)
  }
}
