internal import TimeSeries

extension CESModel {
  /// The form; then the scale, the variance in its units, the parameters, and level and phases at the
  /// start, two numbers for each.
  public var estimates: Estimates {
    Estimates(
      form: description,
      numbers: [scale, relativeVariance] + (0..<4).map { weights[$0] } + start
    )
  }

  /// The model with the form, the parameters and the states at the start that were estimated before.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model;
  ///   `.noObservations`; `.diverged` where a value is infinite.
  init(_ series: Series, keeping estimates: Estimates) throws(ForecastError) {
    let numbers = estimates.numbers
    guard
      let form = CES.Form.allCases.first(where: { "CES(\($0.rawValue))" == estimates.form }),
      numbers.count >= 8, numbers.count % 2 == 0, numbers.allSatisfy(\.isFinite),
      numbers[0] > 0, numbers[1] >= 0,
      form == .none ? numbers.count == 8 : numbers.count >= 12
    else { throw .unsuitable(series: series.id) }
    let history = try CESHistory(series)
    let scale = numbers[0]
    let pairs = stride(from: 6, to: numbers.count, by: 2).map {
      ComplexPair<SIMD2<Double>>(real: numbers[$0], imaginary: numbers[$0 + 1])
    }
    let weights = SIMD4(numbers[2], numbers[3], numbers[4], numbers[5])
    var filter = CESFilter(
      history.values.map { $0 / scale },
      form: form,
      level: pairs[0],
      phases: Array(pairs.dropFirst())
    )
    filter.runForward(weights)
    guard filter.normal.squares.isFinite else { throw .unsuitable(series: series.id) }
    self.init(filter, weights, history: history, scale: scale, variance: numbers[1])
  }
}
