extension CES {
  /// What of a complex exponential smoothing is seasonal.
  public enum Form: String, CaseIterable, Hashable, Sendable {
    /// No season: one pair of states.
    case none = "N"
    /// Each phase of the season is smoothed on its own: a pair of states for each.
    case simple = "S"
    /// One pair of states for the level, and a plain season that is added.
    case partial = "P"
    /// A pair of states for the level, and a pair for each phase of the season, which are added.
    case full = "F"

    /// The states that are followed at one time.
    var componentCount: Int {
      switch self {
      case .none, .simple: 2
      case .partial: 3
      case .full: 4
      }
    }

    /// The number of smoothing parameters.
    var weightCount: Int { componentCount }

    /// Whether a season is added to the level.
    var addsSeason: Bool { self == .partial || self == .full }

    /// The parameters where the search begins: real and imaginary part for the level, then for the
    /// season.
    var start: SIMD4<Double> {
      switch self {
      case .none, .simple: [1.3, 1, 0, 0]
      case .partial: [1.3, 1, 0.1, 0]
      case .full: [1.3, 1, 1.3, 1]
      }
    }

    /// The smallest parameters that are allowed; those that a form has not are 0.
    var lowerBounds: SIMD4<Double> {
      switch self {
      case .none, .simple: [0.01, 0.01, 0, 0]
      case .partial: [0.01, 0.01, 0.01, 0]
      case .full: [0.01, 0.01, 0.01, 0.01]
      }
    }

    /// The largest parameters that are allowed.
    var upperBounds: SIMD4<Double> {
      switch self {
      case .none, .simple: [1.8, 1.9, 0, 0]
      case .partial: [1.8, 1.9, 1.5, 0]
      case .full: [1.8, 1.9, 1.5, 1.5]
      }
    }
  }
}
