internal import Glibc

/// What a fit of a form minimises, −2 log-likelihood up to a constant, as a function of the smoothing
/// parameters and the initial states.
///
/// `n log Σe² (+ 2 Σ log f for multiplicative errors)`, over the *n* observed steps, plus the penalty.
///
/// The coordinates are, as far as the form has them: α; β/α, in 0…1; γ/(1 − α), in 0…1; φ; the initial level, slope and
/// season, oldest first, or the coefficients of the waves that it is made of. The season is not normalised here:
/// what is added to it and taken from the level changes no forecast, and the search converges better with the
/// freedom.
struct ETSObjective: DifferentiableObjective {
  /// The values, scaled to a mean magnitude of 1; NaN is missing.
  let series: [Double]
  /// The number of steps that are not missing.
  let observations: Int
  /// The seasonal period; 1 for none.
  let period: Int
  /// The form.
  var form: ETS.Form
  /// The waves that the initial season is made of; nil where each phase is a coordinate.
  var waves: SeasonWaves?
  /// The coefficients of the waves in the last evaluation.
  private var waveCoefficients: [Double] = []
  /// Whether parameters outside the admissible region count as infeasible.
  var checksAdmissibility = false
  /// The weights of the last evaluation.
  var weights = SmoothingWeights()
  /// The initial states of the last evaluation.
  var state: SmoothingState
  /// What fast weights cost.
  var penalty = SmoothingPenalty()
  /// −2 log-likelihood of the last evaluation, up to a constant and without the penalty.
  private(set) var deviance = Double.infinity
  /// What the last pass said.
  private(set) var moments: FitMoments?

  private var tape: [Double]
  private var seasonDerivative: [Double]
  private var errorWeight = 0.0

  /// The bounds of α, and of φ.
  static let levelBounds = 1e-4...0.9999
  static let dampingBounds = 0.8...0.98

  /// An objective over a scaled series; `form` and `state` are to be set before it is evaluated.
  init(series: [Double], observations: Int, period: Int) {
    self.series = series
    self.observations = observations
    self.period = period
    form = ETS.Form(error: .additive)
    state = SmoothingState(season: Array(repeating: 0, count: period))
    tape = Array(
      repeating: 0,
      count: SmoothingTape.count(steps: series.count, period: period)
    )
    seasonDerivative = Array(repeating: 0, count: period)
  }

  /// The number of coordinates.
  var dimension: Int {
    form.smoothingParameterCount + (form.trend == .none ? 1 : 2) + freeSeasons
  }

  private var freeSeasons: Int { form.season == .none ? 0 : waves?.count ?? period }

  // MARK: Coordinates

  /// The box of the coordinates.
  var box: Box {
    var box = Box(unboundedOf: dimension)
    func bound(_ i: Int, _ range: ClosedRange<Double>) {
      box.lower[i] = range.lowerBound
      box.upper[i] = range.upperBound
    }
    bound(0, Self.levelBounds)
    var i = 1
    if form.trend != .none {
      bound(i, 0...1)
      i += 1
    }
    if form.season != .none {
      bound(i, 0...1)
      i += 1
    }
    if form.isDamped { bound(i, Self.dampingBounds) }
    return box
  }

  /// The coordinates of the weights and states as they are set.
  var coordinates: [Double] {
    var point = [weights.level]
    point.reserveCapacity(dimension)
    if form.trend != .none { point.append(weights.slope / weights.level) }
    if form.season != .none { point.append(weights.season / (1 - weights.level)) }
    if form.isDamped { point.append(weights.damping) }
    point.append(state.level)
    if form.trend != .none { point.append(state.slope) }
    if form.season != .none { point += waves == nil ? state.season : waveCoefficients }
    return point
  }

  /// Sets weights and states from coordinates.
  private mutating func set(from point: [Double]) {
    weights = SmoothingWeights(level: point[0])
    var i = 1
    if form.trend != .none {
      weights.slope = point[i] * weights.level
      i += 1
    }
    if form.season != .none {
      weights.season = point[i] * (1 - weights.level)
      i += 1
    }
    if form.isDamped {
      weights.damping = point[i]
      i += 1
    }
    state.level = point[i]
    i += 1
    if form.trend != .none {
      state.slope = point[i]
      i += 1
    }
    guard form.season != .none else { return }
    if let waves {
      waveCoefficients = Array(point[i...])
      waves.write(point[i...], to: &state.season)
    } else {
      for phase in 0..<period { state.season[phase] = point[i + phase] }
    }
  }

