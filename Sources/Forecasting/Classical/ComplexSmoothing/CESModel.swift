internal import Glibc
public import Tensors

/// A fitted model of complex exponential smoothing: one form, or the one with the smallest criterion and all others beside it.
public struct CESModel: LocalModel {
  /// Which of the family it is; where several are combined, that with the smallest criterion. What is said of
  /// parameters, likelihood, variance and season is said of this form.
  public let form: CES.Form
  /// The steps of a season; 1 without one.
  public let seasonalPeriod: Int
  /// The number of observations that were fitted; missing ones do not count.
  public let observations: Int
  /// The logarithm of the likelihood at the best variance, without the terms that are the same for
  /// every model of a series, `−½ n log Σe²`; infinite for a series of equal values.
  public let logLikelihood: Double
  /// The variance of the one-step errors in units of the scale.
  let relativeVariance: Double
  /// α₀ and α₁, then β₀ and β₁; 0 where the form has none.
  let weights: SIMD4<Double>
  /// The mean magnitude of the observations: the unit of the states.
  let scale: Double
  /// The level at the start and then each phase, two numbers for each.
  let start: [Double]
  /// The states after the last observation.
  private let level: ComplexPair<SIMD2<Double>>
  private let phases: [ComplexPair<SIMD2<Double>>]
  /// The phase of the first step after the last observation.
  private let firstPhase: Int
  /// How many steps are missing after the last observation.
  private let stepsMissing: Int
  /// The smallest and the largest observation.
  private let extremes: ClosedRange<Double>
  /// The other forms, whose forecasts count as much as those of this one; empty where one form was asked for or
  /// is all that suits.
  var others: [CESModel] = []

  /// The variance of the one-step errors: their sum of squares over the observations less the
  /// parameters and the states that are followed at one time.
  public var variance: Double { relativeVariance * scale * scale }
  /// Real and imaginary part of the parameter of the level: α₀ and α₁.
  public var levelWeight: (real: Double, imaginary: Double) { (weights[0], weights[1]) }
  /// Real and imaginary part of the parameter of the season, β₀ and β₁; 0 where the form has none.
  public var seasonWeight: (real: Double, imaginary: Double) { (weights[2], weights[3]) }

  /// Akaike's criterion, corrected for short series, with the parameters counted as the peers do: the
  /// states that are followed at one time, and the variance.
  var criterion: Double {
    ETS.Criterion.aicc.value(
      logLikelihood: logLikelihood,
      parameters: form.componentCount + 1,
      observations: observations
    )
  }

  /// The model of a form with the smallest squared errors that the search finds.
  ///
  /// - Parameter start: parameters of a similar history, where some are known.
  init(
    _ history: CESHistory,
    form: CES.Form,
    period: Int,
    estimation: CES.Estimation,
    near start: SIMD4<Double>? = nil
  ) {
    let scale = history.scale
    let values = history.values.map { $0 / scale }
    let count = history.moments.count
    if form.addsSeason {
      let search = CESSearch<SIMD4<Double>>(
        CESFilter(values, form: form, period: period),
        observations: count,
        estimation: estimation,
        near: start
      )
      self.init(search.filter, search.weights, history: history, scale: scale)
    } else {
      let search = CESSearch<SIMD2<Double>>(
        CESFilter(values, form: form, period: period),
        observations: count,
        estimation: estimation,
        near: start
      )
      self.init(search.filter, search.weights, history: history, scale: scale)
    }
  }

  /// The model of a filter that has run.
  ///
  /// - Parameter known: the variance of the scaled errors, where it is not to be estimated.
  init<Slope: SIMD>(
    _ filter: CESFilter<Slope>,
    _ weights: SIMD4<Double>,
    history: CESHistory,
    scale: Double,
    variance known: Double? = nil
  ) where Slope.Scalar == Double {
    form = filter.form
    seasonalPeriod = filter.period
    observations = history.moments.count
    self.weights = weights
    self.scale = scale
    start = ([filter.startLevel] + filter.startPhases).flatMap { [$0.real, $0.imaginary] }
    let freedom = max(observations - form.componentCount - form.weightCount, 1)
    let squares = filter.normal.squares
    relativeVariance = known ?? squares / Double(freedom)
    logLikelihood = -0.5 * Double(observations) * (log(squares) + 2 * log(scale))
    level = ComplexPair(real: filter.level.real, imaginary: filter.level.imaginary)
    phases = filter.phases.map { ComplexPair(real: $0.real, imaginary: $0.imaginary) }
    firstPhase = filter.values.count % filter.period
    stepsMissing = history.stepsMissing
    extremes = history.moments.minimum...history.moments.maximum
  }

