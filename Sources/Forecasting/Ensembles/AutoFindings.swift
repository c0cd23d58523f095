/// What `Auto` has found out about a panel.
public struct AutoFindings: Hashable, Sendable {
  /// How much one part counts.
  public struct Share: Hashable, Sendable {
    /// The name of the model in the catalogue, or of an average that is not there.
    public let name: String
    /// Its weight; those of all parts add up to 1.
    public let weight: Double
  }

  /// What a time budget has done.
  public struct Budget: Hashable, Sendable {
    /// The seconds that were allowed.
    public let seconds: Double
    /// The names of the parts of regular series that were left out; none where all had time enough.
    public let dropped: [String]
    /// How much of the work of learning, and of tests of the parts, was done; 1 for all of it.
    public let effort: Double
    /// Whether what stayed was to be done by then.
    public let isEnough: Bool
  }

  /// What has become of a network that was to be tried.
  public struct NetworkTest: Hashable, Sendable {
    /// Why a network takes part or does not.
    public enum Outcome: Hashable, Sendable {
      /// It counts so much beside all other parts.
      case taken(share: Double)
      /// It would have helped, and another one helped more.
      case beaten
      /// It lessened the loss too little, or not at all.
      case tooLittle
      /// It could not be trained.
      case failed
      /// Its training or its forecasts, beside those of the other parts, would have taken too long.
      case outOfTime
      /// There were too few windows to test it on, or the work was ended before.
      case untested
    }

    /// Its name in the catalogue.
    public let name: String
    /// By how much it would have lessened the loss on held-back windows, as a share of it.
    public let gain: Double
    /// Whether it takes part.
    public let outcome: Outcome

    /// How much it counts beside all other parts; 0 where it was left out.
    public var share: Double {
      if case .taken(let share) = outcome { return share }
      return 0
    }
  }

  /// The season that is used; 1 for none.
  public let season: Int
  /// The season that the trees learn; 1 for none.
  public let seasonOfTrees: Int
  /// The parts for series with a value at most steps.
  public let regular: [Share]
  /// The parts for those of them that show nothing of the week; none where there were no such series, or where they
  /// were better off with it.
  public let unseasonal: [Share]
  /// The parts for series of demand that is mostly zero.
  public let intermittent: [Share]
  /// How much wider 95 % intervals of regular series have become by calibration, of those with a week where there are
  /// such, the least and the most of all steps; nil where they were not calibrated on the panel.
  public let widening: ClosedRange<Double>?
  /// What a time budget has done; nil where there was none.
  public let budget: Budget?
  /// What has become of the networks that were to be tried, in the order in which they were named.
  public let networks: [NetworkTest]
}

extension Auto {
  /// What was found out about the panel; nil before training, and where there was too little to learn
  /// from.
  public var findings: AutoFindings? {
    guard let knowledge else { return nil }
    func shares(_ members: AutoMembers) -> [AutoFindings.Share] {
      let names =
        members.models(period: knowledge.period).map { type(of: $0).entry.name }
        + [BoostingForecaster.entry.name]
      return zip(names, knowledge.weights[members] ?? []).map {
        AutoFindings.Share(name: $0, weight: $1)
      }
    }
    let place = ForecastDistribution.simulationLevels.firstIndex { $0 >= 0.975 } ?? 0
    let calibration = knowledge.calibrations[.regular] ?? knowledge.calibrations[.unseasonal]
    let factors = calibration?.factors.map { $0[place] }
    return AutoFindings(
      season: knowledge.period,
      seasonOfTrees: knowledge.trees.knowledge?.features.period ?? knowledge.period,
      regular: shares(.regular),
      unseasonal: knowledge.weights[.unseasonal] == nil ? [] : shares(.unseasonal),
      intermittent: shares(.intermittent),
      widening: factors.flatMap { factors in
        factors.min().flatMap { least in factors.max().map { least...$0 } }
      },
      budget: knowledge.budget,
      networks: knowledge.networkTests
    )
  }
}
