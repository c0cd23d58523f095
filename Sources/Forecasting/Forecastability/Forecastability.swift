public import TimeSeries

/// How well a series can be forecast some steps ahead, and what limits it.
public struct Forecastability: Hashable, Sendable {
  /// What limits the forecast of a series.
  public enum Verdict: String, CaseIterable, Hashable, Sendable {
    /// What comes is noise about a level, or a walk whose steps are noise: no model will do much
    /// better than the mean or the last value.
    case noiseBound = "noise-bound"
    /// There are too few observations to tell, or to learn from.
    case dataBound = "data-bound"
    /// There is a pattern that a model can learn.
    case reachable
  }

  /// The measures that it rests on.
  public let measures: ForecastabilityMeasures
  /// The errors to expect; nil for a series that is too short to be measured, or constant.
  public let expected: ExpectedErrors.Band?
  /// What limits the forecast; nil for a constant, which leaves nothing to forecast.
  public let verdict: Verdict?

  /// How well a series can be forecast; NaN is missing.
  ///
  /// - Parameters:
  ///   - values: the series, up to the last step before those to be forecast.
  ///   - summary: its summary, with the seasonal period.
  ///   - horizon: the steps ahead.
  ///   - errors: what was learnt of the errors to expect; without, none are.
  /// - Precondition: `horizon` is at least 1.
  public init(
    _ values: [Double],
    summary: SeriesSummary,
    horizon: Int,
    errors: ExpectedErrors? = .shipped
  ) {
    measures = ForecastabilityMeasures(values, summary: summary, horizon: horizon)
    expected = errors?.band(of: measures)
    let observed = summary.moments.count
    let isShort =
      observed < 12 || observed < 2 * horizon || summary.period > 1 && observed < 2 * summary.period
    verdict =
      isShort
      ? .dataBound : summary.isConstant ? nil : Self.isNoise(measures) ? .noiseBound : .reachable
  }

  /// Whether neither trend nor season counts over the horizon, and either the values or their changes
  /// tell next to nothing of those to come.
  private static func isNoise(_ measures: ForecastabilityMeasures) -> Bool {
    // What could not be measured (NaN) is no evidence of noise, but for a season that there is none of.
    let isLevel =
      measures["drift"] < 0.5 && measures["steadiness"] < 0.5
      && !(measures["seasonal_strength"] >= 0.3)
    return isLevel && (measures["ceiling"] < 0.1 || measures["noise_of_changes"] > 0.9)
  }
}
