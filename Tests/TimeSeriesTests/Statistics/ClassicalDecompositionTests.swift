import AlmanacTesting
import Testing

@testable import TimeSeries

@Suite("ClassicalDecomposition")
struct ClassicalDecompositionTests {
  @Test("a line plus a season comes apart exactly", arguments: [2, 3, 4, 7, 12, 65, 130])
  func additive(period: Int) throws {
    let season = (0..<period).map { Double(($0 * $0) % 11) }
    let mean = season.reduce(0, +) / Double(period)
    let values = (0..<(3 * period + 1)).map { 5 + 0.5 * Double($0) + season[$0 % period] - mean }
    let parts = try #require(
      ClassicalDecomposition(values, period: period, composition: .additive)
    )
    for phase in 0..<period {
      #expect(abs(parts.seasonalIndices[phase] - season[phase] + mean) < 1e-11)
    }
    #expect(parts.trend.count(where: \.isNaN) == period / 2 * 2)
    for (step, trend) in parts.trend.enumerated() where !trend.isNaN {
      #expect(abs(trend - 5 - 0.5 * Double(step)) < 1e-11)
    }
    let adjusted = parts.seasonallyAdjusted(values)
    #expect(zip(parts.seasonalized(adjusted), values).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(parts.seasonalized([0], from: period + 1) == [parts.seasonalIndices[1 % period]])
  }

  @Test("air passengers, against statsmodels 0.15.0", .tags(.golden))
  func multiplicative() throws {
    // seasonal_decompose(x, period=12, model="multiplicative").seasonal[:12]
    struct Golden: Decodable {
      var values: [Double]
      var multiplicative: [Double]
      var additive: [Double]
      var trend: [Double?]
    }
    let golden = try goldenFile("classical.json", as: Golden.self)
    for (composition, expected) in [
      (Composition.multiplicative, golden.multiplicative), (.additive, golden.additive),
    ] {
      let parts = try #require(
        ClassicalDecomposition(golden.values, period: 12, composition: composition)
      )
      for phase in 0..<12 {
        // Relative to the size of the indices: sums of 11 terms, rounding only.
        let scale = composition == .additive ? 100.0 : 1
        #expect(abs(parts.seasonalIndices[phase] - expected[phase]) < 1e-14 * scale)
      }
      for (trend, expected) in zip(parts.trend, golden.trend) {
        #expect(expected.map { abs(trend / $0 - 1) < 1e-14 } ?? trend.isNaN)
      }
    }
  }

  @Test("fewer than two periods and nothing observed cannot be decomposed")
  func tooShort() {
    let seven = [Double](repeating: 1, count: 7)
    #expect(ClassicalDecomposition(seven, period: 4, composition: .additive) == nil)
    let missing = [Double](repeating: .nan, count: 8)
    #expect(ClassicalDecomposition(missing, period: 4, composition: .additive) == nil)
  }

  @Test("zeros give the ratio of no effect rather than NaN")
  func zeros() throws {
    let zeros = [Double](repeating: 0, count: 12)
    let parts = try #require(
      ClassicalDecomposition(zeros, period: 4, composition: .multiplicative)
    )
    #expect(parts.seasonalIndices == [1, 1, 1, 1])
  }
}

@Suite("Interpolation")
struct InterpolationTests {
  @Test("gaps lie on the line between their neighbours, ends are held")
  func linear() {
    #expect([.nan, 1, .nan, .nan, 4, .nan].interpolated() == [1, 1, 2, 3, 4, 4])
    #expect([1.0, 2].interpolated() == [1, 2])
    #expect([Double]().interpolated().isEmpty)
    #expect([Double.nan, .nan].interpolated().allSatisfy { $0.isNaN })
  }

  @Test("a season on a level is restored, a whole missing period too")
  func seasonal() {
    let season = [10.0, -3, -8, 1]
    let complete = (0..<40).map { 100 + season[$0 % 4] }
    var holes = complete
    for step in [0, 5, 6, 11, 20, 21, 22, 23, 39] { holes[step] = .nan }
    let filled = holes.interpolated(period: 4)
    for step in 0..<40 { #expect(abs(filled[step] - complete[step]) < 0.01, "step \(step)") }
  }

  @Test("observed values are kept and short series are interpolated plainly")
  func kept() {
    let values = [1, .nan, 3, 4, .nan, 6, 7]
    #expect(values.interpolated(period: 4) == [1, 2, 3, 4, 5, 6, 7])
    #expect(values.interpolated(period: 1) == [1, 2, 3, 4, 5, 6, 7])
  }
}
