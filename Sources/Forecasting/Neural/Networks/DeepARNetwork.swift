internal import NeuralNetworks
internal import Tensors

/// A recurrent network that is shown the last values at each step and predicts the distribution of the
/// next; forecasts are drawn step by step, each path fed back into the network.
///
/// In training the true values are fed, over context and horizon alike. Beside the recurrent layers, which are
/// all of the published network, runs one linear map from the earlier values to where the next one lies: without
/// it every cycle has to pass through gates that saturate, and small errors add up along a path.
///
/// - Source: Salinas, Flunkert, Gasthaus and Januschowski 2020, “DeepAR”.
struct DeepARNetwork: NeuralNetwork {
  let plan: NetworkPlan
  var statics: StaticInputs
  var layers: [LSTM]
  var output: Linear
  /// How the lags move the distribution of the next value, from nothing at the start of training; nil for
  /// counts, whose parameters have no place to be moved.
  var skip: Linear?
  /// Where the lags of each step of context and horizon stand in a window, `[step, lag]`.
  private let lagPlaces: Indices

  static let unitCount = 40
  static let layerCount = 2
  static let dropoutShare = 0.1
  /// The paths of a forecast.
  static let pathCount = 100

  init(_ plan: NetworkPlan, using random: inout RandomStream) {
    self.plan = plan
    statics = StaticInputs(plan, using: &random)
    let inputs = plan.lags.count + plan.featureCount + statics.size
    layers = []
    for layer in 0..<Self.layerCount {
      layers.append(
        LSTM(
          inputSize: layer == 0 ? inputs : Self.unitCount,
          unitCount: Self.unitCount,
          using: &random
        )
      )
    }
    output = Linear(
      inputSize: Self.unitCount,
      outputSize: plan.head.parameterCount,
      using: &random
    )
    if !plan.head.isOfCounts {
      skip = Linear(
        inputSize: plan.lags.count,
        outputSize: 1,
        hasBias: false,
        initializer: .zeros,
        using: &random
      )
    }
    let steps = plan.shape.context + plan.shape.horizon
    lagPlaces = Indices(
      (0..<steps).flatMap { step in plan.lags.map { plan.shape.reach + step - $0 } }
    ).reshaped(to: [steps, plan.lags.count])
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("statics", &statics)
    visitor.visit("layers", &layers)
    visitor.visit("output", &output)
    visitor.visit("skip", &skip)
  }

  /// What the first layer is shown at each step, `[window, step, channel]`.
  func inputs(of batch: WindowBatch) -> Tensor {
    let known = statics(batch).expanded(at: 1)
    let steps = batch.features.shape[1]
    return Tensor.concatenated(
      [
        batch.values.gathered(at: lagPlaces, along: 1), batch.features,
        known.broadcast(to: [batch.count, steps, statics.size]),
      ],
      along: 2
    )
  }

  /// The numbers of each step's distribution, `[window, context + horizon, parameter]`.
  func outputs(for batch: WindowBatch, dropping random: RandomStream?) -> Tensor {
    let inputs = self.inputs(of: batch)
    var (random, flow) = (random, inputs)
    for (place, layer) in layers.enumerated() {
      if place > 0 { flow = dropout(flow, probability: Self.dropoutShare, using: &random) }
      flow = layer(flow)
    }
    return moved(output(flow), byLags: inputs.sliced(0..<plan.lags.count, along: 2), skip)
  }

  /// What the layers put out, moved by a linear map of the lags.
  func moved(_ outputs: Tensor, byLags lags: Tensor, _ map: Linear?) -> Tensor {
    map.map { plan.head.moved(outputs, by: $0(lags).squeezed(at: 2)) } ?? outputs
  }

  func loss(of batch: WindowBatch, dropping random: RandomStream?) -> Tensor {
    let seen = plan.shape.reach..<plan.shape.past + plan.shape.horizon
    return plan.head.meanLoss(
      outputs(for: batch, dropping: random),
      target: batch.values.sliced(seen, along: 1),
      mask: batch.mask.sliced(seen, along: 1),
      scale: batch.scale
    )
  }
}

extension DeepARNetwork {
  static var entry: CatalogueEntry {
    CatalogueEntry(
      name: "deepar",
      column: "DeepAR",
      summary: "A recurrent network that draws paths, trained on all series at once.",
      intervals: .model
    )
  }

  static var covariateUse: CovariateUse { .known }

  static var recipe: TrainingRecipe {
    TrainingRecipe(
      batchSize: 32,
      updates: 5000,
      learningRate: 1e-3,
      weightDecay: 1e-8,
      averaging: 0.98
    )
  }

  static func usualLoss(isOfCounts: Bool) -> NeuralLoss {
    isOfCounts ? .negativeBinomial : .studentT
  }

  static func canLearn(_ loss: NeuralLoss) -> Bool { OutputHead(loss: loss).canBeSampled }

  static var isRecurrent: Bool { true }

  static func shape(horizon: Int, context: Int?, lags: [Int], span: Int) -> WindowShape {
    WindowShape(
      context: context ?? max(10, horizon),
      horizon: horizon,
      reach: lags.last ?? 1,
      scaling: .magnitude
    )
  }
}
