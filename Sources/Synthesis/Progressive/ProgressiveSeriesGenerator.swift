public import Tensors

/// A trained network that makes series of any length, window by window, each going on from the one
/// before.
public struct ProgressiveSeriesGenerator: Sendable {
  /// The network.
  public let network: ProgressiveGenerator
  /// How far it has grown; a training that was stopped early makes shorter windows, which are stretched.
  public let growth: Growth
  /// What it is told of the time of a step.
  public let features: TimeFeatures
  /// The series it knows.
  public private(set) var sources: [LearntSeries]
  /// The names of the values of a step; empty where there is one, or where they are not known.
  public var variables: [String] = []
  /// How it was trained.
  public let plan: ProgressivePlan

  /// A generator.
  public init(
    network: ProgressiveGenerator,
    growth: Growth,
    features: TimeFeatures,
    sources: [LearntSeries],
    plan: ProgressivePlan
  ) {
    (self.network, self.growth, self.features) = (network, growth, features)
    (self.sources, self.plan) = (sources, plan)
  }

  /// The generator that a training on windows has come to.
  public init(_ training: ProgressiveTraining, on source: WindowSource) {
    self.init(
      network: training.generator,
      growth: training.growth,
      features: source.features,
      sources: source.learntSeries,
      plan: training.plan
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

  /// The generator with further series that borrow vectors.
  public func knowing(_ borrowers: [LearntSeries]) -> Self {
    precondition(borrowers.allSatisfy { $0.likeness != nil }, "a series without a vector")
    var result = self
    result.sources += borrowers
    return result
  }

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
