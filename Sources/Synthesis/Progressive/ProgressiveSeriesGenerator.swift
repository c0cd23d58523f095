public import Tensors

/// A trained network that makes series of any length, window by window, each going on from the one
/// before.
public struct ProgressiveSeriesGenerator: Sendable {
  /// The network.
  public let network: ProgressiveGenerator
  /// How far it has grown; a training that was stopped early makes shorter windows, which are stretched.
  public let growth: Growth
  /// What it knows of the panel that it has learnt from.
  public var panel: LearntPanel
  /// How it was trained.
  public let plan: ProgressivePlan
}

extension ProgressiveTraining: WindowTraining {
  /// The generator that the training has come to, as one of series.
  public var seriesGenerator: ProgressiveSeriesGenerator {
    ProgressiveSeriesGenerator(
      network: generator,
      growth: growth,
      panel: source.learntPanel(after: step),
      plan: plan
    )
  }
}

extension ProgressiveSeriesGenerator: WindowGenerator {
  /// The steps of a window.
  public var windowLength: Int { network.shape.length }
  /// The steps before a window that the network sees.
  public var contextLength: Int { network.shape.contextLength }
  /// The values of a step.
  public var variableCount: Int { network.shape.variableCount }
  /// The random numbers that a window takes.
  public var noiseSize: Int { network.shape.noiseCount * network.shape.length }
  /// Whether contexts were hidden in training.
  public var knowsBeginnings: Bool { plan.hiddenContextShare > 0 }

  /// Windows of scaled values.
  public func windows(_ conditions: WindowConditions, noise: [Float]) -> Tensor {
    let shape = network.shape
    let batch = conditions.series.values.count
    return network(
      conditions,
      noise: Tensor(floats: noise, shape: [batch, shape.noiseCount, shape.length]),
      growth: growth
    ).repeated(shape.length / shape.length(atDepth: growth.depth))
  }
}
