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
  ///
  /// - Precondition: `horizon` is at least 1.
  func forecast(horizon: Int, options: ForecastOptions) throws(ForecastError) -> [Forecast]
}

extension FittedForecaster {
  /// The next `horizon` steps of each series of the history, in its order, with default options.
  public func forecast(horizon: Int) throws(ForecastError) -> [Forecast] {
    try forecast(horizon: horizon, options: ForecastOptions())
  }
}

/// The settings of a forecast that do not change what was fitted.
public struct ForecastOptions: Sendable {
  /// The seed of simulated intervals; each series draws from a stream of its own.
  public var seed: UInt64
  /// Whether a series without negative observations may get negative forecasts; if not, they and
  /// their intervals end at 0.
  public var allowsNegative: Bool

  /// The given settings; the rest are defaults.
  public init(seed: UInt64 = 0, allowsNegative: Bool = false) {
    self.seed = seed
    self.allowsNegative = allowsNegative
  }
}
