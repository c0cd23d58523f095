/// The search for the best form of one series, all candidates at once.
///
/// The candidates are refined in rounds, each to a finer tolerance than the one before; those that
/// fall too far behind the best are not taken into the next round.
struct ETSSearch {
  /// A form on its way to its optimum.
  private struct Candidate {
    var form: ETS.Form
    var minimizer: BoxMinimizer
    var parameterTerm: Double
    /// The criterion at the best point so far, which the penalty of the fit does not enter.
    var score = Double.infinity
  }

  /// A round: the tolerance to reach, and how far behind the best a candidate may then be.
  private static let rounds: [(tolerance: Double, margin: Double)] = [
    (2, 20), (0.1, 2), (finest, 0),
  ]
  private static let finest = 1e-6
  /// How far behind a candidate may be where every hill counts, before the last round.
  private static let patientMargin = 20.0

  private var objective: ETSObjective
  private let start: SmoothingStart
  private let criterion: ETS.Criterion
  private let estimation: ETS.Estimation

  init(objective: ETSObjective, criterion: ETS.Criterion, estimation: ETS.Estimation) {
    self.objective = objective
    self.criterion = criterion
    self.estimation = estimation
    start = SmoothingStart(series: objective.series, period: objective.period)
  }

  /// The best of the forms, or of the forms without what the observations are too few for: first
  /// the season, then the trend. Four or fewer bear a level alone, which begins at the first of them.
  mutating func best(ofLongestPossible forms: [ETS.Form]) -> ETSObjective? {
    let withoutSeason = forms.map {
      ETS.Form(error: $0.error, trend: $0.trend, isDamped: $0.isDamped)
    }
    let levels = forms.map { ETS.Form(error: $0.error) }
    for candidates in [forms, withoutSeason, levels] {
      if let best = best(of: candidates.distinct) { return best }
    }
    return bestLevel()
  }

  /// A level that begins at the first observation.
  private mutating func bestLevel() -> ETSObjective? {
    select(ETS.Form(error: .additive))
    objective.state = start.flatState(for: objective.form)
    objective.weights = SmoothingWeights(level: 0.5)
    var box = objective.box
    (box.lower[1], box.upper[1]) = (objective.state.level, objective.state.level)
    var minimizer = BoxMinimizer(
      start: objective.coordinates,
      in: box,
      curvature: [1, 1],
      memory: 4,
      of: &objective
    )
    minimizer.advance(&objective, tolerance: Self.finest, evaluationLimit: 1000)
    return objective.value(at: minimizer.point).isFinite ? objective : nil
  }

  /// The best of the forms at its optimum, as the objective set to it; nil when none is feasible or
  /// all have more parameters than the observations bear.
  mutating func best(of forms: [ETS.Form]) -> ETSObjective? {
    var candidates = forms.flatMap { self.candidates($0) }
    for round in Self.rounds {
      for i in candidates.indices { advance(&candidates[i], tolerance: round.tolerance) }
      guard let leader = candidates.map(\.score).min() else { return nil }
      // A climb along a ridge is far below a hill that it will pass in the end.
      let isPatient = estimation == .likelihood && round.tolerance > Self.finest
      let margin = isPatient ? Self.patientMargin : round.margin
      candidates.removeAll { !($0.score <= leader + margin) }
    }
    guard let winner = candidates.min(by: { $0.score < $1.score }) else { return nil }
    select(winner.form)
    _ = objective.value(at: winner.minimizer.point)
    if !objective.weights.isAdmissible(for: winner.form, period: objective.period) {
      objective.checksAdmissibility = true
      var inside = self.candidates(winner.form)
      for i in inside.indices { advance(&inside[i], tolerance: Self.finest) }
      guard let best = inside.min(by: { $0.score < $1.score }) else { return nil }
      _ = objective.value(at: best.minimizer.point)
    }
    objective.normalizeSeason()
    return objective
  }

  /// A form at its starts; none when it is not feasible or has too many parameters.
  private mutating func candidates(_ form: ETS.Form) -> [Candidate] {
    let parameters =
      form.smoothingParameterCount
      + form.estimatedStateCount(
        seasonalPeriod: objective.period,
        observations: objective.observations
      ) + 1
    guard objective.observations > parameters + 1 else { return [] }
    let parameterTerm = criterion.value(
      logLikelihood: 0,
      parameters: parameters,
      observations: objective.observations
    )
    select(form)
    // The highest hill of the likelihood is often a poor one many steps ahead.
    let minimizers = objective.minimizers(from: start, everyHill: estimation == .likelihood)
    return minimizers.map { Candidate(form: form, minimizer: $0, parameterTerm: parameterTerm) }
  }

  /// Brings a candidate closer to its optimum.
  private mutating func advance(_ candidate: inout Candidate, tolerance: Double) {
    select(candidate.form)
    candidate.minimizer.advance(&objective, tolerance: tolerance, evaluationLimit: 1000)
    _ = objective.value(at: candidate.minimizer.point)
    candidate.score = objective.deviance + candidate.parameterTerm
  }

  /// Sets the objective to a form.
  private mutating func select(_ form: ETS.Form) {
    objective.form = form
    objective.waves = start.waves(for: form)
    objective.penalty =
      switch estimation {
      case .likelihood: SmoothingPenalty()
      case .steady:
        SmoothingPenalty(
          for: form,
          observations: objective.observations,
          period: objective.period
        )
      }
  }
}

extension [ETS.Form] {
  /// The forms without those that came before.
  fileprivate var distinct: [ETS.Form] {
    var forms: [ETS.Form] = []
    for form in self where !forms.contains(form) { forms.append(form) }
    return forms
  }
}
