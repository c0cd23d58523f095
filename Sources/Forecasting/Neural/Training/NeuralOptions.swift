/// How large a network is.
public enum NetworkSize: String, CaseIterable, Hashable, Sendable {
  /// As large as is learnt in minutes on two cores.
  case small
  /// As published.
  case published
}

/// The settings of networks; nil leaves one to the model.
public struct NeuralOptions: Hashable, Sendable {
  /// What is predicted of each step.
  public var loss: NeuralLoss?
  /// How large a network is that comes in several sizes.
  public var size: NetworkSize?
  /// The steps before the origin that are read.
  public var context: Int?
  /// The steps along the gradient.
  public var updates: Int?
  /// The windows of an update.
  public var batchSize: Int?
  /// The length of a step.
  public var learningRate: Double?
  /// Whether the end of each series is held back, to stop where more training does not help.
  public var holdsBack = true

  /// Everything is left to the model.
  public init() {}
}
