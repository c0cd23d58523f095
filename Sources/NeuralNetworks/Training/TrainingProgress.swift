public import Tensors

/// The examples of one step, or of one part of it, as the loss sees them.
public struct TrainingBatch: Sendable {
  /// The positions of the examples among all.
  public let examples: Indices
  /// The number of the step; the first is step 0.
  public let step: Int
  /// Random numbers for the loss, such as for dropout; the same whenever the step is taken.
  public let random: RandomStream
}

/// How far a training has come, after a step.
public struct TrainingProgress: Sendable, Hashable {
  /// The number of steps taken.
  public let step: Int
  /// The number of steps in the plan.
  public let stepCount: Int
  /// The number of the present epoch; the first is epoch 0.
  public let epoch: Int
  /// The loss of the step.
  public let loss: Double
  /// The length of the step's gradient, before it is clipped.
  public let gradientNorm: Double
  /// The learning rate of the step.
  public let learningRate: Double
  /// The validation loss, if the step ended an epoch and there is one.
  public let validationLoss: Double?
  /// The best validation loss so far.
  public let bestLoss: Double?
}

/// Why a training ended.
public enum TrainingOutcome: Sendable, Hashable {
  /// All epochs of the plan were gone through.
  case finished
  /// The validation loss did not improve for as long as the plan's patience.
  case stoppedEarly
  /// It was asked to stop; it goes on from there when run again.
  case interrupted
}

/// Why a training could not go on.
public enum TrainingError: Error, Equatable {
  /// The loss of a step is an infinity or not a number; the model is as it was before the step.
  case nonFiniteLoss(step: Int, learningRate: Double)
  /// The gradient of a step is not finite for a parameter; the model is as it was before the step.
  case nonFiniteGradient(step: Int, parameter: String, learningRate: Double)
  /// The validation loss after a step is an infinity or not a number.
  case nonFiniteValidation(step: Int)
  /// A checkpoint could not be read or written.
  case checkpoint(WeightsError)
  /// A checkpoint has been changed since it was written.
  case damagedCheckpoint
  /// A checkpoint is of another training; `entry` names what differs.
  case foreignCheckpoint(entry: String)
}

extension TrainingError: CustomStringConvertible {
  /// What happened, and what to do.
  public var description: String {
    switch self {
    case .nonFiniteLoss(let step, let rate):
      "the loss of step \(step) is not finite; look for missing or huge values in the examples, "
        + "for logarithms and quotients in the loss, or lower the learning rate from \(rate)"
    case .nonFiniteGradient(let step, let parameter, let rate):
      "the gradient of \(parameter) in step \(step) is not finite; look for roots and quotients "
        + "near zero in the loss, or lower the learning rate from \(rate)"
    case .nonFiniteValidation(let step):
      "the validation loss after step \(step) is not finite; look for missing or huge values in the "
        + "examples for validation"
    case .checkpoint(let error):
      "the checkpoint cannot be used: \(error)"
    case .damagedCheckpoint:
      "the checkpoint was changed or cut after it was written; start again without it"
    case .foreignCheckpoint(let entry):
      "the checkpoint is of another training, which differs in “\(entry)”; use the same model, "
        + "optimiser, examples, batch size and seed, or start again without it"
    }
  }
}
