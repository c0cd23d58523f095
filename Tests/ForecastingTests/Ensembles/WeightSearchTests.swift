import Tensors
import Testing

@testable import Forecasting

@Suite("WeightSearch")
struct WeightSearchTests {
  /// Values of noise, and members that miss them by so much.
  static func examples(
    _ misses: [Double],
    level: Double = 0.5,
    window: Int = 0
  ) -> [WeightSearch.Examples] {
    (0..<100).map { number in
      var stream = RandomStream(seed: 2, stream: UInt64(number))
      let actual = (0..<6).map { _ in stream.normal() }
      return WeightSearch.Examples(
        levels: actual.map { _ in level },
        actual: actual,
        forecasts: misses.map { miss in actual.map { $0 + miss * stream.normal() } },
        window: window
      )
    }
  }

  @Test("a member that is much better takes nearly all of the weight")
  func better() {
    let weights = WeightSearch(Self.examples([0.01, 2, 2]), prior: [0.3, 0.3, 0.4]).weights
    #expect(weights[0] > 0.9)
    #expect(abs(weights.reduce(-1, +)) < 1e-12 && weights.allSatisfy { $0 >= 0 })
  }

  @Test("members as good as each other keep what was believed")
  func equal() {
    let prior = [0.2, 0.2, 0.2, 0.4]
    let weights = WeightSearch(Self.examples([1, 1, 1, 1]), prior: prior).weights
    #expect(weights == prior)
  }

  @Test("a member that is better on one window and worse on the others keeps what was believed")
  func windowsThatDisagree() {
    let lucky = Self.examples([0.01, 2, 2], window: 0)
    let prior = [0.3, 0.3, 0.4]
    #expect(WeightSearch(lucky, prior: prior).weights[0] > 0.9)
    let others = [1, 2].flatMap { Self.examples([2, 1, 1], window: $0) }
    #expect(WeightSearch(lucky + others, prior: prior).weights == prior)
  }

  @Test("a member that is better on every window takes nearly all of the weight")
  func windowsThatAgree() {
    let examples = [0, 1, 2].flatMap { Self.examples([0.01, 2, 2], window: $0) }
    #expect(WeightSearch(examples, prior: [0.3, 0.3, 0.4]).weights[0] > 0.9)
  }

  @Test("nothing to learn from keeps what was believed")
  func nothing() {
    #expect(WeightSearch([], prior: [0.5, 0.5]).weights == [0.5, 0.5])
    let missing = WeightSearch.Examples(levels: [0.5], actual: [.nan], forecasts: [[1], [2]])
    #expect(WeightSearch([missing], prior: [0.5, 0.5]).weights == [0.5, 0.5])
  }
}
