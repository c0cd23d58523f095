public import Tensors

/// The average of the last observations of each phase of a season.
///
/// With a window of one it is a random walk for each phase: the naive forecasts. The forecast `k`
/// seasons after an observation has the variance `σ²(1 + (k−1)α²)`, `α = 2/(w+1)`, where σ² is the mean
/// square of the errors one season ahead, each divided by the same factor where seasons are missing.
public struct SeasonalMovingAverage: LocalModel {
  /// The steps of a season; 1 for none.
  public let period: Int
  /// The number of observations of a phase that are averaged.
  public let window: Int
  /// The average of each phase, the phase of the first step ahead first.
  public private(set) var averages: [Double]
  /// The variance of an error one season ahead.
  public let variance: Double
  /// How many seasons lie between the latest observation of a phase and its first step ahead.
  private var ages: [Int]

  /// The averages at the end of `values`.
  ///
  /// - Precondition: at least one value is not NaN.
  init(values: ArraySlice<Double>, period: Int, window: Int) {
    self.period = period
    self.window = window
    averages = Array(repeating: .nan, count: period)
    ages = Array(repeating: 0, count: period)
    var squares = 0.0
    var errors = 0
    var observed: [Double] = []
    for phase in 0..<period {
      observed.removeAll(keepingCapacity: true)
      var seasons = 1
      // Phases are counted from the end: the last value is of the last phase.
      let first = values.startIndex + (values.count + phase) % period
      for place in stride(from: first, to: values.endIndex, by: period) {
        let value = values[place]
        if value.isNaN {
          seasons += 1
          continue
        }
        if !observed.isEmpty {
          let error = value - Self.average(ofLast: window, in: observed)
          squares += error * error / Self.growth(seasons: seasons, window: window)
          errors += 1
        }
        observed.append(value)
        seasons = 1
      }
      if observed.isEmpty { continue }
      averages[phase] = Self.average(ofLast: window, in: observed)
      ages[phase] = seasons
    }
    variance = errors > 0 ? squares / Double(errors) : 0
    fillPhasesNeverObserved()
  }

  private static func average(ofLast window: Int, in observed: [Double]) -> Double {
    let part = observed.suffix(window)
    return part.reduce(0) { $0 + $1 / Double(part.count) }
  }

  private static func growth(seasons: Int, window: Int) -> Double {
    let weight = 2 / (Double(window) + 1)
    return 1 + Double(seasons - 1) * weight * weight
  }

  /// Lends each phase that was never observed the average of the nearest phase before it.
  private mutating func fillPhasesNeverObserved() {
    var source = averages.lastIndex { !$0.isNaN } ?? 0
    for phase in averages.indices {
      if averages[phase].isNaN {
        averages[phase] = averages[source]
        // What stands later in the season was observed in the season before.
        ages[phase] = ages[source] + (source > phase ? 1 : 0)
      }
      source = phase
    }
  }

  /// The averages again and again, less certain with each season.
  public func distribution(
    horizon: Int,
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    ForecastDistribution(
      mean: (0..<horizon).map { averages[$0 % period] },
      shape: .normal(
        standardDeviation: (0..<horizon).map { step in
          let seasons = step / period + ages[step % period]
          return (variance * Self.growth(seasons: seasons, window: window)).squareRoot()
        }
      )
    )
  }

  /// Such as `Naive`, `SeasonalNaive(12)`, `WindowAverage(3)`, `SeasonalWindowAverage(3, 12)`.
  public var description: String {
    switch (window, period) {
    case (1, 1): "Naive"
    case (1, _): "SeasonalNaive(\(period))"
    case (_, 1): "WindowAverage(\(window))"
    default: "SeasonalWindowAverage(\(window), \(period))"
    }
  }
}
