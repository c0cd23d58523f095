internal import Forecasting

extension Forecast {
  /// Why this series did not get the model that was asked for, in one sentence; nil when it did.
  var note: String? {
    guard let fallback else { return nil }
    let reason =
      switch fallback.reason {
      case .tooShort(_, let required, let actual):
        "\(fallback.asked) needs \(required) observations, there \(actual == 1 ? "is" : "are") \(actual)"
      case .noObservations:
        "there is no observation"
      case .diverged:
        "\(fallback.asked) found no finite fit"
      case .unsuitable:
        "what was saved of it is not of \(fallback.asked)"
      }
    return reason + (model == "none" ? ": nothing to forecast" : ": used \(model)")
  }
}
