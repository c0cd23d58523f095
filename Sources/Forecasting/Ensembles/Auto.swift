internal import Tensors
public import TimeSeries

/// The default: a weighted average of exponential smoothing, the dynamic optimised Theta method, and
/// the seasonal naive forecast, each in the form that suits the series.
///
/// The weights come from the end of the series: the models are fitted without it, and weighted by the
/// inverse square of their mean absolute error there. For short seasons they are drawn half way to
/// those of no such test, which are one half each for the first two. A series too short for the test
/// gets those. A member that the series is too short for is left out. Missing values are treated as the
/// members say.
///
/// - Source: Bates and Granger 1969, “The combination of forecasts”; the page
///   `Documentation/Decisions/auto.md` for the members and what they were measured to give.
public struct Auto: LocalForecaster {
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?

  /// The forecaster for a seasonal period, or for that of each series.
  public init(seasonalPeriod: Int? = nil) {
    self.seasonalPeriod = seasonalPeriod
  }

  /// The members, fitted to `series`, and their weights.
  ///
  /// - Throws: what the first member throws, when none takes the series.
  public func fitted(to series: Series) throws(ForecastError) -> Combination {
    let period = series.seasonalPeriod(asked: seasonalPeriod)
    let weights = weights(for: series, period: period)
    var members: [Combination.Member] = []
    var failure: ForecastError?
    for (forecaster, weight) in zip(forecasters(period: period), weights) where weight > 0 {
      do throws(ForecastError) {
        members.append(
          .init(
            name: type(of: forecaster).entry.name,
            model: try forecaster.model(of: series),
            weight: weight
          )
        )
      } catch {
        failure = failure ?? error
      }
    }
    if members.isEmpty, let failure { throw failure }
    let sum = members.reduce(0) { $0 + $1.weight }
    return Combination(
      members: members.map { .init(name: $0.name, model: $0.model, weight: $0.weight / sum) }
    )
  }

  /// The members with the weights and the parameters found before.
  ///
  /// - Throws: as `fitted(to:)`, and `ForecastError.unsuitable` for estimates of another model.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> Combination {
    try Combination(
      series,
      keeping: estimates,
      forecasters: forecasters(period: series.seasonalPeriod(asked: seasonalPeriod))
    )
  }

  private func forecasters(period: Int) -> [any LocalForecaster] {
    [
      ETS(seasonalPeriod: period),
      DynamicOptimizedTheta(seasonalPeriod: period),
      SeasonalNaive(seasonalPeriod: period),
    ]
  }

  /// The weights of the members where nothing is known of them.
  private static let prior = [0.5, 0.5, 0]
  /// Seasons from here on are long: there the season matters more than all else, the members differ
  /// much in how they treat it, and the test is long enough to be trusted alone.
  private static let longSeason = 24

  private func weights(for series: Series, period: Int) -> [Double] {
    let count = series.values.count
    let tested = max(2 * period, min(13, count / 4), 4)
    guard count - tested >= max(tested, 2 * period, 8) else { return Self.prior }
    let split = count - tested
    let training = Series(
      id: series.id,
      index: TimeIndex(start: series.index.start, frequency: series.index.frequency, count: split),
      values: Array(series.values[..<split])
    )
    var errors: [Double] = []
    for forecaster in forecasters(period: period) {
      var stream = RandomStream(seed: 0)
      guard
        let model = try? forecaster.model(of: training),
        let error = meanAbsoluteError(
          of: model.distribution(horizon: tested, using: &stream).mean,
          on: series.values[split...]
        )
      else { return Self.prior }
      errors.append(error)
    }
    // Relative to the smallest, so that neither huge nor tiny errors leave the range of a double.
    guard let least = errors.min(), least.isFinite else { return Self.prior }
    let inverse = errors.map { error in
      let ratio = error > 0 ? least / error : 1
      return ratio * ratio
    }
    let sum = inverse.reduce(0, +)
    guard sum > 0, sum.isFinite else { return Self.prior }
    let trust = period >= Self.longSeason ? 1 : 0.5
    return zip(inverse, Self.prior).map { trust * $0 / sum + (1 - trust) * $1 }
  }

  /// The mean absolute error over the steps that were observed; nil if none was.
  private func meanAbsoluteError(of forecast: [Double], on actual: ArraySlice<Double>) -> Double? {
    let errors = zip(forecast, actual).map { abs($0 - $1) }.filter { !$0.isNaN }
    return errors.isEmpty ? nil : errors.reduce(0) { $0 + $1 / Double(errors.count) }
  }
}

extension Auto {
  /// `auto`.
  public static let entry = CatalogueEntry(
    name: "auto",
    column: "Auto",
    summary: "The default: ets, dynamic-theta and seasonal-naive, weighted by a test on the end."
  )

  /// The forecaster for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
