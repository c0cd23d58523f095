internal import Tensors
internal import TimeSeries

/// The errors that a model made at the end of its history, in units of the spread it claims.
///
/// The model is taken back to 24 to 47 origins (fewer on a short history, or where fewer are asked for) within the last half of the history, and within its last
/// four horizons or 24 steps, whichever is more. On a long history it keeps its parameters, so that nothing is
/// estimated again; one that cannot keep them is fitted anew. On a short one, where parameters take up
/// much of what there is to know, they are estimated anew at every fourth of the origins: errors
/// of a model that has seen what it forecasts would be too small.
struct RollingScores {
  /// One error.
  struct Score {
    /// The error over the spread, of the side that it lies on.
    var value: Double
    /// The steps ahead that it was made at.
    let step: Int
    /// The steps from its origin to the end of the history.
    let age: Int
  }

  static let mostOrigins = 24
  /// The longest history, in observations, on which parameters are estimated anew.
  static let longestAnew = 60
  /// Of so many origins one is taken where they are.
  private static let thinning = 4
  /// An earlier spread counts as no less than this share of the last one: small spreads at the start
  /// of a series say little.
  private static let leastSpread = 0.8

  /// The errors, those of the first step ahead of all origins among them.
  let scores: [Score]
  /// The steps ahead for which there is an error.
  let steps: Int

  /// The errors of a model on the series that it was fitted to.
  ///
  /// - Parameters:
  ///   - spreads: the units of errors now, for each step ahead.
  ///   - coverage: of the intervals that spreads are told from.
  ///   - origins: how many to go back to, fewer than twice as many on a long history.
  ///   - stream: the source of randomness of simulated intervals.
  init<Base: LocalForecaster>(
    of forecaster: Base,
    estimates: Estimates,
    on series: Series,
    spreads: Spreads,
    coverage: Double = 0.95,
    origins: Int = mostOrigins,
    using stream: inout RandomStream
  ) {
    let count = series.values.count
    let horizon = spreads.lower.count
    let first = max(count / 2, count - max(4 * horizon, Self.mostOrigins), 4)
    let isShort = series.values.count { !$0.isNaN } <= Self.longestAnew
    let isEstimatedAnew = isShort && estimates != Estimates()
    var scores: [Score] = []
    var steps = 0
    for origin in stride(
      from: count - 1,
      through: first,
      by: -max(1, (count - first) / origins) * (isEstimatedAnew ? Self.thinning : 1)
    ) {
      let known = series.first(origin)
      guard
        let model = isEstimatedAnew
          ? try? forecaster.fitted(to: known, near: estimates)
          : (try? forecaster.fitted(to: known, keeping: estimates))
            ?? (try? forecaster.fitted(to: known))
      else { continue }
      let reach = min(horizon, count - origin)
      let distribution = model.distribution(horizon: reach, using: &stream)
      let claimed = Spreads(distribution, coverage: coverage)
      let mean = distribution.mean
      for step in 0..<reach {
        let error = series.values[origin + step] - mean[step]
        let spread =
          error > 0
          ? max(claimed.upper[step], Self.leastSpread * spreads.upper[step])
          : max(claimed.lower[step], Self.leastSpread * spreads.lower[step])
        let value = error / spread
        if value.isNaN { continue }
        scores.append(Score(value: value, step: step + 1, age: count - origin))
        steps = max(steps, step + 1)
      }
    }
    self.scores = scores
    self.steps = steps
  }
}
