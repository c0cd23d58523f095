internal import TimeSeries

extension CESModel {
  /// The forms; then of each the scale, the variance in its units, the parameters, and level and phases at the
  /// start, two numbers for each.
  public var estimates: Estimates {
    Estimates(
      form: description,
      numbers: forms.flatMap { model in
        [model.scale, model.relativeVariance] + (0..<4).map { model.weights[$0] } + model.start
      }
    )
  }

  /// The model with the forms, the parameters and the states at the start that were estimated before.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model;
  ///   `.noObservations`; `.diverged` where a value is infinite.
  init(_ series: Series, keeping estimates: Estimates) throws(ForecastError) {
    guard let parts = Self.parts(of: estimates) else { throw .unsuitable(series: series.id) }
    let history = try CESHistory(series)
    var models: [CESModel] = []
    for (form, numbers) in parts {
      guard let model = CESModel(history, form: form, numbers: numbers) else {
        throw .unsuitable(series: series.id)
      }
      models.append(model)
    }
    self = models[0]
    others = Array(models.dropFirst())
  }

  /// The parameters of each form; none where the estimates are of no such model.
  static func weights(of estimates: Estimates) -> [CES.Form: SIMD4<Double>] {
    var weights: [CES.Form: SIMD4<Double>] = [:]
    for (form, numbers) in parts(of: estimates) ?? [] {
      let four = numbers.dropFirst(2).prefix(4)
      guard four.allSatisfy({ $0.isFinite }) else { continue }
      weights[form] = SIMD4(four)
    }
    return weights
  }

  /// The numbers of each form; nil where the estimates are of no such model.
  private static func parts(of estimates: Estimates) -> [(CES.Form, ArraySlice<Double>)]? {
    guard estimates.form.hasPrefix("CES("), estimates.form.hasSuffix(")") else { return nil }
    let names = estimates.form.dropFirst(4).dropLast()
      .split(separator: ",", omittingEmptySubsequences: false)
    let forms = names.compactMap { CES.Form(rawValue: String($0)) }
    let seasonal = forms.count { $0 != .none }
    let plain = forms.count - seasonal
    guard forms.count == names.count, Set(forms).count == forms.count else { return nil }
    // Two numbers, four parameters, the level, and as many phases with all forms that have a season.
    let rest = estimates.numbers.count - 8 * plain
    let size = seasonal == 0 ? 0 : rest / seasonal
    guard seasonal == 0 ? rest == 0 : rest == seasonal * size && size >= 12 && size % 2 == 0
    else { return nil }
    var numbers = estimates.numbers[...]
    return forms.map { form in
      let count = form == .none ? 8 : size
      defer { numbers = numbers.dropFirst(count) }
      return (form, numbers.prefix(count))
    }
  }

  /// One form with known numbers; nil where they are of no such model.
  private init?(_ history: CESHistory, form: CES.Form, numbers: ArraySlice<Double>) {
    let numbers = Array(numbers)
    guard numbers.allSatisfy({ $0.isFinite }), numbers[0] > 0, numbers[1] >= 0 else { return nil }
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
    guard filter.normal.squares.isFinite else { return nil }
    self.init(filter, weights, history: history, scale: scale, variance: numbers[1])
  }
}
