/// What a user should know of a forecast by the model that was asked for.
public enum Caveat: Hashable, Sendable {
  /// A single observation shows no spread: the intervals have no width.
  case singleObservation
  /// The model is to have a season of this many steps, but the history is too short for it.
  case noSeason(period: Int)
  /// Means are more than a thousand times as large as any observation.
  case exploding
  /// The series is new: it is forecast from so many others that have the same values of some attributes, of
  /// none where it is the whole panel.
  case newSeries(seriesCount: Int, attributes: [String])
  /// Values reach beyond the largest double, and end there.
  case outOfRange
}
