public import TimeSeries

extension ETSModel {
  /// The form; then the scale, the smoothing parameters α, β, γ and φ, and the initial states in units
  /// of the scale: level, slope and season.
  public var estimates: Estimates {
    Estimates(
      form: form.description,
      numbers: [
        scale, weights.level, weights.slope, weights.season, weights.damping, start.level,
        start.slope,
      ] + start.season
    )
  }

  /// The model with the form, the parameters and the initial states that were estimated before.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model, or where the
  ///   history has come to hold what the form cannot take.
  init(_ series: Series, keeping estimates: Estimates) throws(ForecastError) {
    let numbers = estimates.numbers
    guard
      let form = ETS.Form.all.first(where: { $0.description == estimates.form }),
      numbers.count >= 7, numbers.allSatisfy(\.isFinite), numbers[0] > 0,
      form.season == .none ? numbers.count == 7 : numbers.count > 8
    else { throw .unsuitable(series: series.id) }
    let values = try series.observedPart()
    let moments = Moments(of: Array(values))
    if moments.isConstant {
      self.init(constant: moments.minimum, observations: moments.count)
      return
    }
    let scale = numbers[0]
    var objective = ETSObjective(
      series: values.map { $0 / scale },
      observations: moments.count,
      period: max(numbers.count - 7, 1)
    )
    objective.form = form
    objective.weights = SmoothingWeights(
      level: numbers[1],
      slope: numbers[2],
      season: numbers[3],
      damping: numbers[4]
    )
    objective.state = SmoothingState(
      level: numbers[5],
      slope: numbers[6],
      season: form.season == .none ? [0] : Array(numbers[7...])
    )
    guard objective.valueAsSet().isFinite else { throw .unsuitable(series: series.id) }
    self.init(objective, scale: scale)
  }
}

extension ETS.Form {
  /// The forms of the family, all 30.
  static let all: [ETS.Form] = ErrorKind.allCases.flatMap { error in
    Season.allCases.flatMap { season in
      Trend.allCases.flatMap { trend in
        (trend == .none ? [false] : [false, true]).map { isDamped in
          ETS.Form(error: error, trend: trend, isDamped: isDamped, season: season)
        }
      }
    }
  }
}

extension LocalForecaster where Model == ETSModel {
  /// The form and the parameters found before, run through a history that may have grown.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model, or where the
  ///   history has come to hold what the form cannot take.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> ETSModel {
    try ETSModel(series, keeping: estimates)
  }
}
