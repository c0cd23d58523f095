import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("level times shape", .tags(.property))
struct LevelShapeTests {
  static func distribution(_ model: some LocalModel, horizon: Int = 30) -> ForecastDistribution {
    var stream = RandomStream(seed: 0)
    return model.distribution(horizon: horizon, using: &stream)
  }

  /// Cycles of seven steps, each a level times one shape, with noise of a share of the value.
  static func series(noise: Double, cycles: Int = 40, hasGaps: Bool = false) -> Series {
    var stream = RandomStream(seed: 2)
    let shape = [1.0, 3, 4, 4.5, 3.5, 1.5, 0.5]
    return Series(
      values: (0..<(7 * cycles)).map { step in
        let level = 20 + 0.3 * Double(step / 7)
        let value = level * shape[step % 7] * (1 + noise * stream.normal())
        return hasGaps && step % 11 == 4 ? .nan : value
      }
    )
  }

  @Test("a level times a shape goes on as it is")
  func pure() throws {
    let whole = Self.series(noise: 0, cycles: 42).values
    let model = try LevelShape(seasonalPeriod: 7)
      .fitted(to: Series(values: Array(whole.dropLast(14))))
    #expect(model.period == 7)
    for (mean, value) in zip(Self.distribution(model, horizon: 14).mean, whole.suffix(14)) {
      #expect(abs(mean / value - 1) < 0.01)
    }
  }

  @Test("fifty cycles tell the shape of quantiles")
  func knownShape() throws {
    func isKnown(_ cycles: Int) throws -> Bool {
      try LevelShape(seasonalPeriod: 7).fitted(to: Self.series(noise: 0.1, cycles: cycles))
        .isShapeKnown
    }
    #expect(try !isKnown(49))
    #expect(try isKnown(50))
  }

  @Test("intervals hold about what they promise")
  func coverage() throws {
    let whole = Self.series(noise: 0.1, cycles: 60).values
    var (inside, count) = (0, 0)
    for cut in stride(from: 210, to: 400, by: 7) {
      let model = try LevelShape(seasonalPeriod: 7).fitted(to: Series(values: Array(whole[..<cut])))
      let (lower, upper) = Self.distribution(model, horizon: 14).interval(0.8)
      for step in 0..<14 {
        count += 1
        if lower[step] <= whole[cut + step] && whole[cut + step] <= upper[step] { inside += 1 }
      }
    }
    // What is uncertain of the shape itself the paths do not know.
    #expect((0.65...0.92).contains(Double(inside) / Double(count)))
  }

  @Test("what was kept goes on from where a history stands, not from where it stood")
  func keptElsewhere() throws {
    var stream = RandomStream(seed: 6)
    var values = (0..<200).map { _ in 50 + stream.normal() }
    values[189] = 56
    let forecaster = LevelShape(seasonalPeriod: 1)
    let estimates = try forecaster.fitted(to: Series(values: values)).estimates
    let model = try forecaster.fitted(to: Series(values: Array(values[..<190])), keeping: estimates)
    let mean = Self.distribution(model, horizon: 6).mean
    for step in 2..<6 { #expect(abs(mean[step] - 50) < 1.5, "\(step): \(mean[step])") }
  }

  @Test("noise without a season has no cycle")
  func noCycle() throws {
    var stream = RandomStream(seed: 4)
    let noise = Series(values: (0..<200).map { _ in 50 + stream.normal() })
    #expect(try LevelShape(seasonalPeriod: 7).fitted(to: noise).period == 1)
    #expect(try LevelShape(seasonalPeriod: 1).fitted(to: noise).description == "FLAIR")
  }

  @Test("whole numbers are forecast by whole numbers, within the range of the series")
  func wholeNumbers() throws {
    let counts = Series(values: Self.series(noise: 0.2).values.map { $0.rounded() })
    let model = try LevelShape(seasonalPeriod: 7).fitted(to: counts)
    let (least, greatest) = (counts.values.min() ?? 0, counts.values.max() ?? 0)
    for mean in Self.distribution(model).mean {
      #expect(mean == mean.rounded())
      #expect(mean >= least && mean <= 2 * greatest)
    }
  }

  @Test("what was estimated gives the same model, to the last bit")
  func keeping() throws {
    var gaps = Self.series(noise: 0.1, hasGaps: true)
    gaps = Series(values: gaps.values + [.nan, .nan])
    for (series, period) in [(gaps, 7), (gaps, 1), (CESTests.series(), 4)] {
      let model = try LevelShape(seasonalPeriod: period).fitted(to: series)
      let again = try LevelShape().fitted(to: series, keeping: model.estimates)
      #expect(Self.distribution(again) == Self.distribution(model))
      #expect(again.estimates == model.estimates)
      let grown = Series(values: series.values + [5, 6, 7])
      #expect(
        Self.distribution(try LevelShape().fitted(to: grown, keeping: model.estimates))
          .mean.allSatisfy(\.isFinite)
      )
    }
    for estimates in [Estimates(), Estimates(form: "FLAIR", numbers: [1, 2, 3])] {
      #expect(throws: ForecastError.unsuitable(series: "series")) {
        try LevelShape().fitted(to: gaps, keeping: estimates)
      }
    }
  }

  @Test("series that are too short are refused; equal values go on")
  func pathological() throws {
    #expect(throws: ForecastError.tooShort(series: "series", required: 10, actual: 9)) {
      try LevelShape().fitted(to: Series(values: (0..<9).map(Double.init)))
    }
    for value in [0.0, -3, 1e300] {
      let model = try LevelShape(seasonalPeriod: 4)
        .fitted(to: Series(values: Array(repeating: value, count: 20)))
      #expect(Self.distribution(model).mean.allSatisfy { $0 == value })
    }
  }
}
