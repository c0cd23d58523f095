internal import CommandLineKit
internal import Forecasting
internal import Parallelism
internal import TimeSeries

/// Why a comparison cannot be made of the files as they are.
struct CompareFailure: CommandFailure {
  let prose: String
}

/// What a comparison works with, once it is known what is in the files.
struct ComparePlan: Sendable {
  let report: CSVReport
  let subjects: [BacktestSubject]
  let backtest: Backtest
  /// The competitors, not trained yet, then those of them that are not shown all covariates.
  let contestants: [Contestant]
  /// For each of the latter its position, and that of the same model with all covariates.
  let ablations: [(model: Int, ablated: Int)]
  /// The settings of all of them.
  let settings: ModelOptions
  /// The position of the seasonal naive forecast among them.
  let baseline: Int
  /// The season of the models, and why.
  let season: (period: Int, prose: String)
  /// Series of the history that the test file has nothing on.
  let untested: Int
  private let by: [String]
  /// What each training has beside its panel.
  let run: TrainingRun
  /// What tells these data from others: a hash of ids, times and values.
  let fingerprint: String

  /// - Throws: `CSVError`, `UsageError`, `CompareFailure`.
  init(_ command: CompareCommand) throws {
    var options = command.covariates.reading(command.input.csvOptions, known: command.known)
    let words = command.by + command.covariates.attributes
    if !words.isEmpty { options.attributes = .named(words) }
    let (panel, report) = try Panel.reading(csv: command.input.file, options: options)
    self.report = report
    by = command.by
    run = try command.training.run(command.input.csvOptions)
    let features = try command.covariates.features(for: report, options: command.input.csvOptions)
    var tests: Panel?
    if let file = command.test {
      options.attributes = .none
      options.covariates = command.known.isEmpty ? .none : .named(command.known)
      options.frequency = report.timeColumn == nil ? options.frequency : report.frequency
      tests = try Panel.reading(csv: file, options: options).panel
    }
    let horizon =
      command.horizon ?? tests?.map(\.values.count).max() ?? report.frequency.usualHorizon
    var backtest = Backtest(
      horizon: horizon,
      windows: command.windows,
      step: command.step,
      refit: command.refit.refit
    )
    backtest.features = features
    // As the columns are called in the file, which may be in another case.
    backtest.pasts = Set(report.covariateColumns.filter(command.covariates.isPast))
    backtest.treatment = command.treatment.seriesTreatment
    backtest.options = ForecastOptions(
      seed: command.options.seed,
      allowsNegative: command.treatment.allowNegative
    )
    (subjects, untested) = try Self.subjects(
      of: panel,
      tests: tests,
      isNumbered: report.timeColumn == nil,
      command,
      in: backtest
    )
    // Found in what every window sees: the season, too, must not come from what is kept back.
    let seen = Panel(subjects.compactMap { $0.firstHistory })
    let found = SeasonalPeriod(of: seen, frequency: report.frequency)
    let season = command.season ?? found.period
    self.season = (season, command.season.map { "\($0), as given" } ?? found.prose)
    backtest.scalePeriod = command.scale ?? season
    self.backtest = backtest
    fingerprint = Self.fingerprint(of: subjects)
    guard subjects.contains(where: { $0.origins.contains { $0 > 0 } }) else {
      throw CompareFailure(
        prose: """
          \(command.input.file): every series is shorter than the \(horizon) steps that are kept back \
          and two more; ask for fewer with --horizon or --windows
          """
      )
    }
    var asked = ModelOptions(
      seasonalPeriod: season,
      seed: command.options.seed,
      horizon: horizon,
      intervals: command.treatment.intervals
    )
    asked.neural = command.training.neural
    asked.networks = command.training.triedByAuto
    settings = asked
    let settings = self.settings
    func contestant(_ choice: ModelChoice, without ablation: Ablation? = nil) -> Contestant? {
      choice.forecaster(options: settings, intervals: command.treatment.intervals).map {
        Contestant($0, without: ablation)
      }
    }
    var contestants = command.competitors.compactMap { contestant($0) }
    var ablations: [(model: Int, ablated: Int)] = []
    for leftOut in try command.leftOut() {
      let ablation = leftOut.ablation(columns: report.covariateColumns, features: features)
      guard
        let model = contestants.firstIndex(where: { $0.name == leftOut.model.model.entry.name }),
        let ablated = contestant(leftOut.model, without: ablation)
      else { continue }
      ablations.append((model, contestants.count))
      contestants.append(ablated)
    }
    (self.contestants, self.ablations) = (contestants, ablations)
    baseline = contestants.firstIndex { $0.name == SeasonalNaive.entry.name } ?? 0
  }

