public import TimeSeries

/// A series and its sums over longer steps that divide its season: months, quarters, half years, years.
///
/// Sums end with the last step of the series; a sum over a missing value is missing. Forecasts of all of them
/// are made to agree by generalised least squares with variances that grow with the length of the step.
///
/// - Source: Athanasopoulos, Hyndman, Kourentzes and Petropoulos 2017, “Forecasting with temporal
///   hierarchies”, structural scaling.
public struct TemporalHierarchy: Hashable, Sendable {
  private static let longestPeriod = 400
  private static let leastSums = 4

  /// The steps of the season, which the longest sums take.
  public let period: Int
  /// How many steps each kind of sum takes, ascending; none of them is 1.
  public let lengths: [Int]

  /// The sums of a series; nil where it has no season, or is too short for the shortest of them.
  public init?(of series: Series, period: Int) {
    guard (2...Self.longestPeriod).contains(period) else { return nil }
    let lengths = (2...period).filter {
      period % $0 == 0 && series.values.count / $0 >= Self.leastSums
    }
    if lengths.isEmpty { return nil }
    (self.period, self.lengths) = (period, lengths)
  }

  /// The sums over so many steps, without covariates.
  public func sums(of series: Series, over length: Int) -> Series {
    let count = series.values.count / length
    let first = series.values.count - count * length
    return Series(
      id: series.id,
      index: TimeIndex(start: Timestamp(0), frequency: Frequency(.integer), count: count),
      values: (0..<count).map { place in
        series.values[(first + place * length)..<(first + (place + 1) * length)].reduce(0, +)
      }
    )
  }

  /// The steps of the series that have to be forecast: whole seasons.
  public func steps(for horizon: Int) -> Int { (horizon + period - 1) / period * period }

  /// The steps that forecasts of any series with such a season may have to reach: whole seasons, where it
  /// has sums; else the horizon.
  public static func steps(for horizon: Int, period: Int) -> Int {
    guard (2...longestPeriod).contains(period) else { return horizon }
    return (horizon + period - 1) / period * period
  }

  /// The forecasts of the series that agree with those of its sums.
  ///
  /// - Parameters:
  ///   - steps: the forecasts of the series, whole seasons.
  ///   - sums: for each of `lengths` those of the sums over the same time; nil where there are none.
  /// - Returns: as many steps. Sums of them are the coherent forecasts of the longer steps.
  /// - Precondition: numbers of steps are as `steps(for:)` says.
  /// - Complexity: O(period³ + steps · period).
  public func reconciled(_ steps: [Double], sums: [[Double]?]) -> [Double] {
    precondition(steps.count % period == 0, "\(steps.count) steps of seasons of \(period)")
    precondition(sums.count == lengths.count, "\(sums.count) kinds of sums, not \(lengths.count)")
    let kinds = lengths.indices.filter { sums[$0] != nil }.map { lengths[$0] }
    let given = sums.compactMap(\.self)
    // Sᵀ W⁻¹ S: a sum over k steps has k times the variance of one.
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: period), count: period)
    for row in 0..<period {
      matrix[row][row] = 1
      for length in kinds {
        let first = row / length * length
        for column in first..<first + length { matrix[row][column] += 1 / Double(length) }
      }
    }
    guard let factor = CholeskyFactor(matrix) else { return steps }
    return stride(from: 0, to: steps.count, by: period).flatMap { first -> [Double] in
      var right = Array(steps[first..<first + period])
      for place in 0..<period {
        for (length, sums) in zip(kinds, given) {
          right[place] += sums[(first + place) / length] / Double(length)
        }
      }
      return factor.solved(right)
    }
  }
}

extension LocalForecaster {
  /// The forecast of a series with the mean that agrees with forecasts of its sums over longer steps.
  ///
  /// The sums are forecast by models with the same settings and the season that is left of it; in place of one that
  /// learns from a panel stands `auto` for single series. The distributions are moved to the new means.
  /// Where a series has no season, no sum can be forecast, or another model had to stand in, the forecast stays
  /// as it is.
  ///
  /// - Parameters:
  ///   - fitted: this model, fitted to the series.
  ///   - options: what the models of the sums are set up with.
  /// - Precondition: covariates are known of as many steps as `TemporalHierarchy.steps(for:period:)` says, and
  ///   what learns a horizon has learnt as many.
  public func temporallyCoherent(
    _ fitted: FittedSeries,
    of series: Series,
    horizon: Int,
    options: ModelOptions,
    settings: ForecastOptions = ForecastOptions()
  ) -> Forecast {
    let own = fitted.forecast(horizon: horizon, options: settings)
    let period = series.seasonalPeriod(asked: options.seasonalPeriod)
    guard
      fitted.fallback == nil, let hierarchy = TemporalHierarchy(of: series, period: period)
    else { return own }
    let steps = hierarchy.steps(for: horizon)
    let kind =
      self is any GlobalForecaster ? nil : ModelCatalogue.model(named: Self.entry.name)
    let sums = hierarchy.lengths.map { length -> [Double]? in
      var longer = options
      (longer.seasonalPeriod, longer.horizon) = (period / length, steps / length)
      // Only means are needed.
      longer.intervals = .model
      let model = kind?.init(options: longer) as? any LocalForecaster ?? Auto(options: longer)
      let whole = hierarchy.sums(of: series, over: length)
      guard whole.values.contains(where: { !$0.isNaN }) else { return nil }
      let forecast = model.fittedOrReplaced(whole).forecast(
        horizon: steps / length,
        options: settings
      )
      let isGood = forecast.fallback == nil && forecast.mean.allSatisfy(\.isFinite)
      return isGood ? forecast.mean : nil
    }
    let base = fitted.forecast(horizon: steps, options: settings).mean
    guard sums.contains(where: { $0 != nil }), base.allSatisfy(\.isFinite) else { return own }
    var coherent = own
    coherent.distribution = own.distribution.moved(
      to: Array(hierarchy.reconciled(base, sums: sums)[..<horizon])
    )
    return coherent
  }
}
