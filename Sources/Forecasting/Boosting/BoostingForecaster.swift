public import Tensors
public import TimeSeries

/// Gradient-boosted trees on lags, trained on all series at once: each step of the horizon is predicted
/// directly, as several quantiles.
///
/// Covariates and static attributes are features, those that are known of the past only as they were before the
/// origin. Missing values are left out of
/// means and are missing to the trees. The point forecast is the median; in panels of demand with zeros it
/// is the mean, which other trees learn by the loss of Poisson, so that sums of forecasts are free of bias.
///
/// - Source: the direct recipe of the M5 competition's winners, Makridakis, Spiliotis and
///   Assimakopoulos 2022, “M5 accuracy competition”; `BoostedTrees` for the trees.
public struct BoostingForecaster: GlobalForecaster {
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?
  /// The steps ahead that are learnt.
  public var horizon: Int
  /// How trees are grown.
  public var boosting: BoostingOptions
  /// Whether intervals are calibrated on windows that are held back from the panel.
  public var intervals = IntervalMethod.conformal
  /// Whether trees add to what was at like places in the season; nil for what is usual with the season.
  var hasSeasonalBase: Bool?
  /// How far medians are moved to those of `RecursiveTrees`; nil to try it on held-back windows.
  var recursiveShare: Double?
  /// Whether means are learnt where they are not the medians.
  var learnsMeans = true
  /// The rows that are learnt from, at most; nil for as many as are usual.
  var mostRows: Int?
  /// Of so many series of a panel one is learnt from.
  var seriesStride = 1
  /// What the parts of a file that belong to this forecaster are named after.
  var name = Self.entry.name
  /// What was learnt; nil before training.
  var knowledge: Knowledge?

  /// What training gives.
  struct Knowledge: Sendable {
    var features: LagFeatures
    /// Those that give the quantiles.
    var trees: BoostedTrees
    /// Those that give the means of demand, in units of the scale; nil where the median is the forecast.
    var means: BoostedTrees?
    /// Those that go step by step; nil where they do not take part.
    var recursive: RecursiveTrees?
    var calibration: PanelCalibration?
  }

  /// The levels of the quantiles that are learnt.
  static let levels = [0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975]

  /// The regression is not needed: covariates are features.
  public static var takesCovariates: Bool { true }

  /// Those of the past are lagged features.
  public static var covariateUse: CovariateUse { .all }

  /// The forecaster, not trained yet.
  ///
  /// - Precondition: `horizon` is at least 1.
  public init(
    seasonalPeriod: Int? = nil,
    horizon: Int,
    boosting: BoostingOptions = BoostingOptions()
  ) {
    precondition(horizon >= 1, "a horizon of \(horizon)")
    self.seasonalPeriod = seasonalPeriod
    self.horizon = horizon
    self.boosting = boosting
  }

  /// The forecaster after it has learnt from a panel.
  ///
  /// It learns twice: first without the last windows of each series, which tell how many rounds are
  /// enough and how wide intervals have to be, and then from everything. Which season serves is tried on
  /// them before; see `SeasonTrial`.
  ///
  /// - Throws: `ForecastError.noObservations` for a panel without a series that is long enough to
  ///   learn from: five steps.
  public func trained(
    on panel: Panel,
    progress: (_ done: Double) -> Bool
  ) throws(ForecastError) -> BoostingForecaster {
    var able = self
    let season = SeasonTrial(of: self, on: panel)
    (able.seasonalPeriod, able.hasSeasonalBase) = (season.period, season.hasSeasonalBase)
    let trial = BoostingTrial(of: able, on: panel) { progress($0 / 2) }
    able.recursiveShare = trial?.recursiveShare ?? 0
    var trained = try able.learning(
      from: panel,
      rounds: trial?.rounds,
      meanRounds: trial?.meanRounds,
      recursiveRounds: trial?.recursiveRounds
    ) { progress((1 + $0) / 2) }
    // Another panel is tried anew.
    (trained.recursiveShare, trained.hasSeasonalBase) = (recursiveShare, hasSeasonalBase)
    if intervals == .conformal, let trial {
      trained.knowledge?.calibration = trial.calibration()
    }
    return trained
  }

