public import TimeSeries

/// Forecasts intermittent demand from blocks of periods long enough to hold a demand.
///
/// The observations are averaged in blocks as long as the average interval between two demands, counted
/// from the end; the averages are smoothed with the weight within 0.1…0.3 that gives the least squared
/// errors, found again for each history. A series without demand gets 0. Missing values are left out.
/// Quantiles are those of counts around the mean, or of recent sizes
/// (`Documentation/Decisions/demand.md`).
///
/// - Source: Nikolopoulos, Syntetos, Boylan, Petropoulos and Assimakopoulos 2011, “An
///   aggregate–disaggregate intermittent demand approach (ADIDA) to forecasting”.
public struct ADIDA: LocalForecaster {
  /// 1: a season makes no difference.
  public var seasonalPeriod: Int? { 1 }

  /// The forecaster.
  public init() {}

  /// The demand that `series` leads to expect.
  ///
  /// - Throws: `ForecastError.noObservations`.
  public func fitted(to series: Series) throws(ForecastError) -> DemandModel {
    let demand = try Demand(of: series)
    let blocks = demand.averages(ofBlocks: demand.typicalInterval)
    return DemandModel("ADIDA", mean: SmoothedLevel.bestLevel(of: blocks), demand: demand)
  }
}

extension ADIDA {
  /// `adida`.
  public static let entry = CatalogueEntry(
    name: "adida",
    column: "ADIDA",
    summary: "Intermittent demand, smoothed in blocks of periods.",
    intervals: .model
  )

  /// The forecaster; it has no settings.
  public init(options: ModelOptions) { self.init() }
}

/// Forecasts intermittent demand as the average over blocks of every length up to that of `ADIDA`.
///
/// For the rest see `ADIDA`.
///
/// - Source: Petropoulos and Kourentzes 2015, “Forecast combinations for intermittent demand”.
public struct IMAPA: LocalForecaster {
  /// 1: a season makes no difference.
  public var seasonalPeriod: Int? { 1 }

  /// The forecaster.
  public init() {}

  /// The demand that `series` leads to expect.
  ///
  /// - Throws: `ForecastError.noObservations`.
  /// - Complexity: O(*n* log *a*) with the average interval *a*.
  public func fitted(to series: Series) throws(ForecastError) -> DemandModel {
    let demand = try Demand(of: series)
    let longest = demand.typicalInterval
    let mean = (1...longest).reduce(0) { sum, length in
      sum + SmoothedLevel.bestLevel(of: demand.averages(ofBlocks: length)) / Double(longest)
    }
    return DemandModel("IMAPA", mean: mean, demand: demand)
  }
}

extension IMAPA {
  /// `imapa`.
  public static let entry = CatalogueEntry(
    name: "imapa",
    column: "IMAPA",
    summary: "Intermittent demand: the average over blocks of several lengths.",
    intervals: .model
  )

  /// The forecaster; it has no settings.
  public init(options: ModelOptions) { self.init() }
}