  /// The model of a series of equal values: they go on.
  init(constant history: CESHistory) {
    let value = history.moments.minimum
    form = .none
    seasonalPeriod = 1
    observations = history.moments.count
    relativeVariance = 0
    logLikelihood = .infinity
    weights = form.start
    scale = value == 0 ? 1 : abs(value)
    level = ComplexPair(real: value / scale, imaginary: 0)
    phases = []
    start = [level.real, level.imaginary]
    firstPhase = 0
    stepsMissing = history.stepsMissing
    extremes = value...value
  }

  /// The forecasts, normally distributed with the exact variances of the model; of several forms means and deviations
  /// are the medians.
  public func distribution(
    horizon: Int,
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    let moments = forms.map { $0.moments(horizon: horizon) }
    return ForecastDistribution(
      mean: Self.medians(of: moments.map(\.means)),
      shape: .normal(standardDeviation: Self.medians(of: moments.map(\.deviations)))
    )
  }

  /// The median of each step.
  private static func medians(of rows: [[Double]]) -> [Double] {
    guard rows.count > 1 else { return rows[0] }
    var column = [Double](repeating: 0, count: rows.count)
    let (low, high) = ((rows.count - 1) / 2, rows.count / 2)
    return rows[0].indices.map { step in
      for row in rows.indices { column[row] = rows[row][step] }
      column.sort()
      // Halved first, huge values stay finite.
      return 0.5 * column[low] + 0.5 * column[high]
    }
  }

  /// This form and the others.
  var forms: [CESModel] { [self] + others }

  /// Means and standard deviations of this form.
  private func moments(horizon: Int) -> (means: [Double], deviations: [Double]) {
    let weight = ComplexWeight<SIMD2<Double>>(weights, at: 0)
    let seasonWeight = ComplexWeight<SIMD2<Double>>(weights, at: form == .simple ? 0 : 2)
    var (level, phases, phase) = (level, phases, firstPhase)
    // What an error of one step has added to level and season since.
    var (levelEcho, seasonEcho) = (Echo(real: 0, imaginary: 0), Echo(real: 0, imaginary: 0))
    levelEcho.advance(weight, error: 1, slope: [0, 0])
    seasonEcho.advance(seasonWeight, error: 1, slope: [0, 0])
    if form == .partial { seasonEcho = Echo(real: seasonWeight.real, imaginary: 0) }
    var spread = 1.0
    var means: [Double] = []
    var deviations: [Double] = []
    let range = extremes.upperBound - extremes.lowerBound
    for step in 0..<(stepsMissing + horizon) {
      let mean = (form == .simple ? 0 : level.real) + (phases.isEmpty ? 0 : phases[phase].real)
      if step >= stepsMissing {
        let reach = range * max(1, Double(step + 1) / Double(seasonalPeriod))
        let held = min(max(mean * scale, extremes.lowerBound - reach), extremes.upperBound + reach)
        means.append(min(max(held, -.greatestFiniteMagnitude), .greatestFiniteMagnitude))
        deviations.append(
          min((relativeVariance * spread).squareRoot() * scale, .greatestFiniteMagnitude)
        )
      }
      var echo = form == .simple ? 0 : levelEcho.real
      if form != .none && (step + 1) % seasonalPeriod == 0 {
        echo += seasonEcho.real
        if form != .partial { seasonEcho.advance(seasonWeight) }
      }
      spread += echo * echo
      levelEcho.advance(weight)
      level.advance(weight)
      if phases.isEmpty { continue }
      if form != .partial { phases[phase].advance(seasonWeight) }
      phase = phase + 1 == seasonalPeriod ? 0 : phase + 1
    }
    return (means, deviations)
  }

  private typealias Echo = ComplexPair<SIMD2<Double>>

  /// Such as `CES(F)`; of several forms `CES(F,N,S,P)`, that with the smallest criterion first.
  public var description: String { "CES(\(forms.map(\.form.rawValue).joined(separator: ",")))" }
}
