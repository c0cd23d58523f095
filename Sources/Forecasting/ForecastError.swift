/// What can be wrong with a history or a request.
public enum ForecastError: Error, Hashable, Sendable {
  /// The series has fewer observations than the model needs.
  case tooShort(series: String, required: Int, actual: Int)
  /// The series has no observation at all.
  case noObservations(series: String)
  /// The fit gave no finite forecast.
  case diverged(series: String)
  /// The estimates to be kept are not those of this model, or do not suit the history.
  case unsuitable(series: String)
}
