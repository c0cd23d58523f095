internal import Tensors
public import TimeSeries

/// Relevance by a gated recurrent network that reads what a user did item by item.
///
/// Two layers of 128 units, tied softmax over all items.
public struct GatedRecurrent: RelevanceModel {
  /// The name on command lines and in tables.
  public static let name = "gru"

  private let sequences: TrainedSequences

  /// Learns from histories.
  public init(learningFrom lesson: Lesson, options: RelevanceOptions) throws(IntensityError) {
    sequences = try TrainedSequences(
      SequenceNetwork.Shape(reading: .recurrent, tokenCount: lesson.log.itemNames.count + 1),
      TrainedSequences.Plan(),
      learningFrom: lesson,
      options: options
    )
  }

  /// The tokens that were learnt in a second of training.
  public var tokensPerSecond: Double { sequences.tokensPerSecond }

  /// The softmax of the last step.
  public func shares(of states: [UserState], in log: EventLog) -> [Float] {
    sequences.shares(after: sequences.lastHidden(of: states, in: log), in: log)
  }

  /// The network.
  public var learnt: [NamedTensor] { sequences.learnt }

  /// The model with what was saved.
  public init(_ saved: SavedTensors) throws(IntensityError) {
    sequences = try TrainedSequences(saved, reading: .recurrent)
  }
}

/// Relevance by a network whose steps look at all earlier items of the user.
///
/// Two blocks of attention with two heads and 128 channels, tied softmax over all items.
public struct Transformer: RelevanceModel {
  /// The name on command lines and in tables.
  public static let name = "transformer"

  private let sequences: TrainedSequences

  /// Learns from histories.
  public init(learningFrom lesson: Lesson, options: RelevanceOptions) throws(IntensityError) {
    sequences = try TrainedSequences(
      SequenceNetwork.Shape(reading: .attentive, tokenCount: lesson.log.itemNames.count + 1),
      TrainedSequences.Plan(),
      learningFrom: lesson,
      options: options
    )
  }

  /// The tokens that were learnt in a second of training.
  public var tokensPerSecond: Double { sequences.tokensPerSecond }

  /// The softmax of the last step.
  public func shares(of states: [UserState], in log: EventLog) -> [Float] {
    sequences.shares(after: sequences.lastHidden(of: states, in: log), in: log)
  }

  /// The network.
  public var learnt: [NamedTensor] { sequences.learnt }

  /// The model with what was saved.
  public init(_ saved: SavedTensors) throws(IntensityError) {
    sequences = try TrainedSequences(saved, reading: .attentive)
  }
}
