internal import TimeSeries

/// The observations of a series, seen as periods with and without demand.
///
/// Missing values are left out, as if their periods had not been.
struct Demand {
  /// The observations, those without demand included.
  let values: [Double]
  /// The observations that are not zero.
  let sizes: [Double]
  /// The periods from one demand to the next; the first counts from the start of the series.
  let intervals: [Double]

  /// The demand of a series.
  ///
  /// - Throws: `ForecastError.noObservations`.
  init(of series: Series) throws(ForecastError) {
    let values =
      series.values.contains(where: \.isNaN) ? series.values.filter { !$0.isNaN } : series.values
    let count = values.count { $0 != 0 }
    var sizes: [Double] = []
    var intervals: [Double] = []
    sizes.reserveCapacity(count)
    intervals.reserveCapacity(count)
    var last = 0
    for place in values.indices where values[place] != 0 {
      sizes.append(values[place])
      intervals.append(Double(place + 1 - last))
      last = place + 1
    }
    if values.isEmpty { throw .noObservations(series: series.id) }
    self.values = values
    self.sizes = sizes
    self.intervals = intervals
  }

  /// Whether nothing was ever asked for.
  var isZero: Bool { sizes.isEmpty }

  /// The average periods between two demands, rounded to a whole number, of halves to the even one;
  /// at least 1.
  var typicalInterval: Int {
    guard !isZero else { return 1 }
    let total = intervals.reduce(0, +)
    return max(1, Int((total / Double(intervals.count)).rounded(.toNearestOrEven)))
  }

  /// Whether the values are counts, small enough that it matters.
  var isCount: Bool {
    sizes.allSatisfy { $0 > 0 && $0 <= 1e6 && $0.rounded() == $0 }
  }

  /// The averages of blocks of `length` observations that end with the last one; the remainder in
  /// front is left out.
  ///
  /// - Precondition: there are at least `length` observations.
  func averages(ofBlocks length: Int) -> [Double] {
    let share = 1 / Double(length)
    return stride(from: values.count % length, to: values.count, by: length).map { start in
      var average = 0.0
      for place in start..<(start + length) { average += values[place] * share }
      return average
    }
  }
}
