internal import TimeSeries

extension LevelShapeModel {
  /// The cycle; then unit and shift of the values, the shrinkage of the level, the steps of a cycle, the
  /// cycles of a longer season, the lag of the regression, the power of the transformation, and the season that
  /// gaps are bridged with. Level, shape and regression follow the history.
  public var estimates: Estimates {
    Estimates(
      form: "FLAIR",
      numbers: [
        history.unit, history.shift, regression.shrinkage, Double(period), Double(longPeriod),
        Double(regression.lag), regression.transform.power, Double(history.fillingPeriod),
      ]
    )
  }

  /// The model with what was estimated before.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model, or the history is
  ///   too short for them; `.noObservations`; `.tooShort`; `.diverged`.
  init(_ series: Series, keeping estimates: Estimates) throws(ForecastError) {
    let numbers = estimates.numbers
    guard
      estimates.form == "FLAIR", numbers.count == 8, numbers.allSatisfy(\.isFinite), numbers[0] > 0,
      let period = Int(exactly: numbers[3]), let long = Int(exactly: numbers[4]),
      let lag = Int(exactly: numbers[5]), let filling = Int(exactly: numbers[7]), filling >= 1,
      period >= 1, long >= 0, lag >= 0, numbers[2] > 0,
      (0...1).contains(numbers[6])
    else { throw .unsuitable(series: series.id) }
    let history = try LevelShapeHistory(
      series,
      period: filling,
      known: (unit: numbers[0], shift: numbers[1])
    )
    let matrix = CycleMatrix(
      Array(history.values.suffix(LevelShape.largestCycleCount * period)),
      period: period
    )
    // As with a cycle that is looked for, the regression needs twice as many rows as columns.
    guard
      period == 1 || matrix.count - max(1, lag) >= 2 * (lag > 0 ? 4 : 3),
      matrix.count > max(lag, 2 * long),
      let regression = LevelRegression(
        level: matrix.sums.map { $0 * numbers[2] },
        shrinkage: numbers[2],
        longPeriod: long,
        lag: lag,
        known: BoxCox(power: numbers[6])
      )
    else { throw .unsuitable(series: series.id) }
    self.init(history, matrix, regression)
  }
}
