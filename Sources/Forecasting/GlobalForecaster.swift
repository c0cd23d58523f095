public import NeuralNetworks
public import Tensors
public import TimeSeries

/// A way to forecast that learns from all series of a panel at once.
///
/// Once trained it forecasts one series at a time, also one that it has not seen: what it gives for a
/// series then depends on that series, the options and what was learnt. Before, it learns from the one
/// series that it is given.
public protocol GlobalForecaster: LocalForecaster {
  /// Whether it can be trained to predict this; by default anything, as a model without such a choice.
  static func canLearn(_ loss: NeuralLoss) -> Bool
  /// Whether it comes in several sizes; by default in one.
  static var hasSizes: Bool { get }
  /// Whether it has to be trained on the panel; if not, it is worth having for single series too.
  static var needsPanel: Bool { get }
  /// The steps ahead that are learnt.
  var horizon: Int { get }
  /// The forecaster after it has learnt from a panel.
  ///
  /// - Parameter progress: called now and then with the share that is done; false ends training, and
  ///   what was learnt so far is used.
  /// - Throws: `ForecastError` when there is nothing in the panel to learn from.
  func trained(
    on panel: Panel,
    progress: (_ done: Double) -> Bool
  ) throws(ForecastError) -> Self
  /// The forecaster after it has learnt from a panel, in the given circumstances. One that has learnt
  /// before goes on from there.
  ///
  /// - Parameter progress: called now and then; false ends training, and what was learnt so far is used.
  /// - Throws: `TrainingFailure` when there is nothing to learn from, or no end to it.
  func trained(
    on panel: Panel,
    run: TrainingRun,
    progress: (TrainingReport) -> Bool
  ) throws(TrainingFailure) -> Self
  /// The forecaster with the settings of another training, for one that is to go on learning; by default
  /// there are none to change.
  func adapted(to options: ModelOptions) -> Self
  /// What was learnt, as named tensors; none before training.
  var learnt: [(name: String, tensor: Tensor)] { get }
  /// The names of the known covariates and the attributes that were learnt from: a series without them
  /// cannot be forecast as it was learnt.
  var neededColumns: [String] { get }
  /// The names of the covariates that were learnt from as known of the past only.
  var neededPastColumns: [String] { get }
  /// What else has to be kept with the tensors.
  var settings: [(key: String, value: String)] { get }
  /// The forecaster with what was learnt, read from a file that holds `learnt` and `settings` under
  /// the model's name.
  ///
  /// - Throws: `SavedModelsError.damaged` where the file lacks a part, or holds a wrong one.
  init(options: ModelOptions, file: WeightsFile) throws(SavedModelsError)
}

extension GlobalForecaster {
  /// There is no such choice.
  public static func canLearn(_ loss: NeuralLoss) -> Bool { true }

  /// There is one size.
  public static var hasSizes: Bool { false }

  /// The forecaster as it is.
  public func adapted(to options: ModelOptions) -> Self { self }

  /// A training that is over too soon to be kept.
  public func trained(
    on panel: Panel,
    run: TrainingRun,
    progress: (TrainingReport) -> Bool
  ) throws(TrainingFailure) -> Self {
    do throws(ForecastError) {
      return try trained(on: panel) { progress(TrainingReport(done: $0)) }
    } catch {
      throw .panel(error)
    }
  }

  /// It has to be trained.
  public static var needsPanel: Bool { true }

  /// None.
  public var neededColumns: [String] { [] }

  /// None.
  public var neededPastColumns: [String] { [] }

  /// The forecaster, trained on a panel and fitted to each series of it.
  public func fitted(to history: Panel) throws(ForecastError) -> FittedPanel {
    try trained(on: history) { _ in true }.fittedSeriesBySeries(to: history)
  }
}
