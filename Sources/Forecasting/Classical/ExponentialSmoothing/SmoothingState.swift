/// The smoothing parameters of a form; those it does not have are 0, and φ is 1 without damping.
public struct SmoothingWeights: Hashable, Sendable {
  /// How far the level follows an observation, α.
  public var level = 0.0
  /// How far the slope follows, β.
  public var slope = 0.0
  /// How far the season follows, γ.
  public var season = 0.0
  /// What is left of the slope after a step, φ.
  public var damping = 1.0
}

/// The states from which the recursion of a form goes on.
public struct SmoothingState: Hashable, Sendable {
  /// The level.
  public var level = 0.0
  /// What the level gains in a step, a factor if the trend is multiplicative; 0 without a trend.
  public var slope = 0.0
  /// The season of the next period, the coming step first; empty without a season.
  public var season: [Double] = []
}

extension SmoothingState {
  /// The state of the series times a factor.
  func scaled(by scale: Double, _ form: ETS.Form) -> SmoothingState {
    var state = self
    state.level *= scale
    switch form.trend {
    case .none: state.slope = 0
    case .additive: state.slope *= scale
    case .multiplicative: break
    }
    switch form.season {
    case .none: state.season = []
    case .additive: for phase in season.indices { state.season[phase] *= scale }
    case .multiplicative: break
    }
    return state
  }

  /// The state with the same forecasts whose season has the mean of no effect; itself where a factor
  /// of growth tells the level from the season.
  func normalized(_ form: ETS.Form) -> SmoothingState {
    guard form.season != .none, !form.hasOwnSeasonalMean else { return self }
    var state = self
    let mean = season.reduce(0, +) / Double(season.count)
    if form.season == .additive {
      state.level += mean
      for phase in season.indices { state.season[phase] -= mean }
    } else {
      state.level *= mean
      if form.trend == .additive { state.slope *= mean }
      for phase in season.indices { state.season[phase] /= mean }
    }
    return state
  }
}
