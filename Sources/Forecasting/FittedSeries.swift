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
  private let caveats: [Caveat]
  private let isNonNegative: Bool
  private let isSingle: Bool
  private let isNew: Bool
  /// The largest observation, without its sign.
  private let largest: Double

  init(
    _ series: Series,
    model: any LocalModel,
    fallback: Fallback?,
    keepsEstimates: Bool = false,
    caveats: [Caveat] = []
  ) {
    id = series.id
    index = series.index
    self.model = model
    self.fallback = fallback
    self.keepsEstimates = keepsEstimates
    // A new series has shown nothing of its own: it may do what its like do.
    let similar = (model as? AutoModel)?.local as? SimilarModel
    isNew = similar != nil
    isNonNegative =
      !series.values.contains { $0 < 0 } && similar?.profile.isNonNegative ?? true
    largest = series.values.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
    isSingle = series.values.count { !$0.isNaN } == 1
    self.caveats = caveats
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
      fallback: fallback,
      caveats: caveats + caveats(of: distribution)
    )
  }

  /// What can be seen of a forecast alone.
  private func caveats(of distribution: ForecastDistribution) -> [Caveat] {
    var found: [Caveat] = []
    let (lower, upper) = distribution.interval(0.95)
    if isSingle && lower == upper { found.append(.singleObservation) }
    if largest > 0, !isNew, distribution.mean.contains(where: { abs($0) / 1000 > largest }) {
      found.append(.exploding)
    }
    let limit = Double.greatestFiniteMagnitude
    if (distribution.mean + lower + upper).contains(where: { abs($0) >= limit }) {
      found.append(.outOfRange)
    }
    return found
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
