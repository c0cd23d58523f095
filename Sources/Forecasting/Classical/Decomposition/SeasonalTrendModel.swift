public import Tensors
internal import TimeSeries

/// Seasons that repeat, beside a model of what is left without them.
public struct SeasonalTrendModel: LocalModel {
  /// The last period of each season; the first value belongs to the first step ahead.
  public let seasons: [[Double]]
  /// The model of what is left.
  public let trend: any LocalModel

  /// The seasons of a series of those periods of which it has two or more.
  ///
  /// - Throws: `ForecastError.noObservations`; `.diverged` where a season is no finite number; and what
  ///   the model of what is left throws.
  init(
    _ series: Series,
    periods: [Int],
    isRobust: Bool,
    trend: (Series) throws(ForecastError) -> any LocalModel
  ) throws(ForecastError) {
    let values = Array(try series.observedPart())
    let possible = periods.filter { 2 * $0 <= values.count }
    guard
      !possible.isEmpty,
      let parts = MSTL(periods: possible, isRobust: isRobust).decomposition(of: values)
    else {
      seasons = []
      self.trend = try trend(Series(id: series.id, values: values))
      return
    }
    seasons = zip(parts.periods, parts.seasons).map { period, season in
      Array(season[(season.count - period)...])
    }
    guard seasons.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw .diverged(series: series.id)
    }
    self.trend = try trend(Series(id: series.id, values: parts.seasonallyAdjusted))
  }

  /// The periods, and what was estimated for what is left.
  public var estimates: Estimates {
    Estimates(
      form: Self.name(periods: seasons.map(\.count)),
      numbers: seasons.map { Double($0.count) },
      members: [trend.estimates]
    )
  }

  /// The forecasts of what is left with the seasons added.
  public func distribution(
    horizon: Int,
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    let adjusted = trend.distribution(horizon: horizon, using: &stream)
    return adjusted.shifted(
      by: (0..<horizon).map { step in
        seasons.reduce(0) { $0 + $1[step % $1.count] }
      }
    )
  }

  /// `MSTL` with the periods.
  static func name(periods: [Int]) -> String {
    periods.isEmpty ? "MSTL" : "MSTL(\(periods.map(String.init).joined(separator: ",")))"
  }

  /// Such as `MSTL(24,168) + ETS(A,N,N)`.
  public var description: String { "\(Self.name(periods: seasons.map(\.count))) + \(trend)" }
}
