public import TimeSeries

/// An ARIMA model of given orders, with exact maximum likelihood.
///
/// Covariates of the series whose future is known enter as a regression with ARIMA errors, estimated
/// together with them. Missing values, also of a covariate, are left out of the likelihood exactly; of a
/// series with more than 60 the model sees the last stretch that has no more.
public struct Arima: Hashable, Sendable {
  /// The orders.
  public var orders: ArimaOrders
  /// Whether there is a mean, or with one difference a drift; with more there is none.
  public var hasConstant: Bool

  /// A model of these orders.
  public init(_ orders: ArimaOrders, hasConstant: Bool = true) {
    self.orders = orders
    self.hasConstant = hasConstant
  }

  /// The model, fitted to one series.
  ///
  /// - Throws: `ForecastError.noObservations`; `.tooShort` where there are no more observations than
  ///   parameters and differences; `.diverged` where a value is infinite or the likelihood is not
  ///   defined.
  public func fitted(to series: Series) throws(ForecastError) -> ArimaModel {
    let sample = try ArimaSample(series)
    let form = ArimaForm(
      p: orders.autoregressive,
      q: orders.movingAverage,
      P: orders.seasonalAutoregressive,
      Q: orders.seasonalMovingAverage,
      hasConstant: hasConstant && orders.differencings <= 1
    )
    let required =
      orders.stepsLost + orders.coefficientCount + sample.regressors.count
      + (form.hasConstant ? 1 : 0) + 1
    guard sample.observations >= required,
      let problem = ArimaProblem(
        sample,
        differences: orders.differences,
        seasonalDifferences: orders.seasonalDifferences,
        period: orders.seasonalPeriod
      )
    else {
      throw .tooShort(series: series.id, required: required, actual: sample.observations)
    }
    guard let angles = problem.highestAngles(form),
      let model = ArimaModel(problem.parameters(form, angles: angles, sample), sample)
    else { throw .diverged(series: series.id) }
    return model
  }

  /// The model with parameters that were estimated before, on a history that may have grown.
  ///
  /// - Throws: as `fitted(to:)`; `ForecastError.unsuitable` for estimates of other orders.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> ArimaModel {
    let model = try ArimaModel(series, keeping: estimates)
    guard model.orders == orders else { throw .unsuitable(series: series.id) }
    return model
  }
}