  /// Takes the initial season from waves, as they start.
  mutating func start(with waves: SeasonWaves) {
    waveCoefficients = waves.start
    waves.write(waves.start[...], to: &state.season)
  }

  // MARK: Evaluation

  mutating func value(at point: [Double]) -> Double {
    set(from: point)
    return valueAsSet()
  }

  /// The value at the weights and states as they are set.
  mutating func valueAsSet() -> Double {
    deviance = .infinity
    moments = nil
    if checksAdmissibility && !weights.isAdmissible(for: form, period: period) { return .infinity }
    moments = form.accept(RunPass.self, on: &self)
    guard let moments else { return .infinity }
    let n = Double(observations)
    // A perfect fit has no likelihood; below this the errors are rounding.
    let squares = moments.squares + n * 1e-30
    errorWeight = 2 * n / squares
    deviance = n * log(squares) + 2 * moments.logarithms
    return deviance + penalty.level * weights.level + penalty.slope * weights.slope
  }

  mutating func writeGradient(at point: [Double], to gradient: inout [Double]) {
    for phase in 0..<period { seasonDerivative[phase] = 0 }
    var derivative = form.accept(DerivativePass.self, on: &self)
    derivative.weights.level += penalty.level
    derivative.weights.slope += penalty.slope
    var levelWeight = derivative.weights.level
    var i = 1
    if form.trend != .none {
      levelWeight += point[i] * derivative.weights.slope
      gradient[i] = point[0] * derivative.weights.slope
      i += 1
    }
    if form.season != .none {
      levelWeight -= point[i] * derivative.weights.season
      gradient[i] = (1 - point[0]) * derivative.weights.season
      i += 1
    }
    gradient[0] = levelWeight
    if form.isDamped {
      gradient[i] = derivative.weights.damping
      i += 1
    }
    gradient[i] = derivative.level
    i += 1
    if form.trend != .none {
      gradient[i] = derivative.slope
      i += 1
    }
    for number in 0..<freeSeasons {
      gradient[i + number] =
        waves?.derivative(number, seasonDerivative) ?? seasonDerivative[number]
    }
  }

  /// The states after the last observation of the last evaluation; the season is that of the next
  /// period, the coming step first.
  func finalState() -> SmoothingState {
    guard let moments else { return state }
    var final = state
    final.level = moments.level
    final.slope = moments.slope
    if form.season != .none {
      for step in 0..<period {
        final.season[step] = tape[(series.count + step) * SmoothingTape.stride + 2]
      }
    }
    return final
  }

  /// Moves the mean of the initial season into the level, which changes no forecast.
  mutating func normalizeSeason() {
    state = state.normalized(form)
    _ = valueAsSet()
  }

  /// The one-step forecasts of the last evaluation.
  func oneStepForecasts() -> [Double] {
    series.indices.map { t in
      let base = t * SmoothingTape.stride
      return switch form.season {
      case .none: tape[base]
      case .additive: tape[base] + tape[base + 2]
      case .multiplicative: tape[base] * tape[base + 2]
      }
    }
  }

  // MARK: Passes

  private enum RunPass: RuleVisitor {
    static func visit<E: ErrorRule, T: TrendRule, S: SeasonRule>(
      _ subject: inout ETSObjective,
      _ error: E.Type,
      _ trend: T.Type,
      _ season: S.Type
    ) -> FitMoments? {
      if S.isAdditive || S.isMultiplicative {
        for phase in 0..<subject.period {
          subject.tape[phase * SmoothingTape.stride + 2] = subject.state.season[phase]
        }
      }
      let (weights, period) = (subject.weights, subject.period)
      let (series, start) = (subject.series, (subject.state.level, subject.state.slope))
      var tape = subject.tape.mutableSpan
      return SmoothingRecursion<E, T, S>.run(
        over: series.span,
        from: start,
        weights: weights,
        period: period,
        tape: &tape
      )
    }
  }

  private enum DerivativePass: RuleVisitor {
    static func visit<E: ErrorRule, T: TrendRule, S: SeasonRule>(
      _ subject: inout ETSObjective,
      _ error: E.Type,
      _ trend: T.Type,
      _ season: S.Type
    ) -> FitDerivative {
      let (weights, period) = (subject.weights, subject.period)
      let (series, tape, errorWeight) = (subject.series, subject.tape, subject.errorWeight)
      var seasons = subject.seasonDerivative.mutableSpan
      return SmoothingRecursion<E, T, S>.derivative(
        over: series.span,
        weights: weights,
        period: period,
        errorWeight: errorWeight,
        tape: tape.span,
        seasons: &seasons
      )
    }
  }
}
