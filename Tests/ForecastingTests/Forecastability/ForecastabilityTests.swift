import AlmanacTesting
import CWeights
import Foundation
import NeuralNetworks
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("Forecastability")
struct ForecastabilityTests {
  static func noise(_ count: Int, _ name: String) -> [Double] {
    var stream = RandomStream(seed: 5, name: name)
    return (0..<count).map { _ in stream.normal() }
  }

  static func outlook(_ values: [Double], period: Int = 1, horizon: Int = 6) -> Forecastability {
    Forecastability(values, summary: SeriesSummary(values, period: period), horizon: horizon)
  }

  @Test("noise and walks are noise-bound, patterns are reachable, little is data-bound")
  func verdicts() {
    let noise = Self.noise(200, "verdicts")
    var sum = 0.0
    let walk = noise.map { step in
      sum += step
      return 100 + sum
    }
    #expect(Self.outlook(noise.map { 50 + $0 }).verdict == .noiseBound)
    #expect(Self.outlook(walk, horizon: 1).verdict == .noiseBound)
    let seasonal = noise.indices.map { 50 + 5 * sin(Double($0) * .pi / 6) + noise[$0] / 2 }
    #expect(Self.outlook(seasonal, period: 12).verdict == .reachable)
    let rising = noise.indices.map { 50 + Double($0) + noise[$0] }
    #expect(Self.outlook(rising).verdict == .reachable)
    // Over less than half a season a line gains little of the scale, which grows with its slope.
    let line = noise.indices.map { Double($0) + noise[$0] / 10 }
    #expect(Self.outlook(line, period: 12, horizon: 3).verdict == .reachable)
    #expect(Self.outlook((0..<48).map(Double.init), period: 12, horizon: 3).verdict == .reachable)
    #expect(Self.outlook(Array(rising.prefix(11))).verdict == .dataBound)
    #expect(Self.outlook(Array(rising.prefix(40)), horizon: 30).verdict == .dataBound)
    #expect(Self.outlook(Array(seasonal.prefix(20)), period: 12, horizon: 3).verdict == .dataBound)
    let constant = Self.outlook([Double](repeating: 2, count: 50))
    #expect(constant.verdict == nil && constant.expected == nil)
  }

  @Test(
    "the program has learnt what errors to expect in 300 kB, and bands hold their median",
    .tags(.property)
  )
  func bands() throws {
    let errors = try #require(ExpectedErrors.shipped)
    var size = 0
    _ = almanac_expected_errors(&size)
    #expect(size < 300_000)
    for number in 0..<300 {
      let series = PathologicalSeriesTests.series(number)
      let summary = SeriesSummary(series.values, period: 1 + number % 13)
      let measures = ForecastabilityMeasures(
        series.values,
        summary: summary,
        horizon: 1 + number % 9
      )
      guard let band = errors.band(of: measures) else { continue }
      #expect(0 <= band.mase10 && band.mase10 <= band.mase50 && band.mase50 <= band.mase90)
      #expect(band.mase90.isFinite && (0...200).contains(band.smape50))
    }
  }

  @Test(
    "bands of five weeks of hours with gaps hold their median, in any unit",
    .tags(.property),
    arguments: [1e-150, 1, 1e150]
  )
  func hourlyBands(unit: Double) throws {
    let noise = Self.noise(24 * 35, "hourly bands")
    let values = noise.indices.map { (step: Int) -> Double in
      if step % 50 == 7 || (700..<724).contains(step) { return .nan }
      let level = step / 24 % 7 < 5 ? 100.0 : 60
      return unit * (level + 20 * sin(Double(step) * .pi / 12) + 5 * noise[step])
    }
    for horizon in [1, 24, 48, 200] {
      let outlook = Self.outlook(values, period: 24, horizon: horizon)
      let band = try #require(outlook.expected)
      #expect(outlook.measures["weeks_best"].isFinite)
      #expect(0 <= band.mase10 && band.mase10 <= band.mase50 && band.mase50 <= band.mase90)
      #expect(band.mase90.isFinite && (0...200).contains(band.smape50))
    }
  }

  @Test("the more noise, the larger the percentage error to expect", .tags(.property))
  func noiseSweep() throws {
    let levels = [0.3, 1, 2, 4, 8, 16]
    var means: [Double] = []
    for level in levels {
      var sum = 0.0
      for number in 0..<30 {
        let noise = Self.noise(120, "sweep \(number)")
        let values = noise.indices.map {
          100 + 15 * sin(Double($0) * .pi / 6 + Double(number)) + level * noise[$0]
        }
        sum += try #require(Self.outlook(values, period: 12, horizon: 12).expected).smape50
      }
      means.append(sum / 30)
    }
    #expect(means == means.sorted(), "\(means)")
    #expect(means[5] > 4 * means[0], "\(means)")
  }

