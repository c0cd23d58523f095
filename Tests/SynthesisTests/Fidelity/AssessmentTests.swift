import AlmanacTesting
import Foundation
import Tensors
import Testing
import TimeSeries

@testable import Synthesis

@Suite("Assessment")
struct AssessmentTests {
  /// Waves with levels and noise of their own.
  private static func panel(_ count: Int, suffix: String = "", seed: UInt64, noise: Double = 0.2)
    -> Panel
  {
    var random = RandomStream(seed: seed)
    return Panel(
      (0..<count).map { number in
        Series(
          id: "s\(number)\(suffix)",
          values: (0..<200).map { step in
            10 * Double(number) + sin(2 * Double.pi * Double(step) / 24) + noise * random.normal()
          }
        )
      }
    )
  }

  private func plan(_ trainings: Int = 0) -> Assessment.Plan {
    var plan = Assessment.Plan(length: 16)
    (plan.windowCount, plan.repeats, plan.trainings) = (64, 2, trainings)
    return plan
  }

  @Test("real series score like the floor, noise does not", .tags(.property))
  func floors() throws {
    let real = Self.panel(6, seed: 1)
    let alike = Self.panel(6, suffix: "~1", seed: 2)
    let noise = Self.panel(6, suffix: "~1", seed: 3, noise: 3)
    var random = RandomStream(seed: 4)
    let encoder = CausalEncoder(CausalEncoder.smallSizes(length: 16), using: &random)
    func assess(_ synthetic: Panel) throws -> Assessment {
      let comparison = try WindowComparison(real: real, synthetic: synthetic, length: 16)
      #expect(comparison.unmatchedCount == 0)
      return try Assessment(comparison, plan(), encoder: encoder)
    }
    let good = try assess(alike)
    let bad = try assess(noise)
    let floor = try #require(good.contextFID.floor)
    #expect(good.contextFID.mean < 5 * floor)
    #expect(bad.contextFID.mean > 20 * floor)
    #expect(bad.neighbours.coverage < good.neighbours.coverage)
    #expect(good.privacy.copies == 0)
    for (one, other) in zip(good.shapes, bad.shapes).prefix(3) {
      #expect(one.score.mean < other.score.mean, "\(one.name)")
    }
  }

  @Test("copies of the training series are counted and lie at no distance", .tags(.property))
  func copies() throws {
    let real = Self.panel(4, seed: 1)
    let copied = Panel(real.map { Series(id: $0.id + "~1", values: $0.values) })
    let comparison = try WindowComparison(real: real, synthetic: copied, length: 16)
    var random = RandomStream(seed: 9)
    let sample = comparison.sample(32, using: &random)
    let privacy = PrivacyScores(
      made: sample.synthetic,
      source: comparison.real,
      heldBack: nil,
      using: &random
    )
    #expect(privacy.copies == 32)
    #expect(privacy.madeDistance < privacy.heldBackDistance)
    let constant = Tensor.ones([3, 1, 16])
    #expect(comparison.real.countOfCopies(among: constant) == 0)
  }

  @Test("whoever copies gives away which series were learnt from", .tags(.property))
  func membership() throws {
    let source = try WindowSource(
      Self.panel(8, seed: 1),
      length: 16,
      features: TimeFeatures(frequency: Frequency(.integer), season: 1)
    )
    let others = try WindowSource(
      Self.panel(8, seed: 2, noise: 1),
      length: 16,
      features: TimeFeatures(frequency: Frequency(.integer), season: 1)
    )
    var random = RandomStream(seed: 5)
    let heldBack = others.windows(100, using: &random).values
    let copied = source.windows(1000, using: &random).values
    let leaking = PrivacyScores(made: copied, source: source, heldBack: heldBack, using: &random)
    #expect(try #require(leaking.membershipAdvantage) > 0.5)
    let chance = PrivacyScores(
      made: .uniform([100, 1, 16], using: &random),
      source: source,
      heldBack: source.windows(100, using: &random).values,
      using: &random
    )
    #expect(try #require(chance.membershipAdvantage) < 0.2)
  }

  @Test("a network tells another level from waves, and not waves from waves", .tags(.property))
  func discriminative() throws {
    var random = RandomStream(seed: 6)
    func waves() -> Tensor {
      let phase = Tensor.uniform([200, 1, 1], in: 0...6, using: &random)
      return 0.5 + 0.5 * sin(phase + 0.5 * Tensor.sequence(count: 16))
    }
    let (a, b) = (waves(), waves())
    let noise = Tensor.uniform([200, 1, 16], in: 1.5...2.5, using: &random)
    let told = try PostHocScores.discriminative(real: a, made: noise, iterations: 300, seed: 1)
    let untold = try PostHocScores.discriminative(real: a, made: b, iterations: 300, seed: 1)
    #expect(told > 0.4)
    #expect(untold < 0.2)
    let learnt = try PostHocScores.predictive(trainedOn: b, testedOn: a, iterations: 300, seed: 1)
    let blind = try PostHocScores.predictive(
      trainedOn: noise,
      testedOn: a,
      iterations: 300,
      seed: 1
    )
    #expect(learnt < blind)
  }

  @Test("the contrastive loss falls when both views agree", .tags(.property))
  func contrast() throws {
    var random = RandomStream(seed: 7)
    let a = Tensor.normal([4, 8, 6], using: &random)
    let b = Tensor.normal([4, 8, 6], using: &random)
    #expect(
      hierarchicalContrastiveLoss(3 * a, 3 * a).scalar < hierarchicalContrastiveLoss(a, b).scalar
    )
    let windows = Tensor.normal([20, 1, 16], using: &random)
    let encoder = try ContrastiveEncoder.trained(on: windows, iterations: 2, seed: 1)
    #expect(encoder.vectors(of: windows).shape == [20, 320])
  }

  @Test("a training of the causal encoder lowers its loss and gives finite vectors")
  func encoder() throws {
    var random = RandomStream(seed: 8)
    let windows = Tensor.uniform([30, 1, 16], using: &random)
    let sizes = CausalEncoder.smallSizes(length: 16)
    let encoder = try CausalEncoder.trained(on: windows, sizes: sizes, iterations: 5, seed: 1)
    #expect(encoder(windows).elements.allSatisfy { $0.isFinite })
  }

  @Test("a likeness is known by its id")
  func ids() {
    #expect(WindowComparison.original(of: "a~b~3") == "a~b")
    #expect(WindowComparison.original(of: "a") == "a")
  }

  @Test("an encoder of other variables is refused")
  func foreignEncoder() throws {
    let real = Self.panel(3, seed: 1)
    let comparison = try WindowComparison(real: real, synthetic: real, length: 16)
    var sizes = CausalEncoder.smallSizes(length: 16)
    sizes.variableCount = 2
    var random = RandomStream(seed: 1)
    let encoder = CausalEncoder(sizes, using: &random)
    #expect(throws: SynthesisError.foreignEncoder(variableCount: 2, expected: 1)) {
      try Assessment(comparison, plan(), encoder: encoder)
    }
  }

  @Test("an assessment that is asked to stop says so")
  func interrupted() throws {
    let real = Self.panel(3, seed: 1)
    let comparison = try WindowComparison(real: real, synthetic: real, length: 16)
    #expect(throws: SynthesisError.interrupted) {
      try Assessment(comparison, plan()) { _ in false }
    }
  }
}
