internal import CommandLineKit
internal import Forecasting
internal import Parallelism
internal import TimeSeries

extension ForecastCommand {
  func run(on terminal: Terminal) throws -> ExitCode {
    // Opened first, so that a target that cannot be written is known before the work is done.
    try refuseReplacing(input: input.file, with: output)
    if let future { try refuseReplacing(input: future, with: output) }
    var file = try OutputFile(path: output)
    let watch = Stopwatch()
    let futureFile = future.map { CSVOptions.FutureFile(path: $0, horizon: self.horizon) }
    var source =
      try grouped
      ? SeriesSource(streaming: input, future: futureFile)
      : SeriesSource(reading: input, future: futureFile)
    let frequency = source.report?.frequency ?? input.frequency ?? Frequency(.integer)
    let table = ForecastTable(
      format: json ? .json : .csv,
      models: columns,
      levels: Set(levels).sorted(),
      quantiles: Set(quantiles).sorted(),
      hasNotes: notes,
      timestamps: source.report?.timeFormat ?? .integer
    )
    let season = season ?? self.season(of: source, frequency: frequency)
    let forecasters = forecasters(season: season)
    let horizon = horizon ?? source.report?.futureSteps ?? frequency.usualHorizon
    let settings = ForecastOptions(seed: options.seed, allowsNegative: allowNegative)

    try file.write(table.header())
    var tally = ForecastTally()
    let meter = ProgressMeter(
      "Forecasting",
      total: source.count,
      unit: "series",
      on: terminal,
      isQuiet: options.quiet
    )
    try withThreads(options.threadCount) {
      try parallelPipeline(
        next: { try source.next() },
        transform: { series in
          let forecasts = forecasters.map {
            $0.fittedOrReplaced(series).forecast(horizon: horizon, options: settings)
          }
          return (series: series, forecasts: forecasts, rows: table.rows(of: forecasts))
        },
        consume: { result in
          if Interrupt.isRequested { throw Interrupted(output: output) }
          try file.write(result.rows)
          tally.count(result.series, result.forecasts)
          meter.advance()
        }
      )
    }
    meter.finish()
    if strict, let note = tally.notes.first {
      throw StrictnessError(series: note.series, note: note.text)
    }
    try file.commit()
    if plot, let first = tally.first {
      let drawing = ForecastPlot(
        series: first.series,
        forecast: first.forecast,
        column: columns[0],
        level: table.levels.first ?? 80,
        timestamps: table.timestamps
      )
      for line in drawing.lines(on: terminal) { StandardError.write(line) }
    }
    if !options.quiet {
      for line in tally.lines(report: source.report, season: season, seconds: watch.text) {
        StandardError.write("almanac: \(line)")
      }
    }
    return .success
  }

  /// The season found in the panel; a stream has that of its frequency, since nothing may depend on the
  /// series that happen to be in it.
  private func season(of source: borrowing SeriesSource, frequency: Frequency) -> Int {
    grouped
      ? frequency.seasonalPeriod : SeasonalPeriod(of: source.loaded, frequency: frequency).period
  }

  /// The models, set up with the season; each forecasts one series at a time.
  private func forecasters(season: Int) -> [any LocalForecaster] {
    let options = ModelOptions(seasonalPeriod: season, seed: options.seed)
    return models.compactMap { $0.model.init(options: options) as? any LocalForecaster }
  }
}
