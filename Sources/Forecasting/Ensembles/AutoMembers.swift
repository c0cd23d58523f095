internal import TimeSeries

/// The models of one series at a time that `auto` combines, and how much they count beforehand.
///
/// Which models suit which season was measured; see `Documentation/Decisions/auto.md`.
enum AutoMembers: String, CaseIterable, Sendable {
  /// Series with a value at most steps.
  case regular
  /// Series with a value at most steps that show nothing of the week which others of the panel may have.
  case unseasonal
  /// Series of demand that is mostly zero.
  case intermittent

  /// What suits a series in a panel with this season.
  ///
  /// - Parameter separatesUnseasonal: whether series that show no week are better off without one.
  init(_ series: Series, period: Int, separatesUnseasonal: Bool = true) {
    if Self.isIntermittent(series) {
      self = .intermittent
    } else if separatesUnseasonal, Self.isWeekOfDays(period: period),
      series.lacksSeason(of: period)
    {
      self = .unseasonal
    } else {
      self = .regular
    }
  }

  /// Whether a series is demand that is mostly zero.
  static func isIntermittent(_ series: Series) -> Bool {
    switch DemandPattern(series.values)?.category {
    case .intermittent, .lumpy: true
    case .smooth, .erratic, nil: false
    }
  }

  /// Seasons from here on are long: there the season matters more than all else.
  static let longSeason = 24
  /// The weeks of a year.
  static let weeksOfYear = 52

  /// Whether a season is long and no year of weeks, which has members of its own.
  static func isLong(period: Int) -> Bool { period >= longSeason && period != weeksOfYear }

  /// Whether a season is a week of days, or of working days.
  private static func isWeekOfDays(period: Int) -> Bool { period == 5 || period == 7 }

  /// The models for a season.
  func models(period: Int) -> [any LocalForecaster] {
    if self == .intermittent { return [DemandAverage()] }
    switch ownPeriod(period) {
    case Self.weeksOfYear:
      return [UnseasonalETS(), ETS(seasonalPeriod: period), CES(seasonalPeriod: period)]
    case Self.longSeason...:
      return [
        CES(seasonalPeriod: period), SeasonalTrend(seasonalPeriod: period),
        LevelShape(seasonalPeriod: period), SeasonalNaive(seasonalPeriod: period),
      ]
    case 5, 7:
      return [
        CES(seasonalPeriod: period), DynamicOptimizedTheta(seasonalPeriod: period),
        LevelShape(seasonalPeriod: period),
      ]
    case 1:
      return Ensemble(seasonalPeriod: 1).members
    default:
      return [
        DynamicOptimizedTheta(seasonalPeriod: period), ETS(seasonalPeriod: period),
        CES(seasonalPeriod: period),
      ]
    }
  }

  /// The season of the models of these series in a panel with this one.
  private func ownPeriod(_ period: Int) -> Int { self == .unseasonal ? 1 : period }

  /// How much the models and, last, the trees count where nothing has been tested; they add up to 1.
  func shares(period: Int) -> [Double] {
    if self == .intermittent { return [0.5, 0.5] }
    let period = ownPeriod(period)
    if Self.isWeekOfDays(period: period) { return [0.14, 0.14, 0.42, 0.3] }
    let trees =
      switch period {
      case 1: 1.0 / 3
      case Self.weeksOfYear: 0.5
      case ..<Self.longSeason: 0.3
      default: 0.75
      }
    let models = models(period: period)
    return models.map { _ in (1 - trees) / Double(models.count) } + [trees]
  }

  /// The average of the models of one series.
  ///
  /// Its intervals are calibrated on the errors that it made on that series, where nothing has been
  /// learnt from a panel, or where that takes little time.
  ///
  /// - Parameters:
  ///   - weights: how much each of them counts; nil where nothing has been tested.
  ///   - intervals: where intervals come from.
  func average(
    period: Int,
    weights: [Double]?,
    intervals: IntervalMethod
  ) -> any LocalForecaster {
    var average = Ensemble(members: models(period: period))
    average.seasonalPeriod = ownPeriod(period)
    if let weights {
      average.weighting = .fixed(weights)
    } else if self != .intermittent, hasSlowModels(period: period) {
      average.weighting = .tested
    }
    let isCalibrated =
      intervals == .conformal && self != .intermittent
      && (weights == nil || !hasSlowModels(period: period))
    return isCalibrated ? Conformal(average) : average
  }

  /// Whether taking the models back to earlier origins takes long.
  private func hasSlowModels(period: Int) -> Bool {
    let period = ownPeriod(period)
    return Self.isWeekOfDays(period: period) || Self.isLong(period: period)
  }
}

/// Exponential smoothing without a season, beside one with a season in the same average.
struct UnseasonalETS: LocalForecaster {
  static let entry = CatalogueEntry(name: "ets-1", column: "ETS1", summary: "ets without a season.")
  var seasonalPeriod: Int? { 1 }

  init() {}
  init(options: ModelOptions) {}

  func fitted(to series: Series) throws(ForecastError) -> ETSModel {
    try ETS(seasonalPeriod: 1).fitted(to: series)
  }

  func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> ETSModel {
    try ETS(seasonalPeriod: 1).fitted(to: series, keeping: estimates)
  }
}