  /// What a panel teaches, without a trial.
  ///
  /// - Parameters:
  ///   - rounds: the trees; by default as many as the options say.
  ///   - meanRounds: those that give means of demand; by default the same.
  ///   - recursiveRounds: those that go step by step; by default the same.
  ///   - watched: windows that are not in the panel, whose loss ends the training.
  /// - Throws: `ForecastError.noObservations` where there is nothing to learn from.
  func learning(
    from panel: Panel,
    rounds: Int? = nil,
    meanRounds: Int? = nil,
    recursiveRounds: Int? = nil,
    watching watched: [HeldBackSeries]? = nil,
    progress: (_ done: Double) -> Bool
  ) throws(ForecastError) -> BoostingForecaster {
    guard let first = panel.first else { throw .noObservations(series: "") }
    let features = LagFeatures(
      panel,
      period: first.seasonalPeriod(asked: seasonalPeriod),
      hasSeasonalBase: hasSeasonalBase
    )
    let rows = LagExamples(
      features: features,
      horizon: horizon,
      seed: boosting.seed,
      mostRows: mostRows(of: features)
    )
    let table = rows.training(on: part(of: panel))
    let examples = table.forQuantiles
    guard !examples.targets.isEmpty else { throw .noObservations(series: first.id) }
    var options = boosting
    options.rounds = rounds ?? boosting.rounds
    // Few rows cannot fill large leaves; but quantiles of small ones say nothing of what is to come.
    options.rowsPerLeaf = min(options.rowsPerLeaf, max(examples.targets.count / 60, 20))
    let learnsMeans = learnsMeans && table.isDemand
    let held = watched.map(rows.watched)
    // Only where there is something to watch.
    func validation(
      _ examples: (LagExamples.Table) -> GradientBoosting.Examples
    ) -> GradientBoosting.Examples? {
      held.flatMap { $0.targets.isEmpty ? nil : examples($0) }
    }
    var isEnded = false
    func goesOn(_ done: Double) -> Bool {
      isEnded = !progress(done)
      return !isEnded
    }
    // Means of demand have trees of their own, and what is known of the past only is not known step by step.
    let goesSteps = recursiveShare != 0 && horizon > 1 && !learnsMeans && features.pasts.isEmpty
    let share = learnsMeans ? 0.5 : goesSteps ? 0.7 : 1
    let trees = GradientBoosting(.quantiles(Self.levels), options: options).fitted(
      to: examples,
      validation: validation(\.forQuantiles)
    ) { round, _ in goesOn(share * Double(round + 1) / Double(options.rounds)) }
    var means: BoostedTrees?
    if learnsMeans && !isEnded {
      options.rounds = meanRounds ?? options.rounds
      let grown = GradientBoosting(.poisson, options: options).fitted(
        to: table.forMeans,
        validation: validation(\.forMeans)
      ) { round, _ in goesOn(share + (1 - share) * Double(round + 1) / Double(options.rounds)) }
      // Few of the trees are far from the means: then the medians are the forecast.
      means = isEnded && 2 * grown.treeCount < options.rounds ? nil : grown
    }
    var trained = self
    trained.knowledge = Knowledge(features: features, trees: trees, means: means)
    if goesSteps && !isEnded {
      options.rounds = recursiveRounds ?? boosting.rounds
      trained.knowledge?.recursive = recursive(
        features,
        from: panel,
        options: options,
        watching: watched
      ) { goesOn(share + (1 - share) * $0) }
    }
    return trained
  }

