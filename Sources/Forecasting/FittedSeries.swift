internal import Tensors
public import TimeSeries

/// A model fitted to one series, or what replaces it.
public struct FittedSeries: Identifiable, Sendable {
  /// The id of the series.
  public let id: String
  /// The stamps of its history.
  public let index: TimeIndex
  /// What was fitted.
  public let model: any LocalModel
  /// Why another model than the one asked for was fitted; nil when none was.
  public let fallback: Fallback?
  /// Whether nothing was estimated, since that had been done before.
  public let keepsEstimates: Bool
  private let isNonNegative: Bool

  init(
    _ series: Series,
    model: any LocalModel,
    fallback: Fallback?,
    keepsEstimates: Bool = false
  ) {
    id = series.id
    index = series.index
    self.model = model
    self.fallback = fallback
    self.keepsEstimates = keepsEstimates
    isNonNegative = !series.values.contains { $0 < 0 }
  }

  /// The next `horizon` steps; those of a series without any observation are missing (NaN).
  ///
  /// The result depends on the series, the model and the options alone.
  ///
  /// - Precondition: `horizon` is at least 1.
  public func forecast(horizon: Int, options: ForecastOptions = ForecastOptions()) -> Forecast {
    precondition(horizon >= 1, "a forecast needs a horizon of at least 1, got \(horizon)")
    var stream = RandomStream(seed: options.seed, name: id)
    let distribution = model.distribution(horizon: horizon, using: &stream)
    let isClipped = isNonNegative && !options.allowsNegative
    return Forecast(
      id: id,
      index: index.following(count: horizon),
      distribution: isClipped ? distribution.clipped(below: 0) : distribution,
      model: model.description,
      fallback: fallback
    )
  }
}

/// The model of a series without observations: every step is missing.
struct NoModel: LocalModel {
  var description: String { "none" }

  func distribution(horizon: Int, using stream: inout RandomStream) -> ForecastDistribution {
    let missing = [Double](repeating: .nan, count: horizon)
    return ForecastDistribution(mean: missing, shape: .normal(standardDeviation: missing))
  }
}
