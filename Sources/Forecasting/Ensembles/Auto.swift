public import TimeSeries

/// The default: an average of models of one series and of trees that have learnt from the whole panel.
///
/// Without a season two thirds are the mean of the Theta method, its dynamic form, exponential smoothing
/// and complex exponential smoothing, and one third is `BoostingForecaster`; each kind of season and
/// intermittent demand have members and shares of their own. How much each counts is changed where
/// windows that are held back from the panel clearly say so, and the same windows calibrate the intervals.
/// N-HiTS takes part on long seasons, other networks where they are asked for, if the same windows say that it helps.
/// Before training, and where the panel is too small to learn from, it is the models of one series alone,
/// with intervals calibrated on that series.
///
/// - Source: Bates and Granger 1969, “The combination of forecasts”; the page
///   `Documentation/Decisions/auto.md` for the members and what they were measured to give.
public struct Auto: GlobalForecaster {
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?
  /// The steps ahead that are learnt.
  public var horizon: Int
  /// How the trees are grown.
  public var boosting = BoostingOptions()
  /// Whether intervals are calibrated.
  public var intervals = IntervalMethod.conformal
  /// The seconds that training and forecasts of the whole panel may take; nil for as many as they take.
  public var secondsAllowed: Double?
  /// The networks to try beside the other parts; nil for N-HiTS where a season is long and for none elsewhere,
  /// since each costs its training twice.
  public var networks: [Network.Architecture]?
  /// How they are trained.
  public var networkOptions = NeuralOptions()
  /// Tells the seconds since some time.
  var clock: @Sendable () -> Double = monotonicSeconds
  /// What was learnt; nil before training, and where there was too little to learn from.
  var knowledge: Knowledge?

  /// What training gives.
  struct Knowledge: Sendable {
    /// The season that served; 1 for none.
    var period: Int
    var trees: BoostingForecaster
    /// How much the models of one series and, last, the trees count.
    var weights: [AutoMembers: [Double]]
    var calibrations: [AutoMembers: PanelCalibration]
    /// How much the trees count in the mean of demand; empty where the average of the parts is the mean.
    var meanShares: [AutoMembers: Double]
    /// The network that has paid for its time; nil where none has, or none was tried.
    var network: AutoNetwork?
    /// What became of each network that was to be tried.
    var networkTests: [AutoFindings.NetworkTest] = []
    /// What new series are forecast from; nil where series have no attributes.
    var similar: SimilarSeries?
    /// What a time budget has done; nil where there was none.
    var budget: AutoFindings.Budget?
  }

  /// A series alone can be forecast without training.
  public static var needsPanel: Bool { false }
  /// Each part takes covariates in its own way.
  public static var takesCovariates: Bool { true }
  /// The trees read all, the models of one series what is known in advance.
  public static var covariateUse: CovariateUse { .all }

  /// The forecaster, not trained yet.
  ///
  /// - Precondition: `horizon` is at least 1.
  public init(seasonalPeriod: Int? = nil, horizon: Int = 12) {
    precondition(horizon >= 1, "a horizon of \(horizon)")
    self.seasonalPeriod = seasonalPeriod
    self.horizon = horizon
  }

  /// The trees before training, with the settings of this forecaster.
  var untrainedTrees: BoostingForecaster {
    var trees = BoostingForecaster(
      seasonalPeriod: seasonalPeriod,
      horizon: horizon,
      boosting: boosting
    )
    trees.intervals = .model
    trees.name = Self.treesName
    return trees
  }

  /// The average of its parts, fitted to `series`.
  ///
  /// A part that cannot take the series is left out. A series of at most three observations in a panel with
  /// attributes is forecast from those that are like it.
  ///
  /// - Throws: what the models of one series throw, when no part takes the series.
  public func fitted(to series: Series) throws(ForecastError) -> AutoModel {
    if let similar = knowledge?.similar?.model(for: series) {
      return AutoModel(
        members: .regular,
        local: similar,
        trees: nil,
        treeShare: 0,
        meanShare: nil,
        calibration: nil,
        network: nil
      )
    }
    return try fitted(to: series, members: members(for: series), keeping: nil)
  }

