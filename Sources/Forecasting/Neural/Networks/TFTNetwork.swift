internal import NeuralNetworks
internal import Tensors

/// A gated path of two layers beside its input, with a norm.
///
/// `y = norm(s(x) + σ(a) · b)` with `(a, b) = W₁ elu(W₂ x + W₃ c) + d`
///
/// - Source: Lim, Arık, Loeff and Pfister 2021, “Temporal fusion transformers”, eq. 2 to 5.
struct GatedResidual: Module {
  var first: Linear
  var context: Linear?
  var second: Linear
  var gate: Linear
  var skip: Linear?
  var norm: LayerNorm

  init(
    inputs: Int,
    width: Int,
    outputs: Int,
    context: Int? = nil,
    using random: inout RandomStream
  ) {
    first = Linear(inputSize: inputs, outputSize: width, using: &random)
    self.context = nil
    if let context {
      self.context = Linear(inputSize: context, outputSize: width, hasBias: false, using: &random)
    }
    second = Linear(inputSize: width, outputSize: width, using: &random)
    gate = Linear(inputSize: width, outputSize: 2 * outputs, using: &random)
    skip = nil
    if inputs != outputs { skip = Linear(inputSize: inputs, outputSize: outputs, using: &random) }
    norm = LayerNorm(size: outputs)
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("first", &first)
    visitor.visit("context", &context)
    visitor.visit("second", &second)
    visitor.visit("gate", &gate)
    visitor.visit("skip", &skip)
    visitor.visit("norm", &norm)
  }

  /// The output; what stands for the context is stretched to the input's steps.
  func callAsFunction(
    _ x: Tensor,
    context known: Tensor? = nil,
    dropping random: inout RandomStream?
  ) -> Tensor {
    var inner = first(x)
    if let context, let known { inner = inner + context(known) }
    let flow = dropout(second(elu(inner)), probability: TFTNetwork.dropoutShare, using: &random)
    return norm((skip?(x) ?? x) + gated(gate(flow)))
  }
}

/// The second half of the channels, each let through as far as its partner in the first says.
private func gated(_ x: Tensor) -> Tensor {
  let width = x.shape[x.rank - 1] / 2
  let parts = x.split([width, width], along: -1)
  return sigmoid(parts[0]) * parts[1]
}

/// `x`, or `exp(x) - 1` below zero.
private func elu(_ x: Tensor) -> Tensor {
  let zero = Tensor(0, x.elementType)
  return maximum(x, zero) + expm1(minimum(x, zero))
}

/// A recurrent network over history and horizon whose inputs are chosen step by step, and attention from
/// each step to come to all before.
///
/// - Source: Lim, Arık, Loeff and Pfister 2021, “Temporal fusion transformers for interpretable
///   multi-horizon time series forecasting”.
struct TFTNetwork: DirectNetwork {
  let plan: NetworkPlan
  var statics: StaticInputs
  /// The vectors that the series as a whole gives to selection, both states of the recurrent layers, and
  /// enrichment.
  var contexts: [GatedResidual]
  var pastSelection: Selection
  var futureSelection: Selection
  var encoder: LSTM
  var decoder: LSTM
  var recurrentGate: Linear
  var recurrentNorm: LayerNorm
  var enrichment: GatedResidual
  var attentionInput: Linear
  var attentionOutput: Linear
  var attentionGate: Linear
  var attentionNorm: LayerNorm
  var feedForward: GatedResidual
  var outputGate: Linear
  var outputNorm: LayerNorm
  var output: Linear

  static let (size, headCount) = (32, 4)
  static let dropoutShare = 0.1

  /// Weights for the inputs of a step, and what is made of each of them.
  struct Selection: Module {
    /// The vector of each input is its value times a direction, and a place.
    var directions: Tensor
    var places: Tensor
    var weights: GatedResidual
    var transforms: [GatedResidual]

    fileprivate init(inputs: Int, using random: inout RandomStream) {
      let size = TFTNetwork.size
      directions = Initializer.normal(standardDeviation: 0.5).draw([inputs, size], using: &random)
      places = Initializer.zeros.draw([inputs, size], using: &random)
      weights = GatedResidual(
        inputs: inputs * size,
        width: size,
        outputs: inputs,
        context: size,
        using: &random
      )
      transforms = []
      for _ in 0..<inputs {
        transforms.append(
          GatedResidual(inputs: size, width: size, outputs: size, using: &random)
        )
      }
    }

    mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
      visitor.visit("directions", &directions)
      visitor.visit("places", &places)
      visitor.visit("weights", &weights)
      visitor.visit("transforms", &transforms)
    }

