public import TimeSeries

/// A season that repeats: what is added to, or multiplies, each phase.
public struct SeasonalPattern: Hashable, Sendable {
  /// Whether it is added or multiplies.
  public let composition: Composition
  /// The value of each phase; the first belongs to the first observation of the series.
  public let indices: [Double]

  /// A given pattern.
  init(composition: Composition, indices: [Double]) {
    self.composition = composition
    self.indices = indices
  }

  /// The season of values that pass a test; nil where they do not.
  init?(of values: [Double], period: Int, test: SeasonalityTest) {
    guard let season = ClassicalDecomposition.ofSeason(in: values, period: period, test: test)
    else { return nil }
    self.init(composition: season.composition, indices: season.seasonalIndices)
  }

  /// The values without the season; the first belongs to the first phase.
  func adjusted(_ values: [Double]) -> [Double] {
    switch composition {
    case .additive: values.indices.map { values[$0] - indices[$0 % indices.count] }
    case .multiplicative: values.indices.map { values[$0] / indices[$0 % indices.count] }
    }
  }

  /// The distribution with the season put back; its first step is the step `first` of the series.
  func restored(_ adjusted: ForecastDistribution, from first: Int) -> ForecastDistribution {
    let steps = (first..<(first + adjusted.horizon)).map { indices[$0 % indices.count] }
    return composition == .additive ? adjusted.shifted(by: steps) : adjusted.scaled(by: steps)
  }
}
