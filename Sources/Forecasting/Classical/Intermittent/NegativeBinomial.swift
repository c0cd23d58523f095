internal import Glibc
public import TimeSeries

/// Forecasts counts by a negative binomial distribution around a smoothed mean.
///
/// For each of six weights the mean is smoothed through the history, and the ratio of variance to mean
/// estimated from the one-step errors; the weight under which the history is most likely is kept, and
/// found again for each history. A series without demand gets 0. Missing values are left out. Where the
/// values are no counts the weight gives the least squared errors, and quantiles are those of recent
/// sizes (`Documentation/Decisions/demand.md`).
///
/// - Source: Snyder, Ord and Beaumont 2012, “Forecasting the intermittent demand for slow-moving
///   inventories: a modelling approach”.
public struct NegativeBinomial: LocalForecaster {
  /// 1: a season makes no difference.
  public var seasonalPeriod: Int? { 1 }
  private static let weights = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3]

  /// The forecaster.
  public init() {}

  /// The demand that `series` leads to expect.
  ///
  /// - Throws: `ForecastError.noObservations`.
  public func fitted(to series: Series) throws(ForecastError) -> DemandModel {
    let demand = try Demand(of: series)
    let name = "NegativeBinomial"
    if demand.isZero { return DemandModel(name, mean: 0, demand: demand) }
    guard demand.isCount else {
      let mean = SmoothedLevel.bestLevel(of: demand.values, within: 0.02...0.3)
      return DemandModel(name, mean: mean, demand: demand)
    }
    var best: (likelihood: Double, distribution: NegativeBinomialDistribution)?
    for weight in Self.weights {
      let path = SmoothedPath(of: demand.values, weight: weight)
      let likelihood = Self.logLikelihood(of: demand.values, weight: weight, path: path)
      if likelihood <= best?.likelihood ?? -.infinity { continue }
      best = (likelihood, .init(mean: path.level, dispersion: path.dispersion))
    }
    guard let distribution = best?.distribution else { throw .diverged(series: series.id) }
    return DemandModel(
      name,
      mean: distribution.mean,
      quantiles: distribution.quantiles(at: ForecastDistribution.simulationLevels)
    )
  }

  /// The log-likelihood of counts around their smoothed means, less what no weight changes.
  private static func logLikelihood(
    of values: [Double],
    weight: Double,
    path: SmoothedPath
  ) -> Double {
    // A dispersion of 1 is the limit of Poisson's distribution, which this comes close enough to.
    let dispersion = max(path.dispersion, 1.001)
    let excess = dispersion - 1
    let logShare = log(dispersion)
    let logRest = log(excess / dispersion)
    let head = values.prefix(max(4, values.count / 8))
    var level = head.reduce(0, +) / Double(head.count)
    var sum = 0.0
    for value in values {
      // After many periods without demand the level must still leave room for one.
      let size = max(level, 1e-3) / excess
      sum -= size * logShare
      if value > 0 { sum += logRising(size, Int(value)) + value * logRest }
      level += weight * (value - level)
    }
    return sum
  }

  /// ln Γ(size + count) − ln Γ(size).
  private static func logRising(_ size: Double, _ count: Int) -> Double {
    guard count <= 24 else {
      // `lgamma` itself writes a global sign.
      var sign: Int32 = 0
      return lgamma_r(size + Double(count), &sign) - lgamma_r(size, &sign)
    }
    // Divided by the largest factor, so that the product stays within the range of a double.
    let top = size + Double(count)
    var product = 1.0
    for step in 0..<count { product *= (size + Double(step)) / top }
    return log(product) + Double(count) * log(top)
  }
}

extension NegativeBinomial {
  /// `negative-binomial`.
  public static let entry = CatalogueEntry(
    name: "negative-binomial",
    column: "NegativeBinomial",
    summary: "Counts around a smoothed mean, with quantiles for stock levels.",
    intervals: .model
  )

  /// The forecaster; it has no settings.
  public init(options: ModelOptions) { self.init() }
}
