internal import Glibc
internal import TimeSeries

/// A series as ARIMA sees it: its observed part, measured in a unit of its own, and its regressors.
struct ArimaSample {
  /// The values from the first observation to the last, in units of `unit`; NaN where the value or a
  /// regressor is missing.
  let values: [Double]
  /// The step of the series at which the values begin.
  let firstStep: Int
  /// The number of steps missing after the last observation.
  let stepsMissing: Int
  /// The power of two by which the values were divided: it changes no digit.
  let unit: Double
  /// The regressors at every step of the values, and as far as they are known after them.
  private(set) var regressors: [Regressor]
  /// The number of observations.
  let observations: Int

  /// A column of the regression.
  struct Regressor {
    /// At the steps of the values; 0 where it is missing.
    var values: [Double]
    /// At the steps after the last observation.
    var future: [Double]
  }

  /// The observed part of a series, with those of its covariates whose future is known.
  ///
  /// - Throws: `ForecastError.noObservations`; `.diverged` where a value is infinite.
  init(_ series: Series) throws(ForecastError) {
    let part = try series.observedPart()
    var last = part.endIndex - 1
    while part[last].isNaN { last -= 1 }
    let range = part.startIndex...last
    var values = Array(part[range])
    stepsMissing = part.endIndex - 1 - last
    let largest = values.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
    guard largest.isFinite else { throw .diverged(series: series.id) }
    let unit = largest == 0 ? 1 : Double(sign: .plus, exponent: largest.exponent, significand: 1)
    self.unit = unit
    for t in values.indices { values[t] /= unit }

    var regressors = series.covariates.filter { !$0.future.isEmpty }.map { covariate in
      var column = Array(covariate.values[range])
      for t in column.indices where !column[t].isFinite {
        column[t] = 0
        values[t] = .nan
      }
      return Regressor(
        values: column,
        future: Array(covariate.values[(last + 1)...]) + covariate.future
      )
    }
    let cut = Self.start(of: values)
    if cut > 0 {
      values.removeFirst(cut)
      for i in regressors.indices { regressors[i].values.removeFirst(cut) }
    }
    self.values = values
    self.regressors = regressors
    firstStep = part.startIndex + cut
    observations = values.count { !$0.isNaN }
    guard observations > 0 else { throw .noObservations(series: series.id) }
  }

  /// The most missing values: each is an unknown of a system that must be solved.
  static let mostMissing = 60

  /// The first step of the last stretch of values with no more missing than that.
  private static func start(of values: [Double]) -> Int {
    var missing = 0
    for t in values.indices.reversed() where values[t].isNaN {
      missing += 1
      if missing > mostMissing { return values[t...].firstIndex { !$0.isNaN } ?? t }
    }
    return 0
  }

  /// Whether every phase of a season was observed.
  func observesEveryPhase(of period: Int) -> Bool {
    (0..<period).allSatisfy { phase in
      stride(from: phase, to: values.count, by: period).contains { !values[$0].isNaN }
    }
  }

  /// Other values in the place of a sample's, without regressors.
  init(_ values: [Double], like sample: ArimaSample) {
    self.values = values
    firstStep = sample.firstStep
    stepsMissing = sample.stepsMissing
    unit = sample.unit
    observations = sample.observations
    regressors = []
  }

  /// The sample with waves of a season as further regressors: a cosine and a sine for each number of
  /// waves in a period.
  func withWaves(_ counts: [Int], period: Int) -> ArimaSample {
    var sample = self
    for (count, isSine) in Self.waveColumns(counts, period: period) {
      sample.regressors.append(
        Regressor(
          values: values.indices.map {
            Self.wave(count, period: period, isSine: isSine, step: firstStep + $0)
          },
          future: []
        )
      )
    }
    return sample
  }

  /// The value of a wave at a step of the series.
  static func wave(_ count: Int, period: Int, isSine: Bool, step: Int) -> Double {
    // The whole turns are taken off in integers, so that nothing is lost far from the origin.
    let turn = 2 * Double.pi * Double(count * step % period) / Double(period)
    return isSine ? sin(turn) : cos(turn)
  }

  /// Whether values do not move but for rounding.
  ///
  /// - Source: the rule of R's `all.equal`, 1.5e-8 of the mean magnitude.
  static func isConstant(_ values: [Double]) -> Bool {
    guard let first = values.first(where: { !$0.isNaN }) else { return true }
    var distance = 0.0
    var magnitude = 0.0
    for value in values where !value.isNaN {
      distance += abs(value - first)
      magnitude += abs(value)
    }
    return distance <= 1.5e-8 * magnitude
  }
}
