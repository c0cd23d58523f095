public import TimeSeries

/// A network that learns from all series of a panel at once.
///
///     let forecasts = try Network(.deepAR, horizon: 48).fitted(to: load).forecast(horizon: 48)
///
/// The same networks stand in `ModelCatalogue` under the names of their architectures, for those who choose
/// among all models. Covariates are those of the series; which of them a network reads is said in
/// `covariateUse`.
public struct Network: Forecaster {
  /// The networks there are; the raw value is the name in the catalogue.
  public enum Architecture: String, CaseIterable, Sendable {
    /// A recurrent network that draws paths.
    case deepAR = "deepar"
    /// Layers that forecast at several resolutions.
    case nHiTS = "nhits"
    /// Layers that explain what is left in turns.
    case nBEATS = "nbeats"
    /// The same as a trend and a season.
    case interpretableNBEATS = "nbeats-interpretable"
    /// Attention over patches of the history.
    case patchTST = "patchtst"
    /// Layers that encode history and covariates.
    case tiDE = "tide"
    /// The temporal fusion transformer: recurrence, attention and chosen inputs.
    case temporalFusion = "tft"
    /// Linear maps of a moving average and the rest.
    case dLinear = "dlinear"
    /// One linear map of the last values.
    case nLinear = "nlinear"
  }

  /// Which network it is.
  public var architecture: Architecture
  /// The steps ahead that are learnt; no forecast can be longer.
  public var horizon: Int
  /// The steps of a season, 1 for none; nil to take it from the frequency of the panel.
  public var seasonalPeriod: Int?
  /// How it is built and trained.
  public var options: NeuralOptions
  /// The seed of everything random.
  public var seed: UInt64

  /// A network, not trained yet.
  ///
  /// - Precondition: `horizon` is at least 1.
  public init(
    _ architecture: Architecture,
    horizon: Int,
    seasonalPeriod: Int? = nil,
    options: NeuralOptions = NeuralOptions(),
    seed: UInt64 = 0
  ) {
    precondition(horizon >= 1, "a horizon of \(horizon)")
    self.architecture = architecture
    self.horizon = horizon
    self.seasonalPeriod = seasonalPeriod
    self.options = options
    self.seed = seed
  }

  /// Which covariates it reads.
  public var covariateUse: CovariateUse { type(of: untrained).covariateUse }

  /// The network after it has learnt from a panel, for each series of it.
  ///
  /// - Throws: `ForecastError` when there is nothing in the panel to learn from.
  public func fitted(to history: Panel) throws(ForecastError) -> FittedPanel {
    try untrained.fitted(to: history)
  }

  /// The network after it has learnt from a panel, in the given circumstances: for series that it has not
  /// seen, for progress, checkpoints and time budgets, and to be kept in `SavedModels`.
  ///
  /// - Parameter progress: called now and then; false ends training, and what was learnt so far is used.
  /// - Throws: `TrainingFailure` when there is nothing to learn from, or no end to it.
  public func trained(
    on panel: Panel,
    run: TrainingRun = TrainingRun(),
    progress: (TrainingReport) -> Bool = { _ in true }
  ) throws(TrainingFailure) -> any GlobalForecaster {
    try untrained.trained(on: panel, run: run, progress: progress)
  }

  private var untrained: any GlobalForecaster {
    var settings = ModelOptions(seasonalPeriod: seasonalPeriod, seed: seed, horizon: horizon)
    settings.neural = options
    return switch architecture {
    case .deepAR: DeepAR(options: settings)
    case .nHiTS: NHiTS(options: settings)
    case .nBEATS: NBeats(options: settings)
    case .interpretableNBEATS: InterpretableNBeats(options: settings)
    case .patchTST: PatchTST(options: settings)
    case .tiDE: TiDE(options: settings)
    case .temporalFusion: TFT(options: settings)
    case .dLinear: DLinear(options: settings)
    case .nLinear: NLinear(options: settings)
    }
  }
}
