internal import Glibc
public import Tensors
internal import TimeSeries

/// An ARIMA model of one series.
///
/// Its intervals are normal, with the exact variances of the model at its estimates: those of the sums of
/// errors to come, what the filter does not know yet of its state after a short history, and what is not
/// known of missing values.
public struct ArimaModel: LocalModel, Hashable {
  let parameters: ArimaParameters
  /// The logarithm of the likelihood of the differenced series, at its best variance.
  public let logLikelihood: Double
  /// The corrected criterion of Akaike; infinite for more parameters than the observations bear.
  public let correctedCriterion: Double
  /// The number of observations after differencing.
  public let observations: Int

  /// What is expected of the differenced series, as the state of its filter.
  private let state: [Double]
  /// The last values of the series less its regression, as many as differencing takes.
  private let tail: [Double]
  /// The covariance of state and tail about these, in units of the variance, by rows; empty where there
  /// is none.
  private let uncertainty: [Double]
  /// The number of the step after the last observation.
  private let nextStep: Int
  private let stepsMissing: Int
  /// The covariates after the last observation.
  private let regressors: [[Double]]

  /// The orders.
  public var orders: ArimaOrders { parameters.orders }
  /// The variance of the errors: their sum of squares over the observations less the parameters.
  public var variance: Double { parameters.variance }
  /// The coefficients of φ(B) = 1 − Σ φᵢ Bⁱ, that of lag 1 first.
  public var autoregressive: [Double] { Array(parameters.coefficients[..<orders.autoregressive]) }
  /// The coefficients of θ(B) = 1 + Σ θᵢ Bⁱ.
  public var movingAverage: [Double] {
    Array(parameters.coefficients.dropFirst(orders.autoregressive).prefix(orders.movingAverage))
  }
  /// The coefficients of Φ(Bᵐ).
  public var seasonalAutoregressive: [Double] {
    Array(
      parameters.coefficients.dropFirst(orders.autoregressive + orders.movingAverage)
        .prefix(orders.seasonalAutoregressive)
    )
  }
  /// The coefficients of Θ(Bᵐ).
  public var seasonalMovingAverage: [Double] {
    Array(parameters.coefficients.suffix(orders.seasonalMovingAverage))
  }
  /// The mean, or with one difference the drift per step; nil where there is none.
  public var constant: Double? { parameters.constant }
  /// The coefficients of the covariates, in their order, then of the waves of a long season.
  public var regression: [Double] { parameters.regression }

  /// The model with these parameters on a sample; nil where they do not suit it.
  ///
  /// - Parameter variance: nil to take that of the errors.
  init?(_ parameters: ArimaParameters, _ sample: ArimaSample, estimatesVariance: Bool) {
    var parameters = parameters
    let orders = parameters.orders
    let waveColumns = ArimaSample.waveColumnCount(parameters.waves, period: parameters.wavePeriod)
    guard sample.regressors.count == parameters.regression.count - waveColumns else { return nil }
    let rest = sample.less(parameters)
    guard
      let problem = ArimaProblem(
        rest,
        differences: orders.differences,
        seasonalDifferences: orders.seasonalDifferences,
        period: orders.seasonalPeriod
      )
    else { return nil }
    var objective = ArimaObjective(
      orders,
      values: problem.values,
      columns: problem.pulses,
      pulseCount: problem.missing.count
    )
    let deviance = objective.value(atCoefficients: parameters.coefficients)
    guard deviance.isFinite else { return nil }

    let n = Double(problem.observations)
    let k = Double(parameters.count)
    let unit = sample.unit
    if estimatesVariance {
      parameters.variance = objective.squares / max(n - k + 1, 1) * unit * unit
    }
    self.parameters = parameters
    observations = problem.observations
    let twice = deviance + n * (1 + log(2 * Double.pi)) + 2 * n * log(unit)
    logLikelihood = -0.5 * twice
    correctedCriterion = n - k - 1 > 0 ? twice + 2 * k + 2 * k * (k + 1) / (n - k - 1) : .infinity

    state = objective.endState().map { $0 * unit }
    var completed = rest.values
    for (i, step) in problem.missing.enumerated() { completed[step] = -objective.coefficients[i] }
    tail = completed.suffix(orders.stepsLost).map { $0 * unit }
    uncertainty = Self.uncertainty(objective, problem: problem, length: rest.values.count)
    nextStep = sample.firstStep + sample.values.count
    stepsMissing = sample.stepsMissing
    regressors = sample.regressors.map(\.future)
  }

