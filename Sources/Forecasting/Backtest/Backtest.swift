public import TimeSeries

/// How forecasters are tested on the past: from which places of each series they forecast, how far, and
/// when they are fitted anew.
///
/// Origins are counted backwards from the end of each series, `step` apart; a forecaster sees what
/// lies before an origin and nothing else. Covariates of the series have to be known in advance, since
/// their values behind the origin are shown as the future; those that are not are named in `pasts`.
public struct Backtest: Sendable {
  /// When a forecaster is fitted anew.
  public enum Refit: Hashable, Sendable {
    /// At every origin.
    case every
    /// At the first origin; later ones keep what was estimated and add the new observations.
    case once
    /// At the first origin and at each one that is so many later.
    case after(Int)

    /// Whether the window with this number, counted from the first of the series, is one of these.
    func isDue(_ number: Int) -> Bool {
      switch self {
      case .every: true
      case .once: number == 0
      case .after(let count): number % count == 0
      }
    }
  }

  /// The steps ahead.
  public var horizon: Int
  /// The number of origins.
  public var windows: Int
  /// The steps between origins.
  public var step: Int
  /// When a forecaster is fitted anew.
  public var refit: Refit
  /// The names of the covariates that are known of the past only.
  public var pasts: Set<String> = []
  /// What the calendar adds to the covariates.
  public var features: [CalendarFeature] = []
  /// What is made of zeros at the ends of each history.
  public var treatment = SeriesTreatment()
  /// Settings of the forecasts.
  public var options = ForecastOptions()
  /// The lag of the seasonal naive errors by which errors are scaled; nil for that of the frequency.
  public var scalePeriod: Int?

  /// The given settings; origins are a horizon apart by default, so that no step is forecast twice.
  ///
  /// - Precondition: horizon, windows and step are at least 1, and so is the count of `refit`.
  public init(horizon: Int, windows: Int = 1, step: Int? = nil, refit: Refit = .every) {
    precondition(horizon >= 1 && windows >= 1 && step ?? 1 >= 1, "a backtest without steps")
    if case .after(let count) = refit {
      precondition(count >= 1, "refitted after \(count) windows")
    }
    self.horizon = horizon
    self.windows = windows
    self.step = step ?? horizon
    self.refit = refit
  }

  /// The fewest steps of a history that is forecast from: two, so that errors can be scaled.
  public static let shortestHistory = 2

  /// The steps before each origin of a series, from the earliest to the last; 0 for a window that the
  /// series is too short for.
  public func origins(count: Int) -> [Int] {
    (0..<windows).map { window in
      let origin = count - horizon - (windows - 1 - window) * step
      return origin >= Self.shortestHistory ? origin : 0
    }
  }
}

/// A series in a backtest: what was observed, and the places from which it is forecast.
public struct BacktestSubject: Sendable {
  /// The series with everything that was observed.
  public internal(set) var series: Series
  /// For each window the steps before its origin; 0 where there is no forecast.
  public let origins: [Int]

  /// A series, forecast from the origins that a backtest has for its length.
  public init(_ series: Series, in backtest: Backtest) {
    self.series = series
    origins = backtest.origins(count: series.values.count)
  }

  /// A series, forecast once from its end, and what was observed afterwards.
  ///
  /// - Parameter test: the values behind the history; covariates are those at its steps.
  public init(_ history: Series, followedBy test: Series) {
    var series = history
    series.values += test.values
    series.index.count = series.values.count
    series.covariates = history.covariates.map { covariate in
      var joined = covariate
      joined.values += test.covariates.first { $0.name == covariate.name }?.values ?? []
      let missing = [Double](
        repeating: .nan,
        count: max(0, series.values.count - joined.values.count)
      )
      joined.values += missing
      joined.future = []
      return joined
    }
    self.series = series
    origins = [history.values.count >= Backtest.shortestHistory ? history.values.count : 0]
  }

  /// What a forecaster may see at a window: the observations before its origin, and the covariates
  /// that are known of the next steps; nil where there is no forecast.
  public func history(_ window: Int, in backtest: Backtest) -> Series? {
    let origin = origins[window]
    guard origin > 0 else { return nil }
    let steps = min(backtest.horizon, series.values.count - origin)
    var history = series
    history.index.count = origin
    history.values = Array(series.values[..<origin])
    history.covariates = series.covariates.map { covariate in
      Covariate(
        name: covariate.name,
        values: Array(covariate.values[..<origin]),
        future: backtest.pasts.contains(covariate.name)
          ? [] : Array(covariate.values[origin..<origin + steps])
      )
    }
    for feature in backtest.features {
      history.covariates += feature.covariates(
        of: series.id,
        at: history.index,
        horizon: backtest.horizon
      )
    }
    return history
  }

  /// What was observed at the steps behind an origin; NaN where nothing was.
  public func actual(_ window: Int, in backtest: Backtest) -> [Double] {
    let origin = origins[window]
    let known = series.values[origin...].prefix(backtest.horizon)
    return Array(known) + [Double](repeating: .nan, count: backtest.horizon - known.count)
  }
}
