internal import TimeSeries

extension LevelShapeModel {
  /// The cycle; then unit and shift of the values, the shrinkage of the level, the steps of a cycle, the
  /// cycles of a longer season, the lag of the regression, the power of the transformation, the season that
  /// gaps are bridged with, and of the regression its coefficients, the matrix of leverages and the
  /// residuals.
  public var estimates: Estimates {
    let numbers = [
      history.unit, history.shift, regression.shrinkage, Double(period), Double(longPeriod),
      Double(regression.lag), regression.transform.power, Double(history.fillingPeriod),
    ]
    let ridge = regression.ridge
    return Estimates(
      form: "FLAIR",
      numbers: numbers + ridge.coefficients + ridge.leverages + ridge.residuals
    )
  }

  /// The model with what was estimated before.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model, or the history is
  ///   too short for them; `.noObservations`; `.tooShort`; `.diverged`.
  init(_ series: Series, keeping estimates: Estimates) throws(ForecastError) {
    let numbers = estimates.numbers
    guard
      estimates.form == "FLAIR", numbers.count > 8, numbers.allSatisfy(\.isFinite), numbers[0] > 0,
      let period = Int(exactly: numbers[3]), let long = Int(exactly: numbers[4]),
      let lag = Int(exactly: numbers[5]), let filling = Int(exactly: numbers[7]), filling >= 1,
      period >= 1, long >= 0, lag >= 0, numbers[2] > 0,
      (0...1).contains(numbers[6])
    else { throw .unsuitable(series: series.id) }
    let columns = lag > 0 ? 4 : 3
    let rest = Array(numbers[8...])
    guard rest.count > columns + columns * columns else { throw .unsuitable(series: series.id) }
    let ridge = RidgeAverage(
      coefficients: Array(rest[..<columns]),
      residuals: Array(rest[(columns + columns * columns)...]),
      leverages: Array(rest[columns..<(columns + columns * columns)])
    )
    let history = try LevelShapeHistory(
      series,
      period: filling,
      known: (unit: numbers[0], shift: numbers[1])
    )
    let matrix = CycleMatrix(
      Array(history.values.suffix(LevelShape.largestCycleCount * period)),
      period: period
    )
    guard
      matrix.count > max(lag, 2 * long),
      let regression = LevelRegression(
        level: matrix.sums.map { $0 * numbers[2] },
        shrinkage: numbers[2],
        longPeriod: long,
        lag: lag,
        known: (transform: BoxCox(power: numbers[6]), ridge: ridge)
      )
    else { throw .unsuitable(series: series.id) }
    self.init(history, matrix, regression)
  }
}