  /// The trees that go step by step; nil where they were cut short.
  private func recursive(
    _ features: LagFeatures,
    from panel: Panel,
    options: BoostingOptions,
    watching watched: [HeldBackSeries]?,
    progress: (_ done: Double) -> Bool
  ) -> RecursiveTrees? {
    let rows = LagExamples(
      features: features,
      horizon: 1,
      seed: boosting.seed,
      mostRows: min(mostRows ?? Self.plainRows, Self.plainRows) / 2
    )
    let examples = rows.training(on: part(of: panel)).forQuantiles
    guard !examples.targets.isEmpty else { return nil }
    // Each step of a window, seen from the one before.
    let steps = watched?.map { window in
      HeldBackSeries(
        series: window.series,
        origins: window.origins.flatMap { $0..<$0 + horizon }
      )
    }
    let held = steps.map { rows.watched($0).forQuantiles }
    var isEnded = false
    let trees = GradientBoosting(.absolute, options: options).fitted(
      to: examples,
      validation: held.flatMap { $0.targets.isEmpty ? nil : $0 }
    ) { round, _ in
      isEnded = !progress(Double(round + 1) / Double(options.rounds))
      return !isEnded
    }
    return isEnded && 2 * trees.treeCount < options.rounds
      ? nil : RecursiveTrees(trees: trees, share: recursiveShare ?? 0)
  }

  /// The rows that are usual without a season and with one: a season is learnt from far back, else what is long
  /// past says less of what comes.
  private static let (plainRows, seasonalRows) = (400_000, 1_200_000)

  private func mostRows(of features: LagFeatures) -> Int {
    mostRows ?? (features.period > 1 ? Self.seasonalRows : Self.plainRows)
  }

  /// The series that are learnt from.
  private func part(of panel: Panel) -> Panel {
    if seriesStride <= 1 { return panel }
    return Panel(stride(from: 0, to: panel.count, by: seriesStride).map { panel[$0] })
  }

  /// About how many rows a panel gives to learn from.
  func rowCount(on panel: Panel) -> Int {
    guard let first = panel.first else { return 0 }
    let features = LagFeatures(
      panel,
      period: first.seasonalPeriod(asked: seasonalPeriod),
      hasSeasonalBase: hasSeasonalBase
    )
    return LagExamples(
      features: features,
      horizon: horizon,
      seed: boosting.seed,
      mostRows: mostRows(of: features)
    ).rowCount(on: part(of: panel))
  }

  /// The share of the rounds that trees which are in a hurry keep at least.
  static let leastRoundsShare = 0.25
  /// The rows below which rounds go rather than further rows, down to that share of them.
  static let leastRowsOfEffort = 20_000.0
  /// The rows that a share of a panel has at least.
  private static let leastRows = 5000.0

  /// The forecaster that learns with a share of the effort: fewer trees, each of which counts more, from fewer rows.
  func learning(withEffort effort: Double, on panel: Panel) -> BoostingForecaster {
    if effort >= 1 || boosting.rounds == 0 { return self }
    let shares = Self.shares(ofEffort: effort, rows: Double(rowCount(on: panel)))
    var fewer = self
    fewer.boosting.rounds = max(Int(shares.rounds * Double(boosting.rounds)), 1)
    fewer.boosting.learningRate *= Double(boosting.rounds) / Double(fewer.boosting.rounds)
    return fewer.learning(fromShare: shares.rows, of: panel)
  }

  /// The shares of the rounds and of so many rows that are left of them with a share of the effort, about.
  ///
  /// Their product is the effort, where there are rows enough to leave out and rounds enough.
  static func shares(ofEffort effort: Double, rows: Double) -> (rounds: Double, rows: Double) {
    // What leaves so many rows, where there are so many.
    let roomy = effort * rows / leastRowsOfEffort
    let rounds = max(min(effort.squareRoot(), roomy), effort, leastRoundsShare)
    return (rounds, min(max(effort / rounds, leastRows / max(rows, 1)), 1))
  }

  /// The forecaster that learns from about a share of the rows that it would learn from: from fewer origins,
  /// and where each series has but one, from fewer series.
  func learning(fromShare share: Double, of panel: Panel) -> BoostingForecaster {
    let wanted = max(share * Double(rowCount(on: panel)), Self.leastRows)
    var fewer = self
    fewer.mostRows = min(mostRows ?? .max, Int(wanted))
    let left = Double(fewer.rowCount(on: panel))
    if left > 1.5 * wanted { fewer.seriesStride *= Int((left / wanted).rounded(.up)) }
    return fewer
  }

