internal import TimeSeries

/// A series as a part of sums.
struct SumMember {
  let series: Series
  /// The place of its first step among those of the sum.
  let start: Int
  /// The places from its first to its last observation; empty for none.
  let active: Range<Int>
  /// Whether it was observed in the last season of the sum, or at its last step.
  let isAlive: Bool
  /// The mean of the observed values without their signs; next to nothing for what has sold nothing, which counts where
  /// nothing else does.
  let weight: Double

  /// - Parameter count: the steps of the sum.
  init(_ series: Series, start: Int, count: Int) {
    (self.series, self.start) = (series, start)
    let values = series.values
    let first = values.firstIndex { !$0.isNaN } ?? 0
    let end = (values.lastIndex { !$0.isNaN } ?? -1) + 1
    active = start + first..<start + max(first, end)
    let season = max(series.index.frequency.seasonalPeriod, 1)
    isAlive = !active.isEmpty && active.upperBound > count - season
    let known = values.filter { !$0.isNaN }
    let mean = known.isEmpty ? 0 : known.reduce(0) { $0 + abs($1) } / Double(known.count)
    weight = max(mean, 1e-100)
  }

  /// The place behind its last step.
  var end: Int { start + series.values.count }

  /// A covariate at a place of the sum; NaN outside of the series.
  func value(of covariate: Int, at place: Int) -> Double {
    let values = series.covariates[covariate].values
    return values.indices.contains(place - start) ? values[place - start] : .nan
  }
}