  /// The positions of the competitors, which are shown all covariates.
  var competitors: Range<Int> { 0..<contestants.count - ablations.count }

  private static func subjects(
    of panel: Panel,
    tests: Panel?,
    isNumbered: Bool,
    _ command: CompareCommand,
    in backtest: Backtest
  ) throws(CompareFailure) -> ([BacktestSubject], untested: Int) {
    guard let tests else { return (panel.map { BacktestSubject($0, in: backtest) }, 0) }
    var subjects: [BacktestSubject] = []
    for series in panel {
      guard let test = tests[id: series.id] else { continue }
      if !isNumbered, test.index.start != series.index.end {
        throw CompareFailure(
          prose: """
            \(command.test ?? ""): series \(series.id.quoted) does not begin at the step after the \
            last of \(command.input.file)
            """
        )
      }
      var kept = test
      kept.values = Array(test.values.prefix(backtest.horizon))
      kept.index.count = kept.values.count
      kept.covariates = []
      for covariate in test.covariates {
        let values = Array(covariate.values.prefix(backtest.horizon))
        kept.covariates.append(Covariate(name: covariate.name, values: values))
      }
      subjects.append(BacktestSubject(series, followedBy: kept))
    }
    if subjects.isEmpty {
      throw CompareFailure(
        prose: "\(command.test ?? ""): has none of the series of \(command.input.file)"
      )
    }
    return (subjects, panel.count - subjects.count)
  }

  private static func fingerprint(of subjects: [BacktestSubject]) -> String {
    var fingerprint = Fingerprint()
    for subject in subjects {
      fingerprint.add(subject.series)
      for origin in subject.origins { fingerprint.add(UInt64(origin)) }
    }
    return fingerprint.text
  }

  /// Whether results are divided by a column of words, and not only shown to models.
  func isDividing(_ column: String) -> Bool {
    by.contains { $0.lowercased() == column.lowercased() }
  }

  /// The longest series, which need most memory.
  var longest: [BacktestSubject] {
    let order = subjects.indices.filter { subjects[$0].origins.contains { $0 > 0 } }.sorted {
      (subjects[$1].series.values.count, $0) < (subjects[$0].series.values.count, $1)
    }
    return order.prefix(4).map { subjects[$0] }
  }

  /// The series in pieces of work, always the same ones.
  var batches: [Range<Int>] {
    let size = max(1, min(16, subjects.count / 64))
    return stride(from: 0, to: subjects.count, by: size).map {
      $0..<min($0 + size, subjects.count)
    }
  }
}

extension BacktestSubject {
  /// The observations before its first origin; nil where it is forecast from none.
  fileprivate var firstHistory: Series? {
    guard let origin = origins.first(where: { $0 > 0 }) else { return nil }
    var index = series.index
    index.count = origin
    return Series(id: series.id, index: index, values: Array(series.values[..<origin]))
  }
}

extension ModelChoice {
  /// The forecaster with these settings; nil for a model that is not local.
  func forecaster(
    options: ModelOptions,
    intervals: IntervalMethod?
  ) -> (any LocalForecaster)? {
    let forecaster = model.init(options: options)
    if let global = forecaster as? any GlobalForecaster { return global }
    guard let local = forecaster as? any LocalForecaster else { return nil }
    func calibrated(_ forecaster: some LocalForecaster) -> any LocalForecaster {
      Conformal(forecaster, seasonOfSeries: options.seasonalPeriod)
    }
    return (intervals ?? model.entry.intervals) == .model ? local : calibrated(local)
  }
}