  @Test("an unlike series has a wider band, and says so")
  func unlikeSeries() throws {
    let noise = Self.noise(100, "unlike")
    let plain = try #require(Self.outlook(noise.map { 50 + $0 }).expected)
    #expect(!plain.isFarOff)
    // Nothing was learnt about a horizon of 40 seasons.
    let unlike = try #require(
      Self.outlook(noise.map { 50 + $0 }, period: 2, horizon: 80).expected
    )
    #expect(unlike.isFarOff)
    #expect(unlike.mase90 / unlike.mase10 > plain.mase90 / plain.mase10)
  }

  /// Series whose error is what their noise is.
  static func examples(_ numbers: Range<Int>) -> [ExpectedErrors.Example] {
    numbers.map { number in
      let noise = noise(60, "example \(number)")
      let size = 1 + Double(number % 20)
      let values = noise.indices.map { 100 + Double($0) / 4 + size * noise[$0] }
      let summary = SeriesSummary(values, period: 1)
      return ExpectedErrors.Example(
        measures: ForecastabilityMeasures(values, summary: summary, horizon: 6),
        mase: 0.5 + abs(noise[7]) / 10,
        smape: size,
        series: number
      )
    }
  }

  @Test("what is learnt tells large errors from small ones, and comes back from a file")
  func learning() throws {
    let examples = Self.examples(0..<600)
    let errors = ExpectedErrors(learningFrom: examples)
    let read = try ExpectedErrors(WeightsFile(bytes: errors.file.encoded()))
    for example in examples.prefix(40) {
      let band = try #require(errors.band(of: example.measures))
      #expect(abs(band.smape50 - example.smape) < 0.4 * example.smape + 1)
      #expect(read.band(of: example.measures) == band)
    }
    // Of series that were not learnt from about four in five lie within.
    let others = Self.examples(600..<900)
    let inside = others.count { example in
      errors.band(of: example.measures).map { $0.mase10...$0.mase90 ~= example.mase } ?? false
    }
    #expect((0.65...0.93).contains(Double(inside) / 300), "\(inside)")
  }

  @Test("an example that counts nothing is as good as none")
  func weightless() {
    var examples = Self.examples(0..<200)
    let rest = Array(examples.dropFirst(21))
    for place in 0...20 { examples[place].weight = 0 }
    let one = ExpectedErrors(learningFrom: examples)
    let other = ExpectedErrors(learningFrom: rest)
    #expect(one.trees.middle.trees == other.trees.middle.trees)
    #expect(one.trees.ends.trees == other.trees.ends.trees)
    #expect(one.shifts == other.shifts)
  }

  @Test("of two that contradict each other, the one that counts more is believed")
  func weights() {
    // Every series twice, once with an error of 5 % and once with one of 20 %.
    let examples = Self.examples(0..<200).flatMap { example in
      [(5.0, 9), (20.0, 1)].map { smape, weight in
        var example = example
        (example.smape, example.mase, example.weight) = (smape, smape / 10, weight)
        return example
      }
    }
    let learnt = ExpectedErrors(learningFrom: examples)
    let foretold = learnt.trees.foretold(of: [examples[0].measures])[0].percentage
    // The mean of the logarithms, of which nine in ten are the smaller.
    #expect(abs(foretold - 0.9 * log(6) - 0.1 * log(21)) < 0.05)
  }

  @Test("what hours depend on is learnt from hours alone")
  func hours() throws {
    let others = Self.examples(0..<200)
    let hourly = (200..<320).map { number in
      let noise = Self.noise(24 * 15, "hours \(number)")
      let values = noise.indices.map { 100 + 9 * sin(Double($0) * .pi / 12) + noise[$0] }
      let summary = SeriesSummary(values, period: 24)
      return ExpectedErrors.Example(
        measures: ForecastabilityMeasures(values, summary: summary, horizon: 24),
        mase: 7 + abs(noise[7]) / 10,
        smape: 3,
        series: number
      )
    }
    let errors = ExpectedErrors(learningFrom: others + hourly)
    #expect(try #require(errors.band(of: hourly[0].measures)).mase50 > 6.5)
    #expect(try #require(errors.band(of: others[0].measures)).mase50 < 1)
    let without = ExpectedErrors(learningFrom: others)
    #expect(errors.trees.middle.trees == without.trees.middle.trees)
  }

  @Test("a file without a part is refused, by the name of the part")
  func damagedFile() throws {
    let errors = ExpectedErrors(learningFrom: Self.examples(0..<100))
    let entries = errors.file.entries.filter { $0.name != "ends.nodes" }
    #expect(throws: SavedModelsError.damaged(part: "nodes")) {
      _ = try ExpectedErrors(WeightsFile(entries))
    }
    // Such as what was learnt before hours had trees of their own.
    let hourless = errors.file.entries.filter { !$0.name.hasPrefix("hourly.") }
    #expect(throws: SavedModelsError.damaged(part: "start")) {
      _ = try ExpectedErrors(WeightsFile(hourless))
    }
  }
}
