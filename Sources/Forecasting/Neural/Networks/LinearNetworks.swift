internal import NeuralNetworks
internal import Tensors

/// One linear map of the context, relative to its last value.
///
/// - Source: Zeng, Chen, Zhang and Xu 2023, “Are transformers effective for time series forecasting?”,
///   NLinear.
struct NLinearNetwork: DirectNetwork {
  let plan: NetworkPlan
  var map: Linear

  init(_ plan: NetworkPlan, using random: inout RandomStream) {
    self.plan = plan
    map = Linear(
      inputSize: plan.shape.context,
      outputSize: plan.shape.horizon * plan.head.parameterCount,
      using: &random
    )
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("map", &map)
  }

  func outputs(for batch: WindowBatch, dropping random: inout RandomStream?) -> Tensor {
    let last = batch.lastValue
    return plan.head.moved(map(batch.context - last).steps(of: plan), by: last)
  }
}

/// A linear map of the context's moving average, and another of what is left.
///
/// - Source: Zeng, Chen, Zhang and Xu 2023, “Are transformers effective for time series forecasting?”,
///   DLinear.
struct DLinearNetwork: DirectNetwork {
  let plan: NetworkPlan
  var trend: Linear
  var rest: Linear
  /// The moving average as a matrix.
  private let average: Tensor

  /// The steps of the moving average; the ends of the context are repeated.
  static let averageWidth = 25

  init(_ plan: NetworkPlan, using random: inout RandomStream) {
    self.plan = plan
    let (context, size) = (plan.shape.context, plan.shape.horizon * plan.head.parameterCount)
    trend = Linear(inputSize: context, outputSize: size, using: &random)
    rest = Linear(inputSize: context, outputSize: size, using: &random)
    var weights = [Double](repeating: 0, count: context * context)
    for step in 0..<context {
      for other in step - Self.averageWidth / 2...step + Self.averageWidth / 2 {
        weights[min(max(other, 0), context - 1) * context + step] += 1 / Double(Self.averageWidth)
      }
    }
    average = Tensor(weights, shape: [context, context])
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("trend", &trend)
    visitor.visit("rest", &rest)
  }

  func outputs(for batch: WindowBatch, dropping random: inout RandomStream?) -> Tensor {
    let smooth = matmul(batch.context, average.converted(to: batch.values.elementType))
    return (trend(smooth) + rest(batch.context - smooth)).steps(of: plan)
  }
}

extension WindowBatch {
  /// The last scaled value of each context, `[window, 1]`; 0 where it was not observed.
  var lastValue: Tensor { context.sliced(shape.context - 1..<shape.context, along: 1) }
}

extension Tensor {
  /// Numbers in a row for each window as those of each step, `[window, step, parameter]`.
  func steps(of plan: NetworkPlan) -> Tensor {
    reshaped(to: [shape[0], plan.shape.horizon, plan.head.parameterCount])
  }
}

extension OutputHead {
  /// What a network puts out with the place of each distribution moved by the value of its window; a
  /// distribution of counts has none.
  ///
  /// - Shape: `[window, step, parameter]`, `[window, 1]`
  func moved(_ outputs: Tensor, by value: Tensor) -> Tensor {
    switch loss {
    case .quantiles, .absolute, .squared: return outputs + value.expanded(at: 2)
    case .studentT, .gaussian:
      let place = Tensor(
        (0..<parameterCount).map { $0 == 0 ? 1 : 0 },
        outputs.elementType
      )
      return outputs + value.expanded(at: 2) * place
    case .negativeBinomial, .zeroInflated: return outputs
    }
  }
}

extension NLinearNetwork {
  static var entry: CatalogueEntry {
    CatalogueEntry(
      name: "nlinear",
      column: "NLinear",
      summary: "One linear map of the last values, trained on all series at once.",
      intervals: .model
    )
  }

  static var recipe: TrainingRecipe {
    TrainingRecipe(batchSize: 128, updates: 3000, learningRate: 2e-3)
  }

  static func shape(horizon: Int, context: Int?, lags: [Int], span: Int) -> WindowShape {
    .direct(horizon: horizon, context: context, span: span)
  }
}

extension DLinearNetwork {
  static var entry: CatalogueEntry {
    CatalogueEntry(
      name: "dlinear",
      column: "DLinear",
      summary: "Linear maps of a moving average and the rest, trained on all series at once.",
      intervals: .model
    )
  }

  static var recipe: TrainingRecipe {
    TrainingRecipe(batchSize: 128, updates: 3000, learningRate: 2e-3)
  }

  static func shape(horizon: Int, context: Int?, lags: [Int], span: Int) -> WindowShape {
    .direct(horizon: horizon, context: context, span: span)
  }
}

extension WindowShape {
  /// The windows of a network that reads the context alone: a few horizons, and at least
  /// the given span.
  static func direct(
    horizon: Int,
    context: Int?,
    span: Int,
    horizons: Int = 3,
    scaling: WindowScaling = .standard
  ) -> WindowShape {
    let usual = max(horizons * horizon, span, 8)
    return WindowShape(context: context ?? min(usual, 1024), horizon: horizon, scaling: scaling)
  }
}
