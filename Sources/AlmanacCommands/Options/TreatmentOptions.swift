internal import CommandLineKit
internal import Forecasting

/// What becomes of a series and its forecast beside the model: where intervals come from, and what zeros
/// mean.
struct TreatmentOptions: Sendable {
  var intervals: IntervalMethod?
  var trimZeros = false
  var retired: Int?
  var allowNegative = false

  static let grammar = Grammar<Self>("Treatment of series") {
    Option(
      \.intervals,
      "--intervals",
      help: """
        From the model alone, or also from its errors at the end of the series; by default what \
        suits the model.
        """
    )
    Flag(
      \.trimZeros,
      "--trim-zeros",
      help: "Leave out the zeros before the first other value: the item was not there yet."
    )
    Option(
      \.retired,
      "--retired",
      placeholder: "steps",
      limit: .from(1, to: 1_000_000),
      help: "Forecast 0 for a series whose last observations, this many, are all 0."
    )
    Flag(
      \.allowNegative,
      "--allow-negative",
      help: "Let forecasts fall below zero where the history never did."
    )
  }

  /// What is made of zeros at the ends of a series.
  var seriesTreatment: SeriesTreatment {
    SeriesTreatment(trimsZeros: trimZeros, retiredAfter: retired)
  }

  /// The options as they are typed.
  var words: [String] {
    var words: [String] = []
    if let intervals { words += ["--intervals", intervals.rawValue] }
    if trimZeros { words.append("--trim-zeros") }
    if let retired { words += ["--retired", String(retired)] }
    if allowNegative { words.append("--allow-negative") }
    return words
  }
}
