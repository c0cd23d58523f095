public import TimeSeries

/// Forecasts intermittent demand: the smoothed size of a demand over the smoothed interval between two.
///
/// Sizes and intervals are smoothed with a weight of 0.1, each from its first value on. The forecast is
/// the average demand of a period; it is biased upwards, which `SyntetosBoylan` mends. A series without
/// demand gets 0. Missing values are left out. Quantiles are those of counts around the mean, or of
/// recent sizes (`Documentation/Decisions/demand.md`).
///
/// - Source: Croston 1972, “Forecasting and stock control for intermittent demands”.
public struct Croston: LocalForecaster {
  /// 1: a season makes no difference.
  public var seasonalPeriod: Int? { 1 }

  /// The forecaster.
  public init() {}

  /// The demand that `series` leads to expect.
  ///
  /// - Throws: `ForecastError.noObservations`.
  public func fitted(to series: Series) throws(ForecastError) -> DemandModel {
    let demand = try Demand(of: series)
    return DemandModel("Croston", mean: Self.mean(of: demand), demand: demand)
  }

  static func mean(of demand: Demand) -> Double {
    if demand.isZero { return 0 }
    let (sizes, intervals) = demand.occurrences
    return SmoothedLevel.level(of: sizes, weight: 0.1)
      / SmoothedLevel.level(of: intervals, weight: 0.1)
  }
}

extension Croston {
  /// `croston`.
  public static let entry = CatalogueEntry(
    name: "croston",
    column: "CrostonClassic",
    summary: "Intermittent demand: smoothed size over smoothed interval.",
    intervals: .model
  )

  /// The forecaster; it has no settings.
  public init(options: ModelOptions) { self.init() }
}

/// Croston's method with the weights that fit best.
///
/// The weights of sizes and of intervals, each within 0.1…0.3, give the least squared one-step errors.
/// They are found again for each history. For the rest see `Croston`.
///
/// - Source: Croston 1972.
public struct OptimizedCroston: LocalForecaster {
  /// 1: a season makes no difference.
  public var seasonalPeriod: Int? { 1 }

  /// The forecaster.
  public init() {}

  /// The demand that `series` leads to expect.
  ///
  /// - Throws: `ForecastError.noObservations`.
  public func fitted(to series: Series) throws(ForecastError) -> DemandModel {
    let demand = try Demand(of: series)
    let name = "CrostonOptimized"
    if demand.isZero { return DemandModel(name, mean: 0, demand: demand) }
    let (sizes, intervals) = demand.occurrences
    let mean = SmoothedLevel.bestLevel(of: sizes) / SmoothedLevel.bestLevel(of: intervals)
    return DemandModel(name, mean: mean, demand: demand)
  }
}

extension OptimizedCroston {
  /// `croston-optimized`.
  public static let entry = CatalogueEntry(
    name: "croston-optimized",
    column: "CrostonOptimized",
    summary: "Croston's method with the weights that fit best.",
    intervals: .model
  )

  /// The forecaster; it has no settings.
  public init(options: ModelOptions) { self.init() }
}

/// Croston's method less its bias: 95 % of its forecast, which is 1 − α/2 at a weight α of 0.1.
///
/// For the rest see `Croston`.
///
/// - Source: Syntetos and Boylan 2005, “The accuracy of intermittent demand estimates”.
public struct SyntetosBoylan: LocalForecaster {
  /// 1: a season makes no difference.
  public var seasonalPeriod: Int? { 1 }

  /// The forecaster.
  public init() {}

  /// The demand that `series` leads to expect.
  ///
  /// - Throws: `ForecastError.noObservations`.
  public func fitted(to series: Series) throws(ForecastError) -> DemandModel {
    let demand = try Demand(of: series)
    return DemandModel("CrostonSBA", mean: 0.95 * Croston.mean(of: demand), demand: demand)
  }
}

extension SyntetosBoylan {
  /// `croston-sba`.
  public static let entry = CatalogueEntry(
    name: "croston-sba",
    column: "CrostonSBA",
    aliases: ["sba"],
    summary: "Croston's method without its bias, by Syntetos and Boylan.",
    intervals: .model
  )

  /// The forecaster; it has no settings.
  public init(options: ModelOptions) { self.init() }
}