  /// What is not known of state and tail after the last observation.
  private static func uncertainty(
    _ objective: ArimaObjective,
    problem: ArimaProblem,
    length: Int
  ) -> [Double] {
    let excess = objective.filter.excessCovariance()
    let width = objective.filter.polynomials.width
    let lost = objective.orders.stepsLost
    let size = width + lost
    if excess == nil && problem.missing.isEmpty { return [] }
    var covariance = [Double](repeating: 0, count: size * size)
    if let excess {
      for i in 0..<width {
        for j in 0..<width { covariance[i * size + j] = excess[i * width + j] }
      }
    }
    let columns = problem.missing.indices.map { i in
      var column = objective.endState(ofColumn: i) + [Double](repeating: 0, count: lost)
      let place = problem.missing[i] - (length - lost)
      if place >= 0 { column[width + place] = 1 }
      return column
    }
    for i in columns.indices where columns[i].contains(where: { abs($0) > 1e-12 }) {
      var unitVector = [Double](repeating: 0, count: columns.count)
      unitVector[i] = 1
      let row = objective.system.solution(unitVector)
      for a in 0..<size where columns[i][a] != 0 {
        for j in columns.indices where row[j] != 0 {
          let weight = columns[i][a] * row[j]
          for b in 0..<size { covariance[a * size + b] += weight * columns[j][b] }
        }
      }
    }
    return covariance
  }

  /// The parameters, as numbers.
  public var estimates: Estimates {
    Estimates(form: description, numbers: parameters.numbers)
  }

  /// Such as `ARIMA(2,1,1)(0,1,0)[12]+drift`, followed by `+regression` and `+waves[52]` where there are.
  public var description: String { parameters.description }

  /// The forecasts. A covariate is held at its last known value beyond them.
  ///
  /// - Complexity: O(horizon · (horizon + width²)).
  public func distribution(
    horizon: Int,
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    let steps = stepsMissing + horizon
    let means = means(steps)
    let deviations = variances(steps).map { max($0 * variance, 0).squareRoot() }
    return ForecastDistribution(
      mean: Array(means.suffix(horizon)),
      shape: .normal(standardDeviation: Array(deviations.suffix(horizon)))
    )
  }

  /// The expected values of the steps after the last observation.
  private func means(_ steps: Int) -> [Double] {
    let polynomials = ArmaPolynomials(orders, coefficients: parameters.coefficients)
    let weights = orders.integrationWeights
    var expected = state + [Double](repeating: 0, count: steps)
    var path = tail
    for step in 0..<steps {
      let value = expected[step]
      for lag in polynomials.autoregressiveLags {
        let place = step + 1 + lag
        if place < expected.count { expected[place] += polynomials.autoregressive[lag] * value }
      }
      var sum = value
      for (lag, weight) in weights.enumerated() { sum += weight * path[path.count - 1 - lag] }
      path.append(sum)
    }
    return (0..<steps).map { step in
      path[tail.count + step] + regressionValue(step)
    }
  }

  /// What the constant, the covariates and the waves make of a step after the last observation.
  private func regressionValue(_ step: Int) -> Double {
    var value = 0.0
    if let constant {
      value += orders.differencings == 0 ? constant : constant * Double(nextStep + step)
    }
    for (coefficient, column) in zip(regression, regressors) {
      value += coefficient * (step < column.count ? column[step] : column.last ?? 0)
    }
    var place = regressors.count
    for (count, isSine) in ArimaSample.waveColumns(parameters.waves, period: parameters.wavePeriod)
    {
      let wave = ArimaSample.wave(
        count,
        period: parameters.wavePeriod,
        isSine: isSine,
        step: nextStep + step
      )
      value += regression[place] * wave
      place += 1
    }
    return value
  }

  /// The variances of the steps after the last observation, in units of that of the errors.
  private func variances(_ steps: Int) -> [Double] {
    let polynomials = ArmaPolynomials(orders, coefficients: parameters.coefficients)
    let weights = orders.integrationWeights
    // What a step makes of a state element before it: 1/(φ(B) Δ(B)).
    var responses = [Double](repeating: 0, count: steps)
    for step in 0..<steps {
      responses[step] = step == 0 ? 1 : 0
    }
    for step in 1..<max(steps, 1) {
      for lag in polynomials.autoregressiveLags where lag < step {
        responses[step] += polynomials.autoregressive[lag] * responses[step - 1 - lag]
      }
    }
    for step in 1..<max(steps, 1) {
      for (lag, weight) in weights.enumerated() where lag < step {
        responses[step] += weight * responses[step - 1 - lag]
      }
    }
    var variances: [Double] = []
    var sum = 0.0
    for step in 0..<steps {
      var psi = responses[step]
      for lag in polynomials.movingAverageLags where lag < step {
        psi += polynomials.movingAverage[lag] * responses[step - 1 - lag]
      }
      sum += psi * psi
      variances.append(sum)
    }
    guard !uncertainty.isEmpty else { return variances }

    // How each step answers to each element of the tail.
    var paths = tail.indices.map { i in tail.indices.map { $0 == i ? 1.0 : 0 } }
    let size = state.count + tail.count
    for step in 0..<steps {
      var row = (0..<state.count).map { $0 <= step ? responses[step - $0] : 0 }
      for i in paths.indices {
        var value = 0.0
        for (lag, weight) in weights.enumerated() {
          value += weight * paths[i][paths[i].count - 1 - lag]
        }
        paths[i].append(value)
        row.append(value)
      }
      var extra = 0.0
      for a in 0..<size where row[a] != 0 {
        for b in 0..<size { extra += row[a] * uncertainty[a * size + b] * row[b] }
      }
      variances[step] += max(extra, 0)
    }
    return variances
  }
}
