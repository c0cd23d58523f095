public import TimeSeries

/// Complex exponential smoothing: a level and what is carried beside it as the two parts of a complex
/// number, smoothed by a complex parameter.
///
/// `ŷ = ℓ`, `ℓ' = ℓ − (1 − α₁)c + (α₀ − α₁)e`, `c' = ℓ + (1 − α₀)c + (α₀ + α₁)e`: one model for
/// series with and without a trend. Without a form all are fitted, and forecasts are the medians of theirs; with
/// `.likelihood` those of the one with the smallest corrected criterion of Akaike. Forms with a season need two of them,
/// and after fifty weeks of days that without one only counts where it is the best by that criterion. The states at the start come from running
/// back through the series. Intervals are normal with the exact variances of the model; point
/// forecasts `k` seasons ahead are held within `k` times the range of the observations around them,
/// because α₁ > 1 makes the level grow geometrically. Missing values are taken as forecast without
/// error, and left out of the likelihood.
///
/// - Source: Svetunkov, Kourentzes and Ord 2022, “Complex exponential smoothing”; for the median Petropoulos and
///   Svetunkov 2020, “A simple combination of univariate models”.
public struct CES: LocalForecaster, Hashable {
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?
  /// The form; nil for all that a series allows, or with `.likelihood` to choose it.
  public var form: Form?
  /// Which of the fits of a form is taken.
  public var estimation: Estimation

  /// The forecaster for a seasonal period, or for that of each series, and a form.
  public init(
    seasonalPeriod: Int? = nil,
    form: Form? = nil,
    estimation: Estimation = .steady
  ) {
    self.seasonalPeriod = seasonalPeriod
    self.form = form
    self.estimation = estimation
  }

  /// The model of `series`.
  ///
  /// - Throws: `ForecastError.noObservations`; `.tooShort` for fewer than 5 observations, or fewer
  ///   than two seasons where a form with a season is asked for; `.diverged` where a value is
  ///   infinite.
  public func fitted(to series: Series) throws(ForecastError) -> CESModel {
    try fitted(to: series, starts: [:])
  }

  /// The model of another history of the same series; the search for the parameters of a form begins at those of the
  /// estimates.
  ///
  /// - Throws: as `fitted(to:)`.
  public func fitted(
    to series: Series,
    near estimates: Estimates
  ) throws(ForecastError) -> CESModel {
    try fitted(to: series, starts: CESModel.weights(of: estimates))
  }

  private func fitted(
    to series: Series,
    starts: [Form: SIMD4<Double>]
  ) throws(ForecastError) -> CESModel {
    let history = try CESHistory(series)
    if history.moments.isConstant { return CESModel(constant: history) }
    guard history.moments.count >= Self.leastCount else {
      throw .tooShort(
        series: series.id,
        required: Self.leastCount,
        actual: history.moments.count
      )
    }
    let period = series.seasonalPeriod(asked: seasonalPeriod)
    let allowsSeason =
      period > 1 && history.values.count >= 2 * period && history.moments.count >= 2 * period
    if let form, form != .none, period < 2 || !allowsSeason {
      throw .tooShort(
        series: series.id,
        required: 2 * max(period, 2),
        actual: history.moments.count
      )
    }
    let forms = form.map { [$0] } ?? (allowsSeason ? Form.allCases : [.none])
    var models = forms.map {
      CESModel(history, form: $0, period: period, estimation: estimation, near: starts[$0])
    }
    // A criterion that is not a number never is the smaller one.
    models.removeAll { !($0.criterion < .infinity) }
    guard let place = models.indices.min(by: { models[$0].criterion < models[$1].criterion })
    else { throw .diverged(series: series.id) }
    var best = models.remove(at: place)
    // Beside a form without errors no other is of use.
    if estimation == .steady && best.criterion > -.infinity {
      let isSure =
        best.form != .none && Self.weeks.contains(period)
        && history.moments.count >= Self.manyWeeks * period
      best.others = isSure ? models.filter { $0.form != .none } : models
    }
    return best
  }

  /// The forms and the parameters found before, run through a history that may have grown.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model;
  ///   `.noObservations`; `.diverged` where a value is infinite.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> CESModel {
    try CESModel(series, keeping: estimates)
  }

  /// Two parameters, two states and a variance.
  private static let leastCount = 5
  /// A week of working days or of days, and how many of them leave no doubt of a season.
  private static let (weeks, manyWeeks) = ([5, 7], 50)
}

extension CES {
  /// `ces`.
  public static let entry = CatalogueEntry(
    name: "ces",
    column: "CES",
    aliases: ["AutoCES", "complex-exponential-smoothing"],
    summary: "Complex exponential smoothing; the median of its kinds of season."
  )

  /// The medians of all forms, with the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
