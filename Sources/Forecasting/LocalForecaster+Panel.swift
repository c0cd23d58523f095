internal import Parallelism
public import TimeSeries

extension LocalForecaster {
  /// The model, fitted to each series of a panel on its own, on the threads that are allowed.
  ///
  /// A series that cannot be given this model gets the seasonal naive forecast, else the naive one,
  /// and a record of why.
  public func fitted(to history: Panel) -> FittedPanel { fittedSeriesBySeries(to: history) }

  /// The model, fitted to each series as it is.
  func fittedSeriesBySeries(to history: Panel) -> FittedPanel {
    FittedPanel(series: parallelMap(count: history.count) { fittedOrReplaced(history[$0]) })
  }

  /// The model fitted to one series, or where that is not possible the seasonal naive or the naive
  /// one, with a record of why.
  ///
  /// Values so large or so small that their squares are not, are fitted in other units.
  ///
  /// - Parameter estimates: what was estimated before, to be kept; where the model or the history do
  ///   not allow that, everything is estimated anew.
  public func fittedOrReplaced(_ series: Series, keeping estimates: Estimates? = nil)
    -> FittedSeries
  {
    let (model, fallback, keepsEstimates, caveats) =
      if let unit = ScaledModel.unit(for: series) {
        scaledModel(of: series, unit: unit, keeping: estimates)
      } else {
        modelOrReplacement(of: series, keeping: estimates)
      }
    return FittedSeries(
      series,
      model: model,
      fallback: fallback,
      keepsEstimates: keepsEstimates,
      caveats: caveats
    )
  }

  private typealias Outcome = (
    model: any LocalModel, fallback: Fallback?, keepsEstimates: Bool, caveats: [Caveat]
  )

  private func scaledModel(
    of series: Series,
    unit: Double,
    keeping estimates: Estimates?
  ) -> Outcome {
    let kept = estimates.flatMap(ScaledModel.parts)
    let unit = kept?.unit ?? unit
    var outcome = modelOrReplacement(of: series.divided(by: unit), keeping: kept?.inner)
    outcome.model = ScaledModel(model: outcome.model, unit: unit)
    return outcome
  }

  private func modelOrReplacement(of series: Series, keeping estimates: Estimates?) -> Outcome {
    if let estimates, let model = try? modelWithCovariates(of: series, keeping: estimates) {
      return (model, nil, true, caveats(ofAny: model, for: series))
    }
    let fallback: Fallback
    do {
      let model = try modelWithCovariates(of: series)
      return (model, nil, false, caveats(ofAny: model, for: series))
    } catch {
      fallback = Fallback(asked: Self.entry.column, reason: error)
    }
    let model: (any LocalModel)? =
      (try? SeasonalNaive(seasonalPeriod: seasonalPeriod).modelWithCovariates(of: series))
      ?? (try? Naive().modelWithCovariates(of: series))
    return (model ?? NoModel(), fallback, false, [])
  }

  /// The caveats of a model, where no regression stands before it.
  private func caveats(ofAny model: any LocalModel, for series: Series) -> [Caveat] {
    (model as? Model).map { caveats(of: $0, for: series) } ?? []
  }

  /// The model fitted to one series, with a regression on its covariates if it needs one.
  func modelWithCovariates(
    of series: Series,
    keeping estimates: Estimates? = nil
  ) throws(ForecastError) -> any LocalModel {
    guard !Self.takesCovariates, RegressionStage.takesPart(in: series) else {
      return try model(of: series, keeping: estimates)
    }
    let stage = RegressionStage(base: self)
    guard let estimates else { return try stage.fitted(to: series) }
    return try stage.fitted(to: series, keeping: estimates)
  }
}

/// A local model fitted to every series of a panel.
public struct FittedPanel: FittedForecaster {
  /// The fitted series, in the order of the panel.
  public let series: [FittedSeries]

  /// The next `horizon` steps of each series; those of one without any observation are missing (NaN).
  public func forecast(horizon: Int, options: ForecastOptions) -> [Forecast] {
    parallelMap(count: series.count) { series[$0].forecast(horizon: horizon, options: options) }
  }
}
