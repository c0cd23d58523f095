/// A series as the sum of a trend, seasons and a remainder.
public struct Decomposition: Hashable, Sendable {
  /// The slow movement; complete even where the series has gaps.
  public var trend: [Double]
  /// The seasonal periods, ascending.
  public var periods: [Int]
  /// The season of each period, as long as the series.
  public var seasons: [[Double]]
  /// What is left; NaN where the series is missing.
  public var remainder: [Double]

  /// The series without its seasons.
  public var seasonallyAdjusted: [Double] {
    zip(trend, remainder).map { $0 + $1 }
  }

  /// How much of what moves beside the seasons is trend: `1 − Var(R) / Var(T + R)`, within 0…1.
  ///
  /// 0 where nothing moves.
  ///
  /// - Source: Wang, Smith and Hyndman 2006, “Characteristic-based clustering for time series data”.
  public var trendStrength: Double {
    strength(of: trend)
  }

  /// How much of what moves beside trend and other seasons is the season at a position of
  /// `periods`: `1 − Var(R) / Var(S + R)`, within 0…1.
  ///
  /// 0 where nothing moves.
  public func seasonalStrength(_ position: Int = 0) -> Double {
    strength(of: seasons[position])
  }

  private func strength(of component: [Double]) -> Double {
    let rest = Moments(of: remainder)
    let both = Moments(of: zip(component, remainder).map { $0 + $1 })
    // What is below the rounding of the values themselves is no movement.
    let noise = 1e-13 * (Moments(of: trend).largestMagnitude + both.largestMagnitude)
    guard both.standardDeviation > noise else { return 0 }
    let share = rest.standardDeviation / both.standardDeviation
    return max(0, min(1, 1 - share * share))
  }
}
