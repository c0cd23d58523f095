import AlmanacTesting
import Foundation
import Synthesis
import Tensors
import Testing
import TimeSeries

@Suite("Correlations between variables")
struct CorrelationalScoreTests {
  @Test("the score is that of Diffusion-TS", .tags(.golden))
  func golden() {
    let a = (0..<60).map { sin(1 + Double($0)) }
    let b = (0..<60).map { cos(1 + Double($0 * $0)) }
    let score = correlationalScore(
      Tensor(a, shape: [5, 3, 4], .float64),
      Tensor(b, shape: [5, 3, 4], .float64)
    )
    // Golden/make_correlational.py.
    #expect((score - 0.13331760032094003).magnitude < 1e-12)
  }

  @Test("equal windows, and windows of one variable, score 0", .tags(.property))
  func zero() {
    var random = RandomStream(seed: 1)
    let windows = Tensor.normal([20, 4, 6], using: &random)
    #expect(correlationalScore(windows, windows) == 0)
    let one = Tensor.normal([20, 1, 6], using: &random)
    #expect(correlationalScore(one, Tensor.normal([20, 1, 6], using: &random)) < 1e-6)
    #expect(correlationalScore(windows, .ones([20, 4, 6])).isFinite)
  }

  /// Two variables that go together, or that were made alone.
  private static func groups(_ suffix: String, apart: Bool, seed: UInt64) -> [[Series]] {
    var random = RandomStream(seed: seed)
    return (0..<4).map { number in
      let a = (0..<120).map { sin(Double($0) / 3) + 0.1 * random.normal() }
      let b = (0..<120).map { step in
        apart ? random.normal() : a[step] + 0.1 * random.normal()
      }
      return [a, b].map { Series(id: "s\(number)\(suffix)", values: $0) }
    }
  }

  @Test("an assessment tells variables that were made alone from those that go together")
  func assessment() throws {
    var plan = Assessment.Plan(length: 8)
    (plan.windowCount, plan.repeats, plan.trainings) = (64, 2, 0)
    func assess(_ made: [[Series]]) throws -> Assessment {
      let comparison = try WindowComparison(
        real: Self.groups("", apart: false, seed: 1),
        synthetic: made,
        length: 8
      )
      #expect(comparison.unmatchedCount == 0)
      return try Assessment(comparison, plan)
    }
    let good = try assess(Self.groups("~1", apart: false, seed: 2))
    let bad = try assess(Self.groups("~1", apart: true, seed: 3))
    let (low, high) = (try #require(good.correlational), try #require(bad.correlational))
    #expect(low.mean < 0.02 && high.mean > 0.05)
    #expect(try #require(low.floor) < 0.02)
    #expect(good.privacy.copies == 0)
    let copied = try assess(
      Self.groups("", apart: false, seed: 1).map { group in
        group.map { Series(id: $0.id + "~1", values: $0.values) }
      }
    )
    #expect(copied.privacy.copies == 64)
  }
}
