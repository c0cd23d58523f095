/// A forecaster that can be asked for by name.
public protocol CatalogueModel: Forecaster {
  /// What the catalogue says of it.
  static var entry: CatalogueEntry { get }
  /// The forecaster, set up as the options say.
  init(options: ModelOptions)
}

/// The names of a model and a line about it.
public struct CatalogueEntry: Sendable {
  /// The name on the command line, such as `seasonal-naive`.
  public var name: String
  /// The name of its columns in a forecast file, as in the ecosystem, such as `SeasonalNaive`.
  public var column: String
  /// Other accepted names.
  public var aliases: [String]
  /// One line of help.
  public var summary: String
  /// Where its intervals come from unless something else is asked for.
  public var intervals: IntervalMethod

  /// An entry; the aliases may be none.
  public init(
    name: String,
    column: String,
    aliases: [String] = [],
    summary: String,
    intervals: IntervalMethod = .conformal
  ) {
    self.name = name
    self.column = column
    self.aliases = aliases
    self.summary = summary
    self.intervals = intervals
  }
}

/// The settings that every model understands.
public struct ModelOptions: Sendable {
  /// The seasonal period in steps, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?
  /// The seed of everything random.
  public var seed: UInt64
  /// The steps ahead that a model which learns them one by one has to learn; nil for its default.
  public var horizon: Int?
  /// Where intervals come from, for models that make them from the whole panel; nil for what suits them.
  public var intervals: IntervalMethod?

  /// The networks that `auto` is to try beside its other parts; nil leaves that to it.
  public var networks: [Network.Architecture]?
  /// What networks are asked for.
  public var neural = NeuralOptions()

  /// The given settings; the rest are defaults.
  public init(
    seasonalPeriod: Int? = nil,
    seed: UInt64 = 0,
    horizon: Int? = nil,
    intervals: IntervalMethod? = nil
  ) {
    self.seasonalPeriod = seasonalPeriod
    self.seed = seed
    self.horizon = horizon
    self.intervals = intervals
  }
}

/// The models that can be asked for by name. A new model is one new file and one line here.
public enum ModelCatalogue {
  /// The models, in the order in which help lists them.
  public static let models: [any CatalogueModel.Type] = [
    Auto.self,
    ETS.self,
    SimpleExponentialSmoothing.self,
    Holt.self,
    HoltWinters.self,
    DampedTrend.self,
    Comb.self,
    Theta.self,
    OptimizedTheta.self,
    DynamicTheta.self,
    DynamicOptimizedTheta.self,
    AutoTheta.self,
    AutoArima.self,
    CES.self,
    SeasonalTrend.self,
    MFLES.self,
    LevelShape.self,
    Ensemble.self,
    BoostingForecaster.self,
    DeepAR.self,
    NHiTS.self,
    NBeats.self,
    InterpretableNBeats.self,
    PatchTST.self,
    TiDE.self,
    TFT.self,
    DLinear.self,
    NLinear.self,
    HistoricAverage.self,
    Naive.self,
    SeasonallyAdjustedNaive.self,
    SeasonalNaive.self,
    Drift.self,
    WindowAverage.self,
    SeasonalWindowAverage.self,
    Croston.self,
    OptimizedCroston.self,
    SyntetosBoylan.self,
    TSB.self,
    ADIDA.self,
    IMAPA.self,
    NegativeBinomial.self,
    EmpiricalQuantiles.self,
  ]

  /// The model with this name, column name or alias, in any case; nil if there is none.
  public static func model(named name: String) -> (any CatalogueModel.Type)? {
    let wanted = name.lowercased()
    return models.first { model in
      let entry = model.entry
      return ([entry.name, entry.column] + entry.aliases).contains { $0.lowercased() == wanted }
    }
  }
}
