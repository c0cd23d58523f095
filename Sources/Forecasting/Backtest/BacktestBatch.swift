internal import TimeSeries

/// The scores of a few series by all models, and their tally: what a backtest makes of a piece of work.
///
/// A batch can be written as numbers and read again, so that an interrupted backtest goes on; since
/// batches are always the same series, sums come out the same to the last bit.
public struct BacktestBatch: Sendable {
  /// The scores of each series: by model, then by window.
  public private(set) var scores: [[[WindowScore]]]
  /// The tally of each model.
  public private(set) var tallies: [ModelTally]
  /// The tests of pairs of models on each series.
  public private(set) var duels: SeriesDuels

  /// Forecasts a few series with all models.
  ///
  /// - Parameter forecasts: receives the forecasts of each series: by model, then by window.
  public init(
    _ subjects: [BacktestSubject],
    contestants: [Contestant],
    in backtest: Backtest,
    forecasts: (BacktestSubject, [[TimedForecast?]]) -> Void = { _, _ in }
  ) {
    let windows = subjects.first?.origins.count ?? 0
    let empty = ModelTally(windows: windows, horizon: backtest.horizon)
    var tallies = [ModelTally](repeating: empty, count: contestants.count)
    var duels = SeriesDuels(models: contestants.count)
    scores = subjects.map { subject in
      let period = backtest.scalePeriod ?? subject.series.index.frequency.seasonalPeriod
      let scales = subject.origins.map { origin in
        ErrorScale(Array(subject.series.values[..<origin]), period: period)
      }
      let made = contestants.map { $0.forecasts(of: subject, in: backtest) }
      forecasts(subject, made)
      // From one origin, or from windows that share steps, the errors of a series say little of others.
      if windows > 1 && backtest.step >= backtest.horizon {
        let errors = made.map { Self.errors($0, of: subject, in: backtest) }
        duels.add(errors, horizon: backtest.horizon) { first, second in
          contestants[first].meets(contestants[second])
        }
      }
      return made.enumerated().map { model, windows in
        if windows.contains(where: { $0?.forecast.fallback != nil }) {
          tallies[model].countFallback()
        }
        return windows.enumerated().map { window, timed in
          guard let timed else { return WindowScore() }
          let actual = subject.actual(window, in: backtest)
          tallies[model].add(timed, actual: actual, scale: scales[window], window: window)
          return WindowScore(timed.forecast.distribution, actual: actual, scale: scales[window])
        }
      }
    }
    (self.tallies, self.duels) = (tallies, duels)
  }

  /// The absolute errors of one model on a series, window after window; NaN where there is none.
  private static func errors(
    _ forecasts: [TimedForecast?],
    of subject: BacktestSubject,
    in backtest: Backtest
  ) -> [Double] {
    forecasts.enumerated().flatMap { window, timed -> [Double] in
      guard let mean = timed?.forecast.mean else {
        return [Double](repeating: .nan, count: backtest.horizon)
      }
      return zip(subject.actual(window, in: backtest), mean).map { abs($0 - $1) }
    }
  }

  /// All numbers in a fixed order.
  public var fields: [Double] {
    scores.flatMap { $0.flatMap { $0.flatMap(\.fields) } } + tallies.flatMap(\.fields)
      + duels.fields
  }

  /// How many numbers the batch of so many series has.
  public static func fieldCount(
    series: Int,
    models: Int,
    windows: Int,
    horizon: Int
  ) -> Int {
    models
      * (series * windows * WindowScore.fieldCount
        + ModelTally.fieldCount(windows: windows, horizon: horizon))
      + SeriesDuels.fieldCount(models: models)
  }

  /// The batch with these numbers.
  ///
  /// - Precondition: there are `fieldCount` of them.
  public init(fields: [Double], series: Int, models: Int, windows: Int, horizon: Int) {
    let size = WindowScore.fieldCount
    scores = (0..<series).map { series in
      (0..<models).map { model in
        (0..<windows).map { window in
          let start = ((series * models + model) * windows + window) * size
          return WindowScore(fields: fields[start..<start + size])
        }
      }
    }
    let start = series * models * windows * size
    let part = ModelTally.fieldCount(windows: windows, horizon: horizon)
    tallies = (0..<models).map { model in
      var tally = ModelTally(windows: windows, horizon: horizon)
      tally.setFields(fields[start + model * part..<start + (model + 1) * part])
      return tally
    }
    duels = SeriesDuels(models: models)
    duels.setFields(fields[(start + models * part)...])
  }
}

/// What a backtest found, gathered batch by batch.
public struct BacktestResult: Sendable {
  /// The names of the models.
  public let models: [String]
  /// The number of windows.
  public let windows: Int
  /// The steps ahead.
  public let horizon: Int
  /// The scores of each series: by model, then by window.
  public private(set) var scores: [[[WindowScore]]] = []
  /// The tally of each model.
  public private(set) var tallies: [ModelTally]
  /// The tests of pairs of models on each series.
  public private(set) var duels: SeriesDuels

  /// Nothing yet.
  public init(models: [String], windows: Int, horizon: Int) {
    self.models = models
    self.windows = windows
    self.horizon = horizon
    tallies = [ModelTally](
      repeating: ModelTally(windows: windows, horizon: horizon),
      count: models.count
    )
    duels = SeriesDuels(models: models.count)
  }

  /// Adds the next batch.
  public mutating func add(_ batch: BacktestBatch) {
    scores += batch.scores
    for model in tallies.indices { tallies[model] += batch.tallies[model] }
    duels += batch.duels
  }

  /// The sums of a model at a step, over all windows.
  public func step(_ step: Int, of model: Int) -> ModelTally.Step {
    var sum = ModelTally.Step()
    for window in 0..<windows {
      let one = tallies[model].steps[window * horizon + step]
      sum.count += one.count
      sum.scaledCount += one.scaledCount
      sum.scaledError += one.scaledError
      sum.symmetricError += one.symmetricError
      sum.scaledExcess += one.scaledExcess
      sum.covered80 += one.covered80
      sum.covered95 += one.covered95
    }
    return sum
  }

  /// A metric of a model over the chosen series and windows; NaN where it is not defined for any.
  public func value(
    _ metric: BacktestMetric,
    of model: Int,
    series: some Sequence<Int>,
    window: Int? = nil
  ) -> Double {
    var (sum, weight) = (0.0, 0.0)
    for one in series {
      for (number, score) in scores[one][model].enumerated() where number == window ?? number {
        guard let parts = metric.parts(of: score) else { continue }
        sum += parts.sum
        weight += parts.weight
      }
    }
    return sum / weight
  }

  /// A metric of a model over all series and windows.
  public func value(_ metric: BacktestMetric, of model: Int) -> Double {
    value(metric, of: model, series: scores.indices)
  }
}
