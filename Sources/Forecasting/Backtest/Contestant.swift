internal import Glibc
internal import TimeSeries

/// A forecaster in a backtest.
///
/// One that learns from the whole panel is trained with `trained(on:in:run:kept:keep:progress:)` first:
/// once for each origin at which it is fitted anew.
public struct Contestant: Sendable {
  /// The name in the catalogue, such as `seasonal-naive`, and what it is not shown: `ets without price`.
  public let name: String
  /// The name of its columns in a file, such as `SeasonalNaive`, or `AutoETS-without-price`.
  public let column: String
  /// The covariates that it is not shown; nil for none.
  public let ablation: Ablation?
  /// The time that its training took on all threads; 0 for one that learns from each series alone.
  public private(set) var trainingSeconds = 0.0
  /// The forecaster of each window; one alone serves all.
  private var forecasters: [any LocalForecaster]

  /// The given forecaster, which may be one that is not shown some covariates.
  public init(_ forecaster: any LocalForecaster, without ablation: Ablation? = nil) {
    let entry = type(of: forecaster).entry
    name = ablation.map { Ablation.name(of: entry.name, without: $0.name) } ?? entry.name
    column = entry.column + (ablation.map { "-without-\($0.name)" } ?? "")
    self.ablation = ablation
    forecasters = [forecaster]
  }

  /// The names of the models whose forecasts of a subject it combines; empty for most.
  public func memberNames(for subject: BacktestSubject) -> [String] {
    forecasters.last?.memberNames(for: subject.series) ?? []
  }

  /// Whether the two are told apart series by series: models that are shown everything, and a model beside itself
  /// with covariates hidden.
  func meets(_ other: Contestant) -> Bool {
    switch (ablation, other.ablation) {
    case (nil, nil): true
    case (let ablation?, nil): name == Ablation.name(of: other.name, without: ablation.name)
    case (nil, .some): other.meets(self)
    case (.some, .some): false
    }
  }

  /// What it may see of a subject at a window; nil where there is no forecast.
  private func shown(
    _ window: Int,
    of subject: BacktestSubject,
    in backtest: Backtest
  ) -> Series? {
    guard let ablation else { return subject.history(window, in: backtest) }
    let shown = ablation.applied(to: subject, in: backtest)
    return shown.subject.history(window, in: shown.backtest)
  }

  /// Whether it learns from the whole panel and has to be trained.
  public var needsTraining: Bool {
    forecasters.count == 1 && forecasters[0] is any GlobalForecaster
  }

  /// The forecaster of the first window, where it learns from the whole panel.
  public var global: (any GlobalForecaster)? { forecasters.first as? any GlobalForecaster }

  /// The contestant after it has learnt, for each window, from the histories before its origins.
  ///
  /// Where there is nothing to learn from, each series gets its fallback.
  ///
  /// - Parameters:
  ///   - run: the circumstances of each training.
  ///   - kept: what was learnt before for the window with this number; nil to learn it now.
  ///   - keep: given what was learnt now for a window, unless training was ended.
  ///   - progress: called now and then with what is done of all trainings; false ends them.
  public func trained(
    on subjects: [BacktestSubject],
    in backtest: Backtest,
    run: TrainingRun = TrainingRun(),
    kept: (_ window: Int) -> TrainedModel? = { _ in nil },
    keep: (TrainedModel, _ window: Int) -> Void = { _, _ in },
    progress: (TrainingReport) -> Bool
  ) -> Contestant {
    guard let untrained = forecasters[0] as? any GlobalForecaster else { return self }
    let windows = (0..<(subjects.first?.origins.count ?? 0))
    let due = windows.filter(backtest.refit.isDue)
    var trained = self
    trained.forecasters = []
    var latest: any GlobalForecaster = untrained
    for window in windows {
      if let place = due.firstIndex(of: window) {
        if let known = kept(window) {
          latest = known.forecaster
          trained.trainingSeconds += known.seconds
        } else {
          let start = monotonicSeconds()
          let panel = Panel(subjects.compactMap { shown(window, of: $0, in: backtest) })
          var isWhole = true
          let model = try? untrained.trained(on: panel, run: run) { report in
            var report = report
            report.done = (Double(place) + report.done) / Double(due.count)
            isWhole = progress(report)
            return isWhole
          }
          let seconds = monotonicSeconds() - start
          latest = model ?? untrained
          trained.trainingSeconds += seconds
          if let model, isWhole {
            keep(TrainedModel(forecaster: model, seconds: seconds), window)
          }
        }
      }
      trained.forecasters.append(latest)
    }
    return trained
  }

  /// The forecasts of one series, a window each; nil where the series is too short.
  ///
  /// They depend on the series before the origins, the settings and what was learnt, on nothing else.
  public func forecasts(
    of subject: BacktestSubject,
    in backtest: Backtest
  ) -> [TimedForecast?] {
    var kept: Estimates?
    var number = 0
    return subject.origins.indices.map { window in
      guard let history = shown(window, of: subject, in: backtest) else { return nil }
      let forecaster = forecasters[min(window, forecasters.count - 1)]
      // What has learnt from other series estimates nothing for this one.
      let estimates =
        forecaster is any GlobalForecaster
        ? Estimates() : backtest.refit.isDue(number) ? nil : kept
      number += 1
      let start = clockSeconds(CLOCK_THREAD_CPUTIME_ID)
      let fitted =
        backtest.treatment.retired(history)
        ?? forecaster.fittedOrReplaced(backtest.treatment.treated(history), keeping: estimates)
      if !fitted.keepsEstimates { kept = fitted.fallback == nil ? fitted.model.estimates : nil }
      let middle = clockSeconds(CLOCK_THREAD_CPUTIME_ID)
      let forecast = fitted.forecast(horizon: backtest.horizon, options: backtest.options)
      let end = clockSeconds(CLOCK_THREAD_CPUTIME_ID)
      return TimedForecast(
        forecast: forecast,
        fitSeconds: middle - start,
        forecastSeconds: end - middle
      )
    }
  }
}

/// A forecast and the processor time that it took.
public struct TimedForecast: Sendable {
  /// The forecast.
  public let forecast: Forecast
  /// The time of fitting.
  public let fitSeconds: Double
  /// The time of forecasting.
  public let forecastSeconds: Double
}
