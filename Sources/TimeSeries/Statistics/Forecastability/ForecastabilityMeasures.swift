internal import Glibc

/// Cheap measures of how well a series can be forecast some steps ahead, from its past alone.
///
/// No one of them tells it: what makes percentage errors large (roughness) makes scaled errors small,
/// because their scale holds the noise already. `ExpectedErrors` in the room of forecasts puts them
/// together.
public struct ForecastabilityMeasures: Hashable, Sendable {
  /// The steps ahead.
  public let horizon: Int
  /// The steps of a season; 1 for none.
  public let period: Int
  /// The measures in the order of `names`; NaN where there is none: all but the first five for fewer
  /// than 12 observations and for a constant.
  public let values: [Double]

  /// The steps of a day where it has hours, half-hours, quarters of an hour, or ten, five or one minutes.
  static let dayLengths = [24, 48, 96, 144, 288, 1440]

  /// Whether a season is a day of hours, as far as its length tells.
  public var isHourly: Bool { period == 24 }

  /// What each measure is called where it is written.
  public static let names = [
    "log_steps", "seasons", "log_season", "log_horizon", "horizon_seasons", "roughness",
    "seasonal_roughness", "recent_roughness", "recent_changes", "drift", "flatness", "ceiling",
    "noise_of_changes", "spectral_entropy", "permutation_entropy", "information", "trend_strength",
    "seasonal_strength", "stability", "lumpiness", "demand_interval", "squared_variation",
    "backtest_naive", "backtest_best", "backtest_average", "backtest_long", "backtest_percent",
    "momentum", "curvature", "steadiness", "recent_steadiness", "last_changes", "largest_change",
    "long_changes", "season_moves", "backtest_profile", "last_seasons", "last_spread",
    "weeks_profile", "weeks_moved", "weeks_day", "weeks_week", "weeks_best",
    "week_profile", "week_moved", "week_day", "week_week",
    "level_to_come", "change_to_come", "shape_to_come", "spread_to_come",
  ]

  /// The measure of that name; NaN where there is none.
  ///
  /// - Precondition: one of `names`.
  public subscript(name: String) -> Double {
    guard let place = Self.names.firstIndex(of: name) else {
      preconditionFailure("no measure is called \(name)")
    }
    return values[place]
  }

  /// The measures of a series; NaN is missing.
  ///
  /// - Parameters:
  ///   - values: the series, up to the last step before those to be forecast.
  ///   - summary: its summary, with the seasonal period.
  ///   - horizon: the steps ahead.
  /// - Precondition: `horizon` is at least 1.
  /// - Complexity: O(*n* log *n*).
  public init(_ values: [Double], summary: SeriesSummary, horizon: Int) {
    precondition(horizon >= 1, "a horizon of \(horizon)")
    self.horizon = horizon
    period = summary.period
    let moments = summary.moments
    let count = Double(moments.count)
    let size = [
      log(max(count, 1)), count / Double(period), log(Double(period)), log(Double(horizon)),
      Double(horizon) / Double(period),
    ]
    guard moments.count >= 12, !moments.isConstant else {
      let none = [Double](repeating: .nan, count: Self.names.count - size.count)
      self.values = size + none
      return
    }
    let recent = Array(values.suffix(max(2 * period, values.count / 4, 8)))
    let trend = LinearTrend(values)
    let spectrum = AutoregressiveSpectrum(values.indices.map { values[$0] - trend[$0] })
    let changes = zip(values.dropFirst(), values).map { $0 - $1 }
    let scale = ErrorScale(values, period: period).absolute
    let recentChanges = Self.meanChange(recent, lag: period)
    let backtest = ShortBacktest(values, period: period, horizon: horizon)
    let tiles = TileSpread(values, moments: moments, length: period > 1 ? period : 10)
    let level = Self.level(values)
    let changed: [Double] = [
      Self.meanChange(values, lag: 1) / level,
      scale / level,
      recentChanges / Self.level(recent),
      recentChanges / scale,
      abs(trend.slope) * Double(horizon) / scale,
    ]
    let told: [Double] = [
      spectrum?.innovationShare ?? .nan,
      spectrum?.ceiling(through: horizon) ?? .nan,
      AutoregressiveSpectrum(changes)?.innovationShare ?? .nan,
      spectrum?.entropy(frequencies: moments.count) ?? .nan,
      values.permutationEntropy(order: moments.count < 200 ? 3 : 4),
      Self.information(values, lag: horizon),
    ]
    let shape: [Double] = [
      summary.trendStrength ?? .nan,
      summary.seasonalStrength ?? .nan,
      tiles.stability,
      tiles.lumpiness,
      summary.demand?.interval ?? .nan,
      summary.demand?.squaredVariation ?? .nan,
    ]
    let turns = zip(changes.dropFirst(), changes).map { abs($0 - $1) }
    let tried: [Double] = [
      backtest.seasonalNaive / scale,
      backtest.best / scale,
      backtest.average / scale,
      backtest.longNaive / scale,
      backtest.average / Self.level(recent),
      Self.move(values, over: horizon) / scale,
      Moments(of: turns).mean / Self.meanChange(values, lag: 1),
      Self.steadiness(values),
      Self.steadiness(recent),
      Self.meanChange(values.suffix(horizon + period), lag: period) / scale,
      Moments(of: changes).largestMagnitude / scale,
    ]
    let late: [Double] = [
      values.count > 8 * period ? Self.meanChange(values, lag: 7 * period) / scale : .nan,
      Self.seasonMoves(values, period: period) / scale,
      ProfileBacktest(values, period: period, horizon: horizon).error / scale,
      values.count > 8 * period
        ? Self.meanChange(values.suffix(7 * period), lag: period) / scale : .nan,
      Moments(of: Array(values.suffix(2 * period))).standardDeviation / scale,
    ]
    let weeks = WeeksOfDays(values, period: period, horizon: horizon)
    let toCome = [
      weeks.levelToCome, weeks.changeToCome, weeks.shapeToCome, weeks.spreadToCome,
    ]
    let weekly = (weeks.errors + [weeks.best] + weeks.lastErrors + toCome).map { $0 / scale }
    self.values = (size + changed + told + shape + tried + late + weekly).map {
      $0.isFinite ? $0 : .nan
    }
  }

