public import Tensors
public import TimeSeries

/// A way to forecast one series at a time.
///
/// What it gives for a series depends on that series, the options and the seed alone, so a panel may
/// be streamed through it, in any order, on any number of threads.
public protocol LocalForecaster: CatalogueModel {
  /// What fitting one series gives.
  associatedtype Model: LocalModel
  /// Whether the model uses covariates itself; if not, a regression takes their effects out of the
  /// series before, and puts them back afterwards.
  static var takesCovariates: Bool { get }
  /// Which covariates are read, by the model itself or by the regression before it.
  static var covariateUse: CovariateUse { get }
  /// The seasonal period that was asked for, 1 for none; nil takes that of each series' frequency.
  var seasonalPeriod: Int? { get }
  /// The model, fitted to one series.
  ///
  /// Missing values are NaN. What the model does with them is said in its own comment.
  ///
  /// - Throws: `ForecastError.tooShort` when the series has too few observations for this model; the
  ///   panel then falls back to a simpler one.
  func fitted(to series: Series) throws(ForecastError) -> Model
  /// The model with what was estimated before, run through a history that may have grown since.
  ///
  /// On the history that the estimates come from it is the model that `fitted(to:)` gave, to the last
  /// bit. A model that estimates nothing need not implement this.
  ///
  /// - Throws: as `fitted(to:)`, and `ForecastError.unsuitable` for estimates of another model.
  func fitted(to series: Series, keeping estimates: Estimates) throws(ForecastError) -> Model
  /// The model of another history of the same series, fitted anew; a search may begin at what was estimated before. By
  /// default it does not.
  ///
  /// - Throws: as `fitted(to:)`.
  func fitted(to series: Series, near estimates: Estimates) throws(ForecastError) -> Model
  /// What a user should know of a model that was fitted to `series`; by default nothing.
  func caveats(of model: Model, for series: Series) -> [Caveat]
  /// The names of the models whose forecasts of `series` it combines; by default it combines none.
  func memberNames(for series: Series) -> [String]
}

extension LocalForecaster {
  /// The regression does it.
  public static var takesCovariates: Bool { false }

  /// The regression needs what is to come.
  public static var covariateUse: CovariateUse { .known }

  /// The model of a forecaster that estimates nothing: that of the history alone.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> Model {
    guard estimates == Estimates() else { throw .unsuitable(series: series.id) }
    return try fitted(to: series)
  }

  /// Nothing of what was known before helps.
  public func fitted(to series: Series, near estimates: Estimates) throws(ForecastError) -> Model {
    try fitted(to: series)
  }

  /// Nothing that a user should know.
  public func caveats(of model: Model, for series: Series) -> [Caveat] { [] }

  /// It combines none.
  public func memberNames(for series: Series) -> [String] { [] }
}

/// A fitted model of one series; its description names what was fitted, such as `ETS(A,N,A)`.
public protocol LocalModel: Sendable, CustomStringConvertible {
  /// What was estimated, from which `LocalForecaster.fitted(to:keeping:)` builds the model again; empty
  /// for a model that estimates nothing.
  var estimates: Estimates { get }
  /// Whether errors of so many seasons stand behind the quantiles of its distribution that calibration
  /// keeps their shape and only scales it; by default not.
  var isShapeKnown: Bool { get }
  /// The power of the steps ahead by which errors of such models are known to grow beyond what they claim; by default 0.
  var unclaimedGrowth: Double { get }
  /// The distribution of each of the next `horizon` steps.
  ///
  /// - Parameter stream: the source of randomness for simulated intervals; analytic ones ignore it.
  func distribution(horizon: Int, using stream: inout RandomStream) -> ForecastDistribution
}

extension LocalModel {
  /// Nothing was estimated.
  public var estimates: Estimates { Estimates() }

  /// It is not.
  public var isShapeKnown: Bool { false }

  /// Errors grow as claimed.
  public var unclaimedGrowth: Double { 0 }
}
