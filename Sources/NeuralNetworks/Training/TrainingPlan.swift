/// What a training does, apart from the model, its loss and its optimiser.
///
/// ```swift
/// var plan = TrainingPlan(examples: 1000, batchSize: 32, epochs: 20)
/// plan.patience = 3
/// ```
public struct TrainingPlan: Sendable, Hashable {
  /// The number of examples; each epoch goes through all of them in a new order.
  public var exampleCount: Int
  /// The number of examples in a step; the last step of an epoch takes what is left.
  public var batchSize: Int
  /// The number of times to go through the examples.
  public var epochs: Int
  /// Where the order of the examples and the random numbers of the loss come from.
  public var seed: UInt64
  /// How the learning rate moves, by steps.
  public var schedule = Schedule.constant
  /// How the learning rate falls when the validation loss no longer does; nil for not at all.
  public var plateau: Plateau?
  /// The greatest length of the gradient of all parameters; nil for any.
  public var gradientLimit: Double?
  /// How the weights are averaged for validation and for the best model; nil for not at all.
  public var averaging: Averaging?
  /// The number of epochs to wait for a better validation loss before stopping; nil for all epochs.
  public var patience: Int?
  /// The number of parts of a batch whose gradients may be taken on threads of their own.
  public var parts = 1
  /// Where to keep the training after epochs, and when it is interrupted; nil for nowhere.
  public var checkpointPath: String?
  /// The number of epochs between checkpoints.
  public var checkpointInterval = 1
  /// The time since the last checkpoint, or since the beginning, after which one is kept behind any step, so
  /// that slow epochs are not lost; nil for none between epochs.
  public var checkpointTime: Duration?

  /// A plan.
  ///
  /// - Parameters:
  ///   - examples: The number of examples.
  ///   - batchSize: The number of examples in a step.
  ///   - epochs: The number of times to go through them.
  ///   - seed: The same seed, plan and model give the same result, bit for bit.
  /// - Precondition: The first two are positive, and the third is not negative.
  public init(examples: Int, batchSize: Int = 32, epochs: Int, seed: UInt64 = 0) {
    precondition(
      examples > 0 && batchSize > 0 && epochs >= 0,
      "\(epochs) epochs of \(examples) examples in batches of \(batchSize)"
    )
    (exampleCount, self.batchSize) = (examples, batchSize)
    (self.epochs, self.seed) = (epochs, seed)
  }

  /// The number of steps in an epoch.
  public var stepsPerEpoch: Int { (exampleCount + batchSize - 1) / batchSize }

  /// The number of steps in all epochs.
  public var stepCount: Int { epochs * stepsPerEpoch }
}
