public import TimeSeries

/// A way to forecast a panel.
///
/// This is all that the backtest, the ensembles and the tool know of a model. Models of one series
/// at a time conform to `LocalForecaster`, which supplies this.
public protocol Forecaster<Fitted>: Sendable {
  /// What fitting gives.
  associatedtype Fitted: FittedForecaster
  /// The model, fitted to a panel.
  ///
  /// - Throws: `ForecastError` when the panel as a whole cannot be fitted. A single difficult series
  ///   never makes a panel fail: it gets a fallback and a note.
  func fitted(to history: Panel) throws(ForecastError) -> Fitted
}

/// A model that has seen its history.
public protocol FittedForecaster: Sendable {
  /// The next `horizon` steps of each series of the history, in its order.
  func forecast(horizon: Int) throws(ForecastError) -> [Forecast]
}
