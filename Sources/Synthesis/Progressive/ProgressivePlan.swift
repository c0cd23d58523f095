/// How a progressive GAN is trained.
public struct ProgressivePlan: Sendable, Hashable {
  /// When the networks grow.
  public var schedule: GrowthSchedule
  /// The windows of a step.
  public var batchSize = 128
  /// The learning rate of both networks.
  public var learningRate = 5e-5
  /// How much of the mean of the gradient Adam keeps.
  public var meanDecay = 0.9
  /// The weight of the moment loss.
  public var momentWeight = 1.0
  /// Whether the moments of windows are held against those of all real windows of a step, not each against
  /// those of the real window of its series and time.
  public var matchesDistributions = false
  /// The weight of the loss for values outside of `0...1`.
  public var rangeWeight = 0.0
  /// How much of the average of the weights is kept in a step; nil for no average.
  public var averageDecay: Double?
  /// Whether the learning rate falls along half a cosine once all stages are in use.
  public var cools = false
  /// The share of windows whose context is hidden in training, so that a series can begin without.
  public var hiddenContextShare = 0.0
  /// The share of windows whose series is known by its attributes alone, if it has any, so that series can
  /// be made that were not learnt from.
  public var hiddenSeriesShare = 0.0
  /// The epochs between looks at the fidelity; nil for none, which keeps the weights of the last step.
  public var fidelityInterval: Int?
  /// Where everything random comes from.
  public var seed: UInt64 = 0
  /// The parts of a batch that may be computed on threads of their own; the result depends on it.
  public var parts = 2

  /// A plan with the settings of the published runs.
  public init(schedule: GrowthSchedule) { self.schedule = schedule }

  /// The number of steps, each an update of one network.
  public var stepCount: Int { schedule.epochs * GrowthSchedule.stepsPerEpoch }
}
