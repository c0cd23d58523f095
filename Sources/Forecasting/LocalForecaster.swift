public import Tensors
public import TimeSeries

/// A way to forecast one series at a time.
///
/// What it gives for a series depends on that series, the options and the seed alone, so a panel may
/// be streamed through it, in any order, on any number of threads.
public protocol LocalForecaster: CatalogueModel {
  /// What fitting one series gives.
  associatedtype Model: LocalModel
  /// The seasonal period that was asked for, 1 for none; nil takes that of each series' frequency.
  var seasonalPeriod: Int? { get }
  /// The model, fitted to one series.
  ///
  /// Missing values are NaN. What the model does with them is said in its own comment.
  ///
  /// - Throws: `ForecastError.tooShort` when the series has too few observations for this model; the
  ///   panel then falls back to a simpler one.
  func fitted(to series: Series) throws(ForecastError) -> Model
}

/// A fitted model of one series; its description names what was fitted, such as `ETS(A,N,A)`.
public protocol LocalModel: Sendable, CustomStringConvertible {
  /// The distribution of each of the next `horizon` steps.
  ///
  /// - Parameter stream: the source of randomness for simulated intervals; analytic ones ignore it.
  func distribution(horizon: Int, using stream: inout RandomStream) -> ForecastDistribution
}
