internal import NeuralNetworks
internal import Tensors

/// Three blocks, each of which sees the context at its own resolution and adds a forecast of its own
/// resolution, interpolated in line; what a block explains of the context the next ones do not see.
/// Covariates stand beside the context of every block, as in the neuralforecast project.
///
/// - Source: Challu and others 2023, “N-HiTS: neural hierarchical interpolation for time series
///   forecasting”.
struct NHiTSNetwork: DirectNetwork {
  let plan: NetworkPlan
  var blocks: [Block]

  static let width = 512
  /// The steps that become one for each block, by their largest.
  static let poolings = [2, 2, 1]
  /// The steps for which each block puts out one number.
  static let coarsenings = [4, 2, 1]

  /// A block of two layers and what it puts out of context and horizon.
  struct Block: Module {
    var layers: [Linear]
    var output: Linear
    fileprivate let pooling: Int
    /// How the numbers for the horizon become its steps, `[knot, step]`.
    fileprivate let interpolation: Tensor

    fileprivate init(
      _ plan: NetworkPlan,
      pooling: Int,
      coarsening: Int,
      using random: inout RandomStream
    ) {
      let (context, horizon) = (plan.shape.context, plan.shape.horizon)
      let knots = max(horizon / coarsening, 1)
      let width = NHiTSNetwork.width
      self.pooling = pooling
      layers = [
        Linear(
          inputSize: (context + pooling - 1) / pooling
            + (context + horizon) * plan.covariateCount + context * plan.pastCount,
          outputSize: width,
          using: &random
        ),
        Linear(inputSize: width, outputSize: width, using: &random),
      ]
      output = Linear(
        inputSize: width,
        outputSize: context + plan.head.parameterCount * knots,
        using: &random
      )
      interpolation = .interpolation(from: knots, to: horizon)
    }

    mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
      visitor.visit("layers", &layers)
      visitor.visit("output", &output)
    }

    /// What the block explains of a context, `[window, step]`, and its part of the forecast,
    /// `[window, parameter, step]`.
    ///
    /// - Parameter beside: what is read beside the context, `[window, number]`; nil for nothing.
    func callAsFunction(_ context: Tensor, beside: Tensor?) -> (explained: Tensor, forecast: Tensor)
    {
      let (windows, steps) = (context.shape[0], context.shape[1])
      var seen = context
      if pooling > 1 {
        let missing = (pooling - steps % pooling) % pooling
        let last = context.sliced(steps - 1..<steps, along: 1)
        // The last window of the pooling may be shorter: repeating an element changes no maximum.
        seen = Tensor.concatenated([context] + Array(repeating: last, count: missing), along: 1)
          .maximumPooled(by: pooling)
      }
      if let beside { seen = Tensor.concatenated([seen, beside], along: 1) }
      let flow = output(layers.reduce(seen) { relu($1($0)) })
      let parts = flow.split([steps, flow.shape[1] - steps], along: 1)
      let knots = interpolation.shape[0]
      let forecast = matmul(
        parts[1].reshaped(to: [-1, knots]),
        interpolation.converted(to: context.elementType)
      )
      return (parts[0], forecast.reshaped(to: [windows, -1, interpolation.shape[1]]))
    }
  }

  init(_ plan: NetworkPlan, using random: inout RandomStream) {
    self.plan = plan
    blocks = []
    for (pooling, coarsening) in zip(Self.poolings, Self.coarsenings) {
      blocks.append(Block(plan, pooling: pooling, coarsening: coarsening, using: &random))
    }
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("blocks", &blocks)
  }

  func outputs(for batch: WindowBatch, dropping random: inout RandomStream?) -> Tensor {
    // From the last step back, so that pooling begins at the origin.
    var rest = batch.context.reversed(along: 1)
    let mask = batch.contextMask.reversed(along: 1)
    let beside = covariates(of: batch)
    var sum: Tensor?
    for block in blocks {
      let (explained, forecast) = block(rest, beside: beside)
      rest = (rest - explained) * mask
      sum = sum.map { $0 + forecast } ?? forecast
    }
    guard let sum else { preconditionFailure("a network without blocks") }
    return plan.head.moved(sum.permuted(0, 2, 1), by: batch.lastValue)
  }

  /// The covariates of all steps in one row, `[window, number]`; nil where there are none.
  private func covariates(of batch: WindowBatch) -> Tensor? {
    var parts: [Tensor] = []
    if plan.covariateCount > 0 {
      let known = plan.featureCount - plan.covariateCount..<plan.featureCount
      parts.append(batch.features.sliced(known, along: 2))
    }
    if plan.pastCount > 0 { parts.append(batch.pasts) }
    if parts.isEmpty { return nil }
    return Tensor.concatenated(parts.map { $0.reshaped(to: [batch.count, -1]) }, along: 1)
  }
}

extension Tensor {
  /// The matrix that turns `count` numbers into `steps` by drawing lines between them; each number
  /// stands in the middle of its share of the steps, and the ends are held.
  static func interpolation(from count: Int, to steps: Int) -> Tensor {
    var weights = [Double](repeating: 0, count: count * steps)
    for step in 0..<steps {
      let place = max((Double(step) + 0.5) * Double(count) / Double(steps) - 0.5, 0)
      let left = min(Int(place), count - 1)
      let share = place - Double(left)
      weights[left * steps + step] += 1 - share
      weights[min(left + 1, count - 1) * steps + step] += share
    }
    return Tensor(weights, shape: [count, steps])
  }
}

extension NHiTSNetwork {
  static var entry: CatalogueEntry {
    CatalogueEntry(
      name: "nhits",
      column: "NHITS",
      summary: "Layers that forecast at several resolutions, trained on all series at once.",
      intervals: .model
    )
  }

  static var covariateUse: CovariateUse { .all }

  static var recipe: TrainingRecipe {
    TrainingRecipe(batchSize: 128, updates: 2000, learningRate: 1e-3)
  }

  static func shape(horizon: Int, context: Int?, lags: [Int], span: Int) -> WindowShape {
    .direct(horizon: horizon, context: context, span: span, horizons: 5)
  }
}
