internal import Glibc

/// An exponential-smoothing model, fitted to one series.
///
/// It holds a handful of numbers, not the series: what the model said of its history is worked out on
/// request, from the history.
public struct ETSModel: Hashable, Sendable {
  /// Which of the family it is.
  public let form: ETS.Form
  /// The seasonal period; 1 without a season.
  public let seasonalPeriod: Int
  /// The smoothing parameters.
  public let weights: SmoothingWeights
  /// The states after the last observation.
  public internal(set) var finalState: SmoothingState
  /// The number of observations that were fitted; missing ones do not count.
  public let observations: Int
  /// The variance of the one-step errors, relative ones if the error is multiplicative: their sum of
  /// squares over the observations less the weights and initial states.
  public let variance: Double
  /// The logarithm of the likelihood at the best variance, without the terms that are the same for
  /// every model of a series; infinite for a series of equal values.
  ///
  /// `−½ (n log Σe² + 2 Σ log f)`, the second sum for multiplicative errors only.
  public let logLikelihood: Double
  /// The mean magnitude of the observations, by which the recursion measures.
  let scale: Double
  /// The states before the first observation, in units of `scale`.
  let start: SmoothingState

  /// The states before the first observation.
  public var initialState: SmoothingState { start.scaled(by: scale, form) }

  /// The number of parameters that were chosen: weights, free initial states, and the variance.
  ///
  /// Of a season of more than 24 phases that was seen three times, 24 count.
  public var parameterCount: Int {
    form.smoothingParameterCount
      + form.estimatedStateCount(seasonalPeriod: seasonalPeriod, observations: observations) + 1
  }

  /// The value of a criterion; smaller is better.
  public func criterion(_ criterion: ETS.Criterion) -> Double {
    criterion.value(
      logLikelihood: logLikelihood,
      parameters: parameterCount,
      observations: observations
    )
  }

  /// The model of a series of equal values: they go on.
  init(constant level: Double, observations: Int) {
    form = ETS.Form(error: .additive)
    seasonalPeriod = 1
    weights = SmoothingWeights(level: ETSObjective.levelBounds.upperBound)
    scale = level == 0 ? 1 : abs(level)
    start = SmoothingState(level: level / scale)
    finalState = SmoothingState(level: level)
    self.observations = observations
    variance = 0
    logLikelihood = .infinity
  }

  /// The model that an objective has been set to, of a series that was divided by `scale`.
  ///
  /// - Parameter known: the variance of the scaled errors, where it is not to be estimated.
  init(_ objective: ETSObjective, scale: Double, variance known: Double? = nil) {
    form = objective.form
    seasonalPeriod = form.season == .none ? 1 : objective.period
    weights = objective.weights
    start = objective.state.scaled(by: 1, form)
    finalState = objective.finalState().scaled(by: scale, form)
    observations = objective.observations
    self.scale = scale
    let chosen =
      form.smoothingParameterCount
      + form.estimatedStateCount(seasonalPeriod: seasonalPeriod, observations: observations)
    let squares = objective.moments?.squares ?? 0
    let relative = known ?? squares / Double(max(observations - chosen, 1))
    variance = form.error == .additive ? relative * scale * scale : relative
    logLikelihood = -0.5 * objective.deviance - Double(observations) * log(scale)
  }
}

extension ETSModel {
  /// The one-step forecasts of the history that the model was fitted to, missing (NaN) before its
  /// first observation.
  ///
  /// - Complexity: O(*n*).
  public func fittedValues(of history: [Double]) -> [Double] {
    let gap = history.prefix { $0.isNaN }
    let objective = recursion(over: history[gap.endIndex...], from: start)
    return gap + objective.oneStepForecasts().map { $0 * scale }
  }

  /// The one-step errors over the history that the model was fitted to, relative ones if the error is
  /// multiplicative; missing (NaN) where the history is.
  ///
  /// - Complexity: O(*n*).
  public func residuals(of history: [Double]) -> [Double] {
    zip(history, fittedValues(of: history)).map { value, fitted in
      form.error == .additive ? value - fitted : (value - fitted) / fitted
    }
  }

  /// The model after further observations, its parameters as they are; NaN is missing.
  ///
  /// - Complexity: O(number of observations).
  public func updated(with observations: [Double]) -> ETSModel {
    var model = self
    model.finalState = recursion(
      over: observations[...],
      from: finalState.scaled(by: 1 / scale, form)
    ).finalState().scaled(by: scale, form)
    return model
  }

  /// The recursion, run over values from given states in units of `scale`.
  private func recursion(
    over values: ArraySlice<Double>,
    from state: SmoothingState
  ) -> ETSObjective {
    var objective = ETSObjective(
      series: values.map { $0 / scale },
      observations: values.count { !$0.isNaN },
      period: seasonalPeriod
    )
    objective.form = form
    objective.weights = weights
    objective.state = state
    _ = objective.valueAsSet()
    return objective
  }
}
