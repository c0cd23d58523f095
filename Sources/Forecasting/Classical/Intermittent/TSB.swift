public import TimeSeries

/// Forecasts intermittent demand as a smoothed probability times a smoothed size.
///
/// The probability is smoothed in every period, so that the forecast of an item that is no longer asked
/// for falls towards 0; the size is smoothed at demands. A series without demand gets 0. Missing values
/// are left out. Quantiles are those of counts around the mean, or of recent sizes
/// (`Documentation/Decisions/demand.md`).
///
/// - Source: Teunter, Syntetos and Babai 2011, “Intermittent demand: linking forecasting to inventory
///   obsolescence”.
public struct TSB: LocalForecaster {
  /// The weight of the newest size.
  public var sizeWeight: Double
  /// The weight of the newest period in the probability of a demand.
  public var probabilityWeight: Double
  /// 1: a season makes no difference.
  public var seasonalPeriod: Int? { 1 }

  /// The forecaster with these weights.
  ///
  /// - Precondition: the weights lie in 0…1.
  public init(sizeWeight: Double = 0.1, probabilityWeight: Double = 0.1) {
    precondition((0...1).contains(sizeWeight), "a weight of \(sizeWeight)")
    precondition((0...1).contains(probabilityWeight), "a weight of \(probabilityWeight)")
    self.sizeWeight = sizeWeight
    self.probabilityWeight = probabilityWeight
  }

  /// The demand that `series` leads to expect.
  ///
  /// - Throws: `ForecastError.noObservations`.
  public func fitted(to series: Series) throws(ForecastError) -> DemandModel {
    let demand = try Demand(of: series)
    guard !demand.isZero else { return DemandModel("TSB", mean: 0, demand: demand) }
    let probability = SmoothedLevel.share(of: demand.values, weight: probabilityWeight)
    let size = SmoothedLevel.level(of: demand.sizes, weight: sizeWeight)
    return DemandModel("TSB", mean: probability * size, demand: demand)
  }
}

extension TSB {
  /// `tsb`.
  public static let entry = CatalogueEntry(
    name: "tsb",
    column: "TSB",
    summary: "Intermittent demand that may end: probability times size.",
    intervals: .model
  )

  /// The forecaster with its default weights.
  public init(options: ModelOptions) { self.init() }
}
