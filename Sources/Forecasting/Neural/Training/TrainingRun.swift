internal import Glibc
public import NeuralNetworks
public import TimeSeries

/// The circumstances of a training that takes a while; none of them is needed.
public struct TrainingRun: Sendable {
  /// Where the training is kept every now and then; nil for nowhere. Its last part, which learns from
  /// everything, is kept beside that, under the same name with `.end`.
  public var checkpointPath: String?
  /// Whether to go on from what is kept there, if anything is.
  public var resumes = false
  /// The seconds after which training ends with what was learnt so far; nil for as many as it takes.
  public var secondsAllowed: Double?
  /// The updates at most where options leave them to the model; nil for as many as serve it best alone.
  var mostUpdates: Int?
  /// Panels to learn from as well, such as generated ones: how often each of their windows is drawn for
  /// one of the panel itself.
  public var additions: [(panel: Panel, weight: Double)] = []

  /// A training that is not kept and takes its time.
  public init() {}

  /// Removes what is kept of a training that is over.
  public static func removeCheckpoints(at path: String) {
    unlink(path)
    unlink(closingPath(path))
  }

  /// Where the last part of a training is kept.
  static func closingPath(_ path: String) -> String { path + ".end" }
}

/// How far a training has come.
public struct TrainingReport: Hashable, Sendable {
  /// The share of the work that is done.
  public var done: Double
  /// The loss on windows that are held back, when it was last looked at; nil before.
  public var validation: Double?
  /// The best of these losses.
  public var best: Double?

  /// The given report.
  public init(done: Double, validation: Double? = nil, best: Double? = nil) {
    (self.done, self.validation, self.best) = (done, validation, best)
  }
}

/// Why nothing was learnt from a panel.
public enum TrainingFailure: Error, Equatable, Sendable {
  /// The panel cannot be learnt from.
  case panel(ForecastError)
  /// Training had to stop.
  case stopped(TrainingError)
}
