internal import Glibc
public import TimeSeries

/// Exponential smoothing in its state-space form: a level, a trend and a season, each following the
/// observations at a pace of its own.
///
/// Without a specification the form is chosen for each series by the corrected criterion of Akaike
/// among those with no or an additive, perhaps damped, trend; relative errors larger than half of the forecast are left to
/// `Estimation.likelihood`. A series too short, or not positive
/// enough, for what was asked gets the nearest form that it can have; the description of the model
/// says which.
///
/// Missing values are taken as forecast without error, and left out of the likelihood.
///
/// - Source: Hyndman, Koehler, Ord and Snyder 2008, *Forecasting with Exponential Smoothing*.
public struct ETS: LocalForecaster, Hashable {
  /// The seasonal period that was asked for, 1 for none; nil takes that of each series' frequency.
  public var seasonalPeriod: Int?
  /// The forms that are allowed.
  public var specification: Specification
  /// What chooses among them.
  public var criterion: Criterion
  /// What the parameters of a form are chosen for.
  public var estimation: Estimation

  /// Exponential smoothing with the given choices; the rest is automatic.
  ///
  /// - Precondition: `seasonalPeriod` is at least 1.
  public init(
    seasonalPeriod: Int? = nil,
    specification: Specification = .automatic,
    criterion: Criterion = .aicc,
    estimation: Estimation = .steady
  ) {
    precondition(seasonalPeriod ?? 1 >= 1, "a seasonal period of \(seasonalPeriod ?? 1)")
    self.seasonalPeriod = seasonalPeriod
    self.specification = specification
    self.criterion = criterion
    self.estimation = estimation
  }

  /// The model, fitted to one series.
  ///
  /// - Throws: `ForecastError.noObservations` when every value is missing; `.diverged` when there is
  ///   an infinite one.
  public func fitted(to series: Series) throws(ForecastError) -> ETSModel {
    let values = try series.observedPart()
    let moments = Moments(of: Array(values))
    let largest = max(moments.maximum, -moments.minimum)
    guard largest.isFinite else { throw .diverged(series: series.id) }
    if moments.isConstant {
      return ETSModel(constant: moments.minimum, observations: moments.count)
    }
    // Dividing first keeps the sum of huge values finite.
    var share = 0.0
    for value in values where !value.isNaN { share += abs(value / largest) }
    let scale = max(largest * (share / Double(moments.count)), .leastNormalMagnitude)

    let period = series.seasonalPeriod(asked: seasonalPeriod)
    let allowsSeason = period > 1 && moments.count > period
    let objective = ETSObjective(
      series: values.map { $0 / scale },
      observations: moments.count,
      period: allowsSeason ? period : 1
    )
    func search(_ forms: [Form]) -> ETSObjective? {
      var search = ETSSearch(objective: objective, criterion: criterion, estimation: estimation)
      return search.best(ofLongestPossible: forms)
    }
    let forms = specification.forms(
      allowsSeason: allowsSeason,
      allowsMultiplicative: moments.minimum > 0
    )
    guard let best = search(forms) else {
      throw .diverged(series: series.id)
    }
    let model = ETSModel(best, scale: scale)
    guard
      estimation == .steady, best.form.error == .multiplicative,
      model.variance > Self.mostRelativeVariance
    else { return model }
    let additive = forms.filter { $0.error == .additive }
    return (additive.isEmpty ? nil : search(additive)).map { ETSModel($0, scale: scale) } ?? model
  }

  /// The variance of relative errors from which on an additive error is preferred: where they are half of the forecast,
  /// one in fifty of such a model's values would be below zero, and its intervals explode a few steps ahead.
  private static let mostRelativeVariance = 0.25
}

extension ETS {
  /// `ets`.
  public static let entry = CatalogueEntry(
    name: "ets",
    column: "AutoETS",
    aliases: ["AutoETS", "exponential-smoothing"],
    summary: "Exponential smoothing; error, trend and season are chosen for each series."
  )

  /// The automatic choice, with the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
