public import TimeSeries

extension LocalForecaster {
  /// What forecasts of one step missed at the last origins of a series, the oldest first.
  ///
  /// The model keeps its parameters, so nothing is estimated again. Where it cannot be taken back to an
  /// origin, the step was not observed, or the series had not begun, the error is missing (NaN).
  ///
  /// - Parameters:
  ///   - fitted: the model, fitted to the whole series.
  ///   - count: how many origins.
  public func oneStepErrors(of fitted: FittedSeries, on series: Series, count: Int) -> [Double] {
    let steps = series.values.count
    return (0..<count).map { place in
      let origin = steps - count + place
      guard origin >= 1 else { return .nan }
      let model = fittedOrReplaced(series.first(origin), keeping: fitted.model.estimates)
      return series.values[origin] - model.forecast(horizon: 1).mean[0]
    }
  }
}
