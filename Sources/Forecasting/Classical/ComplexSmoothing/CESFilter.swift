internal import TimeSeries

/// The recursion of complex exponential smoothing over a series, with derivatives by its parameters.
///
/// The states at the start follow from the series by running forward, back and forward again, all with
/// the same parameters; the errors of the third run count. Derivatives are carried along through all
/// three.
///
/// Missing values (NaN) are taken as forecast without error.
struct CESFilter<Slope: SIMD> where Slope.Scalar == Double {
  /// Which of the family it is.
  let form: CES.Form
  /// The steps of a season; 1 without one.
  let period: Int
  /// The series, in units that make it about 1.
  let values: [Double]

  /// The level after the last run.
  private(set) var level: ComplexPair<Slope>
  /// The phases after the last run, that of the first value first; empty without a season.
  private(set) var phases: [ComplexPair<Slope>]
  /// The level before the third run.
  private(set) var startLevel: ComplexPair<Slope>
  /// The phases before the third run.
  private(set) var startPhases: [ComplexPair<Slope>]
  /// The sums of squares and products of the errors of the third run.
  private(set) var normal = NormalEquations<Slope>()

  /// The guesses that the first run starts from.
  private let guessedLevel: ComplexPair<Slope>
  private let guessedPhases: [ComplexPair<Slope>]

  /// A filter that takes its start from the series.
  ///
  /// - Precondition: the first value is not missing; with a season there are at least two of them.
  init(_ values: [Double], form: CES.Form, period: Int) {
    self.form = form
    self.period = form == .none ? 1 : period
    self.values = values
    let first = values.prefix(form == .none ? 10 : period).filter { !$0.isNaN }
    let mean = first.reduce(0) { $0 + $1 / Double(first.count) }
    guessedLevel = ComplexPair(level: mean)
    guessedPhases =
      switch form {
      case .none: []
      case .simple:
        values.interpolated(period: period).prefix(period).map { ComplexPair(level: $0) }
      case .partial, .full:
        (ClassicalDecomposition(values, period: period, composition: .additive)?.seasonalIndices
          ?? Array(repeating: 0, count: period)).map { ComplexPair(level: $0) }
      }
    (level, phases) = (guessedLevel, guessedPhases)
    (startLevel, startPhases) = (level, phases)
  }

  /// A filter that goes on from known states.
  init(
    _ values: [Double],
    form: CES.Form,
    level: ComplexPair<Slope>,
    phases: [ComplexPair<Slope>]
  ) {
    self.form = form
    self.values = values
    period = max(phases.count, 1)
    (guessedLevel, guessedPhases) = (level, phases)
    (self.level, self.phases) = (level, phases)
    (startLevel, startPhases) = (level, phases)
  }

  /// Runs forward, back and forward again.
  ///
  /// - Complexity: O(n); nothing is allocated.
  mutating func run(_ weights: SIMD4<Double>) {
    level = guessedLevel
    for phase in phases.indices { phases[phase] = guessedPhases[phase] }
    for direction in [1, -1] {
      pass(weights, direction: direction, counts: false)
      turn(weights)
    }
    runForward(weights)
  }

  /// Runs forward once, from the states as they are.
  mutating func runForward(_ weights: SIMD4<Double>) {
    startLevel = level
    for phase in phases.indices { startPhases[phase] = phases[phase] }
    normal = NormalEquations()
    pass(weights, direction: 1, counts: true)
  }

  /// Goes past the end, so that the series can be run through the other way.
  private mutating func turn(_ weights: SIMD4<Double>) {
    level.advance(ComplexWeight(weights, at: 0))
    let weight = ComplexWeight<Slope>(weights, at: form == .simple ? 0 : 2)
    if form != .partial {
      for phase in phases.indices { phases[phase].advance(weight) }
    }
  }

  private mutating func pass(_ weights: SIMD4<Double>, direction: Int, counts: Bool) {
    // Taken out of the filter and put back, so that nothing is copied.
    var phases: [ComplexPair<Slope>] = []
    swap(&phases, &self.phases)
    var run = CESRun(level: level, sums: normal, direction: direction, counts: counts)
    switch form {
    case .none: run.passLevel(values.span, weights)
    case .simple: run.passPhases(values.span, weights, phases: &phases)
    case .partial, .full: run.passBoth(values.span, weights, form: form, phases: &phases)
    }
    (level, normal) = (run.level, run.sums)
    swap(&phases, &self.phases)
  }
}
