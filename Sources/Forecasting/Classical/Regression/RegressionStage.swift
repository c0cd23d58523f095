internal import Glibc
internal import TimeSeries

/// Lets any local model use covariates: what they explain is taken out of the series, the model
/// forecasts the rest, and what the covariates will be is put back.
///
/// How much each covariate explains is estimated by `RegressionSearch`, either in units of the series or,
/// where it is positive and that fits better, as a factor. Steps at which a covariate with two values
/// forces zero, such as a shop's closed days, are left out of the history and forecast as zero; see
/// `Closure`. The page `Documentation/Decisions/regressors.md` says why it is done so, and what it
/// was measured to give.
///
/// - Source: Hyndman and Athanasopoulos 2021, “Forecasting: principles and practice”, chapter 10, for
///   regression with errors that follow a model.
struct RegressionStage {
  /// The model of what the covariates leave.
  let base: any LocalForecaster

  /// Whether a series has covariates that are known of its next steps.
  static func takesPart(in series: Series) -> Bool {
    series.covariates.contains { !$0.future.isEmpty }
  }

  /// The model, fitted to one series.
  ///
  /// - Throws: what the model of the rest throws.
  func fitted(to series: Series) throws(ForecastError) -> RegressedModel {
    let known = series.covariates.filter { !$0.future.isEmpty }
    let closures = Closure.found(in: series.values, covariates: known)
    let opened = Closure.removing(closures, from: series.values, covariates: known)
    let search = RegressionSearch(
      values: opened,
      covariates: known,
      period: series.seasonalPeriod(asked: base.seasonalPeriod)
    )
    let regression = search.best()
    return RegressedModel(
      base: try base.model(of: series.replaced(by: regression.removed(from: opened, known))),
      regression: regression,
      uncertainty: search.uncertainty(of: regression),
      covariates: known,
      closures: closures
    )
  }

  /// The model with the regression and the parameters that were estimated before.
  ///
  /// - Throws: what the model of the rest throws; `ForecastError.unsuitable` for estimates that are not
  ///   those of a regression on the same covariates, or of one that the history does not tell.
  func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> RegressedModel {
    let known = series.covariates.filter { !$0.future.isEmpty }
    guard let regression = Regression(estimates, names: known.map(\.name)),
      let rest = estimates.members.first
    else { throw .unsuitable(series: series.id) }
    let closures = Closure.found(in: series.values, covariates: known)
    let opened = Closure.removing(closures, from: series.values, covariates: known)
    let search = RegressionSearch(
      values: opened,
      covariates: known,
      period: series.seasonalPeriod(asked: base.seasonalPeriod)
    )
    guard search.tells(regression) else { throw .unsuitable(series: series.id) }
    return RegressedModel(
      base: try base.model(
        of: series.replaced(by: regression.removed(from: opened, known)),
        keeping: rest
      ),
      regression: regression,
      uncertainty: search.uncertainty(of: regression),
      covariates: known,
      closures: closures
    )
  }
}

extension Series {
  /// The series with other values and without covariates.
  fileprivate func replaced(by values: [Double]) -> Series {
    Series(id: id, index: index, values: values)
  }
}

/// A value of a covariate at which a series is always zero.
struct Closure: Hashable, Sendable {
  /// The place of the covariate among those that are known.
  let covariate: Int
  /// Its value at steps that are closed.
  let value: Double

  /// As unlikely as this has it to be that so many zeros came together by chance.
  private static let level = 1e-3

  /// The closures that a history shows: a covariate has two values, at one of them the series is zero
  /// each time, and that is not as likely to be chance.
  static func found(in values: [Double], covariates: [Covariate]) -> [Closure] {
    let zeros = values.count { $0 == 0 }
    guard zeros > 1 else { return [] }
    var closures: [Closure] = []
    for (place, covariate) in covariates.enumerated() {
      guard let (low, high) = twoValues(of: covariate.values, where: values) else { continue }
      for value in [low, high] {
        var closed = 0
        var closedZeros = 0
        var openCount = 0
        for step in values.indices where !values[step].isNaN {
          if covariate.values[step] == value {
            closed += 1
            if values[step] == 0 { closedZeros += 1 }
          } else {
            openCount += 1
          }
        }
        let openZeros = zeros - closedZeros
        guard closed > 1, closed == closedZeros, openZeros < openCount else { continue }
        // Half a zero more, so that a few steps prove little.
        let share = (Double(openZeros) + 0.5) / (Double(openCount) + 1)
        if Double(closed) * log(share) < log(level) {
          closures.append(Closure(covariate: place, value: value))
        }
      }
    }
    return closures
  }

  /// The two values that a covariate has where a series is observed; nil if it has another number.
  private static func twoValues(
    of covariate: [Double],
    where values: [Double]
  ) -> (low: Double, high: Double)? {
    var found: (low: Double, high: Double)?
    for (number, value) in zip(covariate, values) where !value.isNaN {
      guard let (low, high) = found else {
        found = (number, number)
        continue
      }
      if number == low || number == high { continue }
      if low != high { return nil }
      found = (min(low, number), max(low, number))
    }
    guard let found, found.low != found.high else { return nil }
    return found
  }

  /// The values of a history without those at closed steps.
  static func removing(
    _ closures: [Closure],
    from values: [Double],
    covariates: [Covariate]
  ) -> [Double] {
    var open = values
    for closure in closures {
      let numbers = covariates[closure.covariate].values
      for step in open.indices where numbers[step] == closure.value { open[step] = .nan }
    }
    return open
  }
}
