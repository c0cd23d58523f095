public import TimeSeries

extension ThetaModel {
  /// The variant with its season, as the model is described; then origin and unit of the scale, α, the
  /// weight of the line and the initial level in these units, for a fixed line its intercept and slope,
  /// and the seasonal indices.
  public var estimates: Estimates {
    var numbers = [
      scale.origin, scale.unit, parameters.smoothing, parameters.weight, parameters.initialLevel,
    ]
    if let line { numbers += [line.intercept, line.slope] }
    return Estimates(form: description, numbers: numbers + (season?.seasonalIndices ?? []))
  }

  /// The model with the parameters, the line and the season that were estimated before.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model;
  ///   `.noObservations`; `.tooShort`.
  init(_ series: Series, keeping estimates: Estimates) throws(ForecastError) {
    let history = try ThetaHistory(series)
    let numbers = estimates.numbers
    var (name, composition) = (estimates.form[...], Composition?.none)
    for (mark, kind) in [("(A)", Composition.additive), ("(M)", .multiplicative)]
    where name.hasSuffix(mark) {
      (name, composition) = (name.dropLast(mark.count), kind)
    }
    guard let variant = ThetaVariant.allCases.first(where: { $0.name == name }) else {
      throw .unsuitable(series: series.id)
    }
    let lineEnd = variant.isDynamic ? 5 : 7
    guard
      numbers.count >= lineEnd, numbers.allSatisfy(\.isFinite), numbers[1] > 0,
      ThetaSearch.range.contains(numbers[2]), (0...1).contains(numbers[3]),
      composition == nil ? numbers.count == lineEnd : numbers.count >= lineEnd + 2
    else { throw .unsuitable(series: series.id) }
    let season = composition.flatMap {
      ClassicalDecomposition(
        history.values,
        composition: $0,
        seasonalIndices: Array(numbers[lineEnd...])
      )
    }
    if (season == nil) != (composition == nil) { throw .unsuitable(series: series.id) }
    let scale = ThetaScale(origin: numbers[0], unit: numbers[1])
    let scaled = scale.scaled(season?.seasonallyAdjusted(history.values) ?? history.values)
    let line =
      variant.isDynamic ? nil : LinearTrend(intercept: numbers[5], slope: numbers[6])
    let trend =
      line.map { ThetaTrend($0, count: scaled.count) } ?? ThetaTrend(scaled, isDynamic: true)
    var parameters = ThetaParameters(
      smoothing: numbers[2],
      weight: numbers[3],
      initialLevel: numbers[4]
    )
    parameters.run(through: scaled, trend: trend)
    self.init(
      variant,
      parameters,
      trend: trend,
      line: line,
      season: season,
      scale: scale,
      history: history
    )
  }
}

extension LocalForecaster where Model == ThetaModel {
  /// The variant, the parameters and the season found before, run through a history that may have
  /// grown.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model;
  ///   `.noObservations`; `.tooShort`.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> ThetaModel {
    try ThetaModel(series, keeping: estimates)
  }
}
