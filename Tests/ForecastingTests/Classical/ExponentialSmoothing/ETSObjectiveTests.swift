import AlmanacTesting
import Tensors
import Testing

@testable import Forecasting

@Suite("ETSObjective", .tags(.gradient))
struct ETSObjectiveTests {
  /// All 30 forms.
  static let forms = ETS.Form.all

  /// An objective over a positive series with a season and gaps, at a random inner point.
  static func objective(_ form: ETS.Form, seed: UInt64, count: Int) -> (ETSObjective, [Double]) {
    var stream = RandomStream(seed: seed)
    let period = 4
    let series = (0..<count).map { t in
      stream.uniform() < 0.1
        ? .nan : (1 + 0.01 * Double(t)) * [1.1, 0.9, 1, 1][t % period] + 0.1 * stream.normal()
    }
    var objective = ETSObjective(
      series: series,
      observations: series.count { !$0.isNaN },
      period: period
    )
    objective.form = form
    objective.penalty = SmoothingPenalty(for: form, observations: count, period: period)
    objective.weights = SmoothingWeights(
      level: 0.2 + 0.2 * stream.uniform(),
      slope: form.trend == .none ? 0 : 0.1 * stream.uniform(),
      season: form.season == .none ? 0 : 0.1 + 0.2 * stream.uniform(),
      damping: form.isDamped ? 0.85 + 0.1 * stream.uniform() : 1
    )
    objective.state.level = 1 + 0.1 * stream.uniform()
    objective.state.slope = form.trend == .multiplicative ? 1.01 : 0.01
    objective.state.season =
      form.season == .multiplicative ? [1.2, 0.8, 1.1, 0.9] : [0.2, -0.1, 0.1, -0.1]
    return (objective, objective.coordinates)
  }

  @Test("the gradient is that of central differences", arguments: forms)
  func gradient(form: ETS.Form) {
    for (seed, count) in [(1, 1), (2, 3), (3, 17), (4, 64), (5, 65)] as [(UInt64, Int)] {
      var (objective, point) = Self.objective(form, seed: seed, count: count)
      guard objective.observations > 0, objective.value(at: point).isFinite else { continue }
      var gradient = [Double](repeating: 0, count: point.count)
      objective.writeGradient(at: point, to: &gradient)
      for i in point.indices {
        // Of two step sizes the better: one suffers from curvature, the other from rounding.
        let errors = [1e-5, 1e-6].map { step in
          var (above, below) = (point, point)
          above[i] += step
          below[i] -= step
          let slope = (objective.value(at: above) - objective.value(at: below)) / (2 * step)
          return abs(slope - gradient[i]) / max(1, abs(gradient[i]))
        }
        #expect(errors.min() ?? 1 < 1e-6, "seed \(seed), \(count) steps, coordinate \(i)")
      }
    }
  }

  @Test("coordinates and weights stand for one another", arguments: forms)
  func coordinates(form: ETS.Form) {
    var (objective, point) = Self.objective(form, seed: 9, count: 40)
    #expect(point.count == objective.dimension)
    _ = objective.value(at: point)
    for (a, b) in zip(objective.coordinates, point) { #expect(abs(a - b) < 1e-14) }
  }

  @Test("the mean of the season and the level trade places without effect", arguments: forms)
  func normalization(form: ETS.Form) {
    var (objective, point) = Self.objective(form, seed: 5, count: 65)
    let before = objective.value(at: point)
    objective.normalizeSeason()
    let sum = objective.state.season.reduce(0, +)
    switch form.season {
    case .none: break
    case .additive: #expect(form.hasOwnSeasonalMean || abs(sum) < 1e-12)
    case .multiplicative: #expect(abs(sum - 4) < 1e-12)
    }
    let after = objective.valueAsSet()
    #expect(abs(before - after) < 1e-9 * max(1, abs(before)))
  }
}
