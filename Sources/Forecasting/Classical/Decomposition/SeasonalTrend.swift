public import TimeSeries

/// Forecasts a series of one or several seasons by taking them out with loess: each repeats its last
/// period, and what is left is forecast by a model without a season.
///
/// Only seasons of which the series has two periods or more are taken out, three for a longer season that
/// was not asked for. Intervals are those of the
/// model of what is left. Missing values are interpolated for the decomposition only; the model of
/// what is left sees the gaps.
///
/// - Source: Bandara, Hyndman and Bergmeir 2021, “MSTL: A seasonal-trend decomposition algorithm for
///   time series with multiple seasonal patterns”.
public struct SeasonalTrend: LocalForecaster {
  /// The seasonal periods that were asked for; empty for none, nil to take them from each series: its
  /// season, and the longer one that usually goes with it, such as the week with a day of hours.
  public var periods: [Int]?
  /// What forecasts the series without its seasons; it should have no season of its own.
  public var trend: any LocalForecaster
  /// Whether outliers are discounted in the decomposition.
  public var isRobust: Bool
  private let asked: Int?

  /// The forecaster for these periods, or for those of each series.
  ///
  /// - Precondition: each period is at least 2.
  public init(
    periods: [Int]? = nil,
    trend: any LocalForecaster = ETS(seasonalPeriod: 1),
    isRobust: Bool = false
  ) {
    precondition(periods?.allSatisfy { $0 >= 2 } ?? true, "seasonal periods of \(periods ?? [])")
    self.periods = periods
    self.trend = trend
    self.isRobust = isRobust
    asked = nil
  }

  /// The forecaster for a season, if any is asked for, and the longer one that goes with it.
  public init(seasonalPeriod: Int?) {
    trend = ETS(seasonalPeriod: 1)
    isRobust = false
    asked = seasonalPeriod
  }

  /// The shortest season that was asked for, 1 for none; nil takes that of each series' frequency.
  public var seasonalPeriod: Int? { periods.map { $0.min() ?? 1 } ?? asked }

  /// The seasons of `series`, and the model of what is left.
  ///
  /// - Throws: `ForecastError.noObservations`, and what the model of what is left throws.
  public func fitted(to series: Series) throws(ForecastError) -> SeasonalTrendModel {
    let count = series.values.count
    // A season that nobody asked for has to show itself more often.
    let wanted =
      periods
      ?? series.seasonalPeriods(asked: asked).enumerated().filter { place, period in
        place == 0 || count >= 3 * period
      }.map(\.element)
    return try SeasonalTrendModel(series, periods: wanted, isRobust: isRobust) {
      adjusted throws(ForecastError) in
      try trend.model(of: adjusted)
    }
  }

  /// The seasons found in a history that may have grown, and the model of what is left with what was
  /// estimated before.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model, and as `fitted(to:)`.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> SeasonalTrendModel {
    let found = estimates.numbers.compactMap { Int(exactly: $0) }
    guard
      estimates.form == SeasonalTrendModel.name(periods: found), estimates.members.count == 1,
      found.count == estimates.numbers.count, found.allSatisfy({ $0 >= 2 })
    else { throw .unsuitable(series: series.id) }
    return try SeasonalTrendModel(series, periods: found, isRobust: isRobust) {
      adjusted throws(ForecastError) in
      try trend.model(of: adjusted, keeping: estimates.members[0])
    }
  }
}

extension SeasonalTrend {
  /// `mstl`.
  public static let entry = CatalogueEntry(
    name: "mstl",
    column: "MSTL",
    aliases: ["stl"],
    summary: "Seasons taken out by loess and repeated, the rest forecast by exponential smoothing."
  )

  /// The forecaster for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
