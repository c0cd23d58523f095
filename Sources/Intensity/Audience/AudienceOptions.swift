/// How an audience model is chosen and trained.
public struct AudienceOptions: Sendable {
  /// The model of activity; nil to choose it by back-test.
  public var activity: String?
  /// The model of relevance; nil to choose it by back-test.
  public var relevance: String?
  /// The number of past windows that models are tried on.
  public var windows = 2
  /// Whether pairs that occur in a history are not to be had.
  public var excludesSeen = false
  /// Whether items are of interest at all.
  public var needsItems = true
  /// How models of relevance are trained.
  public var training = RelevanceOptions()
  /// Told what is done, and how far it has come, from 0 to 1.
  public var progress: @Sendable (String, Double) -> Void = { _, _ in }

  /// The defaults.
  public init() {}
}
