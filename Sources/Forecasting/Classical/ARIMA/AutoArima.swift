public import TimeSeries

/// ARIMA with the orders chosen for each series.
///
/// The series is differenced over its season where the season is strong, then until a test finds no unit
/// root; a stepwise search chooses the rest by the corrected criterion of Akaike. Covariates whose future
/// is known enter as a regression. For periods above 24 the season is a sum of waves, as many as the
/// criterion bears, and the errors have no season.
///
/// Missing values are left out of the likelihood exactly; of a series with more than 60 the model sees the
/// last stretch that has no more. A constant series goes on as it is; so does one
/// whose differences are constant.
///
/// - Source: Hyndman and Khandakar 2008, “Automatic time series forecasting: the forecast package for R”.
public struct AutoArima: LocalForecaster, Hashable {
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?

  /// Covariates take part in the estimation.
  public static var takesCovariates: Bool { true }

  /// The longest period that the polynomials may look back over.
  static let longestPeriod = 24

  /// The forecaster for a seasonal period, or for that of each series.
  public init(seasonalPeriod: Int? = nil) {
    self.seasonalPeriod = seasonalPeriod
  }

  /// The best model of `series`.
  ///
  /// - Throws: `ForecastError.noObservations`; `.diverged` where a value is infinite or no model can be
  ///   fitted.
  public func fitted(to series: Series) throws(ForecastError) -> ArimaModel {
    let sample = try ArimaSample(series)
    let period = series.seasonalPeriod(asked: seasonalPeriod)
    let model =
      if ArimaSample.isConstant(sample.values) {
        Self.level(sample)
      } else if period > Self.longestPeriod {
        WaveSearch.best(sample, period: period)
      } else {
        Self.best(sample, period: period)
      }
    guard let model else { throw .diverged(series: series.id) }
    return model
  }

  /// The model with parameters that were estimated before, on a history that may have grown.
  ///
  /// - Throws: as `fitted(to:)`; `ForecastError.unsuitable` for estimates of another model.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> ArimaModel {
    try ArimaModel(series, keeping: estimates)
  }

  /// The model of a sample that does not move: it goes on.
  private static func level(_ sample: ArimaSample) -> ArimaModel? {
    var parameters = ArimaParameters(orders: ArimaOrders(0, 0, 0))
    parameters.constant = (sample.values.first { !$0.isNaN } ?? 0) * sample.unit
    parameters.regression = sample.regressors.map { _ in 0 }
    return ArimaModel(parameters, sample)
  }

  /// The best model of a sample whose season, if any, is within reach of the polynomials.
  static func best(_ sample: ArimaSample, period: Int) -> ArimaModel? {
    let rest = sample.lessOrdinaryRegression()
    let isSeasonal =
      UnitRoots.needsSeasonalDifference(rest, period: period)
      && sample.observesEveryPhase(of: period)
    var D = isSeasonal ? 1 : 0
    var differenced = D > 0 ? ArimaOrders.differenced(rest, lag: period) : rest
    if D > 0 && (differenced.allSatisfy(\.isNaN) || sample.hasConstantRegressor(lag: period)) {
      D = 0
      differenced = rest
    }
    var d = UnitRoots.differences(differenced)
    for _ in 0..<d { differenced = ArimaOrders.differenced(differenced, lag: 1) }
    while d > 0 && differenced.allSatisfy(\.isNaN) {
      d -= 1
      differenced = rest
      if D > 0 { differenced = ArimaOrders.differenced(differenced, lag: period) }
      for _ in 0..<d { differenced = ArimaOrders.differenced(differenced, lag: 1) }
    }
    let problem = ArimaProblem(sample, differences: d, seasonalDifferences: D, period: period)
    guard let problem else { return nil }
    if ArimaSample.isConstant(differenced) {
      return problem.model(ArimaForm(hasConstant: problem.allowsConstant), angles: [], sample)
    }
    var search = ArimaSearch(problem, sample: sample, allowsSeason: period > 1)
    if let (form, angles) = search.run(), let model = problem.model(form, angles: angles, sample) {
      return model
    }
    // A handful of values bears no more than a level, or a walk.
    return problem.model(ArimaForm(hasConstant: d + D == 0), angles: [], sample)
  }
}

extension AutoArima {
  /// `arima`.
  public static let entry = CatalogueEntry(
    name: "arima",
    column: "AutoARIMA",
    aliases: ["AutoARIMA"],
    summary: "ARIMA with orders chosen for each series, and regressors where their future is known."
  )

  /// The forecaster for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