  /// `mean |y_t − y_{t−lag}|`.
  private static func meanChange(_ values: some Sequence<Double>, lag: Int) -> Double {
    ErrorScale(Array(values), period: lag).absolute
  }

  /// How much the means of neighbouring seasons differ, over the last 28 of them; NaN for fewer than three.
  private static func seasonMoves(_ values: [Double], period: Int) -> Double {
    let count = min(28, values.count / period)
    guard count > 2 else { return .nan }
    let means = (0..<count).map { season in
      let end = values.count - season * period
      return Moments(of: Array(values[end - period..<end])).mean
    }
    return meanChange(means, lag: 1)
  }

  /// How far a series has come as a share of all ways it went, within 0…1.
  private static func steadiness(_ values: [Double]) -> Double {
    let known = values.filter { !$0.isNaN }
    guard let first = known.first, let last = known.last else { return .nan }
    let way = zip(known.dropFirst(), known).reduce(0) { $0 + abs($1.0 - $1.1) }
    return abs(last - first) / way
  }

  /// How far the series has come in its last steps.
  private static func move(_ values: [Double], over steps: Int) -> Double {
    values.count > steps ? abs(values[values.count - 1] - values[values.count - 1 - steps]) : .nan
  }

  /// The size of the values: `|mean|`, or the mean size where they cancel out.
  private static func level(_ values: [Double]) -> Double {
    let mean = abs(Moments(of: values).mean)
    let size = Moments(of: values.map { abs($0) }).mean
    return mean > size / 10 ? mean : size
  }

  /// What a value tells of that `lag` steps later, by ranks: `−½ ln(1 − ρ²)`.
  ///
  /// - Source: the mutual information of a Gaussian copula with the rank correlation ρ of Spearman.
  private static func information(_ values: [Double], lag: Int) -> Double {
    let ranks = values.ranks
    let pairs = zip(ranks.dropFirst(lag), ranks).filter { !$0.isNaN && !$1.isNaN }
    guard pairs.count >= 8 else { return .nan }
    let late = Moments(of: pairs.map(\.0))
    let early = Moments(of: pairs.map(\.1))
    let product = pairs.reduce(0) { $0 + ($1.0 - late.mean) * ($1.1 - early.mean) }
    let spread = late.standardDeviation * early.standardDeviation * Double(pairs.count - 1)
    guard spread > 0 else { return .nan }
    let correlation = max(-0.999, min(0.999, product / spread))
    return -0.5 * log(1 - correlation * correlation)
  }
}
