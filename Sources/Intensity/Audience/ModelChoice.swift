/// Which models there are, by name.
public enum IntensityCatalogue {
  /// Models of how active users will be; the first two need no fitting and are what others have to beat.
  public static let activities: [any ActivityModel.Type] = [
    VisitCount.self, CountOverRecency.self, ExponentialAverage.self, Hawkes.self,
    HawkesPoisson.self,
    BuyTillYouDie.self, ModifiedBuyTillYouDie.self, StackedActivity.self,
  ]

  /// The names of the models of activity that need no fitting.
  public static let activityBaselines = [VisitCount.name, CountOverRecency.name]

  /// Models of which item comes next, by name; the first two are what others have to beat.
  public static let relevances = [
    Popularity.name, PersonalFrequency.name, DecayedFrequency.name, AlternatingLeastSquares.name,
    PairwiseRanking.name, GraphConvolution.name, "blend", "blend-als", GatedRecurrent.name,
    Transformer.name, RecurrentIntensity.name,
  ]

  /// The names of the models of relevance that need no fitting.
  public static let relevanceBaselines = [Popularity.name, PersonalFrequency.name]

  /// The models of relevance that a choice is made among: those that are trained in seconds.
  public static let quickRelevances = [
    Popularity.name, PersonalFrequency.name, DecayedFrequency.name, AlternatingLeastSquares.name,
    "blend", "blend-als",
  ]

  /// The model of activity with a name; nil if there is none.
  public static func activity(named name: String) -> (any ActivityModel.Type)? {
    for kind in activities where kind.name == name { return kind }
    return nil
  }

  /// The blends by name, with the models that take part besides what users and everybody did.
  static let blends: [String: [any RelevanceModel.Type]] = [
    "blend": [], "blend-als": [AlternatingLeastSquares.self],
  ]

  /// The model of relevance with a name; nil if there is none, or it is a blend.
  static func relevance(named name: String) -> (any RelevanceModel.Type)? {
    let kinds: [any RelevanceModel.Type] = [
      Popularity.self, PersonalFrequency.self, DecayedFrequency.self, AlternatingLeastSquares.self,
      PairwiseRanking.self, GraphConvolution.self, GatedRecurrent.self, Transformer.self,
    ]
    for kind in kinds where kind.name == name { return kind }
    return nil
  }

  /// The intensity of an activity and a model of relevance.
  ///
  /// - Throws: what the models throw.
  static func intensity(
    _ activity: any ActivityModel.Type,
    _ relevance: String,
    lesson: Lesson,
    excludesSeen: Bool,
    options: RelevanceOptions
  ) throws(IntensityError) -> any IntensityModel {
    if let members = blends[relevance] {
      return try BlendedIntensity(
        learningFrom: lesson,
        activity: activity,
        members: members,
        excludesSeen: excludesSeen,
        options: options
      )
    }
    if relevance == RecurrentIntensity.name {
      return try RecurrentIntensity(learningFrom: lesson, options: options)
    }
    guard let chosen = Self.relevance(named: relevance) else {
      throw .unknownModel(name: relevance)
    }
    return FactoredIntensity(
      try activity.init(learningFrom: lesson),
      try chosen.init(learningFrom: lesson, options: options),
      lines: LinesPerVisit(learningFrom: lesson),
      horizon: lesson.horizon
    )
  }
}

/// What a back-test says of one model.
public struct BacktestRow: Sendable {
  /// The model.
  public let name: String
  /// Whether it is one that others have to beat.
  public let isBaseline: Bool
  /// The loss on each window: less is better.
  public let losses: [Double]

  /// The mean loss.
  public var mean: Double { losses.reduce(0, +) / Double(max(losses.count, 1)) }
}

/// A choice among models by how well they foretold windows of the past.
public struct BacktestChoice: Sendable {
  /// All models, the chosen one first, then the best first.
  public private(set) var rows: [BacktestRow]

  /// The choice among some models.
  ///
  /// - Precondition: there is a model.
  init(_ rows: [BacktestRow]) {
    // The order of the catalogue decides between equals, so that baselines come first.
    self.rows = rows.enumerated().sorted {
      ($0.element.mean, $0.offset) < ($1.element.mean, $1.offset)
    }
    .map(\.element)
  }

  /// The same models with one of them put first.
  func preferring(_ name: String) -> BacktestChoice {
    var result = self
    if let place = rows.firstIndex(where: { $0.name == name }) {
      result.rows.insert(result.rows.remove(at: place), at: 0)
    }
    return result
  }

  /// The chosen model.
  public var best: BacktestRow { rows[0] }
  /// The best of those that others have to beat.
  public var baseline: BacktestRow? { rows.first(where: \.isBaseline) }
}
