/// How trend, season and remainder make up a series.
public enum Composition: Hashable, Sendable {
  /// Their sum; a season without effect is 0.
  case additive
  /// Their product; a season without effect is 1.
  case multiplicative
}

/// A series taken apart by a centred moving average and the average of each phase.
///
/// The trend is a moving average over one period (over period + 1 values with half weights at both
/// ends where the period is even). The differences from it (or ratios to it) are averaged by phase;
/// the averages are shifted to mean 0 (or scaled to mean 1).
public struct ClassicalDecomposition: Hashable, Sendable {
  /// The seasonal period.
  public let period: Int
  /// Sum or product.
  public let composition: Composition
  /// The moving average; NaN within half a period of either end.
  public let trend: [Double]
  /// The season, one value for each phase; the first belongs to the first value of the series.
  public let seasonalIndices: [Double]

  /// The decomposition of `values`; nil where there are fewer than two periods or no observations.
  ///
  /// Missing values (NaN) are bridged linearly for the trend and left out of the averages by phase;
  /// a phase that was never observed gets the index of no effect, as do the ratios to a trend of 0.
  ///
  /// - Precondition: `period` is at least 2.
  /// - Complexity: O(*n*).
  public init?(_ values: [Double], period: Int, composition: Composition) {
    self.init(values, bridged: values.interpolated(), period: period, composition: composition)
  }

  /// The decomposition of `values`, with the trend taken from `bridged`, where nothing is missing.
  init?(_ values: [Double], bridged: [Double], period: Int, composition: Composition) {
    precondition(period >= 2, "a seasonal period of \(period)")
    guard values.count >= 2 * period, values.contains(where: { !$0.isNaN }) else { return nil }
    self.period = period
    self.composition = composition
    trend = bridged.centredMovingAverage(period: period)

    var sums = [Double](repeating: 0, count: period)
    var counts = [Double](repeating: 0, count: period)
    var phase = 0
    for (value, trend) in zip(values, trend) {
      let effect = composition == .additive ? value - trend : value / trend
      if effect.isFinite {
        sums[phase] += effect
        counts[phase] += 1
      }
      phase = phase + 1 == period ? 0 : phase + 1
    }
    let neutral = composition == .additive ? 0.0 : 1
    var indices = zip(sums, counts).map { $1 > 0 ? $0 / $1 : neutral }
    let mean = indices.reduce(0, +) / Double(period)
    switch composition {
    case .additive: for phase in 0..<period { indices[phase] -= mean }
    case .multiplicative:
      if mean != 0 { for phase in 0..<period { indices[phase] /= mean } }
    }
    seasonalIndices = indices
  }

  /// The decomposition of `values` with a season that is known, one index for each phase; nil where
  /// there are fewer than two periods or no observations.
  ///
  /// - Precondition: there are at least 2 indices.
  public init?(_ values: [Double], composition: Composition, seasonalIndices: [Double]) {
    period = seasonalIndices.count
    precondition(period >= 2, "a seasonal period of \(period)")
    guard values.count >= 2 * period, values.contains(where: { !$0.isNaN }) else { return nil }
    self.composition = composition
    self.seasonalIndices = seasonalIndices
    trend = values.interpolated().centredMovingAverage(period: period)
  }

  /// The seasonal index at a step of the series or beyond its end.
  ///
  /// - Precondition: `step` is not negative.
  public func seasonalIndex(at step: Int) -> Double {
    seasonalIndices[step % period]
  }

  /// The values without the season; the first belongs to the first step of the series.
  public func seasonallyAdjusted(_ values: [Double]) -> [Double] {
    switch composition {
    case .additive: values.indices.map { values[$0] - seasonalIndex(at: $0) }
    case .multiplicative: values.indices.map { values[$0] / seasonalIndex(at: $0) }
    }
  }

  /// The values with the season put back; the first belongs to the step `first` of the series, which
  /// may lie beyond its end.
  public func seasonalized(_ values: [Double], from first: Int = 0) -> [Double] {
    switch composition {
    case .additive: values.indices.map { values[$0] + seasonalIndex(at: first + $0) }
    case .multiplicative: values.indices.map { values[$0] * seasonalIndex(at: first + $0) }
    }
  }
}

extension [Double] {
  /// The moving average over one period around each step, with half weights at both ends of the
  /// window where the period is even; NaN where the window leaves the series.
  func centredMovingAverage(period: Int) -> [Double] {
    let half = period / 2
    var averages = [Double](repeating: .nan, count: count)
    guard count > 2 * half else { return averages }
    let sums = span.windowSums(period)
    for step in half..<(count - half) {
      let first = step - half
      let ends = period % 2 == 0 ? (self[first + period] - self[first]) / 2 : 0
      averages[step] = (sums[first] + ends) / Double(period)
    }
    return averages
  }
}
