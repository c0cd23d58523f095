internal import Glibc
internal import TimeSeries

extension ArimaProblem {
  /// The parameters at given angles, with the best regression there.
  func parameters(
    _ form: ArimaForm,
    angles: [Double],
    waves: [Int] = [],
    wavePeriod: Int = 1,
    _ sample: ArimaSample
  ) -> ArimaParameters {
    var objective = objective(form)
    _ = objective.value(at: angles)
    var parameters = ArimaParameters(orders: orders(form))
    parameters.coefficients = objective.filter.polynomials.coefficients
    var rest = objective.coefficients.dropFirst(missing.count)
    if form.hasConstant {
      let isSeasonal = differencing.seasonalDifferences > 0
      let steps = isSeasonal ? Double(differencing.seasonalPeriod) : 1
      parameters.constant = (rest.popFirst() ?? 0) * sample.unit / steps
    }
    parameters.regression = zip(rest, regressorScales).map { $0 / $1 * sample.unit }
    parameters.waves = waves
    parameters.wavePeriod = wavePeriod
    return parameters
  }

  /// The model at given angles; nil where the likelihood is not defined there.
  func model(_ form: ArimaForm, angles: [Double], _ sample: ArimaSample) -> ArimaModel? {
    ArimaModel(parameters(form, angles: angles, sample), sample)
  }
}

extension ArimaModel {
  /// The model with these parameters on a sample, with the variance of its errors.
  init?(_ parameters: ArimaParameters, _ sample: ArimaSample) {
    self.init(parameters, sample, estimatesVariance: true)
  }

  /// The model with parameters that were estimated before, on a history that may have grown.
  ///
  /// - Throws: `ForecastError.noObservations`; `.unsuitable` where the numbers are not those of an ARIMA
  ///   model, or do not suit the history.
  init(_ series: Series, keeping estimates: Estimates) throws(ForecastError) {
    let sample = try ArimaSample(series)
    guard let parameters = ArimaParameters(numbers: estimates.numbers) else {
      throw .unsuitable(series: series.id)
    }
    // The model of a constant has no variance, and the sample need not be worth a filter.
    guard let model = ArimaModel(parameters, sample, estimatesVariance: false) else {
      throw .unsuitable(series: series.id)
    }
    self = model
  }
}

extension ArimaSample {
  /// The columns of waves: the number of waves in a period, and whether it is the sine.
  static func waveColumns(_ waves: [Int], period: Int) -> [(count: Int, isSine: Bool)] {
    waves.flatMap { count in
      2 * count == period ? [(count, false)] : [(count, false), (count, true)]
    }
  }

  /// The number of columns that waves make.
  static func waveColumnCount(_ waves: [Int], period: Int) -> Int {
    waves.reduce(0) { $0 + (2 * $1 == period ? 1 : 2) }
  }

  /// The sample without what the constant, the covariates and the waves make of it.
  func less(_ parameters: ArimaParameters) -> ArimaSample {
    var rest = values
    if let constant = parameters.constant {
      let isMean = parameters.orders.differencings == 0
      for t in rest.indices {
        rest[t] -= (isMean ? constant : constant * Double(firstStep + t)) / unit
      }
    }
    let covariates = parameters.regression.prefix(regressors.count)
    for (coefficient, regressor) in zip(covariates, regressors) where coefficient != 0 {
      for t in rest.indices { rest[t] -= coefficient / unit * regressor.values[t] }
    }
    let columns = Self.waveColumns(parameters.waves, period: parameters.wavePeriod)
    for (coefficient, column) in zip(parameters.regression.dropFirst(regressors.count), columns) {
      for t in rest.indices {
        let wave = Self.wave(
          column.count,
          period: parameters.wavePeriod,
          isSine: column.isSine,
          step: firstStep + t
        )
        rest[t] -= coefficient / unit * wave
      }
    }
    return ArimaSample(rest, like: self)
  }

  /// The values less an ordinary regression on a constant and the regressors.
  func lessOrdinaryRegression() -> [Double] {
    guard !regressors.isEmpty,
      let problem = ArimaProblem(self, differences: 0, seasonalDifferences: 0, period: 1)
    else { return values }
    let parameters = problem.parameters(ArimaForm(hasConstant: true), angles: [], self)
    return less(parameters).values
  }

  /// Whether a regressor that moves stops moving when it is differenced.
  func hasConstantRegressor(lag: Int) -> Bool {
    regressors.contains {
      !Self.isConstant($0.values)
        && Self.isConstant(ArimaOrders.differenced($0.values, lag: lag))
    }
  }
}