    /// - Shape: `[window, step, input]` → `[window, step, channel]`
    fileprivate func callAsFunction(
      _ x: Tensor,
      context: Tensor,
      dropping random: inout RandomStream?
    ) -> Tensor {
      let (windows, steps, inputs) = (x.shape[0], x.shape[1], x.shape[2])
      let vectors = x.expanded(at: 3) * directions + places
      let shares = weights(
        vectors.reshaped(to: [windows, steps, inputs * TFTNetwork.size]),
        context: context,
        dropping: &random
      ).softmax()
      var sum: Tensor?
      for (place, transform) in transforms.enumerated() {
        let made = transform(vectors.selected(place, along: 2), dropping: &random)
        let part = made * shares.sliced(place..<place + 1, along: 2)
        sum = sum.map { $0 + part } ?? part
      }
      guard let sum else { preconditionFailure("a selection of no inputs") }
      return sum
    }
  }

  init(_ plan: NetworkPlan, using random: inout RandomStream) {
    self.plan = plan
    let size = Self.size
    statics = StaticInputs(plan, using: &random)
    contexts = []
    for _ in 0..<4 {
      contexts.append(
        GatedResidual(inputs: statics.size, width: size, outputs: size, using: &random)
      )
    }
    // The place of the step stands beside what is known of it, so that there is always something.
    pastSelection = Selection(inputs: plan.featureCount + plan.pastCount + 2, using: &random)
    futureSelection = Selection(inputs: plan.featureCount + 1, using: &random)
    encoder = LSTM(inputSize: size, unitCount: size, using: &random)
    decoder = LSTM(inputSize: size, unitCount: size, using: &random)
    func gate() -> Linear { Linear(inputSize: size, outputSize: 2 * size, using: &random) }
    recurrentGate = gate()
    recurrentNorm = LayerNorm(size: size)
    enrichment = GatedResidual(
      inputs: size,
      width: size,
      outputs: size,
      context: size,
      using: &random
    )
    // All heads share the values, as one mean of their weights does.
    attentionInput = Linear(
      inputSize: size,
      outputSize: 2 * size + size / Self.headCount,
      using: &random
    )
    attentionOutput = Linear(inputSize: size / Self.headCount, outputSize: size, using: &random)
    attentionGate = gate()
    attentionNorm = LayerNorm(size: size)
    feedForward = GatedResidual(inputs: size, width: size, outputs: size, using: &random)
    outputGate = gate()
    outputNorm = LayerNorm(size: size)
    output = Linear(inputSize: size, outputSize: plan.head.parameterCount, using: &random)
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("statics", &statics)
    visitor.visit("contexts", &contexts)
    visitor.visit("pastSelection", &pastSelection)
    visitor.visit("futureSelection", &futureSelection)
    visitor.visit("encoder", &encoder)
    visitor.visit("decoder", &decoder)
    visitor.visit("recurrentGate", &recurrentGate)
    visitor.visit("recurrentNorm", &recurrentNorm)
    visitor.visit("enrichment", &enrichment)
    visitor.visit("attentionInput", &attentionInput)
    visitor.visit("attentionOutput", &attentionOutput)
    visitor.visit("attentionGate", &attentionGate)
    visitor.visit("attentionNorm", &attentionNorm)
    visitor.visit("feedForward", &feedForward)
    visitor.visit("outputGate", &outputGate)
    visitor.visit("outputNorm", &outputNorm)
    visitor.visit("output", &output)
  }

  func outputs(for batch: WindowBatch, dropping random: inout RandomStream?) -> Tensor {
    let (context, horizon) = (plan.shape.context, plan.shape.horizon)
    let known = statics(batch)
    let vectors = contexts.map { $0(known, dropping: &random) }
    let places = Tensor(
      (0..<context + horizon).map { Double($0 - context) / Double(max(context, horizon)) },
      shape: [1, context + horizon, 1],
      batch.values.elementType
    ).broadcast(to: [batch.count, context + horizon, 1])
    let features = Tensor.concatenated([batch.features, places], along: 2)
    let past = Tensor.concatenated(
      [batch.context.expanded(at: 2), features.sliced(0..<context, along: 1), batch.pasts],
      along: 2
    )
    let future = features.sliced(context..<context + horizon, along: 1)
    let selection = vectors[0].expanded(at: 1)
    let pastInput = pastSelection(past, context: selection, dropping: &random)
    let futureInput = futureSelection(future, context: selection, dropping: &random)
    let (encoded, state) = encoder(
      pastInput,
      from: LSTM.State(output: vectors[1], cell: vectors[2])
    )
    let (decoded, _) = decoder(futureInput, from: state)
    let inputs = Tensor.concatenated([pastInput, futureInput], along: 1)
    let flow = recurrentNorm(
      inputs + gated(recurrentGate(Tensor.concatenated([encoded, decoded], along: 1)))
    )
    let enriched = enrichment(flow, context: vectors[3].expanded(at: 1), dropping: &random)
    let attended = attention(over: enriched, dropping: &random)
    let last = context..<context + horizon
    let joined = attentionNorm(enriched.sliced(last, along: 1) + gated(attentionGate(attended)))
    let made = feedForward(joined, dropping: &random)
    return output(outputNorm(flow.sliced(last, along: 1) + gated(outputGate(made))))
  }

  /// What the steps to come find in all steps up to themselves, `[window, step, channel]`.
  private func attention(over flow: Tensor, dropping random: inout RandomStream?) -> Tensor {
    let (windows, steps) = (flow.shape[0], flow.shape[1])
    let (size, heads) = (Self.size, Self.headCount)
    let parts = attentionInput(flow).split([size, size, size / heads], along: 2)
    func split(_ x: Tensor) -> Tensor {
      x.reshaped(to: [windows, steps, heads, size / heads]).permuted(0, 2, 1, 3)
    }
    let values = parts[2].expanded(at: 1)
      .broadcast(to: [windows, heads, steps, size / heads])
    let found = Tensors.attention(
      query: split(parts[0]),
      key: split(parts[1]),
      value: values,
      isCausal: true
    ).mean(along: 1)
    let last = found.sliced(plan.shape.context..<steps, along: 1)
    return dropout(attentionOutput(last), probability: Self.dropoutShare, using: &random)
  }
}

extension TFTNetwork {
  static var entry: CatalogueEntry {
    CatalogueEntry(
      name: "tft",
      column: "TFT",
      summary: "A recurrent network with attention and chosen inputs, trained on all series.",
      intervals: .model
    )
  }

  static var covariateUse: CovariateUse { .all }

  static var recipe: TrainingRecipe {
    TrainingRecipe(batchSize: 32, updates: 1500, learningRate: 2e-3)
  }

  static func shape(horizon: Int, context: Int?, lags: [Int], span: Int) -> WindowShape {
    .direct(horizon: horizon, context: context, span: span, horizons: 2)
  }
}
