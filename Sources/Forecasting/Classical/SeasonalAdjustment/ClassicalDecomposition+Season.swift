internal import TimeSeries

extension ClassicalDecomposition {
  /// The decomposition whose season is to be taken out; nil where the values do not pass the test.
  ///
  /// The season multiplies, unless a value is not positive or an index below 0.01.
  static func ofSeason(
    in values: [Double],
    period: Int,
    test: SeasonalityTest
  ) -> ClassicalDecomposition? {
    guard test.isSeasonal(values, period: period) else { return nil }
    if !values.contains(where: { $0 <= 0 }),
      let season = ClassicalDecomposition(values, period: period, composition: .multiplicative),
      season.seasonalIndices.allSatisfy({ $0 >= 0.01 })
    {
      return season
    }
    return ClassicalDecomposition(values, period: period, composition: .additive)
  }
}
