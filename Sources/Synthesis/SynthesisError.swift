public import NeuralNetworks

/// Why series could not be learnt from, or made.
public enum SynthesisError: Error, Equatable {
  /// No series has a stretch of observed steps that is long enough; `longest` is the longest there is.
  case tooShort(required: Int, longest: Int, series: String?)
  /// There are no series.
  case noSeries
  /// No series has two different values.
  case constant(seriesCount: Int)
  /// The training could not go on.
  case training(TrainingError)
  /// A file is not a generator of a version that is known; `entry` names what is wrong with it.
  case foreignGenerator(entry: String)
  /// An encoder is for steps with another number of values than those of the series.
  case foreignEncoder(variableCount: Int, expected: Int)
  /// A generator's weights cannot be read or written.
  case weights(WeightsError)
  /// The training was asked to stop before its end.
  case interrupted
}
