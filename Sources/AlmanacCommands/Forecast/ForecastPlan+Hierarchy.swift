internal import Forecasting
internal import Parallelism

extension ForecastPlan {
  /// Up to so many series earlier errors are looked at where the method does not need them: for covariances
  /// where no method is asked for, and for the widths of intervals.
  private static let mostForErrors = 5000
  private static let mostErrors = 40

  /// The rows of all series of a hierarchy, with forecasts that add up.
  ///
  /// Each distribution is moved to the coherent mean, and stretched as the errors of earlier forecasts are by the same
  /// method; of more than 5000 series only where the method needs these errors. Beside the rows comes what the user
  /// should know of the method.
  ///
  /// - Parameters:
  ///   - outcomes: the nodes and, behind them, the bottom series.
  ///   - method: nil for minimum trace with shrunk covariances, or for very many series with variances
  ///     that follow from the structure.
  func coherentRows(
    of outcomes: [Outcome],
    in hierarchy: Hierarchy,
    by method: Reconciliation?
  ) -> (rows: [[UInt8]], remarks: [String]) {
    let method =
      method ?? .minimumTrace(outcomes.count <= Self.mostForErrors ? .shrink : .structural)
    var forecasts = outcomes.map(\.forecasts)
    let bottoms = outcomes.dropFirst(hierarchy.nodes.count)
    let isNonNegative =
      !settings.allowsNegative
      && bottoms.allSatisfy { !$0.series.values.contains { $0 < 0 } }
    var remarks: [String] = []
    for (place, forecaster) in forecasters.enumerated() {
      // Without need of them they still say how wide distributions have to be.
      let errors =
        method.needsErrors || outcomes.count <= Self.mostForErrors
        ? errors(of: forecaster, at: place, in: outcomes) : []
      // Items that start late were not there at the first origins.
      let actuals = zip(outcomes, errors).map { outcome, errors in
        let own = outcome.series.values.suffix(errors.count)
        return [Double](repeating: .nan, count: errors.count - own.count) + own
      }
      if method == .empiricalRisk, !method.canLearn(from: errors, actuals: actuals) {
        remarks.append("\(models[place]): erm: too few earlier origins in common, so bottom-up")
      }
      let means = method.reconciled(
        forecasts.map { $0[place].mean },
        of: hierarchy,
        errors: errors,
        actuals: actuals,
        isNonNegative: isNonNegative
      )
      let stretches = method.stretches(
        of: hierarchy,
        errors: errors,
        actuals: actuals,
        isNonNegative: isNonNegative
      )
      for series in forecasts.indices {
        forecasts[series][place].distribution = forecasts[series][place].distribution
          .moved(to: means[series], stretchedBy: stretches[series])
      }
    }
    let coherent = forecasts
    return (parallelMap(count: coherent.count) { table.rows(of: coherent[$0]) }, remarks)
  }

  /// What forecasts of one step missed before, for each series.
  private func errors(
    of forecaster: any LocalForecaster,
    at place: Int,
    in outcomes: [Outcome]
  ) -> [[Double]] {
    let longest = outcomes.map(\.series.values.count).max() ?? 0
    let count = min(Self.mostErrors, longest / 3)
    return parallelMap(count: outcomes.count) { number in
      let outcome = outcomes[number]
      return forecaster.oneStepErrors(of: outcome.fitted[place], on: outcome.series, count: count)
    }
  }
}
