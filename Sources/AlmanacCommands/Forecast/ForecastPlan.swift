internal import CommandLineKit
internal import Forecasting
internal import Parallelism
internal import TimeSeries

/// What a run works with, once it is known what is in the file.
struct ForecastPlan: Sendable {
  /// One series, its fitted models, and their forecasts as they are and as text.
  struct Outcome: Sendable {
    let series: Series
    let fitted: [FittedSeries]
    let forecasts: [Forecast]
    let rows: [UInt8]
  }

  let table: ForecastTable
  let horizon: Int
  let frequency: Frequency
  let season: Int
  /// The models with which to go on; nil to estimate everything.
  let saved: SavedModels?
  /// The models, those that learn from the whole panel trained.
  let forecasters: [any LocalForecaster]
  let settings: ForecastOptions
  /// What the calendar adds to the covariates of each series.
  private let features: [CalendarFeature]
  private let treatment: SeriesTreatment
  private let isStream: Bool
  /// Those of the models that read less of the covariates than there is, in words.
  private let unread: [String]
  /// What the models were set up with.
  private let modelOptions: ModelOptions
  /// Whether forecasts are made to agree with those of sums over longer steps.
  private let isTemporal: Bool
  /// The steps that forecasts reach on the way: the horizon or, with sums over longer steps, whole seasons.
  private let reach: Int

  /// - Throws: `SavedModelsFailure` where saved models are asked for and do not suit; `HierarchyFailure`
  ///   where covariates end before whole seasons; what training throws.
  init(
    _ command: ForecastCommand,
    source: borrowing SeriesSource,
    features: [CalendarFeature],
    on terminal: Terminal
  ) throws {
    self.features = features
    isStream = command.grouped
    var saved: SavedModels?
    if let path = command.from { saved = try SavedModels(path: path) }
    self.saved = saved
    frequency =
      source.report?.frequency ?? command.input.frequency ?? saved?.frequency ?? Frequency(.integer)
    if let path = command.from, let saved, source.report != nil, saved.frequency != frequency {
      throw SavedModelsFailure(
        path: path,
        fact: .otherFrequency(
          saved: saved.frequency.description,
          actual: frequency.description
        )
      )
    }
    // A stream has the season of its frequency, since nothing may depend on the series that happen
    // to be in it.
    season =
      saved?.seasonalPeriod ?? command.season
      ?? (command.grouped
        ? frequency.seasonalPeriod
        : SeasonalPeriod(of: source.loaded, frequency: frequency).period)
    horizon = command.horizon ?? source.report?.futureSteps ?? frequency.usualHorizon
    isTemporal = command.hierarchy.isTemporal
    reach = isTemporal ? TemporalHierarchy.steps(for: horizon, period: season) : horizon
    if command.future != nil, reach > horizon {
      throw HierarchyFailure(fact: .seasons(steps: horizon, needed: reach))
    }
    let known = saved?.trained.filter { !$0.learnt.isEmpty }.map(\.horizon).min()
    if let path = command.from, let known, known < reach {
      throw SavedModelsFailure(
        path: path,
        fact: known < horizon
          ? .shorterHorizon(learnt: known, asked: horizon)
          : .shorterSeasons(learnt: known, asked: reach)
      )
    }
    if let path = command.from, let saved, let report = source.report {
      let one = TimeIndex(
        start: source.loaded.first?.index.start ?? Timestamp(year: 2001, month: 1, day: 1),
        frequency: frequency,
        count: 1
      )
      let given =
        report.knownColumns + report.attributeColumns + features.flatMap { $0.names(at: one) }
      let missing =
        saved.trained.flatMap(\.neededColumns).filter { !given.contains($0) }
        + saved.trained.flatMap(\.neededPastColumns)
        .filter { !report.covariateColumns.contains($0) }
      if !missing.isEmpty { throw SavedModelsFailure(path: path, fact: .missingColumns(missing)) }
    }
    var options = ModelOptions(
      seasonalPeriod: season,
      seed: command.options.seed,
      horizon: reach,
      intervals: command.treatment.intervals
    )
    options.neural = command.training.neural
    options.networks = command.training.triedByAuto
    modelOptions = options
    let models =
      saved?.models.compactMap(ModelCatalogue.model(named:)) ?? command.models.map(\.model)
    let treatment = command.treatment.seriesTreatment
    self.treatment = treatment
    let (learnt, panel, ahead) = (saved?.trained ?? [], source.loaded, reach)
    func trained(_ model: any GlobalForecaster) throws -> any LocalForecaster {
      let whole = Panel(panel.map { treatment.treated($0.adding(features, horizon: ahead)) })
      return try command.training(model, on: whole, terminal: terminal)
    }
    forecasters = try models.compactMap { model in
      if let known = learnt.first(where: { type(of: $0).entry.name == model.entry.name }) {
        return command.fineTune ? try trained(known.adapted(to: options)) : known
      }
      let forecaster = model.init(options: options)
      if let global = forecaster as? any GlobalForecaster {
        return command.grouped ? global : try trained(global)
      }
      guard let local = forecaster as? any LocalForecaster else { return nil }
      return switch command.treatment.intervals ?? model.entry.intervals {
      case .model: local
      case .conformal: Self.conformal(local, seasonalPeriod: options.seasonalPeriod)
      }
    }
    let unknown =
      command.from == nil
      ? []
      : Self.pasts(
        command.covariates,
        in: source.report,
        unknownTo: forecasters.compactMap { $0 as? any GlobalForecaster }
      )
    unread =
      command.covariates.remarks(
        for: models.map(ModelChoice.init),
        hasKnown: command.future != nil || !features.isEmpty
      )
      + unknown.map { "not read: \($0.quoted) of --past, of which the saved models learnt nothing" }
    settings = ForecastOptions(
      seed: command.options.seed,
      allowsNegative: command.treatment.allowNegative
    )
    table = ForecastTable(
      format: command.json ? .json : .csv,
      models: models.map { $0.entry.column },
      levels: Set(command.levels).sorted(),
      quantiles: Set(command.quantiles).sorted(),
      services: Set(command.services).sorted(),
      seed: command.options.seed,
      hasNotes: command.notes,
      isExplained: command.explain,
      timestamps: source.report?.timeFormat ?? .integer
    )
  }

