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

    /// Parameters on other hills, where a search for the largest likelihood begins as well.
    var otherStarts: [SIMD4<Double>] {
      let season: [SIMD2<Double>]
      switch self {
      case .none, .simple:
        return [0.2, 0.4, 0.7, 1, 1.3, 1.6, 1.8].flatMap { real in
          [0.8, 0.95, 1, 1.05, 1.4, 1.7].map { [real, $0, 0, 0] }
        }
      case .partial:
        season = [[0.02, 0], [0.3, 0], [0.8, 0]]
      case .full:
        season = [
          [1.3, 1], [0.9, 1], [1.4, 0.6], [0.3, 0.3], [0.05, 0.9], [1, 1.3], [0.05, 0.05],
          [1.1, 1.04],
        ]
      }
      let level: [SIMD2<Double>] = [
        [1.3, 1], [0.4, 0.9], [1, 1.6], [1.7, 0.6], [0.9, 1], [1.6, 1.05], [0.7, 1], [1.75, 0.93],
      ]
      return level.flatMap { first in season.map { SIMD4(lowHalf: first, highHalf: $0) } }
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
