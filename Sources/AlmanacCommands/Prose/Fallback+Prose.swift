internal import Forecasting

extension Forecast {
  /// Why this series did not get the model that was asked for, and what else is to be known of its
  /// forecast; nil when there is nothing to say.
  var note: String? {
    let sentences = [replacement].compactMap(\.self) + caveats.map(\.sentence)
    return sentences.isEmpty ? nil : sentences.joined(separator: "; ")
  }

  /// Why this series did not get the model that was asked for; nil when it did.
  private var replacement: String? {
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

extension Caveat {
  /// The caveat in words, without a full stop.
  fileprivate var sentence: String {
    switch self {
    case .singleObservation: "a single observation shows no spread: the intervals have no width"
    case .noSeason(let period): "the history is too short for a season of \(period): there is none"
    case .newSeries(let count, let attributes):
      attributes.isEmpty
        ? "new: its level is that of \(count) series of the panel"
        : "new: its level is that of \(count) series with the same \(attributes.joined(separator: ", "))"
    case .exploding: "the forecast is more than 1000 times the largest observation"
    case .outOfRange: "the forecast reaches beyond the largest number there is"
    }
  }
}
