extension ETS {
  /// One of the 30 models of the family: how the error enters, how the level grows, how the season
  /// joins.
  public struct Form: Hashable, Sendable {
    /// How the error enters an observation.
    public enum ErrorKind: Hashable, Sendable, CaseIterable {
      /// `y = f + e`
      case additive
      /// `y = f · (1 + e)`
      case multiplicative
    }

    /// How the level grows.
    public enum Trend: Hashable, Sendable, CaseIterable {
      /// It does not.
      case none
      /// By a slope that is added.
      case additive
      /// By a factor.
      case multiplicative
    }

    /// How the season joins the level.
    public enum Season: Hashable, Sendable, CaseIterable {
      /// There is none.
      case none
      /// It is added.
      case additive
      /// It is a factor.
      case multiplicative
    }

    /// How the error enters an observation.
    public var error: ErrorKind
    /// How the level grows.
    public var trend: Trend
    /// Whether the growth fades with the horizon; false without a trend.
    public var isDamped: Bool
    /// How the season joins the level.
    public var season: Season

    /// A form; without a trend there is nothing to damp.
    public init(
      error: ErrorKind,
      trend: Trend = .none,
      isDamped: Bool = false,
      season: Season = .none
    ) {
      self.error = error
      self.trend = trend
      self.isDamped = isDamped && trend != .none
      self.season = season
    }

    /// Whether any part of the form is multiplicative, so that it needs positive observations.
    public var needsPositiveValues: Bool {
      error == .multiplicative || trend == .multiplicative || season == .multiplicative
    }

    /// Whether the automatic search may choose the form: the others have an infinite variance or are
    /// numerically unstable.
    public var isStable: Bool {
      switch error {
      case .additive: trend != .multiplicative && season != .multiplicative
      case .multiplicative: !(trend == .multiplicative && season == .additive)
      }
    }

    /// The number of smoothing parameters.
    public var smoothingParameterCount: Int {
      1 + (trend == .none ? 0 : 1) + (season == .none ? 0 : 1) + (isDamped ? 1 : 0)
    }

    /// The number of initial states that can be chosen freely. What all seasonal ones have in common
    /// might as well be in the level, except where the level grows by a factor and the season does
    /// not.
    public func initialStateCount(seasonalPeriod: Int) -> Int {
      let seasons = seasonalPeriod - (hasOwnSeasonalMean ? 0 : 1)
      return 1 + (trend == .none ? 0 : 1) + (season == .none ? 0 : seasons)
    }

    /// The number of initial states that count as estimated. Of a season of more than 24 phases that was seen
    /// three times only its waves do: the rest are averages, whatever the search makes of them.
    func estimatedStateCount(seasonalPeriod: Int, observations: Int) -> Int {
      let all = initialStateCount(seasonalPeriod: seasonalPeriod)
      guard season != .none, seasonalPeriod > SeasonWaves.most,
        observations >= 3 * seasonalPeriod
      else { return all }
      return 1 + (trend == .none ? 0 : 1) + SeasonWaves.most
    }

    /// Whether the mean of the season cannot be moved into the level.
    var hasOwnSeasonalMean: Bool { trend == .multiplicative && season == .additive }
  }
}

extension ETS.Form: CustomStringConvertible {
  /// The form as it is written in the literature, such as `ETS(M,Ad,M)`.
  public var description: String {
    let growth = trend == .none ? "N" : trend.letter + (isDamped ? "d" : "")
    return "ETS(\(error.letter),\(growth),\(season.letter))"
  }
}

extension ETS.Form.ErrorKind {
  var letter: String { self == .additive ? "A" : "M" }
}

extension ETS.Form.Trend {
  var letter: String {
    switch self {
    case .none: "N"
    case .additive: "A"
    case .multiplicative: "M"
    }
  }
}

extension ETS.Form.Season {
  var letter: String {
    switch self {
    case .none: "N"
    case .additive: "A"
    case .multiplicative: "M"
    }
  }
}
