internal import TimeSeries

/// The observations of a series, seen as periods with and without demand.
///
/// Missing values are left out, as if their periods had not been.
struct Demand {
  /// The observations, those without demand included.
  let values: [Double]
  /// How many of them are not zero.
  let count: Int
  /// The periods up to the last demand.
  private let span: Int

  /// The demand of a series.
  ///
  /// - Throws: `ForecastError.noObservations`.
  init(of series: Series) throws(ForecastError) {
    // Both counts in one pass, which vectors take.
    var (missing, demands) = (0, 0)
    for value in series.values {
      missing += value.isNaN ? 1 : 0
      demands += value != 0 ? 1 : 0
    }
    let values = missing > 0 ? series.values.filter { !$0.isNaN } : series.values
    if values.isEmpty { throw .noObservations(series: series.id) }
    self.values = values
    // A missing value is not 0 either.
    count = demands - missing
    span = values.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
  }

  /// The observations that are not zero.
  var sizes: [Double] {
    // As below, without the intervals.
    var sizes = [Double](repeating: 0, count: count + 1)
    var place = 0
    for value in values {
      sizes[place] = value
      place += value != 0 ? 1 : 0
    }
    sizes.removeLast()
    return sizes
  }

  /// The observations that are not zero, and the periods from one of them to the next; the first
  /// counts from the start of the series.
  var occurrences: (sizes: [Double], intervals: [Double]) {
    // Every value is written, and overwritten by the next one unless it is a demand: demands come at
    // random, so that a branch would often be guessed wrong.
    var sizes = [Double](repeating: 0, count: count + 1)
    var intervals = sizes
    var (place, last) = (0, 0)
    for (number, value) in values.enumerated() {
      sizes[place] = value
      intervals[place] = Double(number + 1 - last)
      place += value != 0 ? 1 : 0
      last = value != 0 ? number + 1 : last
    }
    sizes.removeLast()
    intervals.removeLast()
    return (sizes, intervals)
  }

  /// Whether nothing was ever asked for.
  var isZero: Bool { count == 0 }

  /// The average periods between two demands, rounded to a whole number, of halves to the even one;
  /// at least 1.
  var typicalInterval: Int {
    guard !isZero else { return 1 }
    return max(1, Int((Double(span) / Double(count)).rounded(.toNearestOrEven)))
  }

  /// Whether the values are counts, small enough that it matters.
  var isCount: Bool {
    values.allSatisfy { $0 >= 0 && $0 <= 1e6 && Double(Int($0)) == $0 }
  }

  /// The averages of blocks of `length` observations that end with the last one; the remainder in
  /// front is left out.
  ///
  /// - Precondition: there are at least `length` observations.
  func averages(ofBlocks length: Int) -> [Double] {
    if length == 1 { return values }
    let share = 1 / Double(length)
    var averages: [Double] = []
    averages.reserveCapacity(values.count / length)
    var start = values.count % length
    while start < values.count {
      var average = 0.0
      for place in start..<(start + length) { average += values[place] * share }
      averages.append(average)
      start += length
    }
    return averages
  }
}
