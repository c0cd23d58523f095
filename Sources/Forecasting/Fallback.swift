/// The record that a series could not be given the model that was asked for.
public struct Fallback: Hashable, Sendable {
  /// The model that was asked for.
  public var asked: String
  /// Why it could not be had.
  public var reason: ForecastError
}
