internal import Glibc
internal import NeuralNetworks
internal import Parallelism
internal import Tensors
internal import TimeSeries

typealias DeepAR = NeuralForecaster<DeepARNetwork>
typealias DLinear = NeuralForecaster<DLinearNetwork>
typealias InterpretableNBeats = NeuralForecaster<InterpretableNBeatsNetwork>
typealias NBeats = NeuralForecaster<NBeatsNetwork>
typealias NHiTS = NeuralForecaster<NHiTSNetwork>
typealias NLinear = NeuralForecaster<NLinearNetwork>
typealias PatchTST = NeuralForecaster<PatchTSTNetwork>
typealias TFT = NeuralForecaster<TFTNetwork>
typealias TiDE = NeuralForecaster<TiDENetwork>

/// A network that is trained on windows of all series of a panel, and forecasts one series at a time,
/// also one that it has not seen.
///
/// Missing values are left out of the loss and are 0, the mean or the base, to the network.
struct NeuralForecaster<Network: NeuralNetwork>: GlobalForecaster {
  var seasonalPeriod: Int?
  var horizon: Int
  var options: NeuralOptions
  var seed: UInt64
  /// What was learnt; nil before training.
  var knowledge: Knowledge?

  /// What training gives.
  struct Knowledge: Sendable {
    var schema: FeedSchema
    var network: Network
    /// The errors on windows held back, by step and level, for heads without a distribution.
    var errors: [[Double]] = []
  }

  /// What covariates are read, the network reads itself.
  static var takesCovariates: Bool { true }

  static var covariateUse: CovariateUse { Network.covariateUse }

  static var entry: CatalogueEntry { Network.entry }

  static var hasSizes: Bool { Network.hasSizes }

  static func canLearn(_ loss: NeuralLoss) -> Bool { Network.canLearn(loss) }

  init(options: ModelOptions) {
    seasonalPeriod = options.seasonalPeriod
    horizon = options.horizon ?? 12
    self.options = options.neural
    seed = options.seed
  }

  func trained(
    on panel: Panel,
    progress: (_ done: Double) -> Bool
  ) throws(ForecastError) -> Self {
    do throws(TrainingFailure) {
      return try trained(on: panel, run: TrainingRun()) { progress($0.done) }
    } catch {
      switch error {
      case .panel(let error): throw error
      case .stopped: throw .diverged(series: panel.first?.id ?? "")
      }
    }
  }

  func adapted(to options: ModelOptions) -> Self {
    var adapted = self
    (adapted.options, adapted.seed) = (options.neural, options.seed)
    return adapted
  }

  /// The forecast of one series, by what was learnt before or else from the series itself.
  ///
  /// - Throws: `ForecastError.noObservations`; `.tooShort` for fewer than 3 observations.
  func fitted(to series: Series) throws(ForecastError) -> NeuralSeries<Network> {
    let observed = series.values.count { !$0.isNaN }
    if observed == 0 { throw .noObservations(series: series.id) }
    if observed < 3 { throw .tooShort(series: series.id, required: 3, actual: observed) }
    let able = knowledge == nil ? try trained(on: Panel([series])) { _ in true } : self
    guard let knowledge = able.knowledge else { throw .noObservations(series: series.id) }
    return NeuralSeries(series: series, knowledge: knowledge)
  }
}

/// A series as a trained network sees it.
struct NeuralSeries<Network: NeuralNetwork>: LocalModel {
  let series: Series
  let knowledge: NeuralForecaster<Network>.Knowledge

  var description: String { Network.entry.column }

  /// The distribution of each step.
  ///
  /// - Precondition: the network has learnt as many steps.
  func distribution(horizon: Int, using stream: inout RandomStream) -> ForecastDistribution {
    let network = knowledge.network
    precondition(
      horizon <= network.plan.shape.horizon,
      "\(horizon) steps of a network that has learnt \(network.plan.shape.horizon)"
    )
    guard series.values.contains(where: { $0 != 0 && !$0.isNaN }) else {
      // Nothing but zeros: they go on.
      let zeros = [Double](repeating: 0, count: horizon)
      return ForecastDistribution(mean: zeros, shape: .normal(standardDeviation: zeros))
    }
    let origin = series.values.count
    let feed = WindowFeed(
      [series],
      schema: knowledge.schema,
      shape: network.plan.shape,
      from: origin
    )
    let batch = feed.batch([Window(series: 0, origin: origin)])
    return network.distribution(
      of: batch,
      horizon: horizon,
      errors: knowledge.errors,
      using: &stream
    )
  }
}