  /// Whether the series is new, and forecast from others.
  public func caveats(of model: AutoModel, for series: Series) -> [Caveat] {
    guard let similar = model.local as? SimilarModel else { return [] }
    return [
      .newSeries(seriesCount: similar.profile.seriesCount, attributes: similar.attributes)
    ]
  }

  /// The parts with the weights and the parameters found before.
  ///
  /// - Throws: as `fitted(to:)`, and `ForecastError.unsuitable` for estimates of another model.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> AutoModel {
    guard
      let members = AutoMembers(rawValue: estimates.form), let share = estimates.numbers.first,
      (0...1).contains(share), estimates.members.count == (share < 1 ? 1 : 0)
    else { throw .unsuitable(series: series.id) }
    guard share == 0 || knowledge != nil else { throw .unsuitable(series: series.id) }
    return try fitted(to: series, members: members, keeping: estimates)
  }

  /// The models of one series that suit it and, after training, the trees and the network that has paid for its time.
  public func memberNames(for series: Series) -> [String] {
    var names = members(for: series).models(period: period(of: series)).map {
      type(of: $0).entry.name
    }
    if knowledge != nil { names.append(BoostingForecaster.entry.name) }
    if let network = knowledge?.network { names.append(type(of: network.forecaster).entry.name) }
    return names
  }

  /// What suits a series, after training as far as that served on held-back windows.
  private func members(for series: Series) -> AutoMembers {
    AutoMembers(
      series,
      period: period(of: series),
      separatesUnseasonal: knowledge.map { $0.weights[.unseasonal] != nil } ?? true
    )
  }

  /// The season that the panel has, or before training the one asked for or usual.
  private func period(of series: Series) -> Int {
    knowledge?.period ?? series.seasonalPeriod(asked: seasonalPeriod)
  }

  private func fitted(
    to series: Series,
    members: AutoMembers,
    keeping estimates: Estimates?
  ) throws(ForecastError) -> AutoModel {
    let weights = knowledge?.weights[members]
    let calibration = intervals == .conformal ? knowledge?.calibrations[members] : nil
    let average = members.average(
      period: period(of: series),
      weights: weights?.dropLast(),
      intervals: intervals
    )
    let share = estimates?.numbers.first ?? weights?.last ?? 0
    var local: (any LocalModel)?
    var failure = ForecastError.noObservations(series: series.id)
    if share < 1 {
      do throws(ForecastError) {
        local = try average.modelWithCovariates(of: series, keeping: estimates?.members.first)
      } catch {
        if estimates != nil { throw error }
        failure = error
      }
    }
    let trees = share > 0 ? try? knowledge?.trees.fitted(to: series) : nil
    if local == nil && trees == nil { throw failure }
    let network = members == .intermittent ? nil : knowledge?.network
    return AutoModel(
      members: members,
      local: local,
      trees: trees,
      treeShare: local == nil ? 1 : trees == nil ? 0 : share,
      meanShare: knowledge?.meanShares[members],
      calibration: calibration,
      network: network.flatMap { network in
        (try? network.forecaster.model(of: series)).map {
          AutoModel.NetworkPart(
            model: $0,
            share: network.share,
            horizon: network.forecaster.horizon
          )
        }
      }
    )
  }
}

extension Auto {
  /// `auto`.
  public static let entry = CatalogueEntry(
    name: "auto",
    column: "Auto",
    summary: "The default: models of each series, trees on all of them, a network on long seasons."
  )

  /// The forecaster for the seasonal period, horizon and seed of the options.
  public init(options: ModelOptions) {
    self.init(seasonalPeriod: options.seasonalPeriod, horizon: options.horizon ?? 12)
    boosting.seed = options.seed
    intervals = options.intervals ?? Self.entry.intervals
    (networks, networkOptions) = (options.networks, options.neural)
  }

  /// The forecaster with the seed, and the settings of networks, of another training.
  public func adapted(to options: ModelOptions) -> Auto {
    var adapted = self
    (adapted.boosting.seed, adapted.networkOptions) = (options.seed, options.neural)
    return adapted
  }
}