  /// The names of the models in the catalogue.
  var models: [String] { forecasters.map { type(of: $0).entry.name } }

  /// Those of the models that have learnt from the whole panel.
  var trained: [any GlobalForecaster] { forecasters.compactMap { $0 as? any GlobalForecaster } }

  /// What the user should know of models that have learnt nothing from other series and, explained, what
  /// others have found out.
  var remarks: [String] {
    let autos = forecasters.compactMap { $0 as? Auto }
    return unread + autos.compactMap { $0.findings?.budgetProse } + autos.flatMap(\.networkProse)
      + forecasters.compactMap { forecaster in
        if table.isExplained, let findings = (forecaster as? Auto)?.findings {
          return findings.prose
        }
        guard let global = forecaster as? any GlobalForecaster, global.learnt.isEmpty else {
          return nil
        }
        let name = type(of: global).entry.name
        return isStream
          ? "\(name): models of single series alone, since a stream shows one at a time; "
            + "--save one of the whole panel, then --from"
          : "\(name): models of single series alone, since the panel is too small to learn from"
      }
  }

  /// How the rows of an interrupted run are counted.
  var unfinishedRows: UnfinishedRows {
    UnfinishedRows(
      header: table.header(),
      rowsPerGroup: horizon,
      hasQuotes: table.format == .csv
    )
  }

  /// The forecasts of one series.
  func outcome(of series: Series) -> Outcome {
    let series = series.adding(features, horizon: reach)
    let kept = saved?.estimates(for: series)
    let treated = treatment.treated(series)
    let retired = treatment.retired(series)
    let fitted = forecasters.enumerated().map { place, forecaster in
      // What has learnt from other series estimates nothing for this one.
      let own = forecaster is any GlobalForecaster ? Estimates() : nil
      return retired
        ?? forecaster.fittedOrReplaced(treated, keeping: kept.flatMap { $0[place] ?? own })
    }
    let forecasts = zip(forecasters, fitted).map { forecaster, fitted in
      isTemporal && retired == nil
        ? forecaster.temporallyCoherent(
          fitted,
          of: treated,
          horizon: horizon,
          options: modelOptions,
          settings: settings
        ) : fitted.forecast(horizon: horizon, options: settings)
    }
    return Outcome(
      series: series,
      fitted: fitted,
      forecasts: forecasts,
      rows: table.rows(of: forecasts)
    )
  }

  /// The columns of the past of which no model has learnt anything.
  private static func pasts(
    _ covariates: CovariateOptions,
    in report: CSVReport?,
    unknownTo models: [any GlobalForecaster]
  ) -> [String] {
    let known = models.flatMap(\.neededPastColumns)
    return (report?.covariateColumns ?? []).filter {
      covariates.isPast($0) && !known.contains($0)
    }
  }

  private static func conformal(
    _ forecaster: some LocalForecaster,
    seasonalPeriod: Int?
  ) -> any LocalForecaster {
    Conformal(forecaster, seasonOfSeries: seasonalPeriod)
  }
}

extension Series {
  /// The series with what the calendar adds to its covariates.
  fileprivate func adding(_ features: [CalendarFeature], horizon: Int) -> Series {
    var series = self
    for feature in features {
      series.covariates += feature.covariates(of: id, at: index, horizon: horizon)
    }
    return series
  }
}