  /// The forecast of one series, by what was learnt before or else from the series itself.
  ///
  /// - Throws: `ForecastError.noObservations`; `.tooShort` for fewer than 3 observations.
  public func fitted(to series: Series) throws(ForecastError) -> BoostedSeries {
    let observed = series.values.count { !$0.isNaN }
    if observed == 0 { throw .noObservations(series: series.id) }
    if observed < 3 { throw .tooShort(series: series.id, required: 3, actual: observed) }
    let able = knowledge == nil ? try trained(on: Panel([series])) { _ in true } : self
    guard let knowledge = able.knowledge else { throw .noObservations(series: series.id) }
    return BoostedSeries(series: series, knowledge: knowledge)
  }
}

/// A series as trained trees see it.
public struct BoostedSeries: LocalModel {
  let series: Series
  let knowledge: BoostingForecaster.Knowledge

  /// `Boosting`.
  public var description: String { "Boosting" }

  /// The medians of each step, predicted directly.
  func directMedians(horizon: Int) -> [Double] {
    var direct = knowledge
    (direct.recursive, direct.calibration) = (nil, nil)
    var stream = RandomStream(seed: 0)
    return BoostedSeries(series: series, knowledge: direct)
      .distribution(horizon: horizon, using: &stream).quantile(0.5)
  }

  /// The quantiles of each step, predicted directly, with their medians moved to those that are predicted step by
  /// step as far as held-back windows say so.
  public func distribution(
    horizon: Int,
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    let (features, levels) = (knowledge.features, BoostingForecaster.levels)
    let origin = features.origin(series.values, count: series.values.count)
    guard origin.scale > 0, origin.scale.isFinite else {
      // Nothing but zeros for four seasons: they go on.
      let zeros = [Double](repeating: 0, count: horizon)
      return ForecastDistribution(mean: zeros, shape: .normal(standardDeviation: zeros))
    }
    let phase = features.firstPhase(of: series)
    var (cells, bases) = ([Float](), [Double]())
    for step in 1...max(horizon, 1) {
      bases.append(
        features.append(
          step: step,
          origin: origin,
          series: series,
          firstPhase: phase,
          to: &cells
        )
      )
    }
    let columns = features.columns
    let table = FeatureTable(
      columns.enumerated().map { place, column in
        FeatureTable.Column(
          name: column.name,
          kind: column.kind,
          values: (0..<bases.count).map { cells[$0 * columns.count + place] }
        )
      }
    )
    let predictions = knowledge.trees.predictions(for: table)
    var values = bases.enumerated().map { step, base in
      levels.indices.map { level in
        origin.scale * (base + Double(predictions[step * levels.count + level]))
      }
    }
    if let recursive = knowledge.recursive, recursive.share > 0 {
      let medians = recursive.medians(after: series, features: features, horizon: horizon)
      for (step, median) in medians.enumerated() where median.isFinite {
        let shift = recursive.share * (median - values[step][levels.count / 2])
        // What cannot be negative stays so.
        let least = values[step][0] >= 0 ? 0 : -Double.infinity
        values[step] = values[step].map { max($0 + shift, least) }
      }
    }
    let means = knowledge.means?.predictions(for: table).map { origin.scale * Double($0) }
    let claimed = ForecastDistribution(
      mean: means ?? values.map { $0[levels.count / 2] },
      shape: .quantiles(levels: levels, values: values)
    )
    return knowledge.calibration?.calibrated(claimed) ?? claimed
  }
}

extension BoostingForecaster {
  /// `boosting`.
  public static let entry = CatalogueEntry(
    name: "boosting",
    column: "Boosting",
    summary: "Gradient-boosted trees on lags, trained on all series at once."
  )

  /// The forecaster for the seasonal period, horizon and seed of the options.
  public init(options: ModelOptions) {
    self.init(seasonalPeriod: options.seasonalPeriod, horizon: options.horizon ?? 12)
    boosting.seed = options.seed
    intervals = options.intervals ?? Self.entry.intervals
  }
}
