import AlmanacTesting
import Foundation
import Testing

@testable import TimeSeries

@Suite("SeriesSummary")
struct SeriesSummaryTests {
  /// Monthly, with trend, season and a little noise.
  static func monthly(_ count: Int) -> [Double] {
    (0..<count).map { step in
      let noise = Double((step * 7919) % 101) / 50
      return 100 + Double(step) + 20 * sin(Double(step) * .pi / 6) + noise
    }
  }

  @Test("counts, gaps and zeros")
  func counts() {
    let summary = SeriesSummary([.nan, 0, 1, .nan, .nan, .nan, 3, 0, .nan], period: 1)
    #expect(summary.count == 9 && summary.missing == 5)
    #expect(summary.gaps == 3 && summary.longestGap == 3)
    #expect(summary.zeros == 2)
    #expect(summary.isInteger && summary.isNonnegative)
    #expect(!summary.isConstant && !summary.isAllZero)
  }

  @Test("trend and season are strong where they are there, weak in noise")
  func strengths() throws {
    let summary = SeriesSummary(Self.monthly(120), period: 12)
    #expect(try #require(summary.trendStrength) > 0.98)
    #expect(try #require(summary.seasonalStrength) > 0.98)
    #expect(try #require(summary.spectralEntropy) < 0.6)

    let noise = (0..<120).map { Double(($0 * $0 * 7919) % 101) }
    let noisy = SeriesSummary(noise, period: 12)
    #expect(try #require(noisy.seasonalStrength) < 0.5)
    #expect(try #require(noisy.spectralEntropy) > 0.9)
  }

  @Test("nothing is finite or nil by accident", .tags(.property), arguments: 0...9)
  func degenerate(length: Int) {
    let series: [[Double]] = [
      .init(repeating: .nan, count: length), .init(repeating: 0, count: length),
      .init(repeating: 0.1, count: length), (0..<length).map { Double($0) },
      (0..<length).map { $0 % 2 == 0 ? Double($0) : .nan },
      (0..<length).map { $0 == 3 ? 1e15 : 1e-15 },
    ]
    for values in series {
      for period in [1, 2, 4] {
        let summary = SeriesSummary(values, period: period)
        for part in [summary.trendStrength, summary.seasonalStrength, summary.spectralEntropy] {
          if let part { #expect(part >= 0 && part <= 1, "\(values), period \(period)") }
        }
        #expect(summary.moments.count > 0 || summary.moments.mean.isNaN)
      }
    }
  }

  @Test("flags of constant and empty series")
  func flags() {
    let zero = SeriesSummary([0, 0, 0, 0], period: 1)
    #expect(zero.isAllZero && zero.isConstant && zero.demand == nil)
    #expect(zero.trendStrength == 0 && zero.spectralEntropy == nil)
    let empty = SeriesSummary([], period: 7)
    #expect(!empty.isAllZero && !empty.isConstant && !empty.isInteger && !empty.isNonnegative)
    #expect(!SeriesSummary([-1, 2], period: 1).isNonnegative)
    #expect(!SeriesSummary([1.5], period: 1).isInteger)
  }

  @Test("the size of the numbers changes nothing", arguments: [1e-15, 1e15, 1e200])
  func magnitude(factor: Double) throws {
    var values = Self.monthly(60)
    values[7] = .nan
    let plain = SeriesSummary(values, period: 12)
    let scaled = SeriesSummary(values.map { $0 * factor }, period: 12)
    let strength = try #require(plain.seasonalStrength)
    let entropy = try #require(plain.spectralEntropy)
    #expect(abs(try #require(scaled.spectralEntropy) - entropy) < 1e-9)
    #expect(abs(try #require(scaled.seasonalStrength) - strength) < 1e-9)
  }
}

@Suite("DemandPattern")
struct DemandPatternTests {
  @Test("the four categories, by hand")
  func categories() throws {
    let smooth = try #require(DemandPattern([1, 2, 1, 2]))
    #expect(smooth.interval == 1)
    // Mean 1.5, sample variance 1/3.
    #expect(abs(smooth.squaredVariation - 4.0 / 27) < 1e-15)
    #expect(smooth.category == .smooth)
    #expect(DemandPattern([1, 20, 1, 2])?.category == .erratic)
    #expect(DemandPattern([0, 2, 0, 2, .nan])?.category == .intermittent)
    #expect(DemandPattern([0, 20, 0, 1, 1, 0])?.category == .lumpy)
    #expect(DemandPattern([0, 0, 5])?.squaredVariation == 0)
    #expect(DemandPattern([0, 0, 5, .nan])?.interval == 3)
  }

  @Test("no demand, and what is no demand")
  func none() {
    #expect(DemandPattern([0, 0]) == nil)
    #expect(DemandPattern([]) == nil)
    #expect(DemandPattern([1, -1]) == nil)
  }
}

@Suite("AutoregressiveSpectrum")
struct AutoregressiveSpectrumTests {
  private struct Golden: Decodable {
    var values: [Double]
    var entropy: Double
  }

  @Test("entropies against the definition in numpy", .tags(.golden))
  func entropy() throws {
    for golden in try goldenFile("entropy.json", as: [Golden].self) {
      let spectrum = try #require(AutoregressiveSpectrum(golden.values))
      let entropy = spectrum.entropy(frequencies: golden.values.count)
      // Fits of order up to 26 amplify rounding.
      #expect(abs(entropy - golden.entropy) < 1e-9)
    }
  }

  @Test("noise has entropy 1, a wave next to none, and gaps change little")
  func extremes() throws {
    var generator = SystemRandomNumberGenerator()
    let noise: [Double] = (0..<2000).map { _ in Double.random(in: -1...1, using: &generator) }
    #expect(try #require(AutoregressiveSpectrum(noise)).entropy(frequencies: 2000) > 0.98)

    var wave: [Double] = (0..<400).map { sin(Double($0) * 0.7) }
    #expect(try #require(AutoregressiveSpectrum(wave)).entropy(frequencies: 400) < 0.2)
    for step in stride(from: 50, to: 400, by: 50) { wave[step] = .nan }
    #expect(try #require(AutoregressiveSpectrum(wave)).entropy(frequencies: 400) < 0.2)
  }

  @Test("a constant and too few values have no spectrum")
  func none() {
    #expect(AutoregressiveSpectrum([]) == nil)
    #expect(AutoregressiveSpectrum([1, 2]) == nil)
    #expect(AutoregressiveSpectrum([3, 3, 3, 3]) == nil)
  }
}
