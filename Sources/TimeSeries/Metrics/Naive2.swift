/// The benchmark of the M competitions: the last value, seasonally adjusted where the series is
/// seasonal.
///
/// - Source: Makridakis, Spiliotis and Assimakopoulos 2020, “The M4 Competition”, table 2.
public enum Naive2 {
  /// The forecast of the next steps of a history; NaN where nothing is observed.
  ///
  /// A history that passes the M4 test of seasonality is divided by the indices of its
  /// multiplicative classical decomposition, and the last value multiplied by them. Indices that are
  /// not all positive are not used.
  ///
  /// - Precondition: `period` is at least 1 and `horizon` is not negative.
  public static func forecast(_ history: [Double], period: Int, horizon: Int) -> [Double] {
    precondition(period >= 1 && horizon >= 0, "a period of \(period), a horizon of \(horizon)")
    if SeasonalityTest.m4.isSeasonal(history, period: period),
      let parts = ClassicalDecomposition(history, period: period, composition: .multiplicative),
      parts.seasonalIndices.allSatisfy({ $0 > 0 })
    {
      let last = last(parts.seasonallyAdjusted(history))
      let level = [Double](repeating: last, count: horizon)
      return parts.seasonalized(level, from: history.count)
    }
    return [Double](repeating: last(history), count: horizon)
  }

  private static func last(_ values: [Double]) -> Double {
    values.last { !$0.isNaN } ?? .nan
  }
}
