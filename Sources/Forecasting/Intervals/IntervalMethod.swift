/// Where the intervals of a forecast come from.
public enum IntervalMethod: String, CaseIterable, Sendable {
  /// From the model alone, as if it were true.
  case model
  /// From the model and from the errors that it made at the end of the history; see `Conformal`.
  case conformal
}
